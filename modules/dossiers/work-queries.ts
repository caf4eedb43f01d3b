import { sql } from 'kysely'
import { PLANNED_ONCE, together, type Tx } from '../../kernel/db/db.ts'
import type { Processing, Supplement } from './domain/axes.ts'
import { DOSSIER_ROW, type DossierListRow, type Page } from './queries.ts'
import { idsByWords } from './words.ts'

export const WORK_LISTS = ['to-receive', 'waiting-supplement', 'to-transfer', 'to-assign', 'in-progress', 'mine', 'to-approve', 'to-sign', 'to-return', 'to-replace', 'due-soon', 'overdue', 'stalled', 'to-urge', 'consultations', 'closed'] as const
export type WorkListName = (typeof WORK_LISTS)[number]
/** Lists that hold dossiers of several states. */
export const MIXED_LISTS: readonly WorkListName[] = ['mine', 'due-soon', 'overdue', 'stalled', 'to-urge', 'to-replace', 'closed']

/** What one officer's lists are asked with. */
export interface WorkDesk {
  /** agencies of the position */
  readonly agencies: readonly string[]
  readonly accountId: string
  readonly now: Date
  /** due before this is due soon: the end of the next working day */
  readonly soonBefore: Date
  /** what was last heard of before this lies still (`domain/watch.ts`) */
  readonly silentBefore: Date
}
export interface WorkFilter {
  readonly field?: string
  readonly channel?: 'online' | 'counter' | 'post'
  readonly processing?: Processing
  /** account, or 'nobody' */
  readonly assignee?: string
  /** words of the applicant's, the submitter's or the procedure's name */
  readonly q?: string
}
export interface WorkListQuery extends WorkDesk, WorkFilter {
  readonly list: WorkListName
  /** the most urgent first unless told: people are found by given name; what is closed is always shown latest first */
  readonly sort?: 'due' | 'name'
  /** keyset: key (time, or name) and id of the last row shown */
  readonly after?: { readonly key: string; readonly id: string }
  readonly limit?: number
}

/** From so many agencies on, somebody oversees the province: one index over all desks is read instead of one beginning a desk. */
const MANY_AGENCIES = 25

/** What belongs into a list, as data: rows are read and counts are summed from the same line. All but `closed` and `to-replace` hold open dossiers only. */
interface Shape {
  readonly states?: readonly Processing[]
  readonly supplement?: { readonly in: readonly Supplement[] } | { readonly not: Supplement }
  readonly assigned?: boolean
  /** lies at the agency that decides */
  readonly atCompetent?: boolean
  readonly due?: readonly ('late' | 'soon')[]
  /** nothing has happened for days; shown by the length of the silence */
  readonly silent?: true
  /** ties it to the desk that received it, to a person, to a question, or to the agency whose result was revoked; otherwise to the desk where it lies */
  readonly scope?: 'received' | 'person' | 'question' | 'revoked'
  readonly closed?: true
}
const GOING_ON = ['received', 'in-progress', 'proposed', 'approved'] as const
const LISTS: Readonly<Record<WorkListName, Shape>> = {
  'to-receive': { states: ['submitted'], supplement: { not: 'requested-before-acceptance' } },
  'waiting-supplement': { supplement: { in: ['requested-before-acceptance', 'requested-after-acceptance'] } },
  // NĐ 61/2018 Đ18: passed on the same day
  'to-transfer': { states: ['received', 'in-progress'], assigned: false, supplement: { not: 'requested-after-acceptance' }, atCompetent: false },
  'to-assign': { states: ['received', 'in-progress'], assigned: false, supplement: { not: 'requested-after-acceptance' }, atCompetent: true },
  'in-progress': { states: ['in-progress'], assigned: true, supplement: { not: 'requested-after-acceptance' } },
  mine: { states: ['in-progress', 'proposed'], scope: 'person' },
  'to-approve': { states: ['proposed'] },
  'to-sign': { states: ['approved'] },
  'to-return': { states: ['result-ready'] },
  // NĐ 61/2018 Đ21: whoever took a wrong result back owes another, also where the wrong one was handed over and all seemed done
  'to-replace': { states: ['result-ready', 'returned'], scope: 'revoked' },
  'due-soon': { states: GOING_ON, due: ['soon'] },
  overdue: { states: ['submitted', ...GOING_ON], due: ['late'] },
  stalled: { states: ['submitted', ...GOING_ON], silent: true },
  // NĐ 61/2018 Đ8.2.b: the desk that received it urges whoever holds it
  'to-urge': { states: GOING_ON, due: ['late', 'soon'], scope: 'received' },
  consultations: { scope: 'question' },
  closed: { closed: true },
}

