import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { codeOf } from '../errors.ts'
import { endWithParent } from './orphan.ts'

export interface StreamTask<Task> {
  readonly task: Task
  readonly input: Readable
  /** Answers when there is room for more: whoever writes waits for it. */
  write(bytes: Uint8Array): Promise<void>
  /** the second output */
  writeAside(text: string): Promise<void>
  say(message: object): void
}

/** How a process ends that its task cannot be blamed for (sysexits.h): no file could be opened, no memory be had, a disk did not answer. */
export const OUR_FAULT = 75
/** Said first: whoever ends without it has not seen its task. */
export const BEGUN = 'begun'
const OURS = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EAGAIN'])

/** The other side of `streamThrough`: one task, then the end. What it answers is the last message. */
export function serveStream<Task>(work: (about: StreamTask<Task>) => Promise<object>): void {
  const aside = new Socket({ fd: 4, readable: false })
  const put = async (stream: NodeJS.WriteStream | Socket, chunk: Uint8Array | string): Promise<void> => new Promise((done, fail) => { if (stream.write(chunk, error => { if (error) fail(error) })) done(); else stream.once('drain', done) })
  process.once('message', task => {
    process.send?.(BEGUN)
    void work({ task: task as Task, input: process.stdin, write: bytes => put(process.stdout, bytes), writeAside: text => put(aside, text), say: message => { process.send?.(message) } })
      .then(async last => {
        await new Promise(done => { aside.end(() => { done(undefined) }) })
        await new Promise<void>(done => { process.stdout.end(() => { done() }) })
        process.send?.(last, () => process.exit(0))
      }).catch((error: unknown) => process.exit(OURS.has(codeOf(error)) ? OUR_FAULT : 1))
  })
  endWithParent()
}
