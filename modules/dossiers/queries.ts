import { sql, type Selectable } from 'kysely'
import { tablesOf, together, type Tx } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import type { PdfVerification } from '../../kernel/signing/index.ts'
import { isFilingNumber, normaliseDossierCode } from './domain/code.ts'
import { UUID } from './form-input.ts'
import { PROCESSING, type Processing } from './domain/axes.ts'
import type { ActionRow, DossierRow, DraftRow } from './store.ts'
import type { Contact, DossierTables } from './tables.ts'

const t = (tx: Tx): ReturnType<typeof tablesOf<DossierTables>> => tablesOf<DossierTables>(tx)
type Row<T extends keyof DossierTables> = Selectable<DossierTables[T]>

export type ResultRow = Row<'dossiers.result'>
export type SupplementRow = Row<'dossiers.supplement_request'>
export type MessageRow = Row<'dossiers.message'>
export interface FileOfDossier { readonly id: string; readonly componentId: string; readonly fileId: string; readonly position: number; readonly addedSeq: number; readonly replacedSeq: number | null }

/** Everything a page about one dossier shows; one round of queries, each by primary or foreign key. */
export interface DossierView {
  readonly dossier: DossierRow
  readonly actions: readonly ActionRow[]
  readonly files: readonly FileOfDossier[]
  readonly paperItems: readonly Row<'dossiers.paper_item'>[]
  readonly supplements: readonly SupplementRow[]
  readonly consultations: readonly Row<'dossiers.consultation'>[]
  readonly messages: readonly MessageRow[]
  readonly papers: readonly Row<'dossiers.paper'>[]
  readonly results: readonly ResultRow[]
  readonly deliveries: readonly Row<'dossiers.delivery'>[]
}

/** Throws not-found for what does not exist and for what the wall hides. */
export async function getDossier(tx: Tx, id: string): Promise<DossierRow> {
  if (!UUID.test(id)) throw notFound()
  const dossier = await t(tx).selectFrom('dossiers.dossier').selectAll().where('id', '=', id).executeTakeFirst()
  if (!dossier) throw notFound()
  return dossier
}

export async function getDossierView(tx: Tx, id: string): Promise<DossierView> {
  const dossier = await getDossier(tx, id)
  const of = <T extends 'dossiers.paper_item' | 'dossiers.consultation' | 'dossiers.message' | 'dossiers.paper' | 'dossiers.result' | 'dossiers.delivery' | 'dossiers.supplement_request' | 'dossiers.action' | 'dossiers.dossier_file'>(table: T, order: string): Promise<Row<T>[]> =>
    sql<Row<T>>`select * from ${sql.table(table)} where dossier_id = ${id} order by ${sql.ref(order)}`.execute(tx).then(result => result.rows)
  const reads = [of('dossiers.action', 'seq'), of('dossiers.dossier_file', 'position'), of('dossiers.paper_item', 'component_id'), of('dossiers.supplement_request', 'asked_at'), of('dossiers.consultation', 'asked_at'),
    of('dossiers.message', 'at'), of('dossiers.paper', 'made_at'), of('dossiers.result', 'signed_at'), of('dossiers.delivery', 'at')] as const
  await together(...reads)
  const [actions, files, paperItems, supplements, consultations, messages, papers, results, deliveries] = await Promise.all(reads)
  return { dossier, actions, paperItems, supplements, consultations, messages, papers, results, deliveries,
    files: files.map(file => ({ id: file.id, componentId: file.component_id, fileId: file.file_id, position: file.position, addedSeq: file.added_seq, replacedSeq: file.replaced_seq })) }
}

export async function findCurrentResult(tx: Tx, dossierId: string): Promise<ResultRow | undefined> {
  return t(tx).selectFrom('dossiers.result').selectAll().where('dossier_id', '=', dossierId).orderBy('signed_at', 'desc').orderBy('revoked_at', order => order.desc().nullsFirst()).limit(1).executeTakeFirst()
}

export async function listDrafts(tx: Tx): Promise<DraftRow[]> {
  return t(tx).selectFrom('dossiers.draft').selectAll().where('submitted_dossier_id', 'is', null).orderBy('updated_at', 'desc').limit(50).execute()
}

export interface Page<T> { readonly items: readonly T[]; readonly next: string | undefined }
export const DOSSIER_ROW = ['id', 'code', 'procedure_code', 'procedure_name', 'summary', 'field', 'channel', 'subject_name', 'submitter_name', 'mandate_id', 'processing', 'supplement', 'money', 'delivery', 'digitisation', 'sync', 'outcome', 'submitted_at', 'received_at',
  'promised_at', 'due_at', 'assignee_account_id', 'holder_agency_id', 'receiving_agency_id', 'competent_agency_id', 'step_id', 'supplement_count', 'reappointed', 'last_event_at', 'finished_at', 'closed_at', 'version', 'procedure_case_id', 'case_id', 'fee_amount'] as const
export type DossierListRow = Pick<DossierRow, (typeof DOSSIER_ROW)[number]>

/** Whose dossiers a list shows: the account's own, and those it filed for others under mandates that hold today. */
export interface Sight { readonly accountId: string; readonly mandates: readonly string[] }
const inSight = ({ accountId, mandates }: Sight) => sql<boolean>`(subject_account_id = ${accountId} or submitter_account_id = ${accountId} and mandate_id = any (${sql.val([...mandates])}::uuid[]))`

