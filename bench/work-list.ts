import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { dayOf, openEstate } from './work-list/estate.ts'
import { EVERY, tasksOf, YEAR, type Task } from './work-list/tasks.ts'

/**
 * `bench/work-list.ts [DOSSIERS [DIR]]`: what an officer waits for at 1,000,000 dossiers against 1,000: whole pages of work lists and dossiers, and the
 * queries behind them, in the same server with every wall in place (row-level security, the application's role). Promise for the pages and for the
 * lists: at most twice as long at the 95th percentile. The overview of a year may take 500 ms; beside its counts, the same by reading every dossier.
 *
 * Both sizes are asked in turns, one request after the other, so that whatever else the machine does falls on both; each figure is the median of the
 * 95th percentiles of several rounds. `processor` is the time that PostgreSQL's backends were on a processor for one request (mean), and says the same
 * on a machine that has other work. With DIR the dossiers are kept there, and found again by the next run.
 */
const large = Number(process.argv[2] ?? 1_000_000)
const kept = process.argv[3]
const SMALL = 1000
const ROUNDS = 5
const TURNS = 4

const percentile = (times: readonly number[], share: number): number => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
const median = (values: readonly number[]): number => percentile(values, 0.5)
const round = (value: number): number => Math.round(value * 100) / 100

/** What one size took: times of every round, and the processor time of all requests. */
class Figure {
  readonly rounds: number[][] = []
  #processor = 0
  #requests = 0
  add(at: number, time: number, processor: number): void {
    (this.rounds[at] ??= []).push(time)
    this.#processor += processor
    this.#requests++
  }
  get p95(): number { return median(this.rounds.map(times => percentile(times, 0.95))) }
  get processor(): number { return this.#requests === 0 ? 0 : this.#processor / this.#requests }
}
type Figures = Map<string, Figure>

async function once(task: Task, round_: number, turn: number, processor: () => number, figures: Figures): Promise<void> {
  const figure = figures.get(task.name) ?? new Figure()
  figures.set(task.name, figure)
  const [before, started] = [processor(), performance.now()]
  await task.work(turn)
  const took = performance.now() - started
  figure.add(round_, took, processor() - before)
}

const dir = kept ?? await mkdtemp(join(tmpdir(), 'tinhso-bench-'))
const now = await dayOf(dir, new Date())
const server = await startEmbedded({ dir, durable: false })
try {
  const estates = { small: await openEstate(server.url, dir, 'bench_small', SMALL, now), large: await openEstate(server.url, dir, 'bench_large', large, now) }
  const tasks = { small: await tasksOf(estates.small), large: await tasksOf(estates.large) }
  const figures: Record<'small' | 'large', Figures> = { small: new Map(), large: new Map() }
  for (let at = -1; at < ROUNDS; at++) {
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [index, task] of tasks.large.list.entries()) {
        const twin = tasks.small.list[index]
        if (twin?.name !== task.name) throw new Error('both sizes are asked the same')
        if (task.rare && turn > 0) continue
        for (const size of turn % 2 === 0 ? ['small', 'large'] as const : ['large', 'small'] as const) {
          const what = size === 'small' ? twin : task
          // the first round warms caches and plans up, as a server that has been running for a while has them
          if (at < 0) await what.work(turn)
          else await once(what, at, at * TURNS + turn, estates[size].processor, figures[size])
        }
      }
    }
    process.stderr.write(`  round ${at + 1} of ${ROUNDS}\n`)
  }
  for (const [name, many] of figures.large) {
    const [few, every] = [figures.small.get(name), figures.large.get(name.replace(YEAR, EVERY))]
    const line = (value: number, peer: string, peerValue: number, more: object = {}): void => { process.stdout.write(`${JSON.stringify({ bench: 'work-list', metric: `p95 ${name}, ${large} dossiers`, value: round(value), unit: 'ms', peer, peerValue: round(peerValue), ratio: round(value / peerValue), ...more })}\n`) }
    if (name.startsWith(YEAR) && every) line(many.p95, EVERY, every.p95)
    if (few) line(many.p95, `${SMALL} dossiers`, few.p95, { processor: round(many.processor), processorPeer: round(few.processor), processorRatio: round(many.processor / few.processor) })
  }
  for (const size of ['small', 'large'] as const) { await tasks[size].close(); await estates[size].close() }
} finally {
  await server.stop()
  if (kept === undefined) await rm(dir, { recursive: true, force: true })
}
