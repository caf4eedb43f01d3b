import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'

export const WAYS = ['view', 'download', 'api', 'exchange'] as const
export type Way = (typeof WAYS)[number]
export type Uses = Readonly<Record<Way, number>>
export interface UsageDay extends Uses { readonly day: string }
export interface Usage { /** every day of the period, the oldest first; days without any use too */ readonly days: readonly UsageDay[]; readonly sum: Uses; /** since anybody counts */ readonly total: Uses }
const sums = sql.join(WAYS.map(way => sql`coalesce(sum(u.count) filter (where u.way = ${sql.lit(way)}), 0)::float8 as ${sql.id(way)}`))
export const PERIOD_DAYS = 30

/** How often a dataset was used in the days up to `today` (of Vietnam). */
export async function usageOf(tx: Tx, datasetId: string, today: string, length = PERIOD_DAYS): Promise<Usage> {
  const days = (await sql<UsageDay>`select to_char(g.day, 'YYYY-MM-DD') as day, ${sums} from generate_series(${today}::date - ${length - 1}::integer, ${today}::date, '1 day') g(day) left join datasets.usage_day u on u.day = g.day and u.dataset_id = ${datasetId} group by g.day order by g.day`.execute(tx)).rows
  const none: Uses = { view: 0, download: 0, api: 0, exchange: 0 }
  const total = (await sql<Uses>`select ${sums} from datasets.usage_day u where u.dataset_id = ${datasetId}`.execute(tx)).rows[0] ?? none
  return { days, sum: days.reduce((sum, day) => ({ view: sum.view + day.view, download: sum.download + day.download, api: sum.api + day.api, exchange: sum.exchange + day.exchange }), none), total }
}
/** CKAN's `tracking_summary`: looks at the page, ever and in the last 14 days. */
export interface Tracking { readonly total: number; readonly recent: number }
export async function trackingOf(tx: Tx, today: string): Promise<ReadonlyMap<string, Tracking>> {
  const { rows } = await sql<Tracking & { id: string }>`select dataset_id as id, sum(count)::float8 as total, coalesce(sum(count) filter (where day > ${today}::date - 14), 0)::float8 as recent from datasets.usage_day where way = 'view' group by 1`.execute(tx)
  return new Map(rows.map(({ id, ...tracking }) => [id, tracking]))
}
