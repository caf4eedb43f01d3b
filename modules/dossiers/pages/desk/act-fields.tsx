import type { AnswerFault, Answers, FormPage } from '../../../../kernel/forms/definition.ts'
import { pagesOf } from '../../../../kernel/forms/visible.ts'
import { AnswersSummary, Checkboxes, Confirm, DateInput, Details, faultOf, formatDateTime, formatMoney, FormPageView, idOf, InsetText, Input, NotificationBanner, Radios, say, Select, Textarea, Trace, type Fault, type Lang } from '../../../../ui/index.ts'
import { completeForm, nextSteps, type ComponentDefinition } from '../../../procedures/index.ts'
import type { DeskDossier } from '../../desk-dossier.ts'
import { hasAccount } from '../../facts.ts'
import { supplementTargets } from '../../supplement-targets.ts'
import { textIn, textsIn } from '../../form-input.ts'
import { readableOutcome, templatesOf } from '../../outcome.ts'
import { acceptOf } from '../../uploads.ts'
import { moneyMoved } from '../money.ts'
import { sentBack } from './next.ts'
import { both, RETURN_METHODS } from './texts.ts'

export interface Typing { readonly dossier: DeskDossier; readonly lang: Lang; readonly typed: unknown; readonly faults: readonly Fault[] }

/** A text that is given to the applicant. */
export const ReasonField = ({ typed, faults, lang, label, hint, name = 'reason', rows = 4, max = 2000 }: Typing & { readonly label: { vi: string; en: string }; readonly hint?: { vi: string; en: string }; readonly name?: string; readonly rows?: number; readonly max?: number }) =>
  <Textarea name={name} label={both(label.vi, label.en, lang)} hint={hint && both(hint.vi, hint.en, lang)} rows={rows} maxLength={max} value={textIn(typed, name)} error={faultOf(faults, name)} />

export const NoteField = ({ label = { vi: 'Ghi chú nội bộ', en: 'Internal note' }, ...typing }: Typing & { readonly label?: { vi: string; en: string } }) => <Textarea name="note" optional label={both(label.vi, label.en, typing.lang)} rows={2} value={textIn(typing.typed, 'note')} error={faultOf(typing.faults, 'note')} />

const dateTyped = (typed: unknown, name: string) => ({ day: textIn(typed, `${name}-day`), month: textIn(typed, `${name}-month`), year: textIn(typed, `${name}-year`) })
export const DateField = ({ typed, faults, lang, name, label, hint, optional }: Typing & { readonly name: string; readonly label: { vi: string; en: string }; readonly hint?: string | undefined; readonly optional?: boolean }) =>
  <DateInput name={name} label={both(label.vi, label.en, lang)} hint={hint} optional={optional} value={dateTyped(typed, name)} error={faultOf(faults, name)} />

/** How the present date came about, for whoever is about to change it. */
export const DueTrace = ({ dossier: { view: { dossier } }, lang }: Typing) => dossier.due_trace.length === 0 ? null
  : <Details summary={both(`Vì sao đang hẹn ${dossier.promised_at ? formatDateTime(dossier.promised_at, lang) : ''}?`, `Why ${dossier.promised_at ? formatDateTime(dossier.promised_at, lang) : 'this date'}?`, lang)}><Trace steps={dossier.due_trace.map(step => ({ title: say(step.text, lang), value: '', ...(step.source ? { basis: step.source } : {}) }))} /></Details>

/** The second time is told loudly, with what was asked the first time: guidance is given once and completely (NĐ 61/2018 Đ5, Đ15.3), and the dossier will count as late (QĐ 766/QĐ-TTg rule 5). */
const SecondTime = ({ dossier: { view: { supplements } }, lang }: Typing) => (
  <NotificationBanner id="second" tone="error" title={both('Lần thứ hai', 'The second time', lang)} heading={both('Hồ sơ này đã bị yêu cầu bổ sung. Yêu cầu lần nữa thì hồ sơ bị tính là trễ hạn.', 'A supplement was asked for before. With a second request the dossier counts as late.', lang)}>
    <p>{both('Quy định: chỉ hướng dẫn, yêu cầu bổ sung một lần, đầy đủ (NĐ 61/2018 Đ5, Đ15.3). Bộ chỉ số quốc gia tính hồ sơ có từ hai lần yêu cầu là không đúng hạn (QĐ 766/QĐ-TTg, quy tắc 5). Nếu còn cách tự tra cứu hoặc hỏi cơ quan khác, hãy làm cách đó.', 'The rule: guidance once and completely. The national index counts a dossier with two requests as not in time. If you can look it up or ask another agency, do that instead.', lang)}</p>
    <ul class="govuk-list govuk-list--bullet">{supplements.map(request => <li key={request.id}>{formatDateTime(request.asked_at, lang)}, {request.asked_by_name}: {request.items.map(item => item.note).join('; ')}</li>)}</ul>
  </NotificationBanner>
)

