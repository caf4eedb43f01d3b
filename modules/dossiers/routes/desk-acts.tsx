import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { invalid } from '../../../kernel/errors.ts'
import { findFile } from '../../../kernel/files/index.ts'
import { readDate } from '../../../kernel/forms/dates.ts'
import type { Answers, Text } from '../../../kernel/forms/definition.ts'
import type { Route } from '../../../kernel/http/route.ts'
import { formatDateTime, formatLongDate, Input, InsetText, parseFormBody, Select } from '../../../ui/index.ts'
import { advanceStep } from '../acts/advance-step.ts'
import { answerConsultation } from '../acts/answer-consultation.ts'
import { approveOutcome } from '../acts/approve-outcome.ts'
import { assignDossier } from '../acts/assign-dossier.ts'
import { consultAgency } from '../acts/consult-agency.ts'
import { refusedAct } from '../acts/perform.ts'
import { recallDossier } from '../acts/recall-dossier.ts'
import { releaseDossier } from '../acts/release-dossier.ts'
import { urgeDossier } from '../acts/urge-dossier.ts'
import { proposeOutcome } from '../acts/propose-outcome.ts'
import { reappointDossier } from '../acts/reappoint-dossier.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { exemptPayment, recordPayment } from '../acts/record-payment.ts'
import { refundPayment } from '../acts/refund-payment.ts'
import { refuseDossier } from '../acts/refuse-dossier.ts'
import { requestSupplement } from '../acts/request-supplement.ts'
import { postResult, returnResult } from '../acts/return-result.ts'
import { revokeResult } from '../acts/revoke-result.ts'
import { sendBack } from '../acts/send-back.ts'
import { sendMessage } from '../acts/send-message.ts'
import { signResult } from '../acts/sign-result.ts'
import { stopDossier } from '../acts/stop-dossier.ts'
import { supplementDossier } from '../acts/supplement-dossier.ts'
import { takeDossier } from '../acts/take-dossier.ts'
import { transferDossier } from '../acts/transfer-dossier.ts'
import { withdrawDossier } from '../acts/withdraw-dossier.ts'
import type { DeskDossier } from '../desk-dossier.ts'
import { SUPPLEMENT_REASONS } from '../domain/clock-types.ts'
import { canBeTold } from '../facts.ts'
import { draftOutcome, isRevoked, templatesOf } from '../outcome.ts'
import { AssignFields, BroughtFields, DateField, DueTrace, NoteField, OutcomeFields, pagesAsking, PaymentFields, ProposedOutcome, ReasonField, RefundFields, ReturnFields, StepFields, SupplementFields } from '../pages/desk/act-fields.tsx'
import { both } from '../pages/desk/texts.ts'
import { earliestReappointment } from '../reappointment.ts'
import type { DossierServices } from '../services.ts'
import { itemsOf, supplementTargets } from '../supplement-targets.ts'
import { ACT_COMMON, actRoutes, type ActDefinition } from './desk-act.tsx'
import { keyFor, textIn, textsIn } from '../form-input.ts'

const Plain = Type.Object(ACT_COMMON, { additionalProperties: false })
const closed = { additionalProperties: false }
const WithReason = Type.Object({ ...ACT_COMMON, reason: Type.String({ maxLength: 2000 }) }, closed)
const WithNote = Type.Object({ ...ACT_COMMON, note: Type.Optional(Type.String({ maxLength: 2000 })) }, closed)
const reasonIn = (form: unknown): { reason: string } => ({ reason: textIn(form, 'reason') })
const noteIn = (form: unknown): { note?: string } => { const note = textIn(form, 'note'); return note ? { note } : {} }
const said = (vi: string, en: string) => (): Text => ({ vi, en })
/** Whoever came to the counter and left neither number nor address cannot have been told; the desk has to know. */
const saidAndTold = (vi: string, en: string) => ({ view: { dossier } }: DeskDossier): Text => canBeTold(dossier) ? { vi: `${vi} Người nộp đã được báo.`, en: `${en} The applicant has been told.` }
  : { vi: `${vi} Người nộp không để lại số điện thoại hay thư điện tử nên chưa được báo.`, en: `${en} The applicant left no telephone or e-mail and has not been told.` }

