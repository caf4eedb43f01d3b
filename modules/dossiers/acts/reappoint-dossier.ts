import type { Platform } from '../../../kernel/platform.ts'
import { formatDate } from '../../../ui/index.ts'
import { judgeReappointment } from '../domain/clock.ts'
import { clockPolicyOf } from '../domain/regime.ts'
import { offerOf } from '../offer.ts'
import type { TraceStep } from '../tables.ts'
import { clockEvents, clockFacts } from '../timing.ts'
import { requireSoon, requireText } from './inputs.ts'
import { perform, refusedAct, type ActCall, type Done } from './perform.ts'

const retold = (promisedAt: Date, reason: string, now: Date): TraceStep => ({ at: promisedAt.toISOString(), source: 'NĐ 61/2018 Đ19.9', text: {
  vi: `Cơ quan xin lỗi và hẹn lại ngày ${formatDate(promisedAt)} (lập ngày ${formatDate(now)}). Lý do: ${reason}`, en: `The office apologised on ${formatDate(now, 'en')} and set a new date, ${formatDate(promisedAt, 'en')}. Reason: ${reason}` } })

/** Xin lỗi và hẹn lại: once, at the latest a day before due, with reason and new date (NĐ 61/2018 Đ19.9). */
export async function reappointDossier(platform: Platform, call: ActCall & { reason: string; promisedAt: Date }): Promise<Done> {
  const reason = requireText(call.reason, 'reason', { vi: 'lý do hẹn lại', en: 'the reason' }, 2000)
  return perform(platform, 'reappointDossier', call, async scene => {
    const { tx, dossier, now, regime, work } = scene
    requireSoon(call.promisedAt, 'promisedAt', { vi: 'ngày hẹn mới', en: 'the new date' }, now)
    const offer = await offerOf(tx, dossier, work.localDate(now))
    const facts = clockFacts(scene.case.case, dossier.channel, clockEvents(scene.actions), offer.boundaryFree && dossier.receiving_agency_id !== dossier.competent_agency_id)
    const verdict = judgeReappointment(facts, now, call.promisedAt, clockPolicyOf(regime), work)
    if (!verdict.ok) throw refusedAct(verdict.reason)
    return { changes: { promised_at: call.promisedAt, due_at: call.promisedAt, reappointed: true, due_trace: JSON.stringify([...dossier.due_trace, retold(call.promisedAt, reason, now)]) }, payload: { promisedAt: call.promisedAt.toISOString(), before: dossier.promised_at?.toISOString() ?? null }, reason,
      event: { type: 'dossiers.reappointed', dueAt: call.promisedAt, reason }, papers: ['reappointment'] }
  })
}
