import type { CitizenActor, OfficerActor } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Answers } from '../../kernel/forms/definition.ts'
import { componentsFor, getFiledCase } from '../procedures/index.ts'
import { approveOutcome } from './acts/approve-outcome.ts'
import { proposeOutcome } from './acts/propose-outcome.ts'
import { receiveDossier } from './acts/receive-dossier.ts'
import { recordPayment } from './acts/record-payment.ts'
import { refuseDossier } from './acts/refuse-dossier.ts'
import { requestSupplement } from './acts/request-supplement.ts'
import { returnResult } from './acts/return-result.ts'
import { signResult } from './acts/sign-result.ts'
import { stopDossier } from './acts/stop-dossier.ts'
import { fileIn } from './acts/submit-dossier.ts'
import { takeDossier } from './acts/take-dossier.ts'
import { transferDossier } from './acts/transfer-dossier.ts'
import { withdrawDossier } from './acts/withdraw-dossier.ts'
import { draftOutcome, templatesOf } from './outcome.ts'
import { getDossier } from './queries.ts'
import type { DossierServices } from './services.ts'

/** Who plays in the story of one dossier; used by demonstration scenes and trials. */
export interface StoryCast {
  readonly services: DossierServices
  readonly citizen: CitizenActor
  /** the citizen has an account of the national sign-in */
  readonly known: boolean
  readonly reception: OfficerActor
  readonly caseOfficer: OfficerActor
  readonly leader: OfficerActor
  readonly offer: { readonly receivingAgencyId: string; readonly competentAgencyId: string }
  readonly procedureCaseId: string
  readonly caseId: string
  readonly answers: Answers
  readonly channel: 'online' | 'counter'
  readonly hours: () => number
  readonly communeName: (code: string) => string | undefined
  /** a stored file of whoever files, that stands for a paper */
  readonly samplePaper?: (filer: CitizenActor | OfficerActor) => Promise<string>
}
export type Ending = 'submitted' | 'waiting-before' | 'refused' | 'received' | 'in-progress' | 'waiting-after' | 'proposed' | 'approved' | 'result-ready' | 'returned' | 'withdrawn' | 'rejected' | 'stopped'

/** Plays one dossier through the acts until its ending; `pass` lets working hours go by between two acts. Answers the ending reached. */
export async function storyOf(cast: StoryCast, ending: Ending, pass: (hours: number) => void): Promise<Ending> {
  const { services, citizen, reception, caseOfficer, leader } = cast
  const { platform } = services
  const filed = await transact(platform.db, reception, tx => getFiledCase(tx, cast.procedureCaseId, cast.caseId))
  const filer = cast.channel === 'online' && cast.known ? citizen : reception
  const papers: { componentId: string; fileId: string; position: number }[] = []
  const { samplePaper } = cast
  if (samplePaper) for (const component of componentsFor(filed.case, cast.answers)) papers.push({ componentId: component.id, fileId: await samplePaper(filer), position: papers.length + 1 })
  const { id: dossierId } = await transact(platform.db, filer, tx => fileIn(tx, platform, filer, {
    submissionKey: newId(), procedureCaseId: cast.procedureCaseId, caseId: cast.caseId, channel: filer.kind === 'citizen' ? 'online' : 'counter', receivingAgencyId: cast.offer.receivingAgencyId,
    applicant: { accountId: cast.known ? citizen.accountId : null, kind: 'person', name: citizen.displayName, idHash: null, contact: {} }, submitter: { accountId: cast.known ? citizen.accountId : null, name: citizen.displayName }, mandateId: null,
    answers: cast.answers, files: papers, returnMethod: filer.kind === 'citizen' ? 'online' : 'counter' }))
  if (ending === 'submitted') return ending
  const by = (actor: OfficerActor) => ({ actor, dossierId })
  const of = filed
  const reason = of.case.supplementReasons[0]
  const defect = reason?.component ? { componentId: reason.component } : reason?.field ? { field: reason.field } : of.case.components[0] ? { componentId: of.case.components[0].id } : undefined
  const ask = (actor: OfficerActor): Promise<unknown> => defect ? requestSupplement(platform, { ...by(actor), items: [{ ...defect, reasonCode: reason?.id ?? 'unclear', note: reason?.text.vi ?? 'Chưa rõ, bạn gửi lại giúp' }] }) : Promise.resolve()
  pass(1)
  if (ending === 'waiting-before') { await ask(reception); return defect ? ending : 'submitted' }
  if (ending === 'refused') { await refuseDossier(platform, { ...by(reception), reason: 'Hồ sơ thuộc thẩm quyền của cơ quan khác; bạn nộp theo hướng dẫn kèm phiếu này.' }); return ending }
  await receiveDossier(platform, by(reception))
  const row = await transact(platform.db, reception, tx => getDossier(tx, dossierId))
  if (row.money === 'due') await recordPayment(platform, { ...by(reception), receiptNumber: `BL-${dossierId.slice(-6)}`, method: 'cash' })
  if (cast.offer.receivingAgencyId !== cast.offer.competentAgencyId) { pass(1); await transferDossier(platform, by(reception)) }
  if (ending === 'received') return ending
  pass(cast.hours())
  if (ending === 'withdrawn') { await withdrawDossier(platform, { actor: cast.known ? citizen : reception, dossierId, reason: 'Tôi chưa cần nữa' }); return ending }
  await takeDossier(platform, by(caseOfficer))
  if (ending === 'in-progress') return ending
  pass(cast.hours())
  if (ending === 'waiting-after') { await ask(caseOfficer); return defect ? ending : 'in-progress' }
  if (ending === 'stopped') { await stopDossier(platform, { ...by(leader), reason: 'Người nộp không còn cư trú tại địa bàn.' }); return ending }
  const kind = ending === 'rejected' ? 'refused' : 'granted'
  const template = templatesOf(of).find(each => each.kind === kind) ?? templatesOf(of)[0]
  if (!template) return 'in-progress'
  const dossier = await transact(platform.db, caseOfficer, tx => getDossier(tx, dossierId))
  const text = draftOutcome(of, template, dossier, { agencyName: caseOfficer.agencyName, place: caseOfficer.agencyName.replace(/^.*(phường|xã|tỉnh)\s+/u, ''), reason: 'thông tin không khớp với sổ gốc lưu tại cơ quan.', communeName: cast.communeName })
  await proposeOutcome(platform, { ...by(caseOfficer), kind: template.kind, templateId: template.id, title: text.title || template.title, body: text.body || '.' })
  if (ending === 'proposed') return ending
  pass(cast.hours())
  await approveOutcome(platform, by(leader))
  if (ending === 'approved') return ending
  pass(1)
  await signResult(services, by(leader))
  if (ending === 'result-ready') return ending
  pass(cast.hours())
  await returnResult(platform, { ...by(reception), method: filer.kind === 'citizen' ? 'online' : 'counter', recipientName: citizen.displayName, recipientIdLast4: '0000' })
  return ending
}