/** Day and month and year of three boxes as a local day; undefined when nothing was typed. */
function dayIn(form: unknown, name: string, label: Required<Text>, today: string): string | undefined {
  const parts = ['day', 'month', 'year'].map(part => textIn(form, `${name}-${part}`))
  if (parts.every(part => part === '')) return undefined
  const read = readDate(parts[1] === '' && parts[2] === '' ? parts[0] ?? '' : parts.join('/'), today)
  if (!read) throw invalid([{ field: name, code: 'date', message: { vi: `“${label.vi}”: ngày này không có trong lịch. Hãy ghi ngày, tháng, năm, ví dụ 25/11/2026.`, en: `“${label.en}”: there is no such date. Give day, month and year, such as 25/11/2026.` } }])
  return read
}
/** A deadline lasts until the office closes that day. */
const endOf = ({ work }: DeskDossier, day: string): Date => work.closing(day) ?? work.instant(day, 17 * 60)
const dayParts = (day: string, name: string): Record<string, string> => { const [year = '', month = '', date = ''] = day.split('-'); return { [`${name}-day`]: String(Number(date)), [`${name}-month`]: String(Number(month)), [`${name}-year`]: year } }
const required = (field: string, vi: string, en: string): never => { throw invalid([{ field, code: 'required', message: { vi, en } }]) }

const earliest = ({ view: { dossier }, work, now }: DeskDossier): string => earliestReappointment(dossier.promised_at, now, work)

const define = <S extends Parameters<typeof actRoutes>[1]['body']>(definition: ActDefinition<S>): ActDefinition<S> => definition

const receive = define({ act: 'receiveDossier', slug: 'tiep-nhan', body: Plain, read: () => ({}), run: ({ platform }, call, input) => receiveDossier(platform, { ...call, ...input }),
  lead: { vi: 'Hồ sơ được cấp mã, đồng hồ thời hạn bắt đầu chạy, người nộp nhận giấy tiếp nhận và hẹn trả kết quả.', en: 'The dossier gets its code, the clock starts, and the applicant gets the receipt with the appointment.' },
  done: ({ view: { dossier } }, done) => ({ vi: `Đã tiếp nhận, mã ${done.code ?? ''}${dossier.promised_at ? `, hẹn trả ${formatDateTime(dossier.promised_at)}` : ''}. Giấy tiếp nhận đang được in.`, en: `Received as ${done.code ?? ''}${dossier.promised_at ? `, due ${formatDateTime(dossier.promised_at, 'en')}` : ''}. The receipt is being printed.` }) })

const refuse = define({ act: 'refuseDossier', slug: 'tu-choi', body: WithReason, read: reasonIn, run: ({ platform }, call, input) => refuseDossier(platform, { ...call, ...input }), tone: 'warning',
  lead: { vi: 'Người nộp nhận phiếu từ chối tiếp nhận (Mẫu 03) với đúng lý do bạn ghi. Nếu chỉ thiếu giấy tờ, hãy yêu cầu bổ sung thay vì từ chối.', en: 'The applicant gets the refusal slip with the very reason you give. When something is only missing, ask for a supplement instead.' },
  fields: scene => <ReasonField {...scene} label={{ vi: 'Lý do từ chối', en: 'Reason' }} hint={{ vi: 'Nêu căn cứ, và nơi người nộp có thể đến.', en: 'Name the rule, and where the applicant can go.' }} />, done: said('Đã từ chối tiếp nhận. Phiếu từ chối đã gửi cho người nộp.', 'Refused. The applicant has been told.') })