/** Every paper and question that may be wanted, each with its ready sentences and room for own words (Mẫu 02: once and complete). */
export function SupplementFields(typing: Typing) {
  const { dossier, lang, typed, faults } = typing
  const chosen = textsIn(typed, 'item')
  const targets = supplementTargets(dossier.of, dossier.view.dossier.answers)
  const group = (title: string, kind: 'component' | 'field') => {
    const mine = targets.filter(target => target.kind === kind)
    if (mine.length === 0) return null
    return (
      <fieldset class="govuk-fieldset govuk-!-margin-bottom-5"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{title}</legend>
        {mine.map(({ key, name, reasons }) => (
          <details key={key} class="ts-pick" open={chosen.includes(key) || reasons.some(reason => textsIn(typed, `reason.${key}`).includes(reason.id)) || textIn(typed, `note.${key}`) !== ''}>
            <summary>{say(name, lang)}</summary>
            <div class="ts-pick__body">
              <Checkboxes name="item" group={`item.${key}`} label={both('Cần bổ sung mục này', 'Needed', lang)} options={[{ value: key, label: both('Yêu cầu bổ sung', 'Ask for it', lang) }]} values={chosen} />
              {reasons.length > 0 && <Radios name={`reason.${key}`} label={both('Lý do có sẵn', 'Ready reason', lang)} value={textIn(typed, `reason.${key}`)} options={[...reasons.map(reason => ({ value: reason.id, label: say(reason.text, lang) })), { value: 'own', label: both('Lý do khác, ghi bên dưới', 'Another, in own words', lang) }]} />}
              <Textarea name={`note.${key}`} label={both('Nói rõ cần sửa gì, lấy ở đâu', 'What to correct, and where to get it', lang)} hint={both('Để trống nếu đã chọn lý do có sẵn.', 'Leave empty when a ready reason is enough.', lang)} rows={2} value={textIn(typed, `note.${key}`)} error={faultOf(faults, `note.${key}`)} />
            </div>
          </details>
        ))}
      </fieldset>
    )
  }
  return (
    <>
      {dossier.facts.supplementCount > 0 && <SecondTime {...typing} />}
      <p class="govuk-body">{both('Nêu mọi thiếu sót trong một lần. Mở từng mục cần bổ sung, đánh dấu và chọn lý do.', 'Name every defect at once. Open each item that is needed, tick it and choose the reason.', lang)}</p>
      <div id={idOf('items')}>{group(both('Giấy tờ', 'Papers', lang), 'component')}{group(both('Thông tin đã khai', 'Answers', lang), 'field')}</div>
      <Radios name="clockReason" inline label={both('Vì sao phải bổ sung', 'Why', lang)} value={textIn(typed, 'clockReason') || 'incomplete'} options={[{ value: 'incomplete', label: both('Còn thiếu', 'Incomplete', lang) }, { value: 'incorrect', label: both('Chưa đúng', 'Incorrect', lang) }, { value: 'outdated', label: both('Hết hiệu lực', 'Outdated', lang) }]} />
      <DateField {...typing} name="deadline" optional label={{ vi: 'Hạn bổ sung', en: 'Deadline' }} />
      <Textarea name="note" optional label={both('Lời nhắn thêm cho người nộp', 'A further word to the applicant', lang)} rows={2} value={textIn(typed, 'note')} error={faultOf(faults, 'note')} />
      {dossier.facts.supplementCount > 0 && <Confirm name="confirmedSecond" checked={textIn(typed, 'confirmedSecond') === 'yes'} error={faultOf(faults, 'confirmedSecond')} label={both('Tôi biết đây là lần yêu cầu thứ hai và hồ sơ sẽ bị tính là trễ hạn.', 'I know that this is the second request and that the dossier will count as late.', lang)} />}
    </>
  )
}

/** The papers and questions of the open request, to be filled in for somebody who stands at the counter. */
export function BroughtFields({ dossier, lang, typed, faults }: Typing) {
  const request = dossier.view.supplements.findLast(each => each.answered_at === null)
  const wanted = new Set(request?.items.flatMap(item => item.componentId ?? []))
  const asked = new Set(request?.items.flatMap(item => item.field ?? []))
  const answers: Answers = typeof typed === 'object' && typed !== null && 'answers' in typed && isAnswers(typed.answers) ? typed.answers : dossier.view.dossier.answers
  const pageFaults: AnswerFault[] = faults.flatMap(fault => fault.field === undefined ? [] : [{ field: fault.field, code: 'fault', message: { vi: fault.text } }])
  return (
    <>
      {request && <InsetText>{request.items.map((item, i) => <p key={i} class="govuk-!-margin-bottom-1">{item.note}</p>)}</InsetText>}
      {dossier.components.filter(component => wanted.has(component.id)).map(component => <FileField key={component.id} component={component} lang={lang} error={faultOf(faults, component.id)} />)}
      {pagesAsking(dossier, asked).map(page => <FormPageView key={page.id} page={page} answers={answers} faults={pageFaults} communes={dossier.communes} level={2} />)}
    </>
  )
}
const isAnswers = (value: unknown): value is Answers => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Pages cut down to the questions that were asked again. */
export function pagesAsking(dossier: Pick<DeskDossier, 'of'>, asked: ReadonlySet<string>): FormPage[] {
  return pagesOf(completeForm(dossier.of.case)).flatMap(page => page.repeat ? asked.has(page.repeat.name) ? [page] : [] : page.fields.some(field => asked.has(field.name)) ? [{ ...page, fields: page.fields.filter(field => asked.has(field.name)) }] : [])
}

