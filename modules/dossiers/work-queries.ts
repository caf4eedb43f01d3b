import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import { fold } from '../../kernel/vi-text/index.ts'
import { normaliseDossierCode } from './domain/code.ts'
import type { Processing } from './domain/axes.ts'
import { DOSSIER_ROW, type DossierListRow, type Page } from './queries.ts'

export const WORK_LISTS = ['to-receive', 'waiting-supplement', 'to-transfer', 'to-assign', 'in-progress', 'mine', 'to-approve', 'to-sign', 'to-return', 'due-soon', 'overdue', 'stalled', 'to-urge', 'consultations', 'closed'] as const
export type WorkListName = (typeof WORK_LISTS)[number]
/** Lists that hold dossiers of several states. */
export const MIXED_LISTS: readonly WorkListName[] = ['mine', 'due-soon', 'overdue', 'stalled', 'to-urge', 'closed']

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
  readonly q?: string
}
export interface WorkListQuery extends WorkDesk, WorkFilter {
  readonly list: WorkListName
  /** by deadline unless told: people are found by given name */
  readonly sort?: 'due' | 'name'
  /** keyset: key (due date, or name) and id of the last row shown */
  readonly after?: { readonly key: string; readonly id: string }
  readonly limit?: number
}

type Condition = ReturnType<typeof sql<boolean>>
const GOING_ON = sql`('received', 'in-progress', 'proposed', 'approved')`

/** Conditions of each list; one table for rows and counts, so that the number beside a menu item is the length of its list. */
function condition(list: WorkListName, { now, accountId, soonBefore, silentBefore }: WorkDesk): Condition {
  switch (list) {
    case 'to-receive': return sql<boolean>`d.processing = 'submitted' and d.supplement <> 'requested-before-acceptance'`
    case 'waiting-supplement': return sql<boolean>`d.supplement in ('requested-before-acceptance', 'requested-after-acceptance') and d.closed_at is null`
    // NĐ 61/2018 Đ18: passed on the same day
    case 'to-transfer': return sql<boolean>`d.processing in ('received', 'in-progress') and d.assignee_account_id is null and d.supplement <> 'requested-after-acceptance' and d.holder_agency_id <> d.competent_agency_id`
    case 'to-assign': return sql<boolean>`d.processing in ('received', 'in-progress') and d.assignee_account_id is null and d.supplement <> 'requested-after-acceptance' and d.holder_agency_id = d.competent_agency_id`
    case 'in-progress': return sql<boolean>`d.processing = 'in-progress' and d.assignee_account_id is not null and d.supplement <> 'requested-after-acceptance'`
    case 'mine': return sql<boolean>`d.assignee_account_id = ${accountId} and d.processing in ('in-progress', 'proposed') and d.closed_at is null`
    case 'to-approve': return sql<boolean>`d.processing = 'proposed'`
    case 'to-sign': return sql<boolean>`d.processing = 'approved'`
    case 'to-return': return sql<boolean>`d.processing = 'result-ready'`
    case 'due-soon': return sql<boolean>`d.closed_at is null and d.processing in ${GOING_ON} and d.due_at >= ${now} and d.due_at < ${soonBefore}`
    case 'overdue': return sql<boolean>`d.closed_at is null and (d.processing = 'submitted' or d.processing in ${GOING_ON}) and d.due_at < ${now}`
    case 'stalled': return sql<boolean>`d.closed_at is null and d.processing <> 'result-ready' and d.last_event_at < ${silentBefore}`
    // NĐ 61/2018 Đ8.2.b: the desk that received it urges whoever holds it
    case 'to-urge': return sql<boolean>`d.closed_at is null and d.processing in ${GOING_ON} and d.due_at < ${soonBefore}`
    case 'consultations': return sql<boolean>`exists (select from dossiers.consultation c where c.dossier_id = d.id and c.answered_at is null and c.agency_id = any ((select kernel.actor_agencies())::uuid[]))`
    case 'closed': return sql<boolean>`d.closed_at is not null`
  }
}

/** Which column ties a list to the desk: dossiers are urged by the desk that received them, everything else is worked off where it lies. */
function scope(list: WorkListName, agencies: readonly string[]): Condition {
  if (list === 'consultations') return sql<boolean>`true`
  const column = sql.ref(list === 'to-urge' ? 'd.receiving_agency_id' : 'd.holder_agency_id')
  return agencies.length === 1 ? sql<boolean>`${column} = ${agencies[0]}` : sql<boolean>`${column} = any (${sql.val([...agencies])}::uuid[])`
}