const supplementRequest = define({ act: 'requestSupplement', slug: 'yeu-cau-bo-sung',
  body: Type.Object({ ...ACT_COMMON, items: Type.Array(Type.Object({ componentId: Type.Optional(Type.String({ maxLength: 100 })), field: Type.Optional(Type.String({ maxLength: 100 })), reasonCode: Type.String({ maxLength: 100 }), note: Type.String({ maxLength: 1000 }) }, closed), { maxItems: 100 }),
    note: Type.Optional(Type.String({ maxLength: 2000 })), clockReason: Type.Optional(Type.Union([Type.Literal('incomplete'), Type.Literal('incorrect'), Type.Literal('outdated')])), deadline: Type.Optional(Type.String({ format: 'date-time' })), confirmedSecond: Type.Optional(Type.Boolean()) }, closed),
  read: (form, dossier) => {
    const targets = supplementTargets(dossier.of, dossier.view.dossier.answers)
    const items = itemsOf(targets, textsIn(form, 'item'), key => textIn(form, `reason.${key}`), key => textIn(form, `note.${key}`))
    const wordless = targets.find(target => items.some(item => item.note === '' && (item.componentId ?? item.field) === target.id && (item.componentId !== undefined) === (target.kind === 'component')))
    if (wordless) required(`note.${wordless.key}`, `Mục “${wordless.name.vi}” đã đánh dấu nhưng chưa nói rõ cần sửa gì. Hãy chọn lý do có sẵn hoặc tự ghi.`, `“${wordless.name.en ?? wordless.name.vi}” is ticked but it does not say what to correct. Choose a reason or write one.`)
    const day = dayIn(form, 'deadline', { vi: 'Hạn bổ sung', en: 'Deadline' }, dossier.work.localDate(dossier.now))
    const why = SUPPLEMENT_REASONS.find(each => each === textIn(form, 'clockReason'))
    return { items, ...noteIn(form), ...(why ? { clockReason: why } : {}), ...(day ? { deadline: endOf(dossier, day).toISOString() } : {}), ...(textIn(form, 'confirmedSecond') === 'yes' ? { confirmedSecond: true } : {}) }
  },
  run: ({ platform }, call, { deadline, ...input }) => requestSupplement(platform, { ...call, ...input, ...(deadline ? { deadline: new Date(deadline) } : {}) }),
  fields: scene => <SupplementFields {...scene} />, submit: { vi: 'Gửi yêu cầu bổ sung', en: 'Send the request' }, done: said('Đã gửi yêu cầu bổ sung cho người nộp; đồng hồ tạm dừng.', 'The request was sent; the clock stands still.') })

const supplement = define({ act: 'supplementDossier', slug: 'bo-sung', shared: true, acceptsFiles: { maxBytes: 20 * 1024 * 1024, maxFiles: 30 },
  body: Type.Object({ ...ACT_COMMON, answers: Type.Optional(Type.Record(Type.String(), Type.Unknown())), files: Type.Optional(Type.Array(Type.Object({ componentId: Type.String({ maxLength: 100 }), fileId: Type.String({ format: 'uuid' }) }, closed), { maxItems: 30 })) }, closed),
  title: { vi: 'Ghi nhận bổ sung tại quầy', en: 'Record a supplement at the counter' }, lead: { vi: 'Người nộp mang giấy tờ đến quầy. Quét hoặc chụp từng giấy tờ được yêu cầu và điền lại phần đã hỏi.', en: 'The applicant brings what was asked for. Scan or photograph each paper and fill in the questions again.' },
  read: (form, dossier) => {
    const asked = new Set(dossier.view.supplements.findLast(each => each.answered_at === null)?.items.flatMap(item => item.field ?? []))
    const body = typeof form === 'object' && form !== null ? Object.fromEntries(Object.entries(form)) : {}
    const answers: Answers = Object.assign({}, ...pagesAsking(dossier, asked).map(page => parseFormBody(page, body, dossier.work.localDate(dossier.now))))
    return { answers: { ...answers }, files: 'taken' in body && Array.isArray(body['taken']) ? body['taken'].filter(isTaken) : [] }
  },
  run: async ({ platform }, call, input) => {
    // only what was uploaded for this dossier may be attached to it: an id alone proves nothing
    for (const { componentId, fileId } of input.files ?? []) if ((await read(platform.db, call.actor, tx => findFile(tx, fileId)))?.ownerScope !== `dossier:${call.dossierId}`) throw invalid([{ field: componentId, code: 'unknown-file', message: { vi: 'Tệp này không được tải lên cho hồ sơ này.', en: 'This file was not uploaded for this dossier.' } }])
    return supplementDossier(platform, { ...call, ...versionOf(input), answers: isRecord(input.answers) ? input.answers : {}, files: input.files ?? [] })
  },
  fields: scene => <BroughtFields {...scene} />, submit: { vi: 'Ghi nhận bổ sung', en: 'Record the supplement' }, done: ({ view: { dossier } }) => ({ vi: `Đã ghi nhận bổ sung${dossier.promised_at ? `; hẹn trả mới ${formatDateTime(dossier.promised_at)}` : ''}.`, en: 'The supplement was recorded.' }) })
const isRecord = (value: unknown): value is Answers => typeof value === 'object' && value !== null && !Array.isArray(value)
const isTaken = (value: unknown): value is { componentId: string; fileId: string } => typeof value === 'object' && value !== null && 'componentId' in value && 'fileId' in value && typeof value.componentId === 'string' && typeof value.fileId === 'string'
const versionOf = (input: { version?: number; idempotencyKey?: string }): { version?: number; idempotencyKey?: string } => ({ ...(input.version === undefined ? {} : { version: input.version }), ...(input.idempotencyKey === undefined ? {} : { idempotencyKey: input.idempotencyKey }) })

