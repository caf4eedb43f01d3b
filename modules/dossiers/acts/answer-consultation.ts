import type { Platform } from '../../../kernel/platform.ts'
import { answerConsultationRow } from '../store.ts'
import { requireText } from './inputs.ts'
import { nameOf, perform, type ActCall, type Done } from './perform.ts'

/** Trả lời ý kiến: once; late answers stay visible as late (NĐ 61/2018 Đ19.5). */
export async function answerConsultation(platform: Platform, call: ActCall & { consultationId: string; answer: string }): Promise<Done> {
  const answer = requireText(call.answer, 'answer', { vi: 'ý kiến trả lời', en: 'the answer' }, 4000)
  return perform(platform, 'answerConsultation', call, async ({ tx, dossier, now, actor }) => {
    await answerConsultationRow(tx, call.consultationId, dossier.id, actor.kind === 'officer' ? actor.scopeAgencyIds : [], { answer, at: now, by: nameOf(actor) })
    return { payload: { consultationId: call.consultationId, ...(actor.kind === 'officer' ? { agency: actor.agencyId } : {}) }, reason: answer }
  })
}
