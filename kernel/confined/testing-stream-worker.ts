import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { serveStream } from './serve-stream.ts'

/** Says who it is; then works as native libraries do, in a thread that the end of the process waits for, unless it shall answer at once or fail. */
serveStream<{ readonly answer?: true; readonly fails?: string }>(async ({ task, say }) => {
  say({ pid: process.pid })
  if (task.fails) throw Object.assign(new Error(task.fails), { code: task.fails })
  if (!task.answer) await promisify(pbkdf2)('a', 'b', 2 ** 31 - 1, 64, 'sha512')
  return { pid: process.pid }
})
