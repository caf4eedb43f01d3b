import type { Actor } from '../../../kernel/actor.ts'
import { together, transact, type Tx } from '../../../kernel/db/db.ts'
import { Fault, invalid, type FieldFault } from '../../../kernel/errors.ts'
import { moveFiles } from '../../../kernel/files/index.ts'
import type { Answers } from '../../../kernel/forms/definition.ts'
import { keepLocked, type KnownFacts } from '../../../kernel/forms/prefill.ts'
import { validateAnswers, type AnswerContext } from '../../../kernel/forms/validate.ts'
import { visibleAnswers } from '../../../kernel/forms/visible.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { WorkingTime } from '../../../kernel/working-time.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { localDateOf, workingTimeFor } from '../../calendar/index.ts'
import { findMandate } from '../../identity/index.ts'
import { agenciesById, type AgencyView } from '../../organisations/index.ts'
import { completeForm, componentsFor, feesDue, getFiledCase, offersOf, stopOf, type FiledCase, type OfferView } from '../../procedures/index.ts'
import { judge } from '../domain/actions.ts'
import { NEW_DOSSIER } from '../domain/axes.ts'
import type { ActDetails } from '../domain/effects.ts'
import { closedOn } from '../domain/visit.ts'
import { judgeProvincialFiling, type RegimeSettings } from '../domain/regime.ts'
import { citizenRole } from '../domain/roles.ts'
import { actorFactsOf, axesColumns, judgeSettingsOf, regimeOf, roleUsed } from '../facts.ts'
import { loadRegimeSettings } from '../regime-settings.ts'
import { attachFiles, findDossierBySubmission, insertDossier, listDraftFiles, lockDraft, saveDraft, type DraftRow } from '../store.ts'
import type { Contact, PopulationFacts } from '../tables.ts'
import { record, refusedAct, speakingAgency, type Done } from './perform.ts'

/** For whom the dossier is, as the identity module vouches for it. */
export interface Applicant {
  readonly accountId: string | null
  readonly kind: 'person' | 'organisation' | 'agency' | 'other'
  readonly name: string
  /** keyed hash of the personal or tax number */
  readonly idHash: Buffer | null
  readonly contact: Contact
}

export interface Filing {
  /** made with the form; the same key never files twice (double press, back button, retry after a lost answer) */
  readonly submissionKey: string
  readonly procedureCaseId: string
  readonly caseId: string
  readonly channel: 'online' | 'counter' | 'post'
  readonly receivingAgencyId: string
  readonly applicant: Applicant
  readonly submitter: { readonly accountId: string | null; readonly name: string }
  readonly mandateId: string | null
  readonly answers: Answers
  readonly files: readonly { readonly componentId: string; readonly fileId: string; readonly position: number }[]
  readonly returnMethod: 'online' | 'counter' | 'post'
  readonly returnAddress?: string
  /** what the population database said, with the applicant's notes where an answer is another */
  readonly population?: PopulationFacts
}

/** What is still wrong with a filing, all at once: answers, papers, the place of filing. Empty = may be submitted. */
export function filingFaults(of: FiledCase, filing: Pick<Filing, 'answers' | 'files' | 'channel'>, context: AnswerContext): FieldFault[] {
  const stop = stopOf(of.case, filing.answers)
  if (stop) return [{ field: 'eligibility', code: 'not-eligible', message: stop.title }]
  const missing = filing.channel === 'online' ? componentsFor(of.case, filing.answers).filter(component => component.required && !component.presentOnly && !filing.files.some(file => file.componentId === component.id)) : []
  return [...validateAnswers(completeForm(of.case), filing.answers, context),
    ...missing.map(component => ({ field: `component.${component.id}`, code: 'missing-paper', message: { vi: `Thiếu “${component.name.vi}”. Hãy chụp ảnh hoặc chọn tệp rồi tải lên.`, en: `“${component.name.en ?? component.name.vi}” is missing. Take a photo or choose a file and upload it.` } }))]
}

