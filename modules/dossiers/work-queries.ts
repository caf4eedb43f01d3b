import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import type { Processing, Supplement } from './domain/axes.ts'
import { DOSSIER_ROW, type DossierListRow, type Page } from './queries.ts'
import { idsByWords } from './words.ts'

export const WORK_LISTS = ['to-receive', 'waiting-supplement', 'to-assign', 'in-progress', 'mine', 'to-approve', 'to-sign', 'to-return', 'due-soon', 'overdue', 'stalled', 'consultations', 'closed'] as const
export type WorkListName = (typeof WORK_LISTS)[number]
/** Whose work, at what moment. */
export interface WorkScope {
  /** agencies of the position */
  readonly agencies: readonly string[]
  readonly accountId: string
  readonly now: Date
}
export interface WorkListQuery extends WorkScope {
  readonly list: WorkListName
  readonly field?: string
  readonly channel?: 'online' | 'counter' | 'post'
  /** words of the applicant's, the submitter's or the procedure's name */
  readonly q?: string
  /** keyset: what the list is sorted by, and the id, of the last row shown */
  readonly after?: { readonly at: string; readonly id: string }
  readonly limit?: number
}

const STALLED_DAYS = 5
const SOON_HOURS = 36
/** From so many agencies on, somebody oversees the province: one index over all desks is read instead of one beginning a desk. */
const MANY_AGENCIES = 25

/** What belongs into a list, as data: rows are read and counts are summed from the same line. All but `closed` hold open dossiers only. */
interface Shape {
  readonly states?: readonly Processing[]
  readonly supplement?: { readonly in: readonly Supplement[] } | { readonly not: Supplement }
  readonly due?: 'late' | 'soon'
  /** nothing has happened for days */
  readonly silent?: true
  /** lies with a person or follows from a question, not from the desk */
  readonly scope?: 'person' | 'question'
  readonly closed?: true
}
const LISTS: Readonly<Record<WorkListName, Shape>> = {
  'to-receive': { states: ['submitted'], supplement: { not: 'requested-before-acceptance' } },
  'waiting-supplement': { supplement: { in: ['requested-before-acceptance', 'requested-after-acceptance'] } },
  'to-assign': { states: ['received'] },
  'in-progress': { states: ['in-progress'], supplement: { not: 'requested-after-acceptance' } },
  mine: { states: ['in-progress', 'proposed'], scope: 'person' },
  'to-approve': { states: ['proposed'] },
  'to-sign': { states: ['approved'] },
  'to-return': { states: ['result-ready'] },
  'due-soon': { states: ['received', 'in-progress', 'proposed', 'approved'], due: 'soon' },
  overdue: { states: ['submitted', 'received', 'in-progress', 'proposed', 'approved'], due: 'late' },
  // the longest silence first
  stalled: { states: ['submitted', 'received', 'in-progress', 'proposed', 'approved'], silent: true },
  consultations: { scope: 'question' },
  closed: { closed: true },
}

type Condition = ReturnType<typeof sql<boolean>>
const all = (conditions: readonly Condition[]): Condition => conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`
const hours = (now: Date, count: number): Date => new Date(now.getTime() + count * 3_600_000)
const soonBefore = (now: Date): Date => hours(now, SOON_HOURS)
const silentBefore = (now: Date): Date => hours(now, -24 * STALLED_DAYS)
const atDesks = (agencies: readonly string[]): Condition => sql<boolean>`d.holder_agency_id = any (${sql.val([...agencies])}::uuid[])`
// written out, so that the partial indexes of the same words are found
const words = (list: readonly string[]): Condition => sql.raw(`(${list.map(word => `'${word}'`).join(', ')})`)

/** All of a list's conditions but its states and desks. */
function rest(shape: Shape, { now, accountId }: WorkScope): Condition[] {
  return [
    shape.closed ? sql<boolean>`d.closed_at is not null` : sql<boolean>`d.closed_at is null`,
    ...(shape.supplement === undefined ? [] : 'in' in shape.supplement ? [sql<boolean>`d.supplement in ${words(shape.supplement.in)}`] : [sql<boolean>`d.supplement <> ${shape.supplement.not}`]),
    ...(shape.due === 'late' ? [sql<boolean>`d.due_at < ${now}`] : shape.due === 'soon' ? [sql<boolean>`d.due_at >= ${now} and d.due_at < ${soonBefore(now)}`] : []),
    ...(shape.silent ? [sql<boolean>`d.last_event_at < ${silentBefore(now)}`] : []),
    ...(shape.scope === 'person' ? [sql<boolean>`d.assignee_account_id = ${accountId}`] : []),
    ...(shape.scope === 'question' ? [sql<boolean>`d.id in (select c.dossier_id from dossiers.consultation c where c.answered_at is null and c.agency_id = any ((select kernel.actor_agencies())::uuid[]))`] : []),
  ]
}
const within = (shape: Shape, scope: WorkScope): Condition => all([
  ...(shape.states ? [sql<boolean>`d.processing in ${words(shape.states)}`] : []), ...rest(shape, scope), ...(shape.scope === undefined ? [atDesks(scope.agencies)] : []),
])

/** What is read one after another, each from an index in the list's order: every state, at every desk unless somebody oversees many. */
function keysOf(shape: Shape, agencies: readonly string[]): { readonly from: ReturnType<typeof sql>; readonly on: readonly Condition[] } {
  // silence is indexed across the states
  const [perState, perDesk] = [shape.states !== undefined && !shape.silent, shape.scope === undefined && agencies.length <= MANY_AGENCIES]
  const keys = [
    ...(perState ? [sql`unnest(${sql.val([...shape.states ?? []])}::text[]) as s (processing)`] : []),
    ...(perDesk ? [sql`unnest(${sql.val([...agencies])}::uuid[]) as a (agency)`] : []),
  ]
  return {
    from: keys.length === 0 ? sql`(select) as one` : sql.join(keys, sql` cross join `),
    on: [
      ...(perState ? [sql<boolean>`d.processing = s.processing`] : shape.states ? [sql<boolean>`d.processing in ${words(shape.states)}`] : []),
      ...(perDesk ? [sql<boolean>`d.holder_agency_id = a.agency`] : shape.scope === undefined ? [atDesks(agencies)] : []),
    ],
  }
}

/** A page of a work list, the most urgent first. `key` of its last row and the row's id lead to the next page. */
export async function listWork(tx: Tx, query: WorkListQuery): Promise<Page<DossierListRow>> {
  const limit = query.limit ?? 30
  const shape = LISTS[query.list]
  const { from, on } = keysOf(shape, query.agencies)
  const sort = sql.ref(shape.closed ? 'd.closed_at' : shape.silent ? 'd.last_event_at' : 'd.due_at')
  const [beyond, way] = [sql.raw(shape.closed ? '<' : '>'), sql.raw(shape.closed ? 'desc' : 'asc')]
  const filters = [
    ...on, ...rest(shape, query),
    ...(query.field === undefined ? [] : [sql<boolean>`d.field = ${query.field}`]), ...(query.channel === undefined ? [] : [sql<boolean>`d.channel = ${query.channel}`]),
    ...(query.q ? [sql<boolean>`d.id in (${idsByWords(query.q)})`] : []),
    ...(query.after ? [sql<boolean>`(${sort}, d.id) ${beyond} (${query.after.at}::timestamptz, ${query.after.id}::uuid)`] : []),
  ]
  const inOrder = sql`order by ${sort} ${way}, d.id ${way} limit ${limit + 1}`
  const { rows } = await sql<DossierListRow & { key: string }>`select d.*, ${sort}::text as key from ${from} cross join lateral (
      select ${sql.join(DOSSIER_ROW.map(column => sql.ref(`d.${column}`)))} from dossiers.dossier d where ${all(filters)} ${inOrder}) as d ${inOrder}`.execute(tx)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.key}~${last.id}` : undefined }
}

