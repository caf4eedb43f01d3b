import type { AnswerFault } from '../../../../kernel/forms/definition.ts'
import { walkForm } from '../../../../kernel/forms/visible.ts'
import { Button, ButtonGroup, CardScanner, CsrfField, DeskPage, EmptyState, faultOf, formatDateTime, formatFileSize, formatMoney, FormPageView, idOf, Input, InsetText, KeptNote, NotificationBanner, Panel, Radios, renderPage, say, SearchBox, SummaryList, Tag, type Fault } from '../../../../ui/index.ts'
import { completeForm, componentsFor, feesDue } from '../../../procedures/index.ts'
import { enterpriseField } from '../../counter-checks.ts'
import type { Counter, CounterChoice } from '../../counter.ts'
import type { DossierView } from '../../queries.ts'
import { acceptOf } from '../../uploads.ts'
import { DESK, dossierHref, type DeskFrame } from './frame.tsx'
import { both, RETURN_METHODS } from './texts.ts'

const COUNTER = `${DESK}/quay`

/** Which procedure: those that this desk takes, found by name. */
export function counterStartPage(desk: DeskFrame, props: { readonly q: string; readonly choices: readonly CounterChoice[]; /** a card that was read: carried in the form, never in the address */ readonly card?: { readonly text: string; readonly name: string } | undefined; readonly faults?: readonly Fault[] }): string {
  const { lang, csrf } = desk.frame
  const { card, faults = [] } = props
  const title = both('Tiếp nhận tại quầy', 'Receive at the counter', lang)
  const choices = props.choices.map(choice => (
    <section key={choice.code} class="ts-choice">
      <h2 class="govuk-heading-s">{choice.name} <small>{choice.code} · {choice.field}</small></h2>
      <ul>{choice.cases.map(each => <li key={each.id}>{card ? <button class="ts-link-button" type="submit" formaction={`${COUNTER}/${encodeURIComponent(choice.code)}/${encodeURIComponent(each.id)}`}>{each.title}</button> : <a class="govuk-link" href={`${COUNTER}/${encodeURIComponent(choice.code)}/${encodeURIComponent(each.id)}`}>{each.title}</a>}{each.sameDay && <> <Tag tone="green">{both('Trả ngay trong ngày', 'Same day', lang)}</Tag></>}{each.hint && <small>{each.hint}</small>}</li>)}</ul>
    </section>
  ))
  return renderPage(
    <DeskPage {...desk} title={title} heading={title} lead={both('Người dân cần làm thủ tục nào?', 'Which procedure does the person need?', lang)} faults={faults} islands={['counter']}>
      <div class="ts-two">
      <form method="post" action={COUNTER}>
        <CsrfField token={csrf} />
        {card ? <InsetText>{card.name === '' ? both('Đã nhận số định danh.', 'The number was taken.', lang) : both(`Đã đọc thẻ của ${card.name}.`, `The card of ${card.name} was read.`, lang)} {both('Chọn thủ tục, thông tin sẽ được điền sẵn.', 'Choose the procedure; the form will be filled in.', lang)} <a class="govuk-link" href={COUNTER}>{both('Bỏ', 'Drop it', lang)}</a></InsetText> : null}
        <CardScanner name="card" label={card ? both('Quét thẻ khác', 'Scan another card', lang) : both('Quét thẻ căn cước trước (không bắt buộc)', 'Scan the identity card first (optional)', lang)} error={faultOf(faults, 'card')} submitText={both('Nhận', 'Take', lang)} />
      </form>
      <SearchBox small action={COUNTER} value={props.q} label={both('Tìm thủ tục', 'Find a procedure', lang)} placeholder={both('Ví dụ: khai sinh, xác nhận hôn nhân, hộ kinh doanh', 'Such as birth, marriage', lang)} />
      </div>
      <div class="govuk-!-margin-top-2">
        {props.choices.length === 0 && <EmptyState icon="search" title={props.q === '' ? both('Quầy này chưa được giao thủ tục nào', 'This desk takes no procedure yet', lang) : both(`Không có thủ tục nào khớp “${props.q}”`, `Nothing matches “${props.q}”`, lang)} text={both('Chỉ hiện những thủ tục cơ quan bạn được tiếp nhận hôm nay.', 'Only procedures that your agency may take today are shown.', lang)} />}
        {card ? <form method="post"><CsrfField token={csrf} /><input type="hidden" name="card" value={card.text} />{choices}</form> : choices}
      </div>
    </DeskPage>)
}