/** Nộp hồ sơ từ bản nháp của người dân; answers the existing dossier when the key has been used. */
export async function submitDossier(platform: Platform, actor: Actor, input: { draftId: string; applicant: Applicant; submitter: Filing['submitter']; returnMethod: Filing['returnMethod']; returnAddress?: string; procedureCaseId: string; /** what the page said is filed, and where: what must be known of it is read ahead */ said?: { readonly code: string; readonly agencyId: string | null }; /** what the national identity vouches for: locked answers are these, whatever the draft holds */ facts?: KnownFacts }): Promise<Done> {
  return transact(platform.db, actor, async tx => {
    // two presses at the same moment: the second waits for the draft, and then finds the first one's dossier
    const [draft, files, place] = await together(lockDraft(tx, input.draftId), listDraftFiles(tx, input.draftId), input.said?.agencyId ? placeOf(tx, platform, actor, input.said.code, input.said.agencyId) : undefined)
    const before = draft.submitted_dossier_id === null ? undefined : await findDossierBySubmission(tx, draft.submission_key)
    if (before) return { id: before.id, version: before.version, processing: before.processing, code: before.code, warnings: [] }
    const mandateId = await mandateOf(tx, platform, actor, draft)
    const { case: filed } = await getFiledCase(tx, input.procedureCaseId, draft.case_id ?? '')
    const answers = keepLocked(completeForm(filed), draft.answers, input.facts ?? {}, 'answered')
    return fileIn(tx, platform, actor, {
      submissionKey: draft.submission_key, procedureCaseId: input.procedureCaseId, caseId: draft.case_id ?? '', channel: 'online', receivingAgencyId: draft.receiving_agency_id ?? '', applicant: input.applicant, submitter: input.submitter,
      mandateId, answers, files, ...(draft.population ? { population: draft.population } : {}), returnMethod: input.returnMethod, ...(input.returnAddress ? { returnAddress: input.returnAddress } : {}),
    }, { readAhead: place, also: id => saveDraft(tx, draft.id, { submitted_dossier_id: id }, platform.now()) })
  })
}

/** By what right the actor files for somebody else; the mandate must hold at this moment, not only when the draft was begun. */
async function mandateOf(tx: Tx, platform: Platform, actor: Actor, draft: DraftRow): Promise<string | null> {
  if (actor.kind !== 'citizen' || draft.subject_account_id === actor.accountId) return null
  const mandate = await findMandate(tx, { subjectId: draft.subject_account_id, actorId: actor.accountId, procedureCode: draft.procedure_code, now: platform.now() })
  if (!mandate) throw new Fault('mandate-over', { status: 403, title: { vi: 'Ủy quyền không còn hiệu lực', en: 'The mandate is no longer in force' }, detail: { vi: 'Người ủy quyền đã thu hồi hoặc ủy quyền đã hết hạn. Hồ sơ chưa được nộp; bản nháp vẫn còn. Hãy nhờ họ ủy quyền lại trong trang tài khoản của họ.', en: 'It was revoked or has run out. Nothing was submitted and the draft is kept. Ask for a new mandate.' } })
  return mandate.mandateId
}

/** What a filing must know of the agency that receives it: its hours, who decides there, the rules of the province, in whose name the applicant hears of it. */
interface Place { readonly code: string; readonly agencyId: string; readonly work: WorkingTime; readonly offers: readonly OfferView[]; readonly settings: RegimeSettings; readonly speaks: AgencyView | undefined }
async function placeOf(tx: Tx, platform: Platform, actor: Actor, code: string, agencyId: string): Promise<Place> {
  const speaking = speakingAgency(actor, { receiving_agency_id: agencyId })
  const [work, offers, settings, agencies] = await together(workingTimeFor(tx, agencyId || null), offersOf(tx, code, localDateOf(platform.now())), loadRegimeSettings(tx), agenciesById(tx, speaking ? [speaking] : []))
  return { code, agencyId, work, offers, settings, speaks: agencies.get(speaking) }
}

