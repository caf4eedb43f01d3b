import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import { PLANNED_ONCE, tablesOf, type Tx } from '../../kernel/db/db.ts'
import { conflict, Fault, notFound } from '../../kernel/errors.ts'
import type { DossierTables } from './tables.ts'

export type DossierRow = Selectable<DossierTables['dossiers.dossier']>
export type DossierChanges = Omit<Updateable<DossierTables['dossiers.dossier']>, 'id' | 'version'>
export type DraftRow = Selectable<DossierTables['dossiers.draft']>
export type DraftChanges = Omit<Updateable<DossierTables['dossiers.draft']>, 'id' | 'version'>
export type ActionRow = Selectable<DossierTables['dossiers.action']>
export type NewAction = Insertable<DossierTables['dossiers.action']>

const t = (tx: Tx): ReturnType<typeof tablesOf<DossierTables>> => tablesOf<DossierTables>(tx)

export async function insertDraft(tx: Tx, draft: Insertable<DossierTables['dossiers.draft']>): Promise<void> {
  await t(tx).insertInto('dossiers.draft').values(draft).execute()
}

/** How many drafts an account has begun and not submitted; nobody else begins one for it until the transaction ends. */
export async function countOpenDrafts(tx: Tx, accountId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('drafts:' || ${accountId}, 0))`.execute(tx)
  const row = await t(tx).selectFrom('dossiers.draft').select(eb => eb.fn.countAll<number>().as('n')).where('account_id', '=', accountId).where('submitted_dossier_id', 'is', null).executeTakeFirstOrThrow()
  return row.n
}

const mandateOver = (): Fault => new Fault('mandate-over', { status: 403, title: { vi: 'Ủy quyền đã kết thúc', en: 'The mandate has ended' },
  detail: { vi: 'Bạn đang điền bản nháp này thay cho người khác. Ủy quyền đã bị thu hồi hoặc hết hạn nên bạn không còn xem, sửa và nộp được nữa. Nếu người đó vẫn cần bạn giúp, nhờ họ ủy quyền lần nữa, hoặc ngồi cùng khi họ tự đăng nhập.', en: 'You were filling in this draft for somebody else. The mandate was revoked or has run out, so you can no longer see, change or submit it. If they still need you, ask them for a new mandate, or sit with them while they sign in.' } })

const DRAFT = ['id', 'account_id', 'subject_account_id', 'mandate_id', 'procedure_code', 'case_id', 'receiving_agency_id', 'answers', 'done_pages', 'submission_key', 'version', 'contact', 'return_method', 'return_address', 'created_at', 'updated_at', 'submitted_dossier_id', 'population'] as const
/** Throws not-found for a draft of somebody else, and says so when it was one's own under a mandate that has ended: the wall in the database hides both. */
export const getDraft = (tx: Tx, id: string): Promise<DraftRow> => draftOf(tx, id)
/** As `getDraft`, for whoever changes it: two tabs wait for each other, so that neither writes over the other nor adds to what was filed meanwhile. */
export const lockDraft = (tx: Tx, id: string): Promise<DraftRow> => draftOf(tx, id, true)
async function draftOf(tx: Tx, id: string, locked = false): Promise<DraftRow> {
  const draft = await t(tx).selectFrom('dossiers.draft').modifyFront(PLANNED_ONCE).select(DRAFT).where('id', '=', id).$if(locked, query => query.forUpdate()).executeTakeFirst()
  if (!draft) throw (await sql<{ mine: boolean }>`select dossiers.draft_was_mine(${id}) as mine`.execute(tx)).rows[0]?.mine ? mandateOver() : notFound()
  return draft
}

/** Saves and counts the version up; a draft open in two tabs keeps the last word of each page, pages are merged by the caller. */
export async function saveDraft(tx: Tx, id: string, changes: DraftChanges, at: Date): Promise<void> {
  await t(tx).updateTable('dossiers.draft').set({ ...changes, updated_at: at, version: sql<number>`version + 1` }).where('id', '=', id).where('submitted_dossier_id', 'is', null).executeTakeFirstOrThrow()
}

export async function deleteDraft(tx: Tx, id: string): Promise<void> {
  await t(tx).deleteFrom('dossiers.draft').where('id', '=', id).execute()
}

export interface FileOfComponent { readonly id: string; readonly componentId: string; readonly fileId: string; readonly position: number }

export async function listDraftFiles(tx: Tx, draftId: string): Promise<FileOfComponent[]> {
  return t(tx).selectFrom('dossiers.draft_file').modifyFront(PLANNED_ONCE).select(['id', 'component_id as componentId', 'file_id as fileId', 'position']).where('draft_id', '=', draftId).orderBy('component_id').orderBy('position').execute()
}

export async function addDraftFile(tx: Tx, file: { id: string; draftId: string; componentId: string; fileId: string; at: Date }): Promise<void> {
  await t(tx).insertInto('dossiers.draft_file').values(({ fn, selectFrom }) => ({
    id: file.id, draft_id: file.draftId, component_id: file.componentId, file_id: file.fileId, added_at: file.at,
    position: selectFrom('dossiers.draft_file').select(sql<number>`coalesce(${fn.max('position')}, 0) + 1`.as('p')).where('draft_id', '=', file.draftId).where('component_id', '=', file.componentId),
  })).execute()
}

export async function removeDraftFile(tx: Tx, draftId: string, id: string): Promise<void> {
  await t(tx).deleteFrom('dossiers.draft_file').where('draft_id', '=', draftId).where('id', '=', id).execute()
}

/** What the record of an act says about its dossier. */
export type RecordedDossier = Pick<DossierRow, 'id' | 'code' | 'procedure_name' | 'subject_account_id' | 'subject_name' | 'subject_contact' | 'submitter_account_id' | 'mandate_id' | 'receiving_agency_id'>

export async function insertDossier(tx: Tx, dossier: Insertable<DossierTables['dossiers.dossier']>): Promise<void> {
  await t(tx).insertInto('dossiers.dossier').values(dossier).execute()
}

export async function findDossierBySubmission(tx: Tx, submissionKey: string): Promise<DossierRow | undefined> {
  return t(tx).selectFrom('dossiers.dossier').selectAll().where('submission_key', '=', submissionKey).executeTakeFirst()
}

/** Loads and locks the row until the transaction ends. Not found = does not exist or not yours to see; the two are not told apart. */
export async function lockDossier(tx: Tx, id: string): Promise<DossierRow> {
  const dossier = await t(tx).selectFrom('dossiers.dossier').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!dossier) throw notFound()
  return dossier
}

/** Writes only over the version that was read (architecture §7.9); a lost race is a conflict that the page explains. */
export async function saveDossier(tx: Tx, dossier: Pick<DossierRow, 'id' | 'version'>, changes: DossierChanges): Promise<number> {
  const saved = await t(tx).updateTable('dossiers.dossier').set({ ...changes, version: dossier.version + 1 }).where('id', '=', dossier.id).where('version', '=', dossier.version).executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw conflict()
  return dossier.version + 1
}

export async function listActions(tx: Tx, dossierId: string): Promise<ActionRow[]> {
  return t(tx).selectFrom('dossiers.action').selectAll().where('dossier_id', '=', dossierId).orderBy('seq').execute()
}

export async function insertAction(tx: Tx, action: NewAction): Promise<void> {
  await t(tx).insertInto('dossiers.action').values(action).execute()
}

/**
 * The next number of `scope` in `period`, gapless: the row stays locked until the transaction ends, and a transaction that fails gives
 * its number back (NĐ 61/2018 Đ26: order of reception in the day).
 */
export async function takeNumber(tx: Tx, scope: string, period: string): Promise<number> {
  const row = await t(tx).insertInto('dossiers.code_counter').values({ scope, period, last: 1 })
    .onConflict(c => c.columns(['scope', 'period']).doUpdateSet({ last: sql<number>`dossiers.code_counter.last + 1` })).returning('last').executeTakeFirstOrThrow()
  return row.last
}

export async function attachFiles(tx: Tx, dossierId: string, seq: number, files: readonly { id: string; componentId: string; fileId: string; position: number }[]): Promise<void> {
  if (files.length === 0) return
  await t(tx).insertInto('dossiers.dossier_file').values(files.map(file => ({ id: file.id, dossier_id: dossierId, component_id: file.componentId, file_id: file.fileId, position: file.position, added_seq: seq, replaced_seq: null }))).execute()
}

/** A supplement puts new files in the place of old ones; the old stay readable in the history. */
export async function replaceFiles(tx: Tx, dossierId: string, componentIds: readonly string[], seq: number): Promise<void> {
  if (componentIds.length === 0) return
  await t(tx).updateTable('dossiers.dossier_file').set({ replaced_seq: seq }).where('dossier_id', '=', dossierId).where('component_id', 'in', [...componentIds]).where('replaced_seq', 'is', null).where('added_seq', '<', seq).execute()
}

export async function insertSupplement(tx: Tx, request: Insertable<DossierTables['dossiers.supplement_request']>): Promise<void> {
  await t(tx).insertInto('dossiers.supplement_request').values(request).execute()
}

export async function findOpenSupplement(tx: Tx, dossierId: string): Promise<Selectable<DossierTables['dossiers.supplement_request']> | undefined> {
  return t(tx).selectFrom('dossiers.supplement_request').selectAll().where('dossier_id', '=', dossierId).where('answered_at', 'is', null).executeTakeFirst()
}

export async function closeSupplement(tx: Tx, id: string, at: Date): Promise<void> {
  await t(tx).updateTable('dossiers.supplement_request').set({ answered_at: at }).where('id', '=', id).execute()
}

export async function insertMessage(tx: Tx, message: Insertable<DossierTables['dossiers.message']>): Promise<void> {
  await t(tx).insertInto('dossiers.message').values(message).execute()
}

export async function insertConsultation(tx: Tx, consultation: Insertable<DossierTables['dossiers.consultation']>): Promise<void> {
  await t(tx).insertInto('dossiers.consultation').values(consultation).execute()
}

/** Answers once, and only what one of these agencies was asked: nobody speaks for another. A second answer is a conflict. */
export async function answerConsultationRow(tx: Tx, id: string, dossierId: string, agencyIds: readonly string[], changes: { answer: string; at: Date; by: string }): Promise<void> {
  const saved = await t(tx).updateTable('dossiers.consultation').set({ answer: changes.answer, answered_at: changes.at, answered_by_name: changes.by }).where('id', '=', id).where('dossier_id', '=', dossierId).where('agency_id', '=', sql<string>`any (${[...agencyIds]}::uuid[])`).where('answered_at', 'is', null).executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw conflict()
}

export async function insertPaper(tx: Tx, paper: Insertable<DossierTables['dossiers.paper']>): Promise<void> {
  await t(tx).insertInto('dossiers.paper').values(paper).execute()
}

export async function insertResult(tx: Tx, result: Insertable<DossierTables['dossiers.result']>): Promise<void> {
  await t(tx).insertInto('dossiers.result').values(result).execute()
}

export async function revokeResultRow(tx: Tx, id: string, changes: { at: Date; by: string; reason: string }): Promise<void> {
  const saved = await t(tx).updateTable('dossiers.result').set({ state: 'revoked', revoked_at: changes.at, revoked_by_name: changes.by, revoke_reason: changes.reason, version: sql<number>`version + 1` })
    .where('id', '=', id).where('state', '=', 'in-force').executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw conflict()
}

export async function insertDelivery(tx: Tx, delivery: Insertable<DossierTables['dossiers.delivery']>): Promise<void> {
  await t(tx).insertInto('dossiers.delivery').values(delivery).execute()
}

export async function putPaperItems(tx: Tx, items: readonly Insertable<DossierTables['dossiers.paper_item']>[]): Promise<void> {
  if (items.length === 0) return
  await t(tx).insertInto('dossiers.paper_item').values([...items]).onConflict(c => c.columns(['dossier_id', 'component_id']).doUpdateSet(eb => ({
    originals: eb.ref('excluded.originals'), certified_copies: eb.ref('excluded.certified_copies'), plain_copies: eb.ref('excluded.plain_copies'), shown_only: eb.ref('excluded.shown_only'), digitised: eb.ref('excluded.digitised') }))).execute()
}

/** One row per viewer, dossier, kind and hour: enough for "who looked at my data", not a diary of every click. */
export async function recordView(tx: Tx, view: Insertable<DossierTables['dossiers.view_log']>): Promise<void> {
  await sql`insert into dossiers.view_log (id, dossier_id, viewer_account_id, viewer_name, viewer_title, agency_id, what, at)
    select ${view.id}, ${view.dossier_id}, ${view.viewer_account_id}, ${view.viewer_name}, ${view.viewer_title}, ${view.agency_id}, ${view.what}, ${view.at}
    where not exists (select from dossiers.view_log v where v.dossier_id = ${view.dossier_id} and v.viewer_account_id = ${view.viewer_account_id} and v.what = ${view.what} and v.at > ${view.at}::timestamptz - interval '1 hour')`.execute(tx)
}
