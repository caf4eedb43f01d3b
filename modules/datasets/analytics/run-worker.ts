import { serveStream } from '../../../kernel/confined/serve-stream.ts'
import { ask, faultOf, openEngine, type EngineBounds, type EngineFault, type ResultBounds, type Table } from './engine.ts'

export interface RunTask { readonly statement: string; readonly tables: readonly Table[]; readonly engine: EngineBounds; readonly result: ResultBounds }
export type RunSaid = { readonly kind: 'done'; readonly cut: boolean; readonly rows: number } | { readonly kind: 'fault'; readonly fault: EngineFault }

/** The process of one question: the result comes out as one JSON text of columns and rows. */
serveStream<RunTask>(async ({ task, write }): Promise<RunSaid> => {
  const engine = await openEngine(task.tables, task.engine)
  try {
    const { columns, rows, cut } = await ask(engine, task.statement, task.result)
    await write(Buffer.from(JSON.stringify({ columns, rows })))
    return { kind: 'done', cut, rows: rows.length }
  } catch (error) { return { kind: 'fault', fault: faultOf(error) } }
})
