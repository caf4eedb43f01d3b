import type { CitizenActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, invalid, notFound } from '../../../kernel/errors.ts'
import type { Answers, AnswerValue } from '../../../kernel/forms/definition.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { saveFile, removeFile, type StoredFile } from '../../../kernel/files/index.ts'
import { findMandate } from '../../identity/index.ts'
import { judgeDraft, type DraftReason } from '../domain/drafts.ts'
import { loadFilingSettings } from '../filing-settings.ts'
import type { Contact } from '../tables.ts'
import { addDraftFile, countOpenDrafts, deleteDraft, insertDraft, listDraftFiles, lockDraft, removeDraftFile, saveDraft } from '../store.ts'

export interface NewDraft { readonly procedureCode: string; readonly caseId: string | null; readonly receivingAgencyId: string | null; readonly subjectAccountId: string; readonly mandateId: string | null; readonly answers: Answers; readonly contact?: Contact }

const refusedDraft = (reason: DraftReason, openDrafts: number): Fault => reason === 'too-many-drafts'
  ? new Fault(reason, { status: 409, title: { vi: 'Bạn đang có quá nhiều bản nháp', en: 'You have too many drafts' },
      detail: { vi: `Mỗi tài khoản có nhiều nhất ${openDrafts} bản nháp chưa nộp. Mở mục Hồ sơ của tôi, nộp hoặc xóa bớt bản nháp cũ, rồi bắt đầu lại.`, en: `An account has at most ${openDrafts} drafts at a time. Open My dossiers, submit or delete some, then begin again.` } })
  : new Fault(reason, { status: 422, title: { vi: 'Ủy quyền không có hoặc đã kết thúc', en: 'The mandate is unknown or has ended' },
      detail: { vi: 'Chưa có gì được tạo. Ủy quyền bạn chọn không cho phép làm thay thủ tục này hôm nay: đã bị thu hồi, hết hạn, hoặc dành cho thủ tục khác. Tải lại trang để chọn lại; nếu người đó vẫn cần bạn giúp, nhờ họ ủy quyền lần nữa.', en: 'Nothing was begun. The mandate you chose does not cover this procedure today: it was revoked, has run out, or is for another. Load the page again and choose; if they still need you, ask them for a new mandate.' } })

/** Begins a filing for oneself, or for somebody under a mandate that holds; nothing official happens until it is submitted. */
export async function startDraft(platform: Platform, actor: CitizenActor, draft: NewDraft): Promise<string> {
  const id = newId(platform.now().getTime())
  await transact(platform.db, actor, async tx => {
    const settings = await loadFilingSettings(tx)
    const mandate = draft.mandateId === null ? undefined : await findMandate(tx, { mandateId: draft.mandateId, subjectId: draft.subjectAccountId, actorId: actor.accountId, procedureCode: draft.procedureCode, now: platform.now() })
    const reason = judgeDraft({ open: await countOpenDrafts(tx, actor.accountId), forOneself: draft.subjectAccountId === actor.accountId, mandateNamed: draft.mandateId !== null, mandateHolds: mandate !== undefined }, settings)
    if (reason) throw refusedDraft(reason, settings.openDrafts)
    await insertDraft(tx, { id, account_id: actor.accountId, subject_account_id: draft.subjectAccountId, mandate_id: draft.mandateId, procedure_code: draft.procedureCode, case_id: draft.caseId, receiving_agency_id: draft.receivingAgencyId, answers: JSON.stringify(draft.answers), contact: JSON.stringify(draft.contact ?? {}), done_pages: [], submission_key: newId(), submitted_dossier_id: null })
  })
  return id
}

export interface DraftEdit {
  readonly caseId?: string
  readonly receivingAgencyId?: string
  /** answers of the pages just sent; `undefined` clears one */
  readonly answers?: Readonly<Record<string, AnswerValue | undefined>>
  readonly donePage?: string
  readonly undonePage?: string
  readonly contact?: Contact
  readonly returning?: { readonly method: 'online' | 'counter' | 'post'; readonly address: string | null }
}

/** Saves one page of a draft, merging with the others: two tabs on different pages both keep their answers. */
export async function saveDraftPage(platform: Platform, actor: CitizenActor, draftId: string, edit: DraftEdit): Promise<void> {
  await transact(platform.db, actor, async tx => {
    const draft = await lockDraft(tx, draftId)
    if (draft.submitted_dossier_id) throw notFound()
    const answers: Record<string, AnswerValue> = { ...draft.answers }
    for (const [name, value] of Object.entries(edit.answers ?? {})) { if (value === undefined) delete answers[name]; else answers[name] = value }
    const done = new Set(draft.done_pages)
    if (edit.donePage) done.add(edit.donePage)
    if (edit.undonePage) done.delete(edit.undonePage)
    await saveDraft(tx, draftId, { answers: JSON.stringify(answers), done_pages: [...done], ...(edit.caseId !== undefined ? { case_id: edit.caseId } : {}), ...(edit.receivingAgencyId !== undefined ? { receiving_agency_id: edit.receivingAgencyId } : {}),
      ...(edit.contact ? { contact: JSON.stringify(edit.contact) } : {}), ...(edit.returning ? { return_method: edit.returning.method, return_address: edit.returning.address } : {}) }, platform.now())
  })
}

export const MOST_FILES = 30
export const tooManyFiles = (field: string): Fault => invalid([{ field, code: 'too-many-files', message: { vi: `Mỗi hồ sơ nhận nhiều nhất ${MOST_FILES} tệp. Hãy gộp các ảnh của cùng một giấy tờ thành một tệp.`, en: `A dossier takes at most ${MOST_FILES} files. Put the photos of one paper into one file.` } }])

/** Adds an accepted file, whose bytes are already stored, to a paper of the draft; its row and the link to it commit together. */
export async function attachToDraft(platform: Platform, actor: CitizenActor, draftId: string, componentId: string, file: StoredFile, insteadOf: readonly string[] = []): Promise<void> {
  await transact(platform.db, actor, async tx => {
    const draft = await lockDraft(tx, draftId)
    if (draft.submitted_dossier_id) throw notFound()
    const files = await listDraftFiles(tx, draftId)
    if (files.length - insteadOf.length >= MOST_FILES) throw tooManyFiles(`component.${componentId}`)
    await saveFile(tx, file)
    for (const old of files.filter(each => insteadOf.includes(each.id))) { await removeDraftFile(tx, draftId, old.id); await removeFile(tx, old.fileId) }
    await addDraftFile(tx, { id: newId(), draftId, componentId, fileId: file.id, at: platform.now() })
  })
}

export async function detachFromDraft(platform: Platform, actor: CitizenActor, draftId: string, draftFileId: string): Promise<void> {
  await transact(platform.db, actor, async tx => {
    const draft = await lockDraft(tx, draftId)
    if (draft.submitted_dossier_id) throw notFound()
    const file = (await listDraftFiles(tx, draftId)).find(each => each.id === draftFileId)
    if (file) { await removeDraftFile(tx, draftId, file.id); await removeFile(tx, file.fileId) }
  })
}

export async function discardDraft(platform: Platform, actor: CitizenActor, draftId: string): Promise<void> {
  await transact(platform.db, actor, async tx => { const draft = await lockDraft(tx, draftId); if (draft.submitted_dossier_id) throw notFound(); for (const file of await listDraftFiles(tx, draftId)) await removeFile(tx, file.fileId); await deleteDraft(tx, draftId) })
}
