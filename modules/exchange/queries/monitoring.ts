import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { isSignedBy } from '../evidence/key.ts'
import { readNote } from '../domain/note.ts'

/** How far back the console looks, and how wide a bar is. */
export const PERIODS = {
  '1h': { minutes: 60, bucket: 'minute', step: 1 }, '24h': { minutes: 1440, bucket: 'hour', step: 60 }, '7d': { minutes: 10_080, bucket: 'hour', step: 360 }, '30d': { minutes: 43_200, bucket: 'day', step: 1440 },
} as const
export type Period = keyof typeof PERIODS
const MINUTE = 60_000
/** Bars begin at whole steps of local time. */
const OFFSET = 7 * 60 * MINUTE

/** `declined` are those of `passed` that the provider itself answered with 4xx. */
export interface Counts { readonly passed: number; readonly declined: number; readonly failed: number; readonly refused: number }
export interface TrafficBar extends Counts { readonly starts: Date }
export interface PartyTraffic extends Counts { readonly number: number; readonly id: string | null; readonly name: string; readonly member: string; readonly bytes: number; readonly took: readonly number[]; readonly minutes: number; readonly badMinutes: number }

export interface Traffic { readonly from: Date; readonly bars: readonly TrafficBar[]; readonly services: readonly PartyTraffic[]; readonly consumers: readonly PartyTraffic[]; readonly took: readonly number[]; readonly total: Counts & { readonly bytes: number } }
/** float8: arrays of bigint would come as texts */
const TOOK = sql`array[${sql.join(Array.from({ length: 13 }, (_, at) => sql`coalesce(sum(u.took[${sql.lit(at + 1)}]), 0)`))}]::float8[]`

/** What passed in the period before `now`, from `usage_minute`; the wall shows each officer the traffic of their own parties, and stewards all. */
export async function traffic(tx: Tx, period: Period, now: Date, most: number): Promise<Traffic> {
  const { minutes, step } = PERIODS[period]
  const width = step * MINUTE
  const last = Math.floor((now.getTime() + OFFSET) / width) * width - OFFSET
  const from = new Date(last - (minutes / step - 1) * width)
  const { rows: found } = await sql<{ at: number } & Counts>`select floor((extract(epoch from u.minute) * 1000 + ${OFFSET}) / ${width}::bigint)::bigint as at, sum(passed)::bigint as passed, sum(declined)::bigint as declined, sum(failed)::bigint as failed, sum(refused)::bigint as refused from exchange.usage_minute u where u.minute >= ${from} group by 1`.execute(tx)
  const byAt = new Map(found.map(row => [row.at, row]))
  const bars = Array.from({ length: minutes / step }, (_, at) => { const starts = from.getTime() + at * width; const row = byAt.get((starts + OFFSET) / width); return { starts: new Date(starts), passed: row?.passed ?? 0, declined: row?.declined ?? 0, failed: row?.failed ?? 0, refused: row?.refused ?? 0 } })
  const ofServices = await byService(tx, from, most)
  const consumers = (await sql<PartyTraffic>`select u.client as number, s.id, coalesce(s.name, '') as name, coalesce(m.name, '') as member, sum(passed)::bigint as passed, sum(declined)::bigint as declined, sum(failed)::bigint as failed, sum(refused)::bigint as refused, sum(bytes_in + bytes_out)::bigint as bytes, ${TOOK} as took, 0 as minutes, 0 as "badMinutes"
    from exchange.usage_minute u left join exchange.subsystem s on s.number = u.client left join exchange.member m on m.id = s.member_id where u.minute >= ${from} group by 1, 2, 3, 4 order by sum(passed + failed + refused) desc limit ${most}`.execute(tx)).rows
  const { rows: [sum] } = await sql<{ took: number[]; bytes: number } & Counts>`select ${TOOK} as took, coalesce(sum(bytes_in + bytes_out), 0)::bigint as bytes, coalesce(sum(passed), 0)::bigint as passed, coalesce(sum(declined), 0)::bigint as declined, coalesce(sum(failed), 0)::bigint as failed, coalesce(sum(refused), 0)::bigint as refused from exchange.usage_minute u where u.minute >= ${from}`.execute(tx)
  return { from, bars, services: ofServices, consumers, took: sum?.took ?? [], total: { passed: sum?.passed ?? 0, declined: sum?.declined ?? 0, failed: sum?.failed ?? 0, refused: sum?.refused ?? 0, bytes: sum?.bytes ?? 0 } }
}

