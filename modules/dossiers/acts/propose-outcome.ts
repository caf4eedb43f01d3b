import { invalid } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { optionalText, requireText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

export interface ProposalInput {
  readonly templateId: string
  /** the text of the result as the officer leaves it; places for number, date and signer are filled at signing */
  readonly title: string
  readonly body: string
  readonly note?: string
}

/** Đề xuất kết quả: the written outcome, granted or refused (a refusal is a result too, NĐ 61/2018 Đ19.8). In place of a revoked result it corrects the text that is then signed (Đ21); where the work stands does not change. */
export async function proposeOutcome(platform: Platform, call: ActCall & ProposalInput & { kind: 'granted' | 'refused' }): Promise<Done> {
  const title = requireText(call.title, 'title', { vi: 'tên văn bản', en: 'the title' }, 300)
  const body = requireText(call.body, 'body', { vi: 'nội dung kết quả', en: 'the text of the result' }, 20_000)
  const note = optionalText(call.note, 'note', { vi: 'ghi chú', en: 'the note' }, 2000)
  return perform(platform, 'proposeOutcome', call, async ({ actor, dossier, case: { case: of } }) => {
    const template = of.outcomes.find(outcome => outcome.id === call.templateId && outcome.kind === call.kind)
    if (!template && !(call.templateId === 'refusal' && call.kind === 'refused')) throw invalid([{ field: 'templateId', code: 'unknown', message: { vi: 'Thủ tục này không có mẫu kết quả đó. Hãy chọn một mẫu trong danh sách.', en: 'This procedure has no such template. Choose one of the list.' } }])
    const again = dossier.processing === 'result-ready' || dossier.processing === 'returned'
    if (again && dossier.outcome && dossier.outcome.kind !== call.kind) throw invalid([{ field: 'templateId', code: 'other-decision', message: { vi: 'Bản thay thế chỉ sửa chỗ sai, không đổi cấp thành từ chối hay ngược lại. Hãy chọn mẫu cùng loại với bản bị thu hồi.', en: 'A replacement corrects what is wrong and does not turn a grant into a refusal or the other way round. Choose a template of the same kind.' } }])
    const approving = again ? undefined : of.workflow.steps.find(step => step.kind === 'approve')
    return { changes: { outcome: JSON.stringify({ kind: call.kind, templateId: call.templateId, title, body, values: {} }), proposed_by_account_id: actor.kind === 'officer' ? actor.accountId : null, ...(approving ? { step_id: approving.id } : {}) },
      payload: { kind: call.kind, templateId: call.templateId, title, body }, ...(note ? { reason: note } : {}) }
  }, { outcome: call.kind === 'granted' ? 'grant' : 'reject' })
}
