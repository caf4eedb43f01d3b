import { endWithParent } from './orphan.ts'

/** The other side of `confine`: one task at a time. Whatever goes wrong unexpectedly ends the process; the caller then hears that it took too much. */
export function serveTasks(work: (task: never) => Promise<unknown>): void {
  process.on('message', (task) => { void work(task as never).then((answer) => process.send?.(answer)) })
  endWithParent()
  process.send?.('ready')
}
