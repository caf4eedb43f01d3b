import { invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { pagesOf } from '../../../kernel/forms/visible.ts'
import { completeForm } from '../../procedures/index.ts'
import type { SupplementReason } from '../domain/clock-types.ts'
import { insertSupplement } from '../store.ts'
import type { SupplementItem } from '../tables.ts'
import { requireSoon } from './inputs.ts'
import { nameOf, perform, type ActCall, type Done } from './perform.ts'

export interface SupplementInput {
  /** every defect at once, each naming a paper or a question (NĐ 61/2018 Đ15.3) */
  readonly items: readonly SupplementItem[]
  readonly note?: string
  readonly clockReason?: SupplementReason
  readonly deadline?: Date
  /** the officer has read the warning that a second request makes the dossier count as late (QĐ 766 rule 5) */
  readonly confirmedSecond?: boolean
}

/** Yêu cầu bổ sung (Mẫu 02): once, complete, by component and reason. */
export async function requestSupplement(platform: Platform, call: ActCall & SupplementInput): Promise<Done> {
  return perform(platform, 'requestSupplement', call, async scene => {
    const { dossier, now, tx, actor } = scene
    if (call.items.length === 0) throw invalid([{ field: 'items', code: 'required', message: { vi: 'Bạn chưa chọn giấy tờ hay câu trả lời nào cần bổ sung. Hãy đánh dấu ít nhất một mục.', en: 'Mark at least one paper or answer that must be supplied.' } }])
    const components = new Set(scene.case.case.components.map(component => component.id))
    const fields = new Set(pagesOf(completeForm(scene.case.case)).flatMap(page => page.repeat ? [page.repeat.name] : page.fields.map(field => field.name)))
    const wrong = call.items.findIndex(item => !((item.componentId !== undefined && components.has(item.componentId)) || (item.field !== undefined && fields.has(item.field))) || item.note.trim() === '' || item.note.length > 1000)
    if (wrong >= 0) throw invalid([{ field: `items.${wrong}`, code: 'unclear', message: { vi: 'Mỗi mục phải nêu đúng giấy tờ hoặc câu hỏi và nói rõ cần sửa gì.', en: 'Each item must name a paper or question of this procedure and say what to correct.' } }])
    if (scene.warnings.includes('second-supplement') && !call.confirmedSecond) {
      throw invalid([{ field: 'confirmedSecond', code: 'second-supplement', message: { vi: 'Hồ sơ này đã yêu cầu bổ sung một lần. Yêu cầu lần nữa trái NĐ 61/2018 Đ15.3 và hồ sơ sẽ bị tính là trễ hạn. Hãy đánh dấu xác nhận nếu vẫn phải làm.', en: 'A supplement was requested before. A second request makes the dossier count as late; tick the confirmation if it cannot be avoided.' } }])
    }
    if (call.deadline) requireSoon(call.deadline, 'deadline', { vi: 'hạn bổ sung', en: 'the deadline' }, now)
    const stage = dossier.received_at === null ? 'before-acceptance' : 'after-acceptance'
    const list = call.items.map(item => `- ${item.note}`).join('\n')
    await insertSupplement(tx, { id: newId(now.getTime()), dossier_id: dossier.id, stage, items: JSON.stringify(call.items), note: call.note ?? '', asked_at: now, asked_by_account_id: actor.kind === 'officer' ? actor.accountId : '', asked_by_name: nameOf(actor), deadline: call.deadline ?? null, answered_at: null })
    return {
      changes: { supplement_count: dossier.supplement_count + 1, due_at: 'infinity' },
      payload: { stage, clockReason: call.clockReason ?? 'incomplete', items: call.items.map(item => ({ ...item })) },
      event: { type: 'dossiers.supplement-requested', reason: list }, papers: ['supplement-request'],
    }
  })
}
