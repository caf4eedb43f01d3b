import { serveStream } from '../../../kernel/confined/serve-stream.ts'
import { ask, faultOf, openEngine, type EngineBounds, type EngineFault, type Result, type ResultBounds, type Table } from './engine.ts'

export interface RunTask { readonly statement: string; readonly tables: readonly Table[]; readonly engine: EngineBounds; readonly result: ResultBounds }
export type RunSaid = { readonly kind: 'done'; readonly result: Result } | { readonly kind: 'fault'; readonly fault: EngineFault }

/** The process of one question. */
serveStream<RunTask>(async ({ task }): Promise<RunSaid> => {
  const engine = await openEngine(task.tables, task.engine)
  try { return { kind: 'done', result: await ask(engine, task.statement, task.result) } } catch (error) { return { kind: 'fault', fault: faultOf(error) } }
})