const transfer = define({ act: 'transferDossier', slug: 'chuyen', body: Plain, read: () => ({}), run: ({ platform }, call, input) => transferDossier(platform, { ...call, ...input }), done: ({ agencies, view: { dossier } }) => ({ vi: `Đã chuyển đến ${agencies.get(dossier.competent_agency_id)?.name ?? 'cơ quan giải quyết'}.`, en: 'Passed on to the competent agency.' }) })
const take = define({ act: 'takeDossier', slug: 'nhan-xu-ly', body: Plain, read: () => ({}), run: ({ platform }, call, input) => takeDossier(platform, { ...call, ...input }), done: said('Bạn đang thụ lý hồ sơ này.', 'You hold this dossier now.') })
const assign = define({ act: 'assignDossier', slug: 'phan-cong', body: Type.Object({ ...ACT_COMMON, toAccountId: Type.String({ maxLength: 60 }) }, closed), read: form => ({ toAccountId: textIn(form, 'toAccountId') || required('toAccountId', 'Bạn chưa chọn người xử lý. Hãy chọn trong danh sách.', 'Choose who handles it.') }),
  run: ({ platform }, call, input) => assignDossier(platform, { ...call, ...input }), fields: scene => <AssignFields {...scene} />, done: ({ assigneeName }) => ({ vi: `Đã phân công cho ${assigneeName ?? ''}.`, en: `Assigned to ${assigneeName ?? ''}.` }) })
const release = define({ act: 'releaseDossier', slug: 'tra-lai-phan-cong', body: Plain, read: () => ({}), run: ({ platform }, call, input) => releaseDossier(platform, { ...call, ...input }), lead: { vi: 'Hồ sơ trở về danh sách chờ phân công; thời hạn vẫn chạy.', en: 'It goes back to those waiting to be assigned; its clock keeps running.' }, done: said('Đã trả lại để phân công.', 'Given back for assignment.') })
const recall = define({ act: 'recallDossier', slug: 'rut-lai', body: Plain, read: () => ({}), run: ({ platform }, call, input) => recallDossier(platform, { ...call, ...input }), lead: { vi: 'Chỉ khi chuyển nhầm và cơ quan giải quyết chưa nhận xử lý.', en: 'Only when it was passed on by mistake and nobody there has taken it.' }, done: said('Đã rút lại hồ sơ.', 'Recalled.') })
const urge = define({ act: 'urgeDossier', slug: 'don-doc', body: Type.Object({ ...ACT_COMMON, note: Type.Optional(Type.String({ maxLength: 1000 })) }, closed), read: noteIn, run: ({ platform }, call, input) => urgeDossier(platform, { ...call, ...input }), lead: { vi: 'Người đang giữ hồ sơ và lãnh đạo của họ nhận lời nhắc này.', en: 'Whoever holds it and their heads are reminded.' }, fields: scene => <NoteField {...scene} label={{ vi: 'Lời đôn đốc', en: 'What to say' }} />, submit: { vi: 'Gửi đôn đốc', en: 'Urge' }, done: said('Đã đôn đốc.', 'Urged.') })
const advance = define({ act: 'advanceStep', slug: 'chuyen-buoc', body: Type.Object({ ...ACT_COMMON, toStepId: Type.String({ maxLength: 100 }), note: Type.Optional(Type.String({ maxLength: 2000 })) }, closed), read: form => ({ toStepId: textIn(form, 'toStepId'), ...noteIn(form) }),
  run: ({ platform }, call, input) => advanceStep(platform, { ...call, ...input }), fields: scene => <StepFields {...scene} />, done: said('Đã chuyển bước.', 'Moved to the next step.') })