const FIRST_VERSION = 1
/** Files inside a transaction: dossier, files, action, ledger, outbox, and what `also` keeps of it. Throws `invalid` with every fault listed. */
export async function fileIn(tx: Tx, platform: Platform, actor: Actor, filing: Filing, { readAhead, also }: { readonly readAhead?: Place | undefined; readonly also?: (id: string) => Promise<void> } = {}): Promise<Done> {
  const now = platform.now()
  const of = await getFiledCase(tx, filing.procedureCaseId, filing.caseId)
  const today = localDateOf(now)
  const place = readAhead?.code === of.code && readAhead.agencyId === filing.receivingAgencyId ? readAhead : await placeOf(tx, platform, actor, of.code, filing.receivingAgencyId)
  const { work, offers, settings } = place
  const offer = offers.find(each => each.receivingAgencyId === filing.receivingAgencyId)
  const faults = filingFaults(of, filing, { today, ...(filing.channel === 'online' ? { closedOn: day => closedOn(work, now, day) } : {}) })
  if (!offer) faults.push({ field: 'receivingAgency', code: 'no-offer', message: { vi: 'Cơ quan này không tiếp nhận thủ tục bạn chọn. Hãy chọn nơi nộp khác.', en: 'This agency does not take this procedure. Choose another place to file.' } })
  if (faults.length || !offer) throw invalid(faults)
  const answers = visibleAnswers(completeForm(of.case), filing.answers)
  const fee = feesDue(of.case, filing.channel, answers)
  const regime = regimeOf({ received_at: null }, now, settings)
  // a service that a ministry runs centrally, or a time when only the national portal may take filings (NĐ 224/2026 Đ15.1.i)
  const allowed = filing.channel === 'online' ? judgeProvincialFiling(regime, { centralised: offer.externalUrl !== null }) : { ok: true as const }
  if (!allowed.ok) throw refusedAct(allowed.reason)
  const details: ActDetails = fee.total > 0 ? { fee: 'due' } : {}
  const asCitizen = actor.kind === 'citizen' ? citizenRole(actor.accountId, { subjectAccountId: filing.applicant.accountId, submitterAccountId: filing.submitter.accountId }, filing.mandateId !== null) : undefined
  const actorFacts = actorFactsOf(actor, asCitizen)
  const verdict = judge('submitDossier', {
    axes: NEW_DOSSIER, channel: filing.channel, receivingAgencyId: filing.receivingAgencyId, competentAgencyId: offer.competentAgencyId, holderAgencyId: filing.receivingAgencyId, consultedAgencyIds: [], holderAccountId: null, proposedByAccountId: null, tiedToProposerIds: [],
    supplementCount: 0, reappointmentCount: 0, resultRevoked: false, urgedToday: false, workingDaysSinceReceived: null, decidedOnTheSpot: of.case.noAppointment === true, paidBeforeReception: false, requiredAssurance: of.pack.assurance,
  }, actorFacts, judgeSettingsOf(regime), details)
  if (!verdict.ok) throw refusedAct(verdict.reason)
  const id = newId(now.getTime())
  const dossier = {
    id, code: null, procedure_name: of.pack.name.vi, subject_account_id: filing.applicant.accountId, subject_name: filing.applicant.name, subject_contact: filing.applicant.contact, submitter_account_id: filing.submitter.accountId, mandate_id: filing.mandateId, receiving_agency_id: filing.receivingAgencyId,
  }
  const wanted = new Set(componentsFor(of.case, answers).map(component => component.id))
  const files = filing.files.filter(file => wanted.has(file.componentId))
  // the statements travel together and keep their order: the papers and the record find the dossier there, and when it fails so do they
  await together(insertDossier(tx, {
    ...dossier, version: FIRST_VERSION, submission_key: filing.submissionKey, external_code: null, regime: regime.id, procedure_code: of.code, field: of.pack.field, procedure_case_id: of.procedureCaseId, case_id: of.caseId, channel: filing.channel,
    subject_kind: filing.applicant.kind, subject_id_hash: filing.applicant.idHash, subject_contact: JSON.stringify(filing.applicant.contact),
    submitter_name: filing.submitter.name, competent_agency_id: offer.competentAgencyId, holder_agency_id: filing.receivingAgencyId,
    answers: JSON.stringify(answers), population: filing.population ? JSON.stringify(filing.population) : null, summary: of.case.title.vi, ...axesColumns(verdict.next), step_id: null, assignee_account_id: null, proposed_by_account_id: null, return_method: filing.returnMethod, return_address: filing.returnAddress ?? null,
    submitted_at: now, received_at: null, legal_due_at: null, promised_at: null,
    // until acceptance the work list sorts by when an answer is owed: within one working day
    due_at: work.addWorkingMinutes(now, work.minutesPerDay), due_trace: '[]', reappointed: false, supplement_count: 0, outcome: null, fee_amount: fee.total, finished_at: null, closed_at: null, last_event_at: now,
    search: fold(`${filing.applicant.name} ${filing.submitter.name} ${of.pack.name.vi} ${of.code}`),
  }), attachFiles(tx, id, 1, files.map(file => ({ id: newId(), componentId: file.componentId, fileId: file.fileId, position: file.position }))), moveFiles(tx, files.map(file => file.fileId), `dossier:${id}`),
    record({ tx, now, actor, dossier, seq: 1, agency: place.speaks }, 'submitDossier', roleUsed('submitDossier', 'draft', actorFacts.roles), { payload: { details: { ...details }, procedure: of.code, case: of.caseId, channel: filing.channel, files: files.map(file => ({ componentId: file.componentId, fileId: file.fileId })) },
    ...(filing.channel === 'online' ? { event: { type: 'dossiers.submitted' }, papers: ['filing-receipt'] } : {}) }), also?.(id))
  return { id, version: FIRST_VERSION, processing: verdict.next.processing, code: null, warnings: [] }
}