export interface CounterPageProps { readonly counter: Counter; readonly submissionKey: string; readonly faults: readonly Fault[]; readonly notice: { readonly text: string; readonly tone: 'success' | 'warning' } | undefined; /** drawn from what was posted, not for the first time */ readonly posted: boolean }

/** The whole intake on one page: card, person, form, papers, fee, how the result is given. */
export function counterFormPage(desk: DeskFrame, { counter, submissionKey, faults, notice, posted }: CounterPageProps): string {
  const { lang, csrf } = desk.frame
  const { of, answers, person, account } = counter
  const form = completeForm(of.case)
  const answerFaults: AnswerFault[] = faults.flatMap(fault => fault.field === undefined ? [] : [{ field: fault.field, code: 'fault', message: { vi: fault.text } }])
  const asked = walkForm(form, answers).asked
  const components = componentsFor(of.case, answers)
  const fee = feesDue(of.case, counter.channel, answers)
  const title = of.pack.name.vi
  const text = (name: keyof typeof person, vi: string, en: string, more: object = {}) => <Input name={`person.${name}`} label={both(vi, en, lang)} value={person[name]} error={faultOf(faults, `person.${name}`)} {...more} />
  return renderPage(
    <DeskPage {...desk} title={title} back={{ href: COUNTER, text: both('Chọn thủ tục khác', 'Another procedure', lang) }} faults={faults} islands={['counter', 'upload']}>
      <h1 class="govuk-heading-l govuk-!-margin-bottom-1">{title}</h1>
      <p class="ts-desk__lead govuk-!-margin-top-0">{of.case.title.vi}</p>
      {notice && <NotificationBanner id="scan" tone={notice.tone} heading={notice.text} />}
      <form method="post" action={`${COUNTER}/${encodeURIComponent(of.code)}/${encodeURIComponent(of.caseId)}`} encType="multipart/form-data" noValidate data-keep={desk.account} data-posted={posted ? '' : undefined}>
        <CsrfField token={csrf} /><KeptNote /><input type="hidden" name="submissionKey" value={submissionKey} />
        {counter.files.map(({ componentId, file }) => <input key={file.id} type="hidden" name="kept" value={`${componentId}~${file.id}`} />)}
        <div class="ts-two">
          <div>
            <CardScanner name="card" label={both('Quét mã trên thẻ căn cước', 'Scan the identity card', lang)} hint={both('Quét mã QR bằng đầu đọc hoặc máy ảnh, hoặc gõ 12 số rồi bấm Tìm.', 'Scan the QR code, or type the 12 digits and press Find.', lang)} error={faultOf(faults, 'card')} submitText={both('Tìm', 'Find', lang)} />
            {account && <InsetText>{account.sameName ? both('Người này đã có tài khoản. Hồ sơ sẽ hiện trong tài khoản đó.', 'This person has an account. The dossier will appear there.', lang) : person.name === '' ? both('Số này đã có tài khoản. Hãy ghi họ tên như trên thẻ.', 'This number has an account. Give the name as it stands on the card.', lang) : both('Số này có tài khoản mang họ tên khác. Hãy đối chiếu với thẻ.', 'This number has an account under another name. Compare it with the card.', lang)}</InsetText>}
            {person.idNumber !== '' && !account && <InsetText>{both('Chưa có tài khoản với số này; vẫn tiếp nhận được.', 'No account has this number; the dossier can still be received.', lang)}</InsetText>}
          </div>
          <div><h2 class="govuk-heading-m">{both('Người nộp', 'Applicant', lang)}</h2>{text('name', 'Họ, chữ đệm, tên', 'Full name')}{text('idNumber', 'Số định danh', 'Personal number', { inputMode: 'numeric', width: 20 })}<input type="hidden" name="person.birthDate" value={person.birthDate} /><p><Button tone="secondary" size="small" name="do" value="verify" formNoValidate>{both('Đối chiếu CSDL dân cư', 'Compare with the population database', lang)}</Button></p></div>
          <div>{text('address', 'Địa chỉ', 'Address', { optional: true })}{text('email', 'E-mail', 'E-mail', { type: 'email', optional: true })}</div>
          <div>{text('phone', 'Điện thoại', 'Phone', { type: 'tel', width: 20, optional: true, hint: both('Để báo tin khi có kết quả.', 'To tell when the result is ready.', lang) })}</div>
        </div>
        <h2 class="govuk-heading-m">{both('Thông tin khai', 'Answers', lang)}</h2>
        <div class="ts-act">{asked.map(({ page }) => <FormPageView key={page.id} page={page} answers={answers} faults={answerFaults} communes={counter.communes} level={2} />)}</div>
        <p><Button tone="secondary" size="small" name="do" value="refresh" formNoValidate>{both('Cập nhật câu hỏi theo câu trả lời', 'Update the questions', lang)}</Button>{enterpriseField(of) !== undefined && <> <Button tone="secondary" size="small" name="do" value="enterprise" formNoValidate>{both('Tra mã số doanh nghiệp', 'Look the enterprise up', lang)}</Button></>}</p>
        <h2 class="govuk-heading-m" id={idOf('eligibility')}>{both('Giấy tờ đã nhận', 'Papers handed in', lang)}</h2>
        {components.length === 0 ? <p class="govuk-body">{both('Trường hợp này không cần giấy tờ kèm theo.', 'No papers are needed.', lang)}</p> : (
          <table class="ts-table ts-counts" role="table"><caption class="govuk-visually-hidden">{both('Giấy tờ đã nhận', 'Papers handed in', lang)}</caption>
            <thead role="rowgroup"><tr role="row">{[both('Giấy tờ', 'Paper', lang), both('Bản chính', 'Originals', lang), both('Chứng thực', 'Certified', lang), both('Bản chụp', 'Plain', lang), both('Chỉ xem', 'Only seen', lang), both('Bản quét', 'Scan', lang)].map(header => <th key={header} role="columnheader" scope="col">{header}</th>)}</tr></thead>
            <tbody role="rowgroup">{components.map(component => {
              const paper = counter.papers.find(each => each.componentId === component.id)
              const name = say(component.name, lang)
              const number = (part: 'originals' | 'certified' | 'plain', value: number | undefined, label: string) => <td role="cell" data-label={label}><input class="govuk-input" type="text" inputMode="numeric" name={`paper.${component.id}.${part}`} value={value ? String(value) : ''} aria-label={`${label}: ${name}`} /></td>
              const kept = counter.files.filter(each => each.componentId === component.id)
              return (
                <tr key={component.id} role="row">
                  <td role="cell" class="ts-cell--main">{name}<small>{component.required ? both('bắt buộc', 'required', lang) : both('nếu có', 'if any', lang)}</small>{faultOf(faults, component.id) && <p class="govuk-error-message" id={idOf(component.id)}>{faultOf(faults, component.id)}</p>}</td>
                  {number('originals', paper?.originals, both('Bản chính', 'Originals', lang))}{number('certified', paper?.certifiedCopies, both('Chứng thực', 'Certified', lang))}{number('plain', paper?.plainCopies, both('Bản chụp', 'Plain', lang))}
                  <td role="cell" data-label={both('Chỉ xem', 'Only seen', lang)}><label class="ts-checkbox"><input class="ts-check" type="checkbox" name={`paper.${component.id}.shown`} value="yes" checked={paper?.shownOnly === true} aria-label={`${both('Chỉ xem', 'Only seen', lang)}: ${name}`} /></label></td>
                  <td role="cell" data-label={both('Bản quét', 'Scan', lang)}>{kept.map(({ file }) => <small key={file.id}>{file.name} · {formatFileSize(file.size, lang)}</small>)}<input class="govuk-file-upload" type="file" multiple name={`component.${component.id}`} accept={acceptOf(component.accept)} aria-label={`${both('Bản quét', 'Scan', lang)}: ${name}`} /></td>
                </tr>
              )
            })}</tbody>
          </table>
        )}
        <div class="ts-two">
          <div>
            <h2 class="govuk-heading-m">{both('Nhận kết quả', 'The result', lang)}</h2>
            <Radios name="returnMethod" label={both('Cách nhận kết quả', 'How', lang)} value={counter.returnMethod} error={faultOf(faults, 'returnMethod')} options={(['counter', 'post', 'online'] as const).map(value => ({ value, label: both(RETURN_METHODS[value].vi, RETURN_METHODS[value].en, lang) }))} />
            <Input name="returnAddress" optional label={both('Địa chỉ nhận qua bưu chính', 'Address for the post', lang)} value={counter.returnAddress} error={faultOf(faults, 'returnAddress')} />
            <Radios name="channel" inline label={both('Hồ sơ đến bằng cách nào', 'How it came', lang)} value={counter.channel} options={[{ value: 'counter', label: both('Nộp tại quầy', 'At the counter', lang) }, { value: 'post', label: both('Gửi bưu chính', 'By post', lang) }]} />
          </div>
          <div>
            <h2 class="govuk-heading-m">{both('Phí, lệ phí', 'Fee', lang)}</h2>
            {fee.lines.length === 0 ? <p class="govuk-body">{both('Không thu.', 'None.', lang)}</p> : <SummaryList rows={[...fee.lines.map(line => ({ key: say(line.name, lang), value: line.exempt ? both('được miễn', 'exempt', lang) : formatMoney(line.amount, lang) })), { key: both('Tổng', 'Total', lang), value: <strong>{formatMoney(fee.total, lang)}</strong> }]} />}
            <p class="ts-quiet">{both('Sau khi tiếp nhận, ghi số biên lai ở trang hồ sơ. Bấm “Cập nhật câu hỏi” để tính lại.', 'The receipt number is recorded on the dossier’s page afterwards.', lang)}</p>
          </div>
        </div>
        <ButtonGroup><Button name="do" value="receive">{both('Tiếp nhận và in giấy hẹn', 'Receive and print the receipt', lang)}</Button></ButtonGroup>
      </form>
    </DeskPage>)
}