const consult = define({ act: 'consultAgency', slug: 'lay-y-kien', body: Type.Object({ ...ACT_COMMON, agencyId: Type.String({ format: 'uuid' }), question: Type.String({ maxLength: 4000 }), deadline: Type.String({ format: 'date-time' }) }, closed),
  read: (form, dossier) => {
    const agencyId = textIn(form, 'agencyId') || required('agencyId', 'Bạn chưa chọn cơ quan cần hỏi. Hãy chọn trong danh sách.', 'Choose the agency to ask.')
    const day = dayIn(form, 'deadline', { vi: 'Hạn trả lời', en: 'Answer by' }, dossier.work.localDate(dossier.now)) ?? required('deadline', 'Bạn chưa ghi hạn trả lời. Hãy ghi ngày, tháng, năm.', 'Give the day by which an answer is needed.')
    return { agencyId, question: textIn(form, 'question'), deadline: endOf(dossier, day).toISOString() }
  },
  run: ({ platform }, call, { deadline, ...input }) => consultAgency(platform, { ...call, ...input, deadline: new Date(deadline) }),
  first: ({ work, now }) => dayParts(work.addWorkingDays(work.localDate(now), 3), 'deadline'),
  fields: scene => <>
    <Select name="agencyId" label={both('Cơ quan được hỏi', 'Agency', scene.lang)} options={scene.dossier.otherAgencies.map(agency => ({ value: agency.id, label: agency.name }))} value={textIn(scene.typed, 'agencyId')} error={scene.faults.find(fault => fault.field === 'agencyId')?.text} />
    <ReasonField {...scene} name="question" max={4000} rows={6} label={{ vi: 'Nội dung cần cho ý kiến', en: 'Question' }} />
    <DateField {...scene} name="deadline" label={{ vi: 'Hạn trả lời', en: 'Answer by' }} />
  </>, submit: { vi: 'Gửi lấy ý kiến', en: 'Send' }, done: said('Đã gửi lấy ý kiến. Đồng hồ của hồ sơ vẫn chạy.', 'Sent. The clock of the dossier keeps running.') })

const openQuestions = (dossier: DeskDossier) => dossier.view.consultations.filter(each => each.answered_at === null && dossier.actor.scopeAgencyIds.includes(each.agency_id))
const answer = define({ act: 'answerConsultation', slug: 'tra-loi-y-kien', body: Type.Object({ ...ACT_COMMON, consultationId: Type.String({ format: 'uuid' }), answer: Type.String({ maxLength: 4000 }) }, closed),
  read: (form, dossier) => ({ consultationId: textIn(form, 'consultationId') || openQuestions(dossier)[0]?.id || '', answer: textIn(form, 'answer') }), run: ({ platform }, call, input) => answerConsultation(platform, { ...call, ...input }),
  fields: scene => { const question = openQuestions(scene.dossier)[0]; return <>{question && <><InsetText><p class="ts-lines">{question.question}</p><p class="ts-quiet">{question.asked_by_name} · {both('hạn', 'by', scene.lang)} {formatDateTime(question.deadline, scene.lang)}</p></InsetText><input type="hidden" name="consultationId" value={question.id} /></>}<ReasonField {...scene} name="answer" max={4000} rows={6} label={{ vi: 'Ý kiến của cơ quan bạn', en: 'Your agency’s opinion' }} /></> },
  submit: { vi: 'Gửi ý kiến', en: 'Send the opinion' }, done: said('Đã gửi ý kiến.', 'The opinion was sent.') })

const propose = define({ act: 'proposeOutcome', slug: 'de-xuat',
  body: Type.Object({ ...ACT_COMMON, templateId: Type.String({ maxLength: 100 }), title: Type.String({ maxLength: 300 }), body: Type.String({ maxLength: 20_000 }), note: Type.Optional(Type.String({ maxLength: 2000 })), kind: Type.Union([Type.Literal('granted'), Type.Literal('refused')]) }, closed),
  first: (dossier, query, _lang) => {
    const templates = templatesOf(dossier.of)
    // what was sent back, or what was signed and taken back, is corrected and not written anew
    const sentBack = isRevoked(dossier) ? dossier.view.dossier.outcome : dossier.view.actions.findLast(action => action.act === 'sendBack')?.payload['draft']
    const kept = isRecord(sentBack) && typeof sentBack['templateId'] === 'string' && textIn(query, 'mau') === '' ? sentBack : undefined
    if (kept) return kept
    const template = templates.find(each => each.id === textIn(query, 'mau')) ?? templates[0]
    if (!template) return {}
    const agency = dossier.agencies.get(dossier.view.dossier.competent_agency_id)?.name ?? dossier.actor.agencyName
    const names = new Map(dossier.communes.map(({ code, name }) => [code, name]))
    return { templateId: template.id, ...draftOutcome(dossier.of, template, dossier.view.dossier, { agencyName: agency, place: agency.replace(/^.*?(phường|xã|tỉnh)\s+/u, ''), reason: '…', communeName: code => names.get(code) }) }
  },
  looks: form => textIn(form, 'look') === 'preview',
  read: (form, dossier) => ({ templateId: textIn(form, 'templateId'), title: textIn(form, 'title'), body: textIn(form, 'body'), ...noteIn(form), kind: templatesOf(dossier.of).find(template => template.id === textIn(form, 'templateId'))?.kind ?? 'granted' }),
  run: ({ platform }, call, input) => proposeOutcome(platform, { ...call, ...input }), fields: scene => <OutcomeFields {...scene} />, submit: { vi: 'Trình lãnh đạo duyệt', en: 'Submit for approval' }, done: dossier => isRevoked(dossier) ? { vi: 'Đã trình lãnh đạo ký bản thay thế.', en: 'Submitted for the replacement to be signed.' } : { vi: 'Đã trình lãnh đạo duyệt.', en: 'Submitted for approval.' } })

