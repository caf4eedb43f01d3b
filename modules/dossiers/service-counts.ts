import { sql, type RawBuilder } from 'kysely'
import { together, transact, type Db, type Tx } from '../../kernel/db/db.ts'
import type { TimedJob } from '../../kernel/module.ts'
import type { LocalDate } from '../../kernel/working-time.ts'

/** What the dossiers of a competent agency come to in a period, by the rules of the national dashboard (QĐ 766/QĐ-TTg); `open…` at the end of its last day. */
export interface ServiceCounts {
  readonly received: number; readonly carriedOver: number; readonly doneOnTime: number; readonly doneLate: number; readonly openInTime: number; readonly openLate: number
  readonly receivedOnline: number; readonly receivedWithFee: number; readonly receivedPaid: number; readonly receivedSynced: number; readonly receivedVerified: number
  /** with a result, apart from refused, withdrawn and stopped */
  readonly done: number; readonly doneElectronic: number; readonly doneDigitised: number; readonly doneFullyOnline: number
}
export interface ServiceQuery {
  /** absent: all */
  readonly agencies?: readonly string[]
  /** one after another without a gap, oldest first */
  readonly periods: readonly { readonly id: string; readonly start: LocalDate; readonly end: LocalDate }[]
  /** count every fact again instead of summing the days that triggers keep */
  readonly anew?: boolean
}
type Sums = Readonly<Record<'received' | 'ended_on_time' | 'ended_late' | 'late_open' | 'received_online' | 'received_with_fee' | 'received_paid' | 'received_synced' | 'received_verified' | 'done' | 'done_electronic' | 'done_digitised' | 'done_fully_online', number>>
const COLUMNS = ['received', 'ended_on_time', 'ended_late', 'late_open', 'received_online', 'received_with_fee', 'received_paid', 'received_synced', 'received_verified', 'done', 'done_electronic', 'done_digitised', 'done_fully_online'] as const
/** What `overPeriods` carries over, and the index `service_day_to_date` covers. */
const STILL_OPEN = ['received', 'ended_on_time', 'ended_late', 'late_open'] as const

/** Counts by agency and period, of every agency that ever had a dossier. Exact in the transaction of the act. */
export async function countService(tx: Tx, { agencies, periods, anew = false }: ServiceQuery): Promise<ReadonlyMap<string, ReadonlyMap<string, ServiceCounts>>> {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return new Map()
  const days = anew ? sql`dossiers.service_days_anew()` : sql`dossiers.service_day`
  const whose = agencies === undefined ? sql`` : sql`and d.agency_id = any (${sql.val([...agencies])}::uuid[])`
  const sumsOf = async (columns: readonly (typeof COLUMNS)[number][], at: RawBuilder<unknown>, when: RawBuilder<unknown>): Promise<readonly (Sums & { agency_id: string; at: number })[]> => (await sql<Sums & { agency_id: string; at: number }>`
    select d.agency_id, ${at} as at, ${sql.join(columns.map(column => sql`sum(${sql.ref(`d.${column}`)})::int as ${sql.id(column)}`))} from ${days} d where ${when} ${whose} group by 1, 2`.execute(tx)).rows
  // 0: before the first period, where only what is still open matters and the index alone is read (the facts are counted at one go); 1…n: in the n-th
  const bucket = sql`width_bucket(d.day, ${sql.val(periods.map(({ start }) => start))}::date[])`
  const [before, within] = await together(anew ? [] : sumsOf(STILL_OPEN, sql`0`, sql`d.day < ${first.start}`), sumsOf(COLUMNS, bucket, anew ? sql`d.day <= ${last.end}` : sql`d.day between ${first.start} and ${last.end}`))
  const byAgency = new Map<string, Map<number, Sums>>()
  for (const row of [...before, ...within]) { const own = byAgency.get(row.agency_id) ?? new Map<number, Sums>(); own.set(row.at, row); byAgency.set(row.agency_id, own) }
  return new Map([...byAgency].map(([agency, sums]) => [agency, overPeriods(periods.map(({ id }) => id), sums)]))
}

