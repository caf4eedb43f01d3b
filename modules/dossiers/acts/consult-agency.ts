import { invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { getAgency } from '../../organisations/index.ts'
import { insertConsultation } from '../store.ts'
import { requireSoon, requireText } from './inputs.ts'
import { nameOf, perform, type ActCall, type Done } from './perform.ts'

/** Lấy ý kiến: an electronic question with content and deadline to another agency (NĐ 61/2018 Đ19.5). */
export async function consultAgency(platform: Platform, call: ActCall & { agencyId: string; question: string; deadline: Date }): Promise<Done> {
  const question = requireText(call.question, 'question', { vi: 'nội dung cần hỏi', en: 'the question' }, 4000)
  return perform(platform, 'consultAgency', call, async ({ tx, dossier, now, actor }) => {
    requireSoon(call.deadline, 'deadline', { vi: 'hạn trả lời', en: 'the deadline' }, now)
    if (call.agencyId === dossier.competent_agency_id) throw invalid([{ field: 'agencyId', code: 'same-agency', message: { vi: 'Đây chính là cơ quan đang giải quyết. Hãy chọn cơ quan khác.', en: 'This is the agency that handles the dossier. Choose another.' } }])
    const agency = await getAgency(tx, call.agencyId)
    const id = newId(now.getTime())
    await insertConsultation(tx, { id, dossier_id: dossier.id, agency_id: agency.id, question, deadline: call.deadline, asked_at: now, asked_by_name: nameOf(actor), answer: null, answered_at: null, answered_by_name: null })
    return { payload: { consultationId: id, agency: agency.id, agencyName: agency.name, deadline: call.deadline.toISOString() }, reason: question }
  })
}