const back = define({ act: 'sendBack', slug: 'tra-lai', body: WithReason, read: reasonIn, run: ({ platform }, call, input) => sendBack(platform, { ...call, ...input }), lead: { vi: 'Dự thảo vẫn được giữ để chuyên viên sửa tiếp.', en: 'The draft is kept for the case officer to go on with.' },
  fields: scene => <ReasonField {...scene} label={{ vi: 'Cần sửa gì', en: 'What to change' }} />, submit: { vi: 'Trả lại chuyên viên', en: 'Send back' }, done: said('Đã trả lại chuyên viên.', 'Sent back.') })
const approve = define({ act: 'approveOutcome', slug: 'duyet', body: WithNote, read: noteIn, run: ({ platform }, call, input) => approveOutcome(platform, { ...call, ...input }), fields: scene => <><ProposedOutcome {...scene} /><NoteField {...scene} /></>, submit: { vi: 'Duyệt', en: 'Approve' }, done: said('Đã duyệt, chờ ký.', 'Approved; it waits for the signature.') })
/** A leader who holds both roles reads once and presses once; approval stands even when the signing key fails. */
const approveAndSign = define({ act: 'approveOutcome', slug: 'duyet-va-ky', stem: 'approve-and-sign', body: WithNote, read: noteIn, title: { vi: 'Duyệt và ký', en: 'Approve and sign' },
  run: async (services, call, { version, idempotencyKey, ...input }) => {
    if (!call.actor.roles.includes('signer')) throw refusedAct('wrong-role')
    const approved = await approveOutcome(services.platform, { ...call, ...input, ...(version === undefined ? {} : { version }), ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })
    return signResult(services, { ...call, version: approved.version, ...(idempotencyKey === undefined ? {} : { idempotencyKey: keyFor(idempotencyKey, 'sign') }) })
  }, fields: scene => <><ProposedOutcome {...scene} /><NoteField {...scene} /></>, submit: { vi: 'Duyệt và ký số', en: 'Approve and sign' }, done: saidAndTold('Đã duyệt và ký số.', 'Approved and signed.') })
const sign = define({ act: 'signResult', slug: 'ky', body: Plain, read: () => ({}), run: (services, call, input) => signResult(services, { ...call, ...input }), lead: { vi: 'Chữ ký của bạn và của cơ quan, kèm dấu thời gian, được đặt lên kết quả; số văn bản được cấp ngay.', en: 'Your signature and the agency’s, with a time-stamp, are put on the result; it gets its number at once.' },
  fields: scene => <ProposedOutcome {...scene} />, submit: { vi: 'Ký số', en: 'Sign' }, done: saidAndTold('Đã ký số.', 'Signed.') })
const stop = define({ act: 'stopDossier', slug: 'dung', body: WithReason, read: reasonIn, run: ({ platform }, call, input) => stopDossier(platform, { ...call, ...input }), tone: 'warning', fields: scene => <ReasonField {...scene} label={{ vi: 'Lý do dừng giải quyết', en: 'Reason' }} />, done: saidAndTold('Đã dừng giải quyết.', 'Stopped.') })

