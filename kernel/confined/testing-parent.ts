import { confine, streamThrough } from './index.ts'
import type { TestTask } from './testing-worker.ts'

/** A process of the house with one confined process at work; says which one that is, and is killed by the test; or with one begun ahead, and nothing left to do. */
const BOUNDS = { cpuSeconds: 1000, memory: 1024 ** 3 }
if (process.argv[2] === 'stream') streamThrough<{ pid: number }>(new URL('./testing-stream-worker.ts', import.meta.url), {}, BOUNDS, ({ pid }) => { process.send?.(pid) })
else if (process.argv[2] === 'ahead') await streamThrough(new URL('./testing-stream-worker.ts', import.meta.url), { answer: true }, { ...BOUNDS, ahead: true }).ended
else {
  const { run } = confine<TestTask, number>(new URL('./testing-worker.ts', import.meta.url), { ...BOUNDS, processes: 1 })
  const pid = await run({ do: 'answer' })
  void run({ do: 'grind' })
  process.send?.(pid)
}