type Condition = ReturnType<typeof sql<boolean>>
const all = (conditions: readonly Condition[]): Condition => conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`
// written out, so that the partial indexes of the same words are found
const words = (list: readonly string[]): Condition => sql.raw(`(${list.map(word => `'${word}'`).join(', ')})`)
const desk = (shape: Shape): ReturnType<typeof sql.ref> => sql.ref(shape.scope === 'received' ? 'd.receiving_agency_id' : 'd.holder_agency_id')
const onDesk = ({ scope }: Shape): boolean => scope === undefined || scope === 'received'
/** The desks as SQL says them: given with the statement, or once for several parts of it. */
type Desks = ReturnType<typeof sql>
const desksOf = ({ agencies }: WorkDesk): Desks => sql`${sql.val([...agencies])}::uuid[]`
const atDesks = (shape: Shape, desks: Desks): Condition => sql<boolean>`${desk(shape)} = any (${desks})`

/** All of a list's conditions but its states and desks. */
function rest(shape: Shape, { agencies, now, accountId, soonBefore, silentBefore }: WorkDesk): Condition[] {
  return [
    ...(shape.scope === 'revoked' ? [] : [shape.closed ? sql<boolean>`d.closed_at is not null` : sql<boolean>`d.closed_at is null`]),
    ...(shape.supplement === undefined ? [] : 'in' in shape.supplement ? [sql<boolean>`d.supplement in ${words(shape.supplement.in)}`] : [sql<boolean>`d.supplement <> ${shape.supplement.not}`]),
    ...(shape.assigned === undefined ? [] : [shape.assigned ? sql<boolean>`d.assignee_account_id is not null` : sql<boolean>`d.assignee_account_id is null`]),
    ...(shape.atCompetent === undefined ? [] : [shape.atCompetent ? sql<boolean>`d.holder_agency_id = d.competent_agency_id` : sql<boolean>`d.holder_agency_id <> d.competent_agency_id`]),
    ...(shape.due === undefined ? [] : [sql<boolean>`d.due_at < ${shape.due.includes('soon') ? soonBefore : now}`, ...(shape.due.includes('late') ? [] : [sql<boolean>`d.due_at >= ${now}`])]),
    ...(shape.silent ? [sql<boolean>`d.last_event_at < ${silentBefore}`] : []),
    ...(shape.scope === 'person' ? [sql<boolean>`d.assignee_account_id = ${accountId}`] : []),
    ...(shape.scope === 'revoked' ? [sql<boolean>`d.id in (select r.dossier_id from dossiers.result r where r.state = 'revoked' and r.agency_id = any (${sql.val([...agencies])}::uuid[]) and not exists (select from dossiers.result n where n.dossier_id = r.dossier_id and n.state <> 'revoked'))`] : []),
    ...(shape.scope === 'question' ? [sql<boolean>`d.id in (select c.dossier_id from dossiers.consultation c where c.answered_at is null and c.agency_id = any ((select kernel.actor_agencies())::uuid[]))`] : []),
  ]
}
const within = (shape: Shape, query: WorkDesk): Condition => all([
  ...(shape.states ? [sql<boolean>`d.processing in ${words(shape.states)}`] : []), ...rest(shape, query), ...(onDesk(shape) ? [atDesks(shape, desksOf(query))] : []),
])
const chosen = (query: WorkFilter): Condition[] => [
  ...(query.field === undefined ? [] : [sql<boolean>`d.field = ${query.field}`]),
  ...(query.channel === undefined ? [] : [sql<boolean>`d.channel = ${query.channel}`]),
  ...(query.processing === undefined ? [] : [sql<boolean>`d.processing = ${query.processing}`]),
  ...(query.assignee === undefined ? [] : [query.assignee === 'nobody' ? sql<boolean>`d.assignee_account_id is null` : sql<boolean>`d.assignee_account_id = ${query.assignee}`]),
  ...(query.q ? [sql<boolean>`d.id in (${idsByWords(query.q)})`] : []),
]

/** What is read one after another, each from an index in the list's order: every state, at every desk unless somebody oversees many. */
function keysOf(shape: Shape, { agencies }: WorkDesk, desks: Desks): { readonly from: ReturnType<typeof sql>; readonly on: readonly Condition[] } {
  // silence is indexed across the states
  const [perState, perDesk] = [shape.states !== undefined && !shape.silent, onDesk(shape) && agencies.length <= MANY_AGENCIES]
  const keys = [
    ...(perState ? [sql`unnest(${sql.val([...shape.states ?? []])}::text[]) as s (processing)`] : []),
    ...(perDesk ? [sql`unnest(${desks}) as a (agency)`] : []),
  ]
  return {
    from: keys.length === 0 ? sql`(select) as one` : sql.join(keys, sql` cross join `),
    on: [
      ...(perState ? [sql<boolean>`d.processing = s.processing`] : shape.states ? [sql<boolean>`d.processing in ${words(shape.states)}`] : []),
      // who oversees many sees nearly all there is: looked up in a hash, row by row, and never a reason to begin at every desk anew
      ...(perDesk ? [sql<boolean>`${desk(shape)} = a.agency`] : onDesk(shape) ? [sql<boolean>`(${desk(shape)} in (select unnest(${desks}))) is true`] : []),
    ],
  }
}

const COLUMNS = sql.join(DOSSIER_ROW.map(column => sql.ref(`d.${column}`)))
// people sort by given name, the last word, then by the whole name (`kernel/vi-text/names.ts`)
const given = (name: ReturnType<typeof sql>) => sql`regexp_replace(${name}, '^.* ', '') collate "vi-x-icu"`

async function byName(tx: Tx, query: WorkListQuery, most: number): Promise<(DossierListRow & { key: string })[]> {
  const name = sql`d.subject_name`
  const filters = [within(LISTS[query.list], query), ...chosen(query), ...(query.after ? [sql<boolean>`(${given(name)}, ${name} collate "vi-x-icu", d.id) > (${given(sql`${query.after.key}::text`)}, ${query.after.key}::text collate "vi-x-icu", ${query.after.id}::uuid)`] : [])]
  return (await sql<DossierListRow & { key: string }>`select ${COLUMNS}, ${name} as key from dossiers.dossier d where ${all(filters)} order by ${given(name)}, ${name} collate "vi-x-icu", d.id limit ${most}`.execute(tx)).rows
}

async function byTime(tx: Tx, query: WorkListQuery, most: number): Promise<(DossierListRow & { key: string })[]> {
  const shape = LISTS[query.list]
  const { from, on } = keysOf(shape, query, desksOf(query))
  const sort = sql.ref(shape.closed ? 'd.closed_at' : shape.silent ? 'd.last_event_at' : 'd.due_at')
  const [beyond, way] = [sql.raw(shape.closed ? '<' : '>'), sql.raw(shape.closed ? 'desc' : 'asc')]
  const filters = [...on, ...rest(shape, query), ...chosen(query), ...(query.after ? [sql<boolean>`(${sort}, d.id) ${beyond} (${query.after.key}::timestamptz, ${query.after.id}::uuid)`] : [])]
  const inOrder = sql`order by ${sort} ${way}, d.id ${way} limit ${most}`
  return (await sql<DossierListRow & { key: string }>`select d.*, ${sort}::text as key from ${from} cross join lateral (select ${COLUMNS} from dossiers.dossier d where ${all(filters)} ${inOrder}) as d ${inOrder}`.execute(tx)).rows
}

/** A page of a work list, the most urgent first, or by the applicant's given name. `next` is what the page after it begins behind. */
export async function listWork(tx: Tx, query: WorkListQuery): Promise<Page<DossierListRow>> {
  const limit = query.limit ?? 30
  const rows = await (query.sort === 'name' && !LISTS[query.list].closed ? byName : byTime)(tx, query, limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.key}~${last.id}` : undefined }
}

