import { AdminForm, Button, choose, Details, faultOf, formatDate, InsetText, Select, Table, Tag } from '../../../ui/index.ts'
import { isSteward } from '../acts/registry-row.ts'
import { isConnected } from '../domain/connected.ts'
import type { ServiceRow, SharedDatabaseRow } from '../queries/registry.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'

const PATH = `${CONSOLE}/co-so-du-lieu`
/** "x of y connected", the list behind it, and what counts as connected. */
export function databasesPage(desk: Desk, view: { readonly rows: readonly SharedDatabaseRow[]; readonly services: readonly ServiceRow[]; readonly now: Date; readonly form: string }): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const connected = view.rows.filter(row => isConnected(row, view.now)).length
  const part = (scope: string, title: string) => { const rows = view.rows.filter(row => row.scope === scope); return <section><h2 class="govuk-heading-m">{title}: {rows.filter(row => isConnected(row, view.now)).length} / {rows.length}</h2>
    <Table caption={title} captionHidden rows={rows} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa khai.', 'None.')}</p>} columns={[
      { id: 'name', header: t('Cơ sở dữ liệu', 'Database'), main: true, cell: row => <>{row.name}<small>{row.ownerName}</small></> }, { id: 'source', header: t('Căn cứ', 'Source'), cell: row => <small>{row.source}</small> },
      { id: 'service', header: t('Qua dịch vụ', 'By service'), cell: row => row.serviceId === null ? <span class="ts-quiet">{t('Chưa có', 'None')}</span> : <a class="govuk-link" href={`${CONSOLE}/danh-muc/${row.serviceId}`}>{row.serviceName}</a> },
      { id: 'state', header: t('Kết nối', 'Connected'), cell: row => <>{isConnected(row, view.now) ? <Tag tone="green">{t('Đã kết nối', 'Connected')}</Tag> : <Tag>{t('Chưa kết nối', 'Not connected')}</Tag>}{row.misses?.map(miss => <small>{t(miss.vi, miss.en ?? miss.vi)}</small>)}<small>{row.answeredAt ? `${t('Trả lời gần nhất', 'Last answer')} ${formatDate(row.answeredAt, frame.lang)}` : row.testedAt ? `${t('Kiểm tra', 'Tested')} ${formatDate(row.testedAt, frame.lang)}${row.testedOk === true ? '' : `, ${t('không được', 'failed')}`}` : ''}</small></> },
      ...isSteward(actor) ? [{ id: 'do', header: '', cell: (row: SharedDatabaseRow) => <Details summary={t('Gắn dịch vụ', 'Link a service')} open={view.form === row.id}><AdminForm frame={frame} action={`${PATH}/${row.id}`} version={row.version}><Select name={`service-${row.id}`} label={t('Dịch vụ', 'Service')} value={row.serviceId ?? ''} placeholder={t('Không có', 'None')} error={view.form === row.id ? faultOf(desk.faults ?? [], 'service') : undefined} options={view.services.map(each => ({ value: each.id, label: each.name }))} /><Button size="small">{t('Lưu', 'Save')}</Button></AdminForm></Details> }] : []]} /></section> }
  return consolePage({ desk, title: t('Cơ sở dữ liệu dùng chung', 'Shared databases'), children: <>
    <p class="ts-sentence">{t('Đã kết nối', 'Connected:')} <strong>{connected}</strong> {t('trên', 'of')} <strong>{view.rows.length}</strong> {t('cơ sở dữ liệu.', 'databases.')}</p>
    <InsetText>{t('Tính là đã kết nối khi có dịch vụ đang mở trên nền tảng đứng tên cơ sở dữ liệu đó, và trong 30 ngày qua dịch vụ ấy đã trả lời ít nhất một lượt gọi hoặc lần kiểm tra kết nối gần nhất trong 7 ngày qua thành công. Khai tên mà chưa trả lời thì chưa tính. Bộ dữ liệu của kho dữ liệu dùng chung phải đủ cả năm: đã công bố, dịch vụ trả lời trong một giờ qua, có quyền truy cập còn hiệu lực hoặc là dữ liệu mở, cập nhật đúng hẹn, được ít nhất một cơ quan khác dùng trong 30 ngày.', 'Counted as connected: an open service stands for the database, and it answered a call within 30 days, or its latest connection test within 7 days succeeded. A name alone does not count. A dataset of the shared data store must have all five: published, its service answered within the hour, a right in force or open data, refreshed as promised, used by at least one other agency within 30 days.')}</InsetText>
    {part('national', t('Cấp quốc gia, bộ ngành', 'National'))}{part('province', t('Cấp tỉnh', 'Provincial'))}
  </> })
}
