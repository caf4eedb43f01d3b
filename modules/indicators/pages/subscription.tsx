import type { ComponentChildren } from 'preact'
import { Button, choose, CsrfField, ErrorSummary, faultOf, Input, InsetText, Panel, PublicPage, Radios, renderPage, SummaryList, type Crumb, type Fault, type Frame } from '../../../ui/index.ts'
import { boardHref, BOARDS } from '../boards/addresses.ts'
import type { OpenBoard } from '../boards/open.ts'
import { FREQUENCIES, type Frequency } from '../subscriptions/snapshot.ts'
import { ASKED_DAYS, ENDED_DAYS, frequencyText } from '../subscriptions/words.tsx'
import { capital } from './figure-words.tsx'

/** One narrow column; no machine lists it, and its address goes to nobody. */
function subscriptionPage(frame: Frame, title: string, children: ComponentChildren, { crumbs = [], faults = [], head = title }: { readonly crumbs?: readonly Crumb[]; readonly faults?: readonly Fault[]; readonly head?: string | null } = {}): string {
  return renderPage(<PublicPage frame={frame} title={title} width="form" noIndex faults={faults} crumbs={[{ text: choose(frame.lang)('Chỉ số', 'Indicators'), href: BOARDS }, ...crumbs]}>
    <ErrorSummary faults={faults} />
    {head !== null && <h1 class="govuk-heading-l">{head}</h1>}
    {children}
  </PublicPage>)
}
const Often = ({ frame: { lang }, value, error }: { readonly frame: Frame; readonly value: string; readonly error?: string | undefined }) =>
  <Radios name="lich" label={choose(lang)('Bạn muốn nhận thư khi nào?', 'How often shall mails come?')} value={value} error={error} options={FREQUENCIES.map(each => ({ value: each, label: capital(frequencyText(each, lang)) }))} />

export interface Asking { readonly board: OpenBoard; readonly fields: { readonly email: string; readonly lich: string } }
/** Asks for an address. */
export function askPage(frame: Frame, { board, fields }: Asking, faults: readonly Fault[] = []): string {
  const { lang } = frame
  const t = choose(lang)
  const title = board.framework.definition.title[lang]
  return subscriptionPage(frame, t('Nhận thư khi số liệu thay đổi', 'Get a mail when figures change'), <>
    <p class="govuk-body">{t(`Thư kể ngắn gọn về “${title}” của ${board.subject.name}, kỳ mới nhất: kết quả chung, những số vừa thay đổi và đường dẫn đến trang này.`, `A short mail about "${title}" of ${board.subject.name}, newest period: how it stands, which figures changed, and a link to this page.`)}</p>
    <form method="post" action={boardHref(board.address, 'theo-doi')} noValidate>
      <CsrfField token={frame.csrf} />
      <Input name="email" type="email" label={t('Thư điện tử của bạn', 'Your e-mail address')} hint={t('Ví dụ: ten@vidu.vn', 'For example: name@example.vn')} value={fields.email} autocomplete="email" spellcheck={false} maxLength={200} error={faultOf(faults, 'email')} />
      <Often frame={frame} value={fields.lich} error={faultOf(faults, 'lich')} />
      <InsetText>{t(`Chúng tôi hỏi lại qua thư trước khi gửi. Địa chỉ được mã hóa, chỉ dùng để gửi thư này; không xác nhận thì xóa sau ${ASKED_DAYS} ngày, thôi nhận thì xóa sau ${ENDED_DAYS} ngày.`, `We ask by mail first. The address is kept encrypted and used for these mails only; without your yes it is deleted after ${ASKED_DAYS} days, after you end them in ${ENDED_DAYS}.`)}</InsetText>
      <Button>{t('Đăng ký', 'Subscribe')}</Button>
    </form>
  </>, { crumbs: [{ text: title, href: boardHref(board.address) }, { text: t('Nhận thư', 'Mails') }], faults })
}

/** The same for every address: whether it is known, new or asked too often stands in its box alone. */
export function askedPage(frame: Frame, board: OpenBoard): string {
  const t = choose(frame.lang)
  const title = t('Hãy mở hộp thư của bạn', 'Look into your mailbox')
  return subscriptionPage(frame, title, <>
    <Panel title={title}>{t('Bấm đường dẫn trong thư để xác nhận', 'Follow the link in the mail to confirm')}</Panel>
    <p class="govuk-body">{t('Trong vài phút nữa, thư đến địa chỉ bạn vừa gõ. Không thấy thì xem cả hộp thư rác, hoặc thử lại vào ngày mai: mỗi địa chỉ chỉ được hỏi vài lần một ngày.', 'A mail reaches the address that you typed within minutes. If there is none, look among junk mail, or try again tomorrow: an address is asked a few times a day only.')}</p>
    <p class="govuk-body"><a class="govuk-link" href={boardHref(board.address)}>{t('Về bảng chỉ số', 'Back to the board')}</a></p>
  </>, { crumbs: [{ text: board.framework.definition.title[frame.lang], href: boardHref(board.address) }], head: null })
}