const NOTHING: Sums = { received: 0, ended_on_time: 0, ended_late: 0, late_open: 0, received_online: 0, received_with_fee: 0, received_paid: 0, received_synced: 0, received_verified: 0, done: 0, done_electronic: 0, done_digitised: 0, done_fully_online: 0 }
/** What is open is everything received so far less everything that ended so far. */
function overPeriods(ids: readonly string[], sums: ReadonlyMap<number, Sums>): ReadonlyMap<string, ServiceCounts> {
  const before = sums.get(0) ?? NOTHING
  let open = before.received - before.ended_on_time - before.ended_late
  let late = before.late_open
  return new Map(ids.map((id, at) => {
    const own = sums.get(at + 1) ?? NOTHING
    const carriedOver = open
    open += own.received - own.ended_on_time - own.ended_late
    late += own.late_open
    return [id, { received: own.received, carriedOver, doneOnTime: own.ended_on_time, doneLate: own.ended_late, openInTime: open - late, openLate: late, receivedOnline: own.received_online, receivedWithFee: own.received_with_fee, receivedPaid: own.received_paid, receivedSynced: own.received_synced, receivedVerified: own.received_verified,
      done: own.done, doneElectronic: own.done_electronic, doneDigitised: own.done_digitised, doneFullyOnline: own.done_fully_online }]
  }))
}

/** First and last day of which something is counted; undefined: nothing ever was. */
export async function serviceSpan(tx: Tx): Promise<{ readonly from: LocalDate; readonly to: LocalDate } | undefined> {
  const { rows: [span] } = await sql<{ from: string | null; to: string | null }>`select min(day)::text as "from", max(day)::text as "to" from dossiers.service_day`.execute(tx)
  return span?.from != null && span.to != null ? { from: span.from, to: span.to } : undefined
}

export type ServiceBucket = 'received' | 'carried-over' | 'done-on-time' | 'done-late' | 'open-in-time' | 'open-late'
export interface ServiceDossier { readonly id: string; readonly code: string | null; readonly procedureName: string; readonly receivedOn: LocalDate; readonly endedOn: LocalDate | null; readonly lateFrom: LocalDate | null }
/** The very dossiers behind a count, as far as they are open to the present actor (row-level security): fewer than the count for whoever may not see them. */
export async function dossiersBehind(tx: Tx, { agencies, start, end, bucket, after, limit }: { readonly agencies: readonly string[]; readonly start: LocalDate; readonly end: LocalDate; readonly bucket: ServiceBucket; readonly after?: string; readonly limit: number }): Promise<readonly ServiceDossier[]> {
  const open = sql`f.received_on <= ${end} and (f.ended_on is null or f.ended_on > ${end})`
  const WHERE = {
    'received': sql`f.received_on between ${start} and ${end}`, 'carried-over': sql`f.received_on < ${start} and (f.ended_on is null or f.ended_on >= ${start})`,
    'done-on-time': sql`f.ended_on between ${start} and ${end} and f.on_time`, 'done-late': sql`f.ended_on between ${start} and ${end} and not f.on_time`,
    'open-in-time': sql`${open} and (f.late_from is null or f.late_from > ${end})`, 'open-late': sql`${open} and f.late_from <= ${end}`,
  } as const satisfies Readonly<Record<ServiceBucket, unknown>>
  const { rows } = await sql<{ id: string; code: string | null; procedure_name: string; received_on: string; ended_on: string | null; late_from: string | null }>`
    select d.id, d.code, d.procedure_name, f.received_on::text, f.ended_on::text, f.late_from::text from dossiers.service_fact f join dossiers.dossier d on d.id = f.dossier_id
    where f.agency_id = any (${sql.val([...agencies])}::uuid[]) and ${WHERE[bucket]} ${after === undefined ? sql`` : sql`and f.dossier_id > ${after}`} order by f.dossier_id limit ${limit}`.execute(tx)
  return rows.map(row => ({ id: row.id, code: row.code, procedureName: row.procedure_name, receivedOn: row.received_on, endedOn: row.ended_on, lateFrom: row.late_from }))
}

/** Folds what was appended to the days; answers how many lines went. */
export async function foldService(db: Db): Promise<number> {
  return transact(db, { kind: 'system', name: 'fold-service' }, async tx => (await sql<{ n: number }>`select dossiers.fold_service() as n`.execute(tx)).rows[0]?.n ?? 0)
}
/** Every night at 02:20 local time. */
export const foldServiceJob: TimedJob = {
  name: 'dossiers-fold-service', crontab: '20 19 * * *',
  run: async (_payload, platform) => { platform.log.info({ folded: await foldService(platform.db) }, 'days of service quality folded') },
}