/** Calls that reached a provider, and those refused, between two days of local time, both counted in. */
export async function countCalls(tx: Tx, from: LocalDate, to: LocalDate): Promise<{ readonly passed: number; readonly refused: number }> {
  const at = (day: unknown): RawBuilder<Date> => sql<Date>`((${day})::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'`
  const { rows: [row] } = await sql<{ passed: number; refused: number }>`select coalesce(sum(passed), 0)::bigint as passed, coalesce(sum(refused), 0)::bigint as refused from exchange.usage_minute where minute >= ${at(from)} and minute < ${at(sql`${to}::date + 1`)}`.execute(tx)
  return row ?? { passed: 0, refused: 0 }
}

/** Per service: counts, times, and how many of the minutes in which somebody called had a failure. */
export async function byService(tx: Tx, from: Date, most: number): Promise<readonly PartyTraffic[]> {
  const { rows } = await sql<PartyTraffic>`select x.number, d.id, coalesce(d.name, '') as name, coalesce(m.name, '') as member, x.passed, x.declined, x.failed, x.refused, x.bytes, x.took, w.minutes, w."badMinutes" from (
      select u.service as number, sum(passed)::bigint as passed, sum(declined)::bigint as declined, sum(failed)::bigint as failed, sum(refused)::bigint as refused, sum(bytes_in + bytes_out)::bigint as bytes, ${TOOK} as took from exchange.usage_minute u where u.minute >= ${from} group by 1 order by sum(passed + failed + refused) desc limit ${most}) x
    left join (select service, count(*) as minutes, count(*) filter (where failed > 0) as "badMinutes" from (select service, minute, sum(failed) as failed from exchange.usage_minute where minute >= ${from} group by 1, 2 having sum(passed + failed) > 0) m group by 1) w on w.service = x.number
    left join exchange.data_service d on d.number = x.number left join exchange.subsystem s on s.id = d.subsystem_id left join exchange.member m on m.id = s.member_id order by x.passed + x.failed + x.refused desc`.execute(tx)
  return rows.map(row => ({ ...row, minutes: row.minutes ?? 0, badMinutes: row.badMinutes ?? 0 }))
}

export interface QuotaUse { readonly id: string; readonly consumer: string; readonly service: string; readonly span: 'minute' | 'day'; readonly used: number; readonly most: number }
/** The contracts that have used most of their quota of today or of this minute. */
export async function quotaUse(tx: Tx, now: Date, most: number): Promise<readonly QuotaUse[]> {
  return (await sql<QuotaUse>`select r.id, coalesce(s.name, g.name) as consumer, coalesce(d.name, e.name) as service, q.span, sum(q.used)::integer as used, case q.span when 'day' then r.per_day else r.per_minute end as most
    from exchange.quota_use q join exchange.access_right r on r.number = q.right_number left join exchange.data_service d on d.id = r.service_id left join exchange.event_topic e on e.id = r.topic_id left join exchange.subsystem s on s.id = r.subsystem_id left join exchange.subject_group g on g.id = r.group_id
    where (q.span = 'day' and q.starts = date_trunc('day', ${now}::timestamptz, 'Asia/Ho_Chi_Minh') and r.per_day is not null or q.span = 'minute' and q.starts = date_trunc('minute', ${now}::timestamptz) and r.per_minute is not null)
    group by r.id, 2, 3, q.span order by sum(q.used)::float8 / (case q.span when 'day' then r.per_day else r.per_minute end) desc limit ${most}`.execute(tx)).rows
}

export interface ChainState { readonly gateway: string; readonly seenAt: Date; readonly seq: number | null; readonly at: Date | null; readonly records: number | null; /** the newest batch bears the gateway's signature and says what its row says */ readonly sound: boolean | undefined; readonly stampedAt: Date | null }
/** Every gateway, its newest batch, and whether that batch's signature holds. The whole chain is the matter of `tinhso exchange verify`. */
export async function chainStates(tx: Tx): Promise<readonly ChainState[]> {
  const { rows } = await sql<{ name: string; public_key: string; seen_at: Date; seq: number | null; at: Date | null; records: number | null; root: Buffer | null; note: string | null; signature: Buffer | null; stamped_at: Date | null }>`
    select g.name, g.public_key, g.seen_at, b.seq, b.at, b.records, b.root, b.note, b.signature, (select max(at) from exchange.time_stamp) as stamped_at from exchange.gateway g left join lateral (select * from exchange.batch where gateway_id = g.id order by seq desc limit 1) b on true order by g.name`.execute(tx)
  return rows.map(row => {
    const note = row.note === null ? undefined : readNote(row.note)
    const sound = row.note === null || row.signature === null ? undefined : note !== undefined && note.seq === row.seq && note.records === row.records && note.root === row.root?.toString('hex') && isSignedBy(row.public_key, row.note, row.signature)
    return { gateway: row.name, seenAt: row.seen_at, seq: row.seq, at: row.at, records: row.records, sound, stampedAt: row.stamped_at }
  })
}
