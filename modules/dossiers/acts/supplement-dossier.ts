import type { AnswerFault, Answers } from '../../../kernel/forms/definition.ts'
import { invalid } from '../../../kernel/errors.ts'
import { moveFiles } from '../../../kernel/files/index.ts'
import { validateAnswers } from '../../../kernel/forms/validate.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { visibleAnswers } from '../../../kernel/forms/visible.ts'
import { completeForm, feesDue } from '../../procedures/index.ts'
import { offerOf } from '../offer.ts'
import { attachFiles, closeSupplement, findOpenSupplement, replaceFiles } from '../store.ts'
import { clockEvents, clockFacts, legalDueOf } from '../timing.ts'
import { perform, refusedAct, type ActCall, type Done } from './perform.ts'

export interface SupplementAnswer {
  /** new answers, only to the questions that were asked again */
  readonly answers: Answers
  readonly files: readonly { readonly componentId: string; readonly fileId: string }[]
}

/** Bổ sung: gives only what was asked for; the clock follows the reason of the request (NĐ 61/2018 Đ19.4). */
export async function supplementDossier(platform: Platform, call: ActCall & SupplementAnswer): Promise<Done> {
  return perform(platform, 'supplementDossier', call, async scene => {
    const { tx, dossier, now, regime, work, seq } = scene
    const request = await findOpenSupplement(tx, dossier.id)
    if (!request) throw refusedAct('no-supplement-open')
    const askedFields = new Set(request.items.flatMap(item => item.field ?? []))
    const askedComponents = new Set(request.items.flatMap(item => item.componentId ?? []))
    const faults: AnswerFault[] = [
      ...Object.keys(call.answers).filter(field => !askedFields.has(field)).map(field => ({ field, code: 'not-asked', message: { vi: 'Phần này không nằm trong yêu cầu bổ sung nên không sửa được.', en: 'This was not asked for and cannot be changed.' } })),
      ...call.files.filter(file => !askedComponents.has(file.componentId)).map(file => ({ field: file.componentId, code: 'not-asked', message: { vi: 'Giấy tờ này không nằm trong yêu cầu bổ sung.', en: 'This paper was not asked for.' } })),
      ...[...askedComponents].filter(id => !call.files.some(file => file.componentId === id)).map(id => ({ field: id, code: 'required', message: { vi: 'Bạn chưa gửi giấy tờ này. Hãy chụp ảnh hoặc chọn tệp.', en: 'This paper is still missing. Take a photo or choose a file.' } })),
      ...[...askedFields].filter(field => !(field in call.answers)).map(field => ({ field, code: 'required', message: { vi: 'Bạn chưa trả lời lại câu hỏi này.', en: 'Please answer this question again.' } })),
    ]
    const answers: Answers = { ...dossier.answers, ...call.answers }
    faults.push(...validateAnswers(completeForm(scene.case.case), answers, { today: work.localDate(now) }).filter(fault => askedFields.has(fault.field.split('.')[0] ?? '')))
    if (faults.length) throw invalid(faults)
    await replaceFiles(tx, dossier.id, [...askedComponents], seq)
    await attachFiles(tx, dossier.id, seq, call.files.map((file, index) => ({ id: newId(), componentId: file.componentId, fileId: file.fileId, position: index + 1 })))
    await moveFiles(tx, call.files.map(file => file.fileId), `dossier:${dossier.id}`)
    await closeSupplement(tx, request.id, now)
    const payload = { fields: [...askedFields], components: [...askedComponents], before: Object.fromEntries([...askedFields].map(field => [field, JSON.parse(JSON.stringify(dossier.answers[field] ?? null))])) }
    // what is not paid yet follows the corrected answers; later differences are asked for by the desk (requestPayment)
    const fee = dossier.money === 'due' || (dossier.money === 'none' && request.stage === 'before-acceptance') ? { fee_amount: feesDue(scene.case.case, dossier.channel, visibleAnswers(completeForm(scene.case.case), answers)).total } : {}
    if (request.stage === 'before-acceptance') return { changes: { answers: JSON.stringify(answers), ...fee, due_at: work.addWorkingMinutes(now, work.minutesPerDay) }, payload, event: { type: 'dossiers.supplemented' } }
    const offer = await offerOf(tx, dossier, work.localDate(now))
    const events = clockEvents([...scene.actions, { act: 'supplementDossier', at: now, payload: {} }])
    const due = legalDueOf(clockFacts(scene.case.case, dossier.channel, events, offer.boundaryFree && dossier.receiving_agency_id !== dossier.competent_agency_id), now, regime, work)
    return {
      changes: { answers: JSON.stringify(answers), ...fee, legal_due_at: due.at, promised_at: due.at, due_at: due.at ?? 'infinity', due_trace: JSON.stringify(due.trace) },
      payload: { ...payload, promisedAt: due.at?.toISOString() ?? null }, event: { type: 'dossiers.supplemented', ...(due.at ? { dueAt: due.at } : {}) }, papers: ['receipt'],
    }
  })
}