/** A scan or photo of one paper. */
export const FileField = ({ component, lang, error }: { readonly component: ComponentDefinition; readonly lang: Lang; readonly error?: string | undefined }) => (
  <div class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}`}>
    <label class="govuk-label ts-label" for={idOf(component.id)}>{say(component.name, lang)}</label>
    {error !== undefined && <p class="govuk-error-message" id={`${idOf(component.id)}-error`}>{error}</p>}
    <input class="govuk-file-upload" type="file" multiple id={idOf(component.id)} name={`component.${component.id}`} accept={acceptOf(component.accept)} />
  </div>
)

export const AssignFields = ({ dossier, lang, typed, faults }: Typing) =>
  <Select name="toAccountId" label={both('Người xử lý', 'Who handles it', lang)} value={textIn(typed, 'toAccountId') || dossier.view.dossier.assignee_account_id || ''} error={faultOf(faults, 'toAccountId')} options={dossier.officers.map(officer => ({ value: officer.accountId, label: `${officer.name} – ${officer.title}` }))} />

export function StepFields(typing: Typing) {
  const { dossier, lang, typed, faults } = typing
  const { workflow } = dossier.of.case
  const from = dossier.view.dossier.step_id ?? workflow.steps[0]?.id ?? ''
  const options = nextSteps(workflow, from).map(step => ({ value: step.id, label: say(step.name, lang) }))
  return <>
    <p class="govuk-body">{both('Đang ở bước', 'Now at', lang)}: <strong>{say(workflow.steps.find(step => step.id === from)?.name ?? { vi: '–' }, lang)}</strong></p>
    <Radios name="toStepId" label={both('Chuyển đến bước', 'Move to', lang)} options={options} value={textIn(typed, 'toStepId') || (options.length === 1 ? options[0]?.value : '')} error={faultOf(faults, 'toStepId')} />
    <NoteField {...typing} />
  </>
}

/** Choice of template, then the text that results; everything known is filled in and may be changed. */
export function OutcomeFields(typing: Typing) {
  const { dossier, lang, typed, faults } = typing
  const templates = templatesOf(dossier.of)
  const preview = textIn(typed, 'look') === 'preview'
  const back = sentBack(dossier, lang)
  return (
    <>
      {back && <InsetText>{back}</InsetText>}
      <nav aria-label={both('Mẫu kết quả', 'Templates', lang)}><ul class="ts-chips">
        {templates.map(template => <li key={template.id}><a class="ts-chip" href={`?mau=${encodeURIComponent(template.id)}`} aria-current={textIn(typed, 'templateId') === template.id ? 'true' : undefined}>{template.kind === 'granted' ? template.title : both(`Từ chối: ${template.title}`, `Refusal: ${template.title}`, lang)}</a></li>)}
      </ul></nav>
      <input type="hidden" name="templateId" value={textIn(typed, 'templateId')} data-keep-kind />
      {preview && <OutcomePaper title={textIn(typed, 'title')} body={textIn(typed, 'body')} lang={lang} />}
      <Input name="title" label={both('Tên văn bản', 'Title', lang)} value={textIn(typed, 'title')} error={faultOf(faults, 'title')} />
      <Textarea name="body" label={both('Nội dung', 'Text', lang)} hint={both('Số, ngày và người ký được điền khi lãnh đạo ký; chỗ {{…}} cứ để nguyên. Mỗi dòng “Mục: nội dung” thành một mục trên giấy.', 'Number, date and signer are filled at signing; leave {{…}} as it is.', lang)} rows={14} value={textIn(typed, 'body')} error={faultOf(faults, 'body') ?? faultOf(faults, 'templateId')} />
      <NoteField {...typing} />
      <p><button class="govuk-button govuk-button--secondary ts-button--small govuk-!-margin-bottom-0" type="submit" name="look" value="preview">{both('Xem trước', 'Preview', lang)}</button></p>
    </>
  )
}

/** The text of an outcome as it will read on paper. */
export const OutcomePaper = ({ title, body, lang }: { readonly title: string; readonly body: string; readonly lang: Lang }) => (
  <article class="ts-paper" aria-label={both('Dự thảo kết quả', 'Draft of the result', lang)} lang="vi">
    <h2>{readableOutcome(title)}</h2>
    {readableOutcome(body).split(/\n+/).filter(line => line.trim() !== '').map((line, i) => <p key={i}>{line}</p>)}
  </article>
)

/** What the leader decides on: the proposed text, beside what was answered. */
export function ProposedOutcome({ dossier, lang }: Typing) {
  const { outcome, answers } = dossier.view.dossier
  const proposal = dossier.view.actions.findLast(action => action.act === 'proposeOutcome')
  return (
    <>
      {proposal && <p class="govuk-body">{both(`${proposal.actor_name} đề xuất lúc ${formatDateTime(proposal.at, lang)}`, `${proposal.actor_name} proposed it at ${formatDateTime(proposal.at, lang)}`, lang)}{proposal.reason ? `: ${proposal.reason}` : '.'}</p>}
      {outcome && <OutcomePaper title={outcome.title} body={outcome.body} lang={lang} />}
      <Details summary={both('Xem thông tin người nộp đã khai', 'See the answers', lang)}><AnswersSummary form={completeForm(dossier.of.case)} answers={answers} communes={dossier.communes} /></Details>
    </>
  )
}

export const PaymentFields = ({ dossier, lang, typed, faults }: Typing) => <>
  <p class="govuk-body">{both('Số tiền phải thu', 'Amount', lang)}: <strong>{formatMoney(dossier.view.dossier.fee_amount, lang)}</strong></p>
  <Input name="receiptNumber" width={20} label={both('Số biên lai', 'Receipt number', lang)} value={textIn(typed, 'receiptNumber')} error={faultOf(faults, 'receiptNumber')} />
  <Radios name="method" inline label={both('Hình thức', 'Method', lang)} value={textIn(typed, 'method') || 'cash'} options={[{ value: 'cash', label: both('Tiền mặt', 'Cash', lang) }, { value: 'transfer', label: both('Chuyển khoản', 'Transfer', lang) }]} />
</>

export const RefundFields = (scene: Typing) => {
  const { dossier: { view: { dossier, actions } }, lang, typed, faults } = scene
  const paid = actions.findLast(({ act }) => act === 'recordPayment')
  return <>
    <p class="govuk-body">{both('Hoàn toàn bộ số đã nộp', 'The whole amount paid', lang)}: <strong>{formatMoney(dossier.fee_amount, lang)}</strong></p>
    {paid && <p class="govuk-body">{both('Đã thu', 'Taken', lang)} {formatDateTime(paid.at, lang)}, {paid.actor_name}: {moneyMoved(paid, lang)}</p>}
    <Radios name="method" inline label={both('Đã hoàn bằng', 'Given back by', lang)} value={textIn(typed, 'method') || 'cash'} options={[{ value: 'cash', label: both('Tiền mặt', 'Cash', lang) }, { value: 'transfer', label: both('Chuyển khoản', 'Transfer', lang) }]} />
    <Input name="receiptNumber" width={20} label={both('Số phiếu chi hoặc mã giao dịch', 'Number of the slip or transaction', lang)} value={textIn(typed, 'receiptNumber')} error={faultOf(faults, 'receiptNumber')} />
    <ReasonField {...scene} max={500} rows={3} label={{ vi: 'Lý do hoàn, người nộp đọc được', en: 'Reason, for the applicant to read' }} />
  </>
}

export const ReturnFields = ({ dossier, lang, typed, faults }: Typing) => <>
  <Radios name="method" inline label={both('Cách trả', 'How', lang)} error={faultOf(faults, 'method')} value={textIn(typed, 'method') || dossier.view.dossier.return_method} options={(['counter', 'online', 'post'] as const).filter(value => value !== 'online' || hasAccount(dossier.view.dossier)).map(value => ({ value, label: both(RETURN_METHODS[value].vi, RETURN_METHODS[value].en, lang) }))} />
  <Input name="recipientName" label={both('Người nhận tại quầy', 'Recipient at the counter', lang)} hint={both('Chỉ cần khi trả tại quầy. Người nhận thay phải có giấy ủy quyền.', 'Only when handed over at the counter.', lang)} value={textIn(typed, 'recipientName') || dossier.view.dossier.subject_name} error={faultOf(faults, 'recipientName')} />
  <Input name="recipientIdLast4" width={4} inputMode="numeric" maxLength={4} label={both('4 số cuối số định danh của người nhận', 'Last four digits of the recipient’s ID number', lang)} value={textIn(typed, 'recipientIdLast4')} error={faultOf(faults, 'recipientIdLast4')} />
</>
