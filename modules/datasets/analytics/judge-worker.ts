import { serveTasks } from '../../../kernel/confined/serve.ts'
import { openEngine, serialize } from './engine.ts'

/** Parses what people wrote, in a process that has no file at all. */
const engine = openEngine([], { memoryMb: 128, threads: 1 })
serveTasks(async ({ statement }: { readonly statement: string }): Promise<unknown> => serialize(await engine, statement))