const reappoint = define({ act: 'reappointDossier', slug: 'hen-lai', body: Type.Object({ ...ACT_COMMON, reason: Type.String({ maxLength: 2000 }), promisedAt: Type.String({ format: 'date-time' }) }, closed), read: (form, dossier) => ({ ...reasonIn(form), promisedAt: endOf(dossier, dayIn(form, 'day', { vi: 'Ngày hẹn mới', en: 'New date' }, dossier.work.localDate(dossier.now)) ?? required('day', 'Bạn chưa ghi ngày hẹn mới.', 'Give the new date.')).toISOString() }),
  run: ({ platform }, call, { promisedAt, ...input }) => reappointDossier(platform, { ...call, ...input, promisedAt: new Date(promisedAt) }), first: dossier => dayParts(earliest(dossier), 'day'),
  lead: { vi: 'Người nộp nhận phiếu xin lỗi nêu lý do và ngày hẹn mới. Chỉ hẹn lại một lần, trước ngày hẹn ít nhất một ngày.', en: 'The applicant gets an apology with the reason and the new date. Only once, and at least a day before the present date.' },
  fields: scene => <><DueTrace {...scene} /><DateField {...scene} name="day" label={{ vi: 'Ngày hẹn mới', en: 'New date' }} hint={both(`Sớm nhất ${formatLongDate(scene.dossier.work.instant(earliest(scene.dossier), 0), 'vi')}; phải là ngày làm việc.`, `At the earliest ${formatLongDate(scene.dossier.work.instant(earliest(scene.dossier), 0), 'en')}; a working day.`, scene.lang)} /><ReasonField {...scene} label={{ vi: 'Lý do chậm, viết cho người nộp', en: 'Reason, for the applicant' }} /></>,
  submit: { vi: 'Xin lỗi và hẹn lại', en: 'Apologise and reappoint' }, done: ({ view: { dossier } }) => ({ vi: `Đã hẹn lại ${dossier.promised_at ? formatDateTime(dossier.promised_at) : ''} và gửi phiếu xin lỗi.`, en: 'Reappointed; the apology was sent.' }) })

const pay = define({ act: 'recordPayment', slug: 'thu-phi', body: Type.Object({ ...ACT_COMMON, receiptNumber: Type.String({ maxLength: 60 }), method: Type.Union([Type.Literal('cash'), Type.Literal('transfer')]) }, closed), read: form => ({ receiptNumber: textIn(form, 'receiptNumber'), method: textIn(form, 'method') === 'transfer' ? 'transfer' as const : 'cash' as const }), run: ({ platform }, call, input) => recordPayment(platform, { ...call, ...input }), fields: scene => <PaymentFields {...scene} />, submit: { vi: 'Ghi nhận đã thu', en: 'Record' }, done: said('Đã ghi nhận khoản thu.', 'The payment was recorded.') })
const exempt = define({ act: 'exemptPayment', slug: 'mien-phi', body: Type.Object({ ...ACT_COMMON, reason: Type.String({ maxLength: 500 }) }, closed), read: reasonIn, run: ({ platform }, call, input) => exemptPayment(platform, { ...call, ...input }), fields: scene => <ReasonField {...scene} max={500} label={{ vi: 'Căn cứ miễn', en: 'Ground of the exemption' }} />, done: said('Đã miễn phí, lệ phí.', 'The fee was waived.') })
const refund = define({ act: 'refundPayment', slug: 'hoan-phi', body: Type.Object({ ...ACT_COMMON, receiptNumber: Type.String({ maxLength: 60 }), method: Type.Union([Type.Literal('cash'), Type.Literal('transfer')]), reason: Type.String({ maxLength: 500 }) }, closed),
  read: form => ({ ...reasonIn(form), receiptNumber: textIn(form, 'receiptNumber'), method: textIn(form, 'method') === 'transfer' ? 'transfer' as const : 'cash' as const }), run: ({ platform }, call, input) => refundPayment(platform, { ...call, ...input }), title: { vi: 'Ghi nhận hoàn phí, lệ phí', en: 'Record a refund' }, tone: 'warning',
  lead: { vi: 'Ghi sau khi đã trả tiền hoặc đã chuyển khoản cho người nộp: hệ thống không tự chuyển tiền. Đã ghi thì không lấy lại được.', en: 'Record it once the money was handed back or transferred: the system moves no money. It cannot be taken back.' }, fields: scene => <RefundFields {...scene} />, submit: { vi: 'Ghi nhận đã hoàn', en: 'Record' }, done: saidAndTold('Đã ghi nhận khoản hoàn.', 'The refund was recorded.') })
const post = define({ act: 'postResult', slug: 'gui-buu-chinh', body: Type.Object({ ...ACT_COMMON, trackingNumber: Type.String({ maxLength: 60 }) }, closed), read: form => ({ trackingNumber: textIn(form, 'trackingNumber') }), run: ({ platform }, call, input) => postResult(platform, { ...call, ...input }),
  fields: scene => <Input name="trackingNumber" width={20} label={both('Số vận đơn', 'Tracking number', scene.lang)} value={textIn(scene.typed, 'trackingNumber')} error={scene.faults.find(fault => fault.field === 'trackingNumber')?.text} />, done: said('Đã gửi qua bưu chính.', 'Posted.') })
