import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, Details, faultOf, formatDate, History, Input, NotificationBanner, Select, SummaryList, Table, Tag, Textarea, type Wording } from '../../../ui/index.ts'
import { ISSUED_KINDS, type IssuedCredential } from '../acts/issue-credential.ts'
import { isSteward } from '../acts/registry-row.ts'
import type { CredentialRow, ServiceRow, SubsystemRow } from '../queries/registry.ts'
import type { RightRow } from '../queries/rights.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { fieldsIn } from './members.tsx'
import { optionsOf, State, wordOf } from './words.tsx'

export interface SubsystemView { readonly subsystem: SubsystemRow; readonly credentials: readonly CredentialRow[]; readonly services: readonly ServiceRow[]; readonly rights: readonly RightRow[]; readonly wordings: readonly Wording[]; readonly fields: Fields; readonly form: string; readonly now: Date; readonly issued: IssuedCredential | undefined; /** makes a form that is sent twice issue once */ readonly formId: string }

export function subsystemPage(desk: Desk, view: SubsystemView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { subsystem, fields, form, now, issued } = view
  const of = fieldsIn(desk, fields)
  const path = `${CONSOLE}/he-thong/${subsystem.id}`
  const steward = isSteward(actor)
  const day = (at: Date | null): string => at === null ? t('không thời hạn', 'no end') : formatDate(at, frame.lang)
  return consolePage({ desk, title: subsystem.name, back: { href: `${CONSOLE}/thanh-vien/${subsystem.memberId}`, text: subsystem.memberName }, children: <>
    {issued !== undefined && <NotificationBanner id="issued" tone="success" heading={issued.secret === undefined ? t('Đã nhận chứng thư', 'The certificate is taken') : t('Đã cấp. Mật khẩu này chỉ hiện một lần: chép ngay và trao qua kênh an toàn.', 'Issued. The secret is shown this once: copy it now and hand it over safely.')}>
      <SummaryList rows={[{ key: issued.secret === undefined ? 'SHA-256' : t('Khóa (key)', 'Key'), value: <span class="ts-code" data-issued="key">{issued.publicId}</span> }, ...issued.secret === undefined ? [] : [{ key: t('Mật khẩu (secret)', 'Secret'), value: <span class="ts-code" data-issued="secret">{issued.secret}</span> }]]} /></NotificationBanner>}
    <SummaryList rows={[{ key: t('Định danh', 'Identifier'), value: <span class="ts-code">{subsystem.key}</span> }, { key: t('Tình trạng', 'State'), value: <State set="state" value={subsystem.state} /> }, { key: t('Kết nối bằng', 'Connects by'), value: wordOf('connection', subsystem.connection, frame.lang) }]} />
    <h2 class="govuk-heading-m">{t('Thông tin xác thực', 'Credentials')}</h2>
    <Table caption={t('Thông tin xác thực', 'Credentials')} captionHidden rows={view.credentials} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa cấp thông tin xác thực nào.', 'None issued.')}</p>} columns={[
      { id: 'label', header: t('Ai giữ, dùng ở đâu', 'Held by'), main: true, cell: row => <>{row.label || '–'}<small>{wordOf('credential', row.kind, frame.lang)} · <span class="ts-code">{row.publicId.slice(0, 24)}{row.publicId.length > 24 ? '…' : ''}</span></small></> },
      { id: 'valid', header: t('Hiệu lực', 'Valid'), cell: row => <>{formatDate(row.validFrom, frame.lang)} – {day(row.validTo)}</> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => row.revokedAt ? <><Tag>{t('Đã thu hồi', 'Revoked')}</Tag><small>{row.revokedBecause}</small></> : row.validTo !== null && row.validTo <= now ? <Tag tone="red">{t('Hết hạn', 'Expired')}</Tag> : <Tag tone="green">{t('Đang dùng', 'In force')}</Tag> },
      { id: 'do', header: '', cell: row => steward && !row.revokedAt ? <Details summary={t('Thu hồi', 'Revoke')} open={faultOf(desk.faults ?? [], `reason-${row.id}`) !== undefined}><AdminForm frame={frame} action={`${CONSOLE}/xac-thuc/${row.id}/thu-hoi`} version={row.version}><input type="hidden" name="subsystem" value={subsystem.id} />
        <Input {...of(`reason-${row.id}`)} label={t('Lý do', 'Reason')} /><Button tone="warning" size="small">{t('Thu hồi', 'Revoke')}</Button></AdminForm></Details> : '' },
    ]} />
    {steward && <Details summary={t('Cấp thông tin xác thực mới', 'Issue a credential')} open={form === 'credential'}><AdminForm frame={frame} action={`${path}/xac-thuc`}><input type="hidden" name="form" value={view.formId} />
      <Select name="kind" label={t('Loại', 'Kind')} value={fieldOf(fields, 'kind') || 'oauth-client'} error={faultOf(desk.faults ?? [], 'kind')} options={ISSUED_KINDS.map(value => ({ value, label: wordOf('credential', value, frame.lang) }))} />
      <Input {...of('label')} label={t('Ai giữ, dùng ở đâu', 'Held by whom, where')} hint={t('Ví dụ: máy chủ một cửa, trung tâm dữ liệu tỉnh', 'For example: one-stop server, provincial data centre')} />
      <Input {...of('validTo')} label={t('Hết hạn ngày', 'Last day')} optional width={10} hint={t('ngày/tháng/năm; để trống thì theo chứng thư hoặc không thời hạn', 'day/month/year; empty: as the certificate says, or no end')} />
      <Textarea {...of('certificate')} label={t('Chứng thư (PEM), khi chọn loại chứng thư', 'Certificate (PEM), for that kind')} optional rows={5} hint={t('Dán nội dung bắt đầu bằng -----BEGIN CERTIFICATE-----. Không bao giờ dán khóa riêng.', 'Paste what begins with -----BEGIN CERTIFICATE-----. Never a private key.')} />
      <Button>{t('Cấp', 'Issue')}</Button></AdminForm></Details>}
    <h2 class="govuk-heading-m">{t('Dịch vụ cung cấp', 'Services offered')}</h2>
    <Table caption={t('Dịch vụ', 'Services')} captionHidden rows={view.services} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Hệ thống này chưa cung cấp dịch vụ nào.', 'No services.')}</p>} columns={[
      { id: 'name', header: t('Dịch vụ', 'Service'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/dich-vu/${row.id}`}>{row.name}</a><small class="ts-code">{row.key}</small></> }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="state" value={row.state} /> }]} />
    {steward && <Button tone="secondary" href={`${path}/dich-vu-moi`}>{t('Thêm dịch vụ', 'Add a service')}</Button>}
    <h2 class="govuk-heading-m">{t('Được quyền gọi', 'May call')}</h2>
    <Table caption={t('Quyền', 'Rights')} captionHidden rows={view.rights} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa có quyền nào. Mở danh mục để xin.', 'No rights yet. Open the catalogue to ask.')}</p>} columns={[
      { id: 'service', header: t('Dịch vụ', 'Service'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/quyen/${row.id}`}>{row.service}</a><small>{row.provider}</small></> }, { id: 'until', header: t('Đến', 'Until'), cell: row => day(row.validTo) }]} />
    {steward && <>
      <Details summary={t('Sửa hệ thống', 'Change the subsystem')} open={form === 'subsystem'}><AdminForm frame={frame} action={`${path}/sua`} version={subsystem.version}>
        <Input name="name" label={t('Tên', 'Name')} value={form === 'subsystem' ? fieldOf(fields, 'name') : subsystem.name} error={faultOf(desk.faults ?? [], 'name')} /><Select name="connection" label={t('Kết nối bằng', 'Connects by')} value={form === 'subsystem' ? fieldOf(fields, 'connection') : subsystem.connection} options={optionsOf('connection', frame.lang)} /><Button>{t('Lưu', 'Save')}</Button></AdminForm></Details>
      <Details summary={t('Tạm ngừng, mở lại, đóng', 'Suspend, resume, close')} open={form === 'state'}><AdminForm frame={frame} action={`${path}/tinh-trang`} version={subsystem.version}>
        <Select name="state" label={t('Tình trạng mới', 'New state')} value={fieldOf(fields, 'state') || subsystem.state} options={['active', 'suspended', 'closed'].map(value => ({ value, label: wordOf('state', value, frame.lang) }))} /><Input {...of('reason')} label={t('Lý do', 'Reason')} /><Button tone="warning">{t('Đổi tình trạng', 'Change the state')}</Button></AdminForm></Details>
    </>}
    <History wordings={view.wordings} />
  </> })
}
