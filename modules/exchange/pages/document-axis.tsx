import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { addressOf, ActButton, AdminForm, Button, choose, Details, EmptyState, faultOf, FilterChips, formatDate, formatDateTime, formatNumber, Input, NotificationBanner, Pagination, PrintButton, Select, SummaryList, Table, Tag } from '../../../ui/index.ts'
import { isSteward, mayActFor } from '../acts/registry-row.ts'
import type { AxisAgencyRow, AxisDeliveryRow, AxisSystemRow, SaidRow } from '../queries/document-axis.ts'
import type { SubsystemRow } from '../queries/registry.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { State, wordOf } from './words.tsx'

export const AXIS = `${CONSOLE}/truc-van-ban`
export const DOCUMENTS = `${CONSOLE}/van-ban`
const MONTH = 30 * 86_400_000

export interface AxisView { readonly systems: readonly AxisSystemRow[]; readonly agencies: readonly AxisAgencyRow[]; readonly subsystems: readonly SubsystemRow[]; readonly fields: Fields; readonly form: string; readonly now: Date; readonly issued: { readonly systemId: string; readonly secret: string } | undefined }
/** Who is on the document axes, with which key, and what lies ready for whom. */
export function axisPage(desk: Desk, view: AxisView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { systems, agencies, fields, form, now } = view
  const steward = isSteward(actor)
  const n = (value: number): string => formatNumber(value, frame.lang)
  const of = (name: string, at: string) => ({ name, value: form === at ? fieldOf(fields, name) : '', error: form === at ? faultOf(desk.faults ?? [], name) : undefined })
  const [waiting, stuck] = [systems.reduce((sum, row) => sum + row.waiting, 0), systems.reduce((sum, row) => sum + row.stuck, 0)]
  return consolePage({ desk, title: t('Trục liên thông văn bản', 'Document axis'), lead: t('Hệ thống quản lý văn bản gửi và nhận văn bản điện tử với nhau, theo Quyết định 28/2018/QĐ-TTg.', 'Systems that send documents to each other, under Decision 28/2018.'), children: <>
    {view.issued !== undefined && <NotificationBanner id="issued" tone="success" heading={t('Khóa này chỉ hiện một lần: chép ngay và trao qua kênh an toàn.', 'This key is shown once: copy it now and hand it over safely.')}>
      <SummaryList rows={[{ key: t('Mã hệ thống (systemId)', 'System id'), value: <span class="ts-code" data-issued="key">{view.issued.systemId}</span> }, { key: t('Khóa bí mật (secret)', 'Secret'), value: <span class="ts-code" data-issued="secret">{view.issued.secret}</span> }]} /></NotificationBanner>}
    {systems.length > 0 && <p class="ts-sentence"><strong>{n(waiting)}</strong> {t('văn bản đang chờ bên nhận lấy', 'documents wait for their receivers')}{stuck > 0 ? <>; {t('trong đó', 'of these')} <a class="govuk-link" href={`${DOCUMENTS}?tinh-trang=stuck`}>{t(`${n(stuck)} văn bản vướng`, `${n(stuck)} are stuck`)}</a>.</> : t(', không văn bản nào vướng.', ', none is stuck.')}</p>}
    <h2 class="govuk-heading-m">{t('Hệ thống trên trục', 'Systems')}</h2>
    <Table caption={t('Hệ thống trên trục', 'Systems')} captionHidden keys rows={systems} keyOf={row => row.keyId} empty={<EmptyState title={t('Chưa hệ thống nào lên trục', 'No system yet')} text={steward ? t('Cấp khóa cho một hệ thống quản lý văn bản để hệ thống đó gửi, nhận.', 'Issue a key to a document system.') : t('Đề nghị quản trị tỉnh cấp khóa cho hệ thống quản lý văn bản của cơ quan.', 'Ask an administrator for a key.')} />} columns={[
      { id: 'name', header: t('Hệ thống', 'System'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/he-thong/${row.id}`}>{row.name}</a><small>{row.memberName}</small></> }, { id: 'code', header: t('Mã trên trục', 'Code'), cell: row => <><span class="ts-code">{row.systemId}</span><small>{t(`${n(row.agencies)} đơn vị`, `${n(row.agencies)} agencies`)}</small></> },
      { id: 'key', header: t('Khóa', 'Key'), cell: row => <>{row.validTo !== null && row.validTo <= now ? <Tag tone="red">{t('Hết hạn', 'Expired')}</Tag> : row.validTo !== null && row.validTo.getTime() - now.getTime() < MONTH ? <Tag tone="yellow">{t('Sắp hết hạn', 'Ends soon')}</Tag> : <Tag tone="green">{t('Đang dùng', 'In force')}</Tag>}<small>{formatDate(row.validFrom, frame.lang)} – {row.validTo === null ? t('không thời hạn', 'no end') : formatDate(row.validTo, frame.lang)}</small></> },
      { id: 'waiting', header: t('Chờ lấy', 'Waiting'), numeric: true, cell: row => <>{n(row.waiting)}{row.stuck > 0 && <small>{t(`${n(row.stuck)} vướng`, `${n(row.stuck)} stuck`)}</small>}</> }, { id: 'last', header: t('Lấy gần nhất', 'Last fetched'), cell: row => row.fetchedAt === null ? t('Chưa lấy', 'Never') : formatDateTime(row.fetchedAt, frame.lang) },
      ...steward ? [{ id: 'do', header: t('Đổi khóa', 'Change the key'), cell: (row: AxisSystemRow) => <Details summary={t('Đổi khóa', 'Change')} open={form === row.keyId}><AdminForm frame={frame} action={`${AXIS}/${row.keyId}/doi-khoa`} version={row.version}><p class="govuk-body-s">{t('Khóa cũ thôi dùng ngay khi bấm.', 'The old key stops at once.')}</p><Input {...of(`validTo-${row.keyId}`, row.keyId)} label={t('Dùng đến ngày', 'Until')} optional width={10} hint={t('ngày/tháng/năm', 'day/month/year')} /><Input {...of(`reason-${row.keyId}`, row.keyId)} label={t('Lý do', 'Reason')} /><Button size="small">{t('Tạo khóa mới', 'Make a new key')}</Button></AdminForm></Details> }] : []]} />
    {steward && <Details summary={t('Cấp khóa cho một hệ thống', 'Issue a key')} open={form === 'key'}><AdminForm frame={frame} action={AXIS}>
      <Select name="subsystem" label={t('Hệ thống', 'System')} value={form === 'key' ? fieldOf(fields, 'subsystem') : ''} error={form === 'key' ? faultOf(desk.faults ?? [], 'subsystem') : undefined} placeholder={t('Chọn hệ thống', 'Choose a system')} options={view.subsystems.map(row => ({ value: row.id, label: `${row.name} (${row.memberName})` }))} />
      <Input {...of('systemId', 'key')} label={t('Mã định danh trên trục', 'Code on the axis')} hint={t('Theo Quyết định 20/2020/QĐ-TTg, ví dụ H55.01', 'As in Decision 20/2020, for example H55.01')} /><Input {...of('label', 'key')} label={t('Ai giữ, dùng ở đâu', 'Held by whom, where')} /><Input {...of('validTo', 'key')} label={t('Dùng đến ngày', 'Until')} optional width={10} hint={t('ngày/tháng/năm', 'day/month/year')} /><Button>{t('Cấp khóa', 'Issue the key')}</Button></AdminForm></Details>}
    <h2 class="govuk-heading-m">{t('Đơn vị nhận qua hệ thống', 'Agencies behind the systems')}</h2>
    <Table caption={t('Đơn vị', 'Agencies')} captionHidden rows={agencies} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa hệ thống nào đăng ký đơn vị; mỗi hệ thống nhận bằng mã của chính mình.', 'None registered; each system receives under its own code.')}</p>} columns={[
      { id: 'name', header: t('Đơn vị', 'Agency'), main: true, cell: row => <>{row.name}<small class="ts-code">{row.code}</small></> }, { id: 'system', header: t('Qua hệ thống', 'Through'), cell: row => <>{row.systemName}<small class="ts-code">{row.systemId}</small></> }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><State set="axisAgency" value={row.state} /><small>{formatDateTime(row.changedAt, frame.lang)}</small></> },
      ...steward ? [{ id: 'do', header: t('Quyết định', 'Decide'), cell: (row: AxisAgencyRow) => <>{row.state === 'pending' && <ActButton frame={frame} action={`${AXIS}/don-vi/${row.id}`} values={{ version: String(row.version), state: 'active' }}>{t('Cho lên trục', 'Admit')}<span class="govuk-visually-hidden"> {row.name}</span></ActButton>}<Details summary={t('Đưa ra khỏi trục', 'Take off')} open={form === row.id}><AdminForm frame={frame} action={`${AXIS}/don-vi/${row.id}`} version={row.version}><input type="hidden" name="state" value="removed" /><Input {...of(`reason-${row.id}`, row.id)} label={t('Lý do', 'Reason')} /><Button tone="warning" size="small">{t('Đưa ra', 'Take off')}</Button></AdminForm></Details></> }] : []]} />
  </> })
}

export function documentsPage(desk: Desk, view: { readonly rows: readonly AxisDeliveryRow[]; readonly state: string; readonly next: string | undefined }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const chip = (state: string, text: string) => ({ text, href: addressOf(DOCUMENTS, { 'tinh-trang': state }), current: view.state === state })
  return consolePage({ desk, title: t('Văn bản trên trục', 'Documents on the axis'), lead: t('Văn bản vướng: bên nhận báo lỗi, hoặc quá một ngày chưa lấy.', 'Stuck: failed at the receiver, or not fetched for a day.'), children: <>
    <FilterChips label={t('Tình trạng', 'State')} chips={[chip('stuck', t('Vướng', 'Stuck')), chip('waiting', t('Chờ bên nhận lấy', 'Waiting')), chip('fetched', t('Đã lấy, chưa xác nhận', 'Fetched')), chip('acknowledged', t('Đã nhận', 'Received')), chip('all', t('Tất cả', 'All'))]} />
    <Table caption={t('Văn bản trên trục', 'Documents')} captionHidden keys rows={view.rows} keyOf={row => `${row.documentId} ${row.receiverCode}`} empty={view.state === 'stuck' ? <EmptyState icon="check" title={t('Không văn bản nào vướng', 'Nothing is stuck')} text={t('Bên nhận nào cũng lấy văn bản trong một ngày.', 'Every receiver fetches within a day.')} /> : <EmptyState title={t('Không có văn bản nào', 'No documents')} />} columns={[
      { id: 'what', header: t('Văn bản', 'Document'), main: true, cell: row => <><a class="govuk-link" href={`${DOCUMENTS}/${row.documentId}`}>{row.notation || t('Không có số, ký hiệu', 'Without a number')}</a><small>{row.title.slice(0, 140)}</small></> },
      { id: 'from', header: t('Bên gửi', 'From'), cell: row => <>{row.senderName}<small class="ts-code">{row.fromCode}</small></> }, { id: 'to', header: t('Bên nhận', 'To'), cell: row => <>{row.receiverName}<small class="ts-code">{row.receiverCode}</small></> },
      { id: 'since', header: t('Từ lúc', 'Since'), cell: row => formatDateTime(row.updatedAt, frame.lang) }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><State set="axisDelivery" value={row.state} />{row.status !== null && <small>{wordOf('axisSaid', row.status, frame.lang)}</small>}</> }]} />
    <Pagination nextHref={view.next} /></> })
}

export function documentPage(desk: Desk, view: { readonly deliveries: readonly AxisDeliveryRow[]; readonly said: readonly SaidRow[]; readonly fields: Fields; readonly form: string }): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const [first] = view.deliveries
  if (!first) throw new Error('a document has a receiver')
  const formOf = (row: AxisDeliveryRow): string => row.receiverCode.replace(/[^A-Za-z0-9]/g, '-')
  return consolePage({ desk, title: first.notation === '' ? t('Văn bản không có số, ký hiệu', 'Document without a number') : first.notation, back: { href: DOCUMENTS, text: t('Văn bản trên trục', 'Documents on the axis') }, lead: first.title === '' ? undefined : first.title, tools: <PrintButton>{t('In', 'Print')}</PrintButton>, children: <>
    <SummaryList rows={[{ key: t('Bên gửi', 'From'), value: <>{first.senderName} <span class="ts-code">{first.fromCode}</span></> }, { key: t('Gửi lúc', 'Sent at'), value: formatDateTime(first.receivedAt, frame.lang) }, { key: t('Loại', 'Kind'), value: first.messageType === 'status' ? t('Thông báo trạng thái', 'Status message') : wordOf('axisBusiness', String(first.business), frame.lang) }, { key: t('Chữ ký số', 'Signature'), value: <><State set="axisSignature" value={first.signature} />{first.signatureBy !== null && <> {first.signatureBy}</>}</> }, { key: t('Mã trên trục', 'Id'), value: <span class="ts-code">{first.documentId}</span> }]} />
    <h2 class="govuk-heading-m">{t('Bên nhận', 'Receivers')}</h2>
    <Table caption={t('Bên nhận', 'Receivers')} captionHidden rows={view.deliveries} keyOf={row => row.receiverCode} columns={[
      { id: 'who', header: t('Bên nhận', 'Receiver'), main: true, cell: row => <>{row.receiverName}<small class="ts-code">{row.receiverCode}</small></> }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><State set="axisDelivery" value={row.state} />{row.status !== null && <small>{wordOf('axisSaid', row.status, frame.lang)}</small>}{row.recall === 'asked' && <small>{t('đang đề nghị thu hồi', 'recall asked')}</small>}</> },
      { id: 'fetched', header: t('Lấy lúc', 'Fetched'), cell: row => row.fetchedAt === null ? t('Chưa lấy', 'Not yet') : formatDateTime(row.fetchedAt, frame.lang) }, { id: 'since', header: t('Từ lúc', 'Since'), cell: row => formatDateTime(row.updatedAt, frame.lang) },
      { id: 'do', header: t('Xử lý', 'Act'), cell: row => (row.state === 'failed' || row.state === 'fetched') && mayActFor(actor, row.receiverAgency) ? <Details summary={t('Xếp lại cho bên nhận', 'Put it back')} open={view.form === formOf(row)}><AdminForm frame={frame} action={`${DOCUMENTS}/${row.documentId}/xep-lai`}><input type="hidden" name="receiver" value={row.receiverCode} /><Input name={`reason-${formOf(row)}`} label={t('Lý do', 'Reason')} value={view.form === formOf(row) ? fieldOf(view.fields, `reason-${formOf(row)}`) : ''} error={view.form === formOf(row) ? faultOf(desk.faults ?? [], `reason-${formOf(row)}`) : undefined} hint={t('Hệ thống nhận sẽ thấy lại văn bản ở lần lấy tới.', 'The system finds it again at its next look.')} /><Button size="small">{t('Xếp lại', 'Put it back')}</Button></AdminForm></Details>
        : row.stuck && row.state === 'waiting' ? <span class="ts-quiet">{t('Bên nhận chưa lấy: hỏi cán bộ phụ trách hệ thống nhận.', 'Not fetched: ask whoever runs the receiver’s system.')}</span> : '' }]} />
    <h2 class="govuk-heading-m">{t('Bên nhận đã báo', 'What receivers said')}</h2>
    <Table caption={t('Bên nhận đã báo', 'What receivers said')} captionHidden rows={view.said} keyOf={row => `${row.receiverCode} ${row.at.toISOString()} ${row.status}`} empty={<p class="govuk-body ts-quiet">{t('Chưa bên nào báo gì.', 'Nothing yet.')}</p>} columns={[
      { id: 'at', header: t('Lúc', 'At'), main: true, cell: row => formatDateTime(row.at, frame.lang) }, { id: 'who', header: t('Bên nhận', 'Receiver'), cell: row => <span class="ts-code">{row.receiverCode}</span> }, { id: 'what', header: t('Báo', 'Said'), cell: row => wordOf('axisSaid', row.status, frame.lang) }, { id: 'more', header: t('Ghi chú', 'Note'), cell: row => row.description }]} />
  </> })
}