interface Group { readonly processing: string; readonly supplement: string; readonly due: 'late' | 'soon' | 'later'; readonly silent: boolean; readonly n: number }
const holds = ({ states, supplement, due, silent }: Shape, group: Group): boolean =>
  (states === undefined || states.some(state => state === group.processing))
  && (supplement === undefined || ('in' in supplement ? supplement.in.some(each => each === group.supplement) : supplement.not !== group.supplement))
  && (due === undefined || due === group.due) && (silent === undefined || group.silent)

/** How many are in each list; 'closed' is not counted (nobody works it off). One pass over the open dossiers of the desks, in an index alone. */
export async function countWork(tx: Tx, query: WorkScope): Promise<Readonly<Record<WorkListName, number>>> {
  const { now } = query
  const { rows: groups } = await sql<Group>`select d.processing, d.supplement, case when d.due_at < ${now} then 'late' when d.due_at < ${soonBefore(now)} then 'soon' else 'later' end as due,
    d.last_event_at < ${silentBefore(now)} as silent, count(*) as n from dossiers.dossier d where d.closed_at is null and ${atDesks(query.agencies)} group by 1, 2, 3, 4`.execute(tx)
  const count = async (shape: Shape): Promise<number> => (await sql<{ n: number }>`select count(*) as n from dossiers.dossier d where ${within(shape, query)}`.execute(tx)).rows[0]?.n ?? 0
  const counts: Record<WorkListName, number> = { 'to-receive': 0, 'waiting-supplement': 0, 'to-assign': 0, 'in-progress': 0, mine: 0, 'to-approve': 0, 'to-sign': 0, 'to-return': 0, 'due-soon': 0, overdue: 0, stalled: 0, consultations: 0, closed: 0 }
  for (const list of WORK_LISTS) {
    const shape = LISTS[list]
    if (!shape.closed) counts[list] = shape.scope ? await count(shape) : groups.filter(group => holds(shape, group)).reduce((sum, { n }) => sum + n, 0)
  }
  return counts
}

export interface WorkFacets { readonly channels: ReadonlyMap<string, number>; readonly fields: ReadonlyMap<string, number>; readonly total: number }

/** How a work list splits by channel and by field: the filter chips. What is closed grows without end and is not counted. */
export async function countWorkFacets(tx: Tx, query: WorkScope & { readonly list: WorkListName }): Promise<WorkFacets | undefined> {
  const shape = LISTS[query.list]
  if (shape.closed) return undefined
  const { rows } = await sql<{ channel: string; field: string; n: number }>`select d.channel, d.field, count(*) as n from dossiers.dossier d where ${within(shape, query)} group by 1, 2 order by 3 desc, 2`.execute(tx)
  const channels = new Map<string, number>(), fields = new Map<string, number>()
  for (const { channel, field, n } of rows) { channels.set(channel, (channels.get(channel) ?? 0) + n); fields.set(field, (fields.get(field) ?? 0) + n) }
  return { channels, fields, total: rows.reduce((sum, { n }) => sum + n, 0) }
}