export interface Kept { readonly token: string; readonly address: string; /** absent: withdrawn meanwhile */ readonly board: OpenBoard | undefined; readonly frequency: Frequency; readonly state: 'asked' | 'on' | 'ended' }
const Facts = ({ frame: { lang }, kept: { address, board, frequency } }: { readonly frame: Frame; readonly kept: Kept }) => {
  const t = choose(lang)
  return <SummaryList rows={[
    ...board ? [{ key: t('Bảng chỉ số', 'Board'), value: <a class="govuk-link" href={boardHref(board.address)}>{board.framework.definition.title[lang]}</a> }, { key: t('Đơn vị', 'Unit'), value: board.subject.name }] : [{ key: t('Bảng chỉ số', 'Board'), value: t('không còn công bố', 'not published any more') }],
    { key: t('Gửi đến', 'Sent to'), value: address }, { key: t('Lịch gửi', 'How often'), value: capital(frequencyText(frequency, lang)) },
  ]} />
}
const Act = ({ frame, to, act, tone = 'primary', children }: { readonly frame: Frame; readonly to: string; readonly act?: string; readonly tone?: 'primary' | 'warning'; readonly children: ComponentChildren }) =>
  <form method="post" action={to}><CsrfField token={frame.csrf} />{act !== undefined && <input type="hidden" name="viec" value={act} />}<Button tone={tone}>{children}</Button></form>

/** What the owner of the address may do. Opening the page does nothing: programs that look into mails open every link (RFC 8058 §1). */
export function keptPage(frame: Frame, kept: Kept, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const here = `${BOARDS}/theo-doi/${kept.token}`
  const facts = <Facts frame={frame} kept={kept} />
  switch (kept.state) {
    case 'asked': return subscriptionPage(frame, t('Xác nhận nhận thư', 'Confirm mails'), <>{facts}<Act frame={frame} to={`${here}/xac-nhan`}>{t('Xác nhận', 'Confirm')}</Act></>)
    case 'ended': return subscriptionPage(frame, t('Bạn đã thôi nhận thư này', 'These mails have ended'), <>
      <p class="govuk-body">{t(`Không còn thư nào được gửi. Bấm nhầm thì nhận lại được trong ${ENDED_DAYS} ngày, sau đó địa chỉ của bạn bị xóa.`, `No mail is sent any more. If this was a mistake, take it back within ${ENDED_DAYS} days; then your address is deleted.`)}</p>
      {facts}<Act frame={frame} to={here} act="nhan-lai">{t('Nhận lại', 'Take it back')}</Act></>)
    case 'on': return subscriptionPage(frame, t('Thư về chỉ số của bạn', 'Your mails about indicators'), <>
      {facts}
      <form method="post" action={here} noValidate><CsrfField token={frame.csrf} /><input type="hidden" name="viec" value="doi" /><Often frame={frame} value={kept.frequency} error={faultOf(faults, 'lich')} /><Button tone="secondary">{t('Lưu lịch nhận thư', 'Save')}</Button></form>
      <h2 class="govuk-heading-m">{t('Thôi nhận thư', 'End these mails')}</h2>
      <Act frame={frame} to={here} act="thoi" tone="warning">{t('Thôi nhận thư này', 'End these mails')}</Act></>, { faults })
  }
}
/** A link that is mistyped, or whose subscription was forgotten. */
export function gonePage(frame: Frame): string {
  const t = choose(frame.lang)
  return subscriptionPage(frame, t('Đường dẫn này không còn dùng được', 'This link works no more'), <>
    <p class="govuk-body">{t('Có thể đường dẫn bị cắt, chưa xác nhận kịp, hoặc bạn đã thôi nhận thư từ lâu và địa chỉ đã được xóa. Không còn thư nào được gửi theo đường dẫn này.', 'It may be cut off, it was not confirmed in time, or you ended the mails long ago and the address was deleted. No mail is sent under it.')}</p>
    <p class="govuk-body"><a class="govuk-link" href={BOARDS}>{t('Chọn bảng chỉ số để đăng ký lại', 'Choose a board to subscribe again')}</a></p></>)
}