function filtersOf(query: WorkDesk & WorkFilter & { readonly list: WorkListName }): Condition[] {
  const filters = [condition(query.list, query), scope(query.list, query.agencies)]
  if (query.field !== undefined) filters.push(sql<boolean>`d.field = ${query.field}`)
  if (query.channel !== undefined) filters.push(sql<boolean>`d.channel = ${query.channel}`)
  if (query.processing !== undefined) filters.push(sql<boolean>`d.processing = ${query.processing}`)
  if (query.assignee === 'nobody') filters.push(sql<boolean>`d.assignee_account_id is null`)
  else if (query.assignee !== undefined) filters.push(sql<boolean>`d.assignee_account_id = ${query.assignee}`)
  if (query.q) filters.push(sql<boolean>`(d.code = ${normaliseDossierCode(query.q)} or d.search like ${`%${fold(query.q).replace(/[\\%_]/g, '\\$&')}%`})`)
  return filters
}

export interface WorkFacets { readonly channels: ReadonlyMap<string, number>; readonly fields: ReadonlyMap<string, number>; readonly states: ReadonlyMap<string, number>; readonly assignees: ReadonlyMap<string, number>; readonly total: number }

/** How a work list splits: the filter chips and choices. */
export async function countWorkFacets(tx: Tx, query: WorkDesk & { readonly list: WorkListName }): Promise<WorkFacets> {
  const { rows } = await sql<{ channel: string; field: string; processing: string; assignee: string; n: number }>`select d.channel, d.field, d.processing, coalesce(d.assignee_account_id::text, 'nobody') as assignee, count(*) as n
    from dossiers.dossier d where ${sql.join(filtersOf(query), sql` and `)} group by 1, 2, 3, 4 order by 5 desc, 2`.execute(tx)
  const by = (key: 'channel' | 'field' | 'processing' | 'assignee'): Map<string, number> => rows.reduce((sums, row) => sums.set(row[key], (sums.get(row[key]) ?? 0) + row.n), new Map<string, number>())
  return { channels: by('channel'), fields: by('field'), states: by('processing'), assignees: by('assignee'), total: rows.reduce((sum, { n }) => sum + n, 0) }
}

// people sort by given name, the last word, then by the whole name (`kernel/vi-text/names.ts`)
const given = (name: ReturnType<typeof sql>) => sql`regexp_replace(${name}, '^.* ', '') collate "vi-x-icu"`
const ORDERS = {
  due: { key: sql`d.due_at`, by: sql`d.due_at, d.id`, after: (key: string, id: string) => sql<boolean>`(d.due_at, d.id) > (${key}::timestamptz, ${id}::uuid)` },
  closed: { key: sql`d.closed_at`, by: sql`d.closed_at desc, d.id desc`, after: (key: string, id: string) => sql<boolean>`(d.closed_at, d.id) < (${key}::timestamptz, ${id}::uuid)` },
  name: { key: sql`d.subject_name`, by: sql`${given(sql`d.subject_name`)}, d.subject_name collate "vi-x-icu", d.id`,
    after: (key: string, id: string) => sql<boolean>`(${given(sql`d.subject_name`)}, d.subject_name collate "vi-x-icu", d.id) > (${given(sql`${key}::text`)}, ${key}::text collate "vi-x-icu", ${id}::uuid)` },
} as const

/** A page of a work list, by deadline or by the applicant's given name. */
export async function listWork(tx: Tx, query: WorkListQuery): Promise<Page<DossierListRow>> {
  const limit = query.limit ?? 30
  const order = ORDERS[query.list === 'closed' ? 'closed' : query.sort ?? 'due']
  const filters = filtersOf(query)
  if (query.after) filters.push(order.after(query.after.key, query.after.id))
  const { rows } = await sql<DossierListRow & { key: string }>`select ${sql.join(DOSSIER_ROW.map(column => sql.ref(`d.${column}`)))}, (${order.key})::text as key
    from dossiers.dossier d where ${sql.join(filters, sql` and `)} order by ${order.by} limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.key}~${last.id}` : undefined }
}

/** How many are in each list; 'closed' is not counted (nobody works it off). */
export async function countWork(tx: Tx, query: WorkDesk): Promise<Readonly<Record<WorkListName, number>>> {
  const counted = WORK_LISTS.filter(list => list !== 'closed' && list !== 'consultations' && list !== 'to-urge')
  const { rows: [row] } = await sql<Record<Exclude<WorkListName, 'closed'>, number>>`select ${sql.join(counted.map(list => sql`count(*) filter (where ${condition(list, query)}) as ${sql.ref(list)}`))},
    (select count(*) from dossiers.dossier d where ${condition('to-urge', query)} and ${scope('to-urge', query.agencies)}) as "to-urge",
    (select count(distinct c.dossier_id) from dossiers.consultation c where c.answered_at is null and c.agency_id = any ((select kernel.actor_agencies())::uuid[])) as consultations
    from dossiers.dossier d where d.closed_at is null and ${scope('to-receive', query.agencies)}`.execute(tx)
  if (!row) throw new Error('an aggregate without group by answers with one row')
  return { ...row, closed: 0 }
}