/** A row of a citizen's own list: with the day by which an open request is to be answered. */
export type MyDossierRow = DossierListRow & { readonly supplement_deadline: Date | null }
const supplementDeadline = sql<Date | null>`(select s.deadline from dossiers.supplement_request s where s.dossier_id = dossiers.dossier.id and s.answered_at is null order by s.asked_at desc limit 1)`.as('supplement_deadline')

/** A citizen's own dossiers and those filed for others, newest first; keyset paging by the id, which holds the time. */
export async function listMyDossiers(tx: Tx, sight: Sight, before: string | undefined, limit = 20): Promise<Page<MyDossierRow>> {
  let query = t(tx).selectFrom('dossiers.dossier').select(DOSSIER_ROW).select(supplementDeadline).where(inSight(sight))
  if (before !== undefined) query = query.where('id', '<', before)
  const items = await query.orderBy('id', 'desc').limit(limit + 1).execute()
  return { items: items.slice(0, limit), next: items.length > limit ? items[limit - 1]?.id : undefined }
}

/** Those of my dossiers in which the next move is mine: something was asked for, or a fee is unpaid. */
export async function listWaitingForMe(tx: Tx, sight: Sight): Promise<MyDossierRow[]> {
  return t(tx).selectFrom('dossiers.dossier').select(DOSSIER_ROW).select(supplementDeadline).where(inSight(sight)).where('closed_at', 'is', null)
    .where(eb => eb.or([eb('supplement', 'in', ['requested-before-acceptance', 'requested-after-acceptance']), eb.and([eb('money', '=', 'due'), eb('processing', '<>', 'submitted')])])).orderBy('id', 'desc').limit(20).execute()
}

export interface PublicState { readonly code: string; readonly procedureName: string; readonly processing: Processing; readonly supplement: string; readonly promisedAt: Date | null; readonly receivedAt: Date | null; readonly finishedAt: Date | null; readonly stepId: string | null; readonly procedureCaseId: string; readonly agencyId: string; /** a result was given and taken back, and nothing stands in its place */ readonly revoked: boolean }

/** What anyone may learn by code, or by the number told at filing: state and completion only. */
export async function findPublicState(tx: Tx, code: string): Promise<PublicState | undefined> {
  const wanted = normaliseDossierCode(code)
  const from = isFilingNumber(wanted) ? sql`dossiers.public_state_of_filing(${wanted})` : sql`dossiers.public_state(${wanted})`
  const { rows: [row] } = await sql<{ code: string; procedure_name: string; processing: string; supplement: string; promised_at: Date | null; received_at: Date | null; finished_at: Date | null; step_id: string | null; procedure_case_id: string; agency_id: string; revoked: boolean }>`select * from ${from}`.execute(tx)
  const processing = PROCESSING.find(each => each === row?.processing)
  return row && processing && { code: row.code, procedureName: row.procedure_name, processing, supplement: row.supplement, promisedAt: row.promised_at, receivedAt: row.received_at, finishedAt: row.finished_at, stepId: row.step_id, procedureCaseId: row.procedure_case_id, agencyId: row.agency_id, revoked: row.revoked }
}

export interface PublicResult { readonly code: string; readonly kind: string; readonly symbol: string; readonly title: string; readonly owner_name: string; readonly agency_name: string; readonly signer_name: string; readonly signed_at: Date; readonly valid_from: string; readonly valid_to: string | null; readonly state: string; readonly revoked_at: Date | null; readonly revoke_reason: string | null; readonly file_hash: Buffer }

/** A result by its printed code or by the SHA-256 of the file in hand. */
export async function findPublicResult(tx: Tx, by: { readonly code: string } | { readonly hash: Buffer }): Promise<PublicResult | undefined> {
  return (await sql<PublicResult>`select * from dossiers.public_result(${'code' in by ? by.code : null}, ${'hash' in by ? by.hash : null})`.execute(tx)).rows[0]
}

export interface RegisteredFile { readonly result: PublicResult; /** byte for byte; otherwise with signatures or validation data added that do not show */ readonly exactly: boolean }

/** The register's entry of a file: of the file itself, or of what was signed in it as long as nothing that shows came later. */
export async function findResultOfFile(tx: Tx, hash: Buffer, verification: PdfVerification): Promise<RegisteredFile | undefined> {
  const exact = await findPublicResult(tx, { hash })
  if (exact) return { result: exact, exactly: true }
  if (verification.verdict !== 'valid') return undefined
  for (const { laterChanges, revision } of verification.signatures.toReversed()) {
    const inside = laterChanges === 'none' || laterChanges === 'signatures' ? await findPublicResult(tx, { hash: Buffer.from(revision, 'hex') }) : undefined
    if (inside) return { result: inside, exactly: false }
  }
  return undefined
}

/** "Ai đã xem dữ liệu của tôi": who opened which dossier of mine, newest first. */
export async function listViews(tx: Tx, dossierId: string): Promise<Row<'dossiers.view_log'>[]> {
  return t(tx).selectFrom('dossiers.view_log').selectAll().where('dossier_id', '=', dossierId).orderBy('at', 'desc').limit(200).execute()
}

/** How the person could be reached last time, so that nobody is asked twice. */
export async function findLastContact(tx: Tx, accountId: string): Promise<Contact> {
  const last = await t(tx).selectFrom('dossiers.dossier').select('subject_contact').where('submitter_account_id', '=', accountId).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return last?.subject_contact ?? {}
}
