import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import type { Answers } from '../../kernel/forms/definition.ts'
import { normaliseDossierCode, parseDossierCode } from './domain/code.ts'
import { DOSSIER_ROW, type DossierListRow, type Page, type ResultRow } from './queries.ts'
import { idsByWords, resultIdsByWords } from './words.ts'

const columns = sql.join(DOSSIER_ROW.map(column => sql.ref(`d.${column}`)))
/** dossiers (or days of the register) of agencies that receive or decide */
export const holding = (agencies: readonly string[]) => sql<boolean>`(d.receiving_agency_id = any (${sql.val([...agencies])}::uuid[]) or d.competent_agency_id = any (${sql.val([...agencies])}::uuid[]))`

/** What a row of a work list says beneath its first line. */
export interface RowDetails { readonly answers: Answers; readonly given: ReadonlySet<string>; readonly fileCount: number; readonly resentFiles: number; readonly supplementDeadline: Date | null; readonly consulting: number }

/** Files, papers and open questions of the dossiers of one page of a list. */
export async function rowDetails(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, RowDetails>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; answers: Answers; files: { c: string; first: boolean }[] | null; papers: string[] | null; deadline: Date | null; consulting: number }>`
    select d.id, d.answers,
      (select jsonb_agg(jsonb_build_object('c', f.component_id, 'first', f.added_seq = 1)) from dossiers.dossier_file f where f.dossier_id = d.id and f.replaced_seq is null) as files,
      (select array_agg(p.component_id) from dossiers.paper_item p where p.dossier_id = d.id and (p.originals + p.certified_copies + p.plain_copies > 0 or p.shown_only)) as papers,
      (select s.deadline from dossiers.supplement_request s where s.dossier_id = d.id and s.answered_at is null) as deadline,
      (select count(*) from dossiers.consultation c where c.dossier_id = d.id and c.answered_at is null) as consulting
    from dossiers.dossier d where d.id = any (${sql.val([...ids])}::uuid[])`.execute(tx)
  return new Map(rows.map(row => [row.id, { answers: row.answers, given: new Set([...(row.files ?? []).map(file => file.c), ...row.papers ?? []]), fileCount: row.files?.length ?? 0, resentFiles: (row.files ?? []).filter(file => !file.first).length, supplementDeadline: row.deadline, consulting: row.consulting }]))
}

/** By code (whole), or by name of applicant, submitter or procedure; open and closed, newest first. */
export async function searchDossiers(tx: Tx, query: { readonly q: string; readonly before?: string; readonly limit?: number }): Promise<Page<DossierListRow>> {
  const limit = query.limit ?? 30
  const code = normaliseDossierCode(query.q)
  const wanted = parseDossierCode(code).ok ? sql`d.code = ${code}` : sql`d.id in (${idsByWords(query.q, query.before, limit + 1)})`
  const { rows } = await sql<DossierListRow>`select ${columns} from dossiers.dossier d where ${wanted} ${query.before === undefined ? sql`` : sql`and d.id < ${query.before}::uuid`} order by d.id desc limit ${limit + 1}`.execute(tx)
  return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]?.id : undefined }
}

export const REGISTER_FILTERS = ['received', 'open', 'open-late', 'finished', 'finished-on-time', 'finished-late', 'refused', 'withdrawn'] as const
export type RegisterFilter = (typeof REGISTER_FILTERS)[number]
export interface RegisterQuery { readonly agencies: readonly string[]; /** inclusive, local days as instants */ readonly from: Date; readonly to: Date; readonly filter: RegisterFilter; readonly now: Date; readonly q?: string; readonly after?: { readonly at: string; readonly id: string }; readonly limit?: number }

// `register_line` in the migrations says the same. Late against the last promise; while a supplement is awaited nobody is late for waiting (due_at is infinity then).
export const FILTERS: Readonly<Record<RegisterFilter, (now: Date) => ReturnType<typeof sql<boolean>>>> = {
  received: () => sql<boolean>`d.received_at is not null`,
  open: () => sql<boolean>`d.received_at is not null and d.finished_at is null`,
  'open-late': now => sql<boolean>`d.received_at is not null and d.finished_at is null and d.due_at < ${now}`,
  finished: () => sql<boolean>`d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn'`,
  'finished-on-time': () => sql<boolean>`d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn' and (d.promised_at is null or d.finished_at <= d.promised_at)`,
  'finished-late': () => sql<boolean>`d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn' and d.finished_at > d.promised_at`,
  refused: () => sql<boolean>`d.processing = 'refused'`,
  withdrawn: () => sql<boolean>`d.processing = 'withdrawn'`,
}
export type RegisterRow = DossierListRow & { readonly contact: { phone?: string; address?: string }; readonly return_method: string; readonly returned_at: Date | null; readonly recipient: string | null; readonly entered_at: Date }

/** The register of dossiers (TT 01/2018/TT-VPCP Đ10.2): what the agency received in a period, in the order of reception. */
export async function listRegister(tx: Tx, query: RegisterQuery): Promise<Page<RegisterRow>> {
  const limit = query.limit ?? 50
  const wanted = [holding(query.agencies), FILTERS[query.filter](query.now), sql<boolean>`d.entered_at >= ${query.from} and d.entered_at < ${query.to}`]
  if (query.q) wanted.push(sql<boolean>`(d.code = ${normaliseDossierCode(query.q)} or d.id in (${idsByWords(query.q)}))`)
  if (query.after) wanted.push(sql<boolean>`(d.entered_at, d.id) > (${query.after.at}::timestamptz, ${query.after.id}::uuid)`)
  const { rows } = await sql<RegisterRow & { key: string }>`select ${columns}, d.subject_contact as contact, d.return_method, d.entered_at, d.entered_at::text as key,
      (select max(v.at) from dossiers.delivery v where v.dossier_id = d.id) as returned_at, (select v.recipient_name from dossiers.delivery v where v.dossier_id = d.id order by v.at desc limit 1) as recipient
    from dossiers.dossier d where ${sql.join(wanted, sql` and `)} order by d.entered_at, d.id limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.key}~${last.id}` : undefined }
}

/** The register of results, newest first: by printed code, number or owner's name. */
export async function listResults(tx: Tx, query: { readonly agencies: readonly string[]; readonly q?: string; readonly state?: 'in-force' | 'revoked'; readonly after?: { readonly at: string; readonly id: string }; readonly limit?: number }): Promise<Page<ResultRow>> {
  const limit = query.limit ?? 50
  const wanted = [sql<boolean>`r.agency_id = any (${sql.val([...query.agencies])}::uuid[])`]
  if (query.q) wanted.push(sql<boolean>`r.id in (${resultIdsByWords(query.q)})`)
  if (query.state) wanted.push(sql<boolean>`r.state = ${query.state}`)
  if (query.after) wanted.push(sql<boolean>`(r.signed_at, r.id) < (${query.after.at}::timestamptz, ${query.after.id}::uuid)`)
  const { rows } = await sql<ResultRow & { key: string }>`select r.*, r.signed_at::text as key from dossiers.result r where ${sql.join(wanted, sql` and `)} order by r.signed_at desc, r.id desc limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.key}~${last.id}` : undefined }
}
