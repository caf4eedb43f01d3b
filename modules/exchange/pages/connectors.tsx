import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { ActButton, AdminForm, Button, choose, Details, faultOf, formatDateTime, formatNumber, Input, PrintButton, SummaryList, Table, Tag, Textarea, useLang } from '../../../ui/index.ts'
import type { ConnectorRow, LookRow, PurposeRow } from '../queries/connectors.ts'
import type { TestRow } from '../queries/registry.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { fieldsIn } from './members.tsx'
import { State, wordOf } from './words.tsx'

export const CONNECTORS_PATH = `${CONSOLE}/ket-noi`
/** What is known of whether it works, the hardest fact first. */
function Works({ row }: { readonly row: ConnectorRow }) {
  const t = choose(useLang())
  if (row.client === null) return <Tag>{t('Chưa cài đặt', 'Not set up')}</Tag>
  if (row.serviceId === null) return <Tag tone="red">{t('Dịch vụ không còn trong sổ', 'The service is gone')}</Tag>
  if (row.serviceState !== 'enabled') return <Tag tone="yellow">{t('Dịch vụ đang ngừng', 'The service is stopped')}</Tag>
  if (!row.hasRight) return <Tag tone="red">{t('Không có quyền gọi', 'No right to call')}</Tag>
  if (row.testedOk === false && (row.lastAt === null || row.testedAt === null || row.testedAt > row.lastAt)) return <Tag tone="red">{t('Không kết nối được', 'Not reached')}</Tag>
  if (row.lastOutcome === 'no-answer' || row.lastOutcome === 'refused' || row.lastOutcome === 'unreadable') return <Tag tone="red">{wordOf('lookup', row.lastOutcome, useLang())}</Tag>
  return row.lastAt !== null || row.testedOk === true ? <Tag tone="green">{t('Kết nối được', 'Reached')}</Tag> : <Tag tone="yellow">{t('Chưa thử lần nào', 'Never tried')}</Tag>
}

export function connectorsPage(desk: Desk, view: { readonly rows: readonly ConnectorRow[] }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const n = (value: number): string => formatNumber(value, frame.lang)
  return consolePage({ desk, title: t('Kết nối với hệ thống quốc gia', 'Registers of the state'), lead: t('Tỉnh hỏi các cơ sở dữ liệu quốc gia qua chính cổng này: có quyền, có hạn mức, mỗi lần tra cứu đều ghi ai, để làm gì, theo luật nào.', 'The province asks the registers through this gateway: under a right and a quota, each look with who, why and by what law.'), children:
    <Table caption={t('Kết nối', 'Connectors')} captionHidden keys rows={view.rows} keyOf={row => row.code} columns={[
      { id: 'name', header: t('Hệ thống quốc gia', 'Register'), main: true, cell: row => <><a class="govuk-link" href={`${CONNECTORS_PATH}/${row.code}`}>{wordOf('register', row.code, frame.lang)}</a><small>{row.serviceName ?? (row.client === null ? '' : row.service)}</small></> },
      { id: 'looks', header: t('Tra cứu, 30 ngày', 'Looks, 30 days'), numeric: true, cell: row => <>{n(row.looks)}{row.troubled > 0 && <small>{t(`${n(row.troubled)} không thành`, `${n(row.troubled)} failed`)}</small>}</> },
      { id: 'last', header: t('Dùng gần nhất', 'Last used'), cell: row => row.lastAt === null ? t('Chưa dùng', 'Never') : formatDateTime(row.lastAt, frame.lang) },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <Works row={row} /> },
      { id: 'do', header: t('Kiểm tra', 'Test'), cell: row => row.serviceId === null ? '' : <ActButton frame={frame} action={`${CONNECTORS_PATH}/${row.code}/kiem-tra`} values={{ ve: 'danh-sach' }}>{t('Kiểm tra', 'Test')}<span class="govuk-visually-hidden"> {wordOf('register', row.code, frame.lang)}</span></ActButton> }]} /> })
}

