import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { serveStream } from './serve-stream.ts'

/** Says who it is, then works as native libraries do: in a thread that the end of the process waits for. */
serveStream<object>(async ({ say }) => { say({ pid: process.pid }); await promisify(pbkdf2)('a', 'b', 2 ** 31 - 1, 64, 'sha512'); return {} })