/** So many are counted out beside the menu; where there are more, nobody needs the figure on every page, and every page would wait for it. */
export const MOST_COUNTED = 99
/** So many of the list that is open. */
export const MOST_SPLIT = 1000
/** How many are in each list; above `MOST_COUNTED` it says only that there are more. */
export type WorkCounts = Readonly<Record<WorkListName, number>>

/** Rows of a list as they come, so many of each key at the most. */
function some(shape: Shape, query: WorkDesk, desks: Desks, columns: Desks, most: number): Desks {
  const { from, on } = keysOf(shape, query, desks)
  return sql`select d.* from ${from} cross join lateral (select ${columns} from dossiers.dossier d where ${all([...on, ...rest(shape, query)])} ${upTo(most)}) as d`
}
// written out: a plan that is kept must know how little is asked for
const upTo = (most: number): Desks => most === Infinity ? sql`` : sql`limit ${sql.lit(most)}`

/** How many are in each list, counted up to `most`; 'closed' is not counted (nobody works it off). Planned once a connection: planning fourteen counts takes longer than counting. */
export async function countWork(tx: Tx, query: WorkDesk, most = MOST_COUNTED): Promise<WorkCounts> {
  const counted = WORK_LISTS.filter(list => !LISTS[list].closed)
  const parts = sql.join(counted.map(list => sql`(select count(*) from (${some(LISTS[list], query, sql`(select desks from asked)::uuid[]`, sql`1`, most + 1)} ${upTo(most + 1)}) n) as ${sql.ref(list)}`))
  const counting = sql<Record<WorkListName, number>>`${PLANNED_ONCE} with asked as materialized (select ${desksOf(query)} as desks) select ${parts}`
  // left to itself, PostgreSQL would plan anew for each officer: it cannot know that the bounds make all of them alike
  const reads = [sql`select set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(tx), counting.execute(tx), sql`select set_config('plan_cache_mode', 'auto', true)`.execute(tx)] as const
  await together(...reads)
  const { rows: [row] } = await reads[1]
  if (!row) throw new Error('a select without from answers with one row')
  return { ...row, closed: 0 }
}

/** How a work list splits: the filter chips and choices. */
export interface WorkFacets {
  readonly channels: ReadonlyMap<string, number>; readonly fields: ReadonlyMap<string, number>; readonly states: ReadonlyMap<string, number>; readonly assignees: ReadonlyMap<string, number>
  /** absent where it was not counted out: then the maps hold choices, and their numbers mean nothing */
  readonly total?: number
  /** there are more than `MOST_SPLIT` */
  readonly more: boolean
}

/** What is closed grows without end and is not counted; of a list that is longer than anybody reads, only enough to choose from. */
export async function countWorkFacets(tx: Tx, query: WorkDesk & { readonly list: WorkListName }, most = MOST_SPLIT): Promise<WorkFacets> {
  const shape = LISTS[query.list]
  if (shape.closed) return { channels: new Map(), fields: new Map(), states: new Map(), assignees: new Map(), more: false }
  const rowsOf = some(shape, query, desksOf(query), sql`d.channel, d.field, d.processing, d.assignee_account_id`, most + 1)
  const { rows } = await sql<{ channel: string; field: string; processing: string; assignee: string; n: number }>`select d.channel, d.field, d.processing, coalesce(d.assignee_account_id::text, 'nobody') as assignee, count(*) as n
    from (${rowsOf} ${upTo(5 * (most + 1))}) d group by 1, 2, 3, 4 order by 5 desc, 2`.execute(tx)
  const by = (key: 'channel' | 'field' | 'processing' | 'assignee'): Map<string, number> => rows.reduce((sums, row) => sums.set(row[key], (sums.get(row[key]) ?? 0) + row.n), new Map<string, number>())
  const total = rows.reduce((sum, { n }) => sum + n, 0)
  return { channels: by('channel'), fields: by('field'), assignees: by('assignee'),
    ...(total > most ? { more: true, states: new Map((shape.states ?? [...by('processing').keys()]).map(state => [state, 1])) } : { total, more: false, states: by('processing') }) }
}