const METHODS = ['online', 'counter', 'post'] as const
const handOver = define({ act: 'returnResult', slug: 'tra-ket-qua', body: Type.Object({ ...ACT_COMMON, method: Type.Union([Type.Literal('online'), Type.Literal('counter'), Type.Literal('post')]), recipientName: Type.Optional(Type.String({ maxLength: 120 })), recipientIdLast4: Type.Optional(Type.String({ maxLength: 4 })) }, closed),
  read: form => ({ method: METHODS.find(method => method === textIn(form, 'method')) ?? required('method', 'Bạn chưa chọn cách trả kết quả.', 'Choose how it is handed over.'), recipientName: textIn(form, 'recipientName'), recipientIdLast4: textIn(form, 'recipientIdLast4') }), run: ({ platform }, call, input) => returnResult(platform, { ...call, ...input }), fields: scene => <ReturnFields {...scene} />, submit: { vi: 'Ghi nhận đã trả', en: 'Record' }, done: said('Đã trả kết quả.', 'The result was handed over.') })
const message = define({ act: 'sendMessage', slug: 'nhan-tin', shared: true, body: Type.Object({ ...ACT_COMMON, body: Type.String({ maxLength: 4000 }) }, closed), read: form => ({ body: textIn(form, 'body') }), run: ({ platform }, call, input) => sendMessage(platform, { ...call, ...input }), fields: scene => <ReasonField {...scene} name="body" max={4000} label={{ vi: 'Lời nhắn cho người nộp', en: 'Message to the applicant' }} />, submit: { vi: 'Gửi', en: 'Send' }, done: said('Đã gửi lời nhắn.', 'The message was sent.') })
const revoke = define({ act: 'revokeResult', slug: 'thu-hoi', body: WithReason, read: reasonIn, run: ({ platform }, call, input) => revokeResult(platform, { ...call, ...input }), tone: 'warning', lead: { vi: 'Từ lúc này trang xác thực báo kết quả đã bị thu hồi. Sau đó ký bản thay thế.', en: 'From now on the public check says that it was revoked. Sign the replacement afterwards.' }, fields: scene => <ReasonField {...scene} label={{ vi: 'Lý do thu hồi', en: 'Reason' }} />, done: said('Đã thu hồi kết quả.', 'The result was revoked.') })
const withdraw = define({ act: 'withdrawDossier', slug: 'rut', shared: true, body: Type.Object({ ...ACT_COMMON, reason: Type.Optional(Type.String({ maxLength: 2000 })) }, closed), read: reasonIn, run: ({ platform }, call, input) => withdrawDossier(platform, { ...call, ...input }), tone: 'warning', title: { vi: 'Rút hồ sơ theo yêu cầu của người nộp', en: 'Withdraw for the applicant' }, fields: scene => <ReasonField {...scene} label={{ vi: 'Lý do (không bắt buộc)', en: 'Reason (optional)' }} />, submit: { vi: 'Rút hồ sơ', en: 'Withdraw' }, done: said('Đã rút hồ sơ.', 'Withdrawn.') })

/** Page address of each act, for the buttons of the dossier's page. */
export const deskActRoutes = (services: DossierServices): readonly Route[] => [
  ...actRoutes(services, receive), ...actRoutes(services, refuse), ...actRoutes(services, supplementRequest), ...actRoutes(services, supplement), ...actRoutes(services, transfer), ...actRoutes(services, take), ...actRoutes(services, assign), ...actRoutes(services, advance), ...actRoutes(services, release), ...actRoutes(services, recall), ...actRoutes(services, urge),
  ...actRoutes(services, consult), ...actRoutes(services, answer), ...actRoutes(services, propose), ...actRoutes(services, back), ...actRoutes(services, approve), ...actRoutes(services, approveAndSign), ...actRoutes(services, sign), ...actRoutes(services, stop), ...actRoutes(services, reappoint),
  ...actRoutes(services, pay), ...actRoutes(services, exempt), ...actRoutes(services, refund), ...actRoutes(services, post), ...actRoutes(services, handOver), ...actRoutes(services, message), ...actRoutes(services, revoke), ...actRoutes(services, withdraw),
]