export interface ConnectorView { readonly row: ConnectorRow; readonly tests: readonly TestRow[]; readonly purposes: readonly PurposeRow[]; readonly looks: readonly LookRow[]; readonly fields: Fields; readonly form: string }
const HIDDEN = new Set(['clerkId'])
/** A number of a person stands in full in its form alone. */
const shown = (name: string, value: string): string => HIDDEN.has(name) && value.length > 4 ? `••••${value.slice(-3)}` : value
export function connectorPage(desk: Desk, view: ConnectorView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const { row, form, fields } = view
  const n = (value: number): string => formatNumber(value, frame.lang)
  const path = `${CONNECTORS_PATH}/${row.code}`
  const typed = fieldsIn(desk, fields)
  const settings = Object.entries(row.settings)
  const stands: Record<string, string> = { client: row.client ?? '', service: row.service ?? '', account: row.account, settings: settings.map(([name, value]) => `${name}=${value}`).join('\n') }
  const of = (name: string) => form === 'settings' ? typed(name) : { name, value: stands[name] ?? '', error: undefined }
  const total = view.purposes.reduce((sum, each) => sum + each.looks, 0)
  return consolePage({ desk, title: wordOf('register', row.code, frame.lang), back: { href: CONNECTORS_PATH, text: t('Kết nối với hệ thống quốc gia', 'Registers of the state') }, tools: row.serviceId === null ? undefined : <ActButton frame={frame} action={`${path}/kiem-tra`}>{t('Kiểm tra kết nối', 'Test the connection')}</ActButton>, children: <>
    <p class="ts-sentence">{row.client === null ? t('Chưa ai cài đặt kết nối này; các thủ tục cần đến nó đi tiếp bằng tay.', 'Nobody has set this up; procedures that need it go on by hand.') : <><strong>{n(total)}</strong> {t('lượt tra cứu trong 30 ngày', 'looks in 30 days')}{row.troubled > 0 ? t(`, ${n(row.troubled)} lượt không thành.`, `, ${n(row.troubled)} without an answer.`) : '.'}</>}</p>
    <SummaryList rows={[{ key: t('Tình trạng', 'State'), value: <Works row={row} /> }, ...row.client === null ? [] : [
      { key: t('Hỏi bằng hệ thống', 'Asks as'), value: <span class="ts-code">{row.client}</span> }, { key: t('Qua dịch vụ', 'Through the service'), value: <>{row.serviceId === null ? '' : <><a class="govuk-link" href={`${CONSOLE}/dich-vu/${row.serviceId}`}>{row.serviceName}</a> </>}<span class="ts-code">{row.service}</span></> },
      { key: t('Tài khoản bên kia cấp', 'Account there'), value: row.account === '' ? t('Không cần', 'None needed') : <span class="ts-code">{row.account}</span> }, { key: t('Mật khẩu, khóa', 'Secrets'), value: row.hasSecret ? t('Đã niêm phong, không hiện lại', 'Sealed, never shown') : t('Chưa có', 'None') },
      { key: t('Thông số khác', 'Other settings'), value: settings.length === 0 ? t('Không có', 'None') : <ul class="govuk-list">{settings.map(([name, value]) => <li key={name} class="ts-code">{name} = {shown(name, value)}</li>)}</ul> },
      { key: t('Dùng gần nhất', 'Last used'), value: row.lastAt === null ? t('Chưa dùng lần nào', 'Never') : formatDateTime(row.lastAt, frame.lang) }, ...row.changedAt === null ? [] : [{ key: t('Cài đặt lần cuối', 'Last set'), value: formatDateTime(row.changedAt, frame.lang), note: t(`bản ${row.version}; ai sửa gì nằm ở nhật ký hệ thống`, `version ${row.version}; who changed what stands in the ledger`) }]]]} />
    <h2 class="govuk-heading-m">{t('Tra cứu để làm gì, 30 ngày qua', 'What for, in the last 30 days')}</h2>
    <Table caption={t('Mục đích tra cứu', 'Purposes')} captionHidden rows={view.purposes} keyOf={each => `${each.purpose} ${each.legalBasis}`} empty={<p class="govuk-body ts-quiet">{t('Chưa có lượt nào.', 'None.')}</p>} columns={[
      { id: 'purpose', header: t('Mục đích', 'Purpose'), main: true, cell: each => <>{each.purpose}<small>{each.legalBasis}</small></> }, { id: 'n', header: t('Lượt', 'Looks'), numeric: true, cell: each => n(each.looks) }, { id: 'found', header: t('Có kết quả', 'Found'), numeric: true, cell: each => n(each.found) },
      { id: 'bad', header: t('Không thành', 'Failed'), numeric: true, cell: each => n(each.troubled) }, { id: 'consent', header: t('Có đồng ý', 'With consent'), numeric: true, cell: each => n(each.withConsent) }, { id: 'last', header: t('Gần nhất', 'Last'), nowrap: true, cell: each => formatDateTime(each.lastAt, frame.lang) }]} />
    {view.looks.length > 0 && <><h2 class="govuk-heading-m">{t('Các lượt gần nhất', 'Newest looks')}</h2>
      <Table caption={t('Các lượt gần nhất', 'Newest looks')} captionHidden rows={view.looks} keyOf={each => each.id} columns={[
        { id: 'at', header: t('Lúc', 'At'), main: true, cell: each => <>{formatDateTime(each.at, frame.lang)}<small class="ts-code">{each.operation}</small></> }, { id: 'by', header: t('Ai tra', 'By'), cell: each => each.byKind === 'citizen' ? t('Người dân, về chính mình', 'A citizen, about themselves') : <>{each.byName}<small>{each.byTitle}</small></> },
        { id: 'why', header: t('Mục đích', 'Purpose'), cell: each => each.purpose }, { id: 'outcome', header: t('Kết quả', 'Outcome'), cell: each => <State set="lookup" value={each.outcome} /> },
        { id: 'proof', header: t('Bằng chứng', 'Evidence'), cell: each => each.requestId === null ? t('không đến được cổng', 'did not reach the gateway') : each.inLog ? <a class="govuk-link" href={`${CONSOLE}/giao-dich/${each.requestId}`}>{t('Xem giao dịch', 'See the transaction')}<span class="govuk-visually-hidden"> {formatDateTime(each.at, frame.lang)}</span></a> : t('ở kho lưu trữ', 'in the archive') }]} />
      <PrintButton>{t('In trang này', 'Print this page')}</PrintButton></>}
    <h2 class="govuk-heading-m">{t('Lịch sử kiểm tra kết nối', 'Connection tests')}</h2>
    <Table caption={t('Kiểm tra kết nối', 'Connection tests')} captionHidden rows={view.tests} keyOf={each => each.at.toISOString()} empty={<p class="govuk-body ts-quiet">{t('Chưa kiểm tra lần nào.', 'Never tested.')}</p>} columns={[
      { id: 'at', header: t('Lúc', 'At'), main: true, cell: each => formatDateTime(each.at, frame.lang) }, { id: 'ok', header: t('Kết quả', 'Outcome'), cell: each => <Tag tone={each.ok ? 'green' : 'red'}>{each.ok ? t('Kết nối được', 'Reached') : t('Chưa kết nối', 'Not reached')}</Tag> }, { id: 'message', header: t('Chi tiết', 'Detail'), cell: each => each.message }, { id: 'ms', header: 'ms', numeric: true, cell: each => n(each.milliseconds) }]} />
    <Details summary={row.client === null ? t('Cài đặt kết nối', 'Set it up') : t('Sửa cài đặt', 'Change the settings')} open={form === 'settings'}><AdminForm frame={frame} action={path} version={row.version}>
      <Input {...of('client')} label={t('Hỏi bằng hệ thống', 'Asks as')} hint={t('Định danh bốn phần, ví dụ VN/GOV/000.00.00.H55/ket-noi', 'Four parts, for example VN/GOV/000.00.00.H55/ket-noi')} /><Input {...of('service')} label={t('Qua dịch vụ', 'Through the service')} hint={t('Định danh năm phần của một dịch vụ trong sổ đăng ký', 'Five parts, of a service in the registry')} />
      <Input {...of('account')} label={t('Tài khoản bên kia cấp', 'Account there')} optional /><Input name="secret" label={t('Mật khẩu', 'Secret')} optional hint={t('Để trống là giữ mật khẩu đang dùng', 'Empty: the one in use stays')} type="password" autocomplete="off" /><Input name="apiKey" label={t('Khóa API', 'API key')} optional hint={t('Để trống là giữ khóa đang dùng', 'Empty: the one in use stays')} type="password" autocomplete="off" />
      <Textarea {...of('settings')} label={t('Thông số khác, mỗi dòng tên=giá trị', 'Other settings, name=value a line')} optional rows={5} /><Input name="reason" label={t('Lý do', 'Reason')} value={fieldOf(fields, 'reason')} error={faultOf(desk.faults ?? [], 'reason')} /><Button>{t('Lưu cài đặt', 'Save the settings')}</Button></AdminForm></Details>
  </> })
}