/** Done: the code to read out, the receipt to print, and the next thing. */
export function counterDonePage(desk: DeskFrame, props: { readonly view: DossierView; readonly receiptFileId: string | undefined; readonly mayDecide: boolean }): string {
  const { lang } = desk.frame
  const { view: { dossier: row } } = props
  return renderPage(
    <DeskPage {...desk} title={both('Đã tiếp nhận', 'Received', lang)}>
      <Panel title={both('Đã tiếp nhận', 'Received', lang)} code={row.code ?? ''}>{row.subject_name} · {row.procedure_name}</Panel>
      <SummaryList rows={[{ key: both('Hẹn trả kết quả', 'Due', lang), value: row.promised_at ? formatDateTime(row.promised_at, lang) : both('Không có ngày hẹn', 'No appointment', lang) }, { key: both('Nhận kết quả', 'The result', lang), value: both(RETURN_METHODS[row.return_method].vi, RETURN_METHODS[row.return_method].en, lang) }, ...(row.money === 'due' ? [{ key: both('Phải thu', 'To be paid', lang), value: formatMoney(row.fee_amount, lang), action: { href: dossierHref(row.id, '/thu-phi'), text: both('Ghi biên lai', 'Record the receipt', lang) } }] : [])]} />
      {props.receiptFileId === undefined && <p class="govuk-body" role="status">{both('Giấy tiếp nhận và hẹn trả đang được lập; trang tự mở lại sau vài giây.', 'The receipt is being made; this page reloads in a few seconds.', lang)}</p>}
      <ButtonGroup>
        {props.receiptFileId !== undefined && <a class="govuk-button" href={dossierHref(row.id, `/tep/${props.receiptFileId}`)} target="_blank" rel="noopener">{both('In giấy tiếp nhận', 'Print the receipt', lang)}</a>}
        {props.mayDecide && <Button tone={props.receiptFileId === undefined ? 'primary' : 'secondary'} href={dossierHref(row.id, '/de-xuat')}>{both('Giải quyết ngay tại quầy', 'Decide at the counter', lang)}</Button>}
        <Button tone="secondary" href={COUNTER} hotkey="N">{both('Tiếp nhận người tiếp theo', 'Next person', lang)}</Button>
        <Button tone="quiet" href={dossierHref(row.id)}>{both('Mở hồ sơ', 'Open the dossier', lang)}</Button>
      </ButtonGroup>
    </DeskPage>)
}
