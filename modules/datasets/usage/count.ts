import { sql } from 'kysely'
import { transact } from '../../../kernel/db/db.ts'
import type { Ctx, Reply, Route } from '../../../kernel/http/route.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { localDateOf } from '../../calendar/index.ts'

/** Ways that are counted as they happen; calls through the exchange are counted by its own statistics (usage/exchange-job.ts). */
export type CountedWay = 'view' | 'download' | 'api'
const SYSTEM = { kind: 'system', name: 'datasets-usage' } as const
/** Counts wait so long in memory and go down in one statement: a process that is killed loses no more than these. */
const KEPT_MS = 10_000
interface Waiting { readonly counts: Map<string, number>; timer: ReturnType<typeof setTimeout> | undefined; writing: Promise<void> }
const waiting = new WeakMap<Platform, Waiting>()
const waitingOf = (platform: Platform): Waiting => { const found = waiting.get(platform) ?? { counts: new Map<string, number>(), timer: undefined, writing: Promise.resolve() }; waiting.set(platform, found); return found }

/** One more use of a dataset. Nothing of who it was is looked at, and nobody waits for it to be written. */
export function countUse(platform: Platform, code: string, way: CountedWay, at: Date): void {
  const here = waitingOf(platform)
  const key = `${localDateOf(at)} ${way} ${code}`
  here.counts.set(key, (here.counts.get(key) ?? 0) + 1)
  here.timer ??= setTimeout(() => { flushUsage(platform).catch((error: unknown) => { platform.log.warn({ error: String(error) }, 'uses of datasets could not be written; they are counted in the next try') }) }, KEPT_MS).unref()
}
/** Writes what waits, in one statement for all datasets. What cannot be written waits again. */
export function flushUsage(platform: Platform): Promise<void> {
  const here = waitingOf(platform)
  clearTimeout(here.timer)
  here.timer = undefined
  here.writing = here.writing.catch(() => undefined).then(async () => {
    const taken = [...here.counts]
    here.counts.clear()
    if (taken.length === 0) return
    const rows = taken.map(([key, count]) => { const [day, way, code] = key.split(' '); return { day, way, code, count } })
    try {
      // in one order, so that two processes never wait for each other
      await transact(platform.db, SYSTEM, tx => sql`insert into datasets.usage_day as u (dataset_id, day, way, count) select d.id, c.day, c.way, c.count from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (day date, way text, code text, count bigint) join datasets.dataset d on d.code = c.code order by 1, 2, 3
        on conflict (dataset_id, day, way) do update set count = u.count + excluded.count`.execute(tx))
    } catch (error) {
      for (const [key, count] of taken) here.counts.set(key, (here.counts.get(key) ?? 0) + count)
      throw error
    }
  })
  return here.writing
}

/** Machines that say so themselves look at pages for nobody; what they send is compared and forgotten. */
const ROBOT = /bot\b|crawl|spider|slurp|preview|monitor/i
const answered = (ctx: Pick<Ctx, 'method'>, reply: Reply): boolean => ctx.method === 'GET' && (reply.status === undefined || reply.status >= 200 && reply.status < 300)
function codeIn(params: unknown): string | undefined {
  const named: unknown = typeof params !== 'object' || params === null ? undefined : 'code' in params ? params.code : 'dataset' in params ? params.dataset : undefined
  return typeof named === 'string' ? named : undefined
}
/** A route whose answers are counted for the dataset that its address names. Headers alone, what did not change and what was refused is no use. */
export const counted = (way: CountedWay, route: Route): Route => ({
  ...route,
  handle: async ctx => {
    const reply = await route.handle(ctx)
    const { platform, now, userAgent } = ctx
    const code = codeIn(ctx.params)
    if (code !== undefined && answered(ctx, reply) && !(way === 'view' && ROBOT.test(userAgent))) countUse(platform, code, way, now)
    return reply
  },
})
