import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { ActButton, AdminForm, Button, Checkboxes, choose, Details, EmptyState, faultOf, FileInput, formatDateTime, History, Input, Select, SummaryList, Table, Tag, Textarea, type Wording } from '../../../ui/index.ts'
import { ENVELOPES, EVIDENCE_MODES, SERVICE_KINDS } from '../acts/put-service.ts'
import { isSteward } from '../acts/registry-row.ts'
import { writeEndpointLines, type EndpointLine } from '../domain/codes.ts'
import { percentile } from '../domain/latency.ts'
import type { EndpointChanges, OpenApiFacts } from '../domain/openapi.ts'
import type { PartyTraffic } from '../queries/monitoring.ts'
import type { ServiceFilter, ServiceRow, TestRow } from '../queries/registry.ts'
import type { RightRow } from '../queries/rights.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { fieldsIn } from './members.tsx'
import { availability, availabilityText, msText } from './overview.tsx'
import { optionsOf, State, wordOf } from './words.tsx'

const PATH = `${CONSOLE}/dich-vu`
export function Tested({ row, lang }: { readonly row: Pick<ServiceRow, 'tested'>; readonly lang: 'vi' | 'en' }) {
  const t = choose(lang)
  return row.tested === null ? <Tag>{t('Chưa kiểm tra', 'Not tested')}</Tag> : <>{row.tested.ok ? <Tag tone="green">{t('Kết nối được', 'Reached')}</Tag> : <Tag tone="red">{t('Chưa kết nối', 'Not reached')}</Tag>}<small>{row.tested.message} · {formatDateTime(new Date(row.tested.at), lang)}</small></>
}

/** Every service with how it stands: who may change it tests it from here. */
export function servicesPage(desk: Desk, view: { readonly rows: readonly ServiceRow[]; readonly filter: ServiceFilter; readonly traffic: ReadonlyMap<number, PartyTraffic> }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return consolePage({ desk, title: t('Dịch vụ dữ liệu', 'Data services'), lead: t('Sẵn sàng và thời gian tính trong 24 giờ qua. Sẵn sàng là phần lượt gọi được bên cung cấp trả lời, trên tổng số lượt đã chuyển đến.', 'Availability and times of the last 24 hours: the share of forwarded calls that the provider answered.'), children: <>
    <form method="get" action={PATH} class="ts-filters" role="search"><Input name="q" label={t('Tên, mã, thuật ngữ', 'Name, code, term')} value={view.filter.q} /><Select name="loai" label={t('Loại', 'Kind')} value={view.filter.kind} placeholder={t('Mọi loại', 'Every kind')} options={SERVICE_KINDS.map(value => ({ value, label: value }))} />
      <Select name="tinh-trang" label={t('Tình trạng', 'State')} value={view.filter.state} placeholder={t('Tất cả', 'All')} options={['enabled', 'disabled'].map(value => ({ value, label: wordOf('state', value, frame.lang) }))} /><Button tone="secondary">{t('Lọc', 'Filter')}</Button></form>
    <Table caption={t('Dịch vụ dữ liệu', 'Data services')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={<EmptyState title={t('Không có dịch vụ nào khớp', 'No service matches')}><Button tone="secondary" href={PATH}>{t('Bỏ bộ lọc', 'Drop the filters')}</Button></EmptyState>} columns={[
      { id: 'name', header: t('Dịch vụ', 'Service'), main: true, cell: row => <><a class="govuk-link" href={`${PATH}/${row.id}`}>{row.name}</a><small>{row.memberName} · {row.kind}{row.listed ? '' : ` · ${t('không đưa vào danh mục', 'not listed')}`}</small></> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="state" value={row.state} /> },
      { id: 'test', header: t('Kiểm tra kết nối', 'Connection test'), cell: row => <Tested row={row} lang={frame.lang} /> },
      { id: 'available', header: t('Sẵn sàng', 'Available'), numeric: true, cell: row => { const x = view.traffic.get(row.number); return x === undefined ? '–' : <>{availabilityText(availability(x), frame.lang)}<small>{x.badMinutes === 0 ? t(`${x.minutes} phút có gọi, không phút nào lỗi`, `${x.minutes} minutes, none with failures`) : t(`${x.badMinutes} trên ${x.minutes} phút có lỗi`, `${x.badMinutes} of ${x.minutes} minutes with failures`)}</small></> } },
      { id: 'p95', header: 'p95', numeric: true, cell: row => msText(percentile(view.traffic.get(row.number)?.took ?? [], 0.95), frame.lang) },
      { id: 'do', header: '', cell: row => <ActButton frame={frame} action={`${PATH}/${row.id}/kiem-tra`} values={{ ve: 'danh-sach' }}>{t('Kiểm tra', 'Test')}<span class="govuk-visually-hidden"> {row.name}</span></ActButton> },
    ]} /></> })
}

/** What the form of a service shows: what was typed, or what stands in the registry. */
export function ServiceFields({ desk, fields }: { readonly desk: Desk; readonly fields: Fields }) {
  const { frame } = desk
  const t = choose(frame.lang)
  const of = fieldsIn(desk, fields)
  const choice = (name: string) => ({ name, value: fieldOf(fields, name), error: faultOf(desk.faults ?? [], name) })
  return <>
    <Input {...of('name')} label={t('Tên dịch vụ', 'Name')} /><Textarea {...of('description')} label={t('Mô tả', 'Description')} optional rows={3} />
    <Select {...choice('kind')} label={t('Loại', 'Kind')} options={SERVICE_KINDS.map(value => ({ value, label: value }))} />
    <Input {...of('baseUrl')} label={t('Địa chỉ gốc của hệ thống cung cấp', 'Base address of the provider')} hint="https://hotich.thainguyen.gov.vn/api" /><Input {...of('checkPath')} label={t('Đường dùng khi kiểm tra kết nối', 'Path for the connection test')} hint={t('Ví dụ: /health', 'For example /health')} />
    <Input {...of('legalBasis')} label={t('Căn cứ pháp lý', 'Legal ground')} optional /><Input {...of('contact')} label={t('Đầu mối hỗ trợ', 'Contact')} optional hint={t('Đơn vị, thư điện tử công vụ, số điện thoại cơ quan', 'Unit, official e-mail and telephone')} />
    <Textarea {...of('terms')} label={t('Điều khoản sử dụng', 'Contract terms')} optional rows={3} />
    <Checkboxes name="unlisted" label={t('Danh mục', 'Catalogue')} values={fieldOf(fields, 'unlisted') === '' ? [] : ['1']} options={[{ value: '1', label: t('Không đưa vào danh mục (phải có căn cứ)', 'Leave out of the catalogue (needs a legal ground)') }]} /><Input {...of('unlistedBecause')} label={t('Căn cứ để không đưa vào danh mục', 'Legal ground for leaving it out')} optional />
    <Input {...of('context')} label={t('Ngữ cảnh kiểu WSO2', 'WSO2 context')} optional hint="/dmdc/1.0" /><Select {...choice('errorEnvelope')} label={t('Khuôn báo lỗi', 'Error envelope')} options={ENVELOPES.map(value => ({ value, label: wordOf('envelope', value, frame.lang) }))} />
    <Select {...choice('evidence')} label={t('Chứng cứ', 'Evidence')} options={EVIDENCE_MODES.map(value => ({ value, label: wordOf('evidence', value, frame.lang) }))} /><Select {...choice('whenLogFails')} label={t('Khi nhật ký không ghi được', 'When the log is away')} options={optionsOf('logFails', frame.lang)} />
    <Checkboxes name="idempotent" label={t('Gửi lại', 'Retry')} values={fieldOf(fields, 'idempotent') === '' ? [] : ['1']} options={[{ value: '1', label: t('Cùng mã thông điệp thì trả lại câu trả lời cũ', 'The same message id gets the first answer again') }]} />
    <Input {...of('timeoutMs')} label={t('Thời gian chờ (mili giây)', 'Time-out (ms)')} width={10} inputMode="numeric" /><Input {...of('maxBodyMb')} label={t('Dung lượng tối đa (MB)', 'Largest body (MB)')} width={10} inputMode="numeric" />
  </>
}
export const fieldsOfService = (row: ServiceRow): Fields => ({ name: row.name, description: row.description, kind: row.kind, baseUrl: row.baseUrl, checkPath: row.checkPath, legalBasis: row.legalBasis, contact: row.contact, terms: row.terms, unlisted: row.listed ? '' : '1', unlistedBecause: row.unlistedBecause ?? '', context: row.context ?? '', errorEnvelope: row.errorEnvelope, evidence: row.evidence, whenLogFails: row.whenLogFails, idempotent: row.idempotent ? '1' : '', timeoutMs: String(row.timeoutMs), maxBodyMb: String(Math.round(row.maxBodyBytes / 1_048_576)) })

export function newServicePage(desk: Desk, subsystem: { readonly id: string; readonly name: string }, fields: Fields): string {
  const t = choose(desk.frame.lang)
  const of = fieldsIn(desk, fields)
  return consolePage({ desk, title: t('Thêm dịch vụ', 'Add a service'), back: { href: `${CONSOLE}/he-thong/${subsystem.id}`, text: subsystem.name }, children:
    <AdminForm frame={desk.frame} action={`${CONSOLE}/he-thong/${subsystem.id}/dich-vu-moi`}><Input {...of('code')} label={t('Mã dịch vụ', 'Code')} hint={t('Ví dụ: tra-cuu-ho-tich. Không sửa được về sau.', 'It cannot be changed later.')} /><Input {...of('versionLabel')} label={t('Phiên bản', 'Version')} optional width={10} hint="v1" /><ServiceFields desk={desk} fields={fields} /><Button>{t('Thêm dịch vụ', 'Add the service')}</Button></AdminForm> })
}

export interface Preview { readonly facts: OpenApiFacts; readonly changes: EndpointChanges; readonly text: string }
export interface ServiceView { readonly service: ServiceRow; readonly endpoints: readonly EndpointLine[]; readonly tests: readonly TestRow[]; readonly rights: readonly RightRow[]; readonly wordings: readonly Wording[]; readonly traffic: PartyTraffic | undefined; readonly fields: Fields; readonly form: string; readonly preview: Preview | undefined }
export function servicePage(desk: Desk, view: ServiceView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { service, fields, form, preview, traffic } = view
  const of = fieldsIn(desk, fields)
  const steward = isSteward(actor)
  const path = `${PATH}/${service.id}`
  const line = (each: EndpointLine) => <li key={`${each.method}${each.path}`}><span class="ts-code">{each.method} {each.path}</span> {each.summary}</li>
  return consolePage({ desk, title: service.name, back: { href: PATH, text: t('Dịch vụ dữ liệu', 'Data services') }, tools: <ActButton frame={frame} action={`${path}/kiem-tra`}>{t('Kiểm tra kết nối', 'Test the connection')}</ActButton>, children: <>
    {preview !== undefined && <section class="ts-pane" id="xem-truoc"><h2 class="govuk-heading-m">{t('Sẽ thay đổi gì', 'What will change')}</h2>
      <SummaryList rows={[{ key: t('Tên', 'Name'), value: preview.facts.title === service.name ? t('Giữ nguyên', 'Stays') : <>{service.name} → <strong>{preview.facts.title}</strong></> }, { key: t('Điểm gọi thêm', 'Endpoints added'), value: preview.changes.added.length === 0 ? '0' : <ul class="govuk-list">{preview.changes.added.map(line)}</ul> },
        { key: t('Điểm gọi chấm dứt', 'Endpoints ended'), value: preview.changes.gone.length === 0 ? '0' : <ul class="govuk-list">{preview.changes.gone.map(line)}</ul> }, { key: t('Giữ nguyên', 'Kept'), value: String(preview.changes.kept) }, { key: t('Trường dữ liệu', 'Fields'), value: String(preview.facts.fields.length) }]} />
      <AdminForm frame={frame} action={`${path}/openapi`} version={service.version}><input type="hidden" name="openapi" value={preview.text} /><input type="hidden" name="do" value="import" /><Button>{t('Nhập như trên', 'Import')}</Button></AdminForm></section>}
    <SummaryList rows={[{ key: t('Định danh', 'Identifier'), value: <span class="ts-code">{service.key}</span> }, { key: t('Tình trạng', 'State'), value: <><State set="state" value={service.state} /> {service.disabledNotice}</> }, { key: t('Bên cung cấp', 'Provider'), value: `${service.memberName}, ${service.subsystemName}` }, { key: t('Địa chỉ gốc', 'Base address'), value: <span class="ts-code">{service.baseUrl}</span> },
      { key: t('Chứng cứ', 'Evidence'), value: wordOf('evidence', service.evidence, frame.lang) }, { key: t('24 giờ qua', 'Last 24 hours'), value: traffic === undefined ? t('Chưa có lượt gọi', 'No calls') : `${availabilityText(availability(traffic), frame.lang)} · p50 ${msText(percentile(traffic.took, 0.5), frame.lang)} · p95 ${msText(percentile(traffic.took, 0.95), frame.lang)} · p99 ${msText(percentile(traffic.took, 0.99), frame.lang)}` }]} />
    <h2 class="govuk-heading-m">{t('Lịch sử kiểm tra kết nối', 'Connection tests')}</h2>
    <Table caption={t('Kiểm tra kết nối', 'Connection tests')} captionHidden rows={view.tests} keyOf={row => row.at.toISOString()} empty={<p class="govuk-body ts-quiet">{t('Chưa kiểm tra lần nào.', 'Never tested.')}</p>} columns={[
      { id: 'at', header: t('Lúc', 'At'), main: true, cell: row => formatDateTime(row.at, frame.lang) }, { id: 'ok', header: t('Kết quả', 'Outcome'), cell: row => <><Tag tone={row.ok ? 'green' : 'red'}>{row.ok ? t('Kết nối được', 'Reached') : t('Chưa kết nối', 'Not reached')}</Tag></> }, { id: 'message', header: t('Chi tiết', 'Detail'), cell: row => row.message }, { id: 'ms', header: 'ms', numeric: true, cell: row => row.milliseconds }]} />
    <h2 class="govuk-heading-m">{t('Điểm gọi', 'Endpoints')}</h2>
    {view.endpoints.length === 0 ? <p class="govuk-body ts-quiet">{t('Chưa khai điểm gọi: quyền được cấp cho cả dịch vụ.', 'None named: rights are for the whole service.')}</p> : <ul class="govuk-list">{view.endpoints.slice(0, 100).map(line)}</ul>}
    {steward && <>
      <Details summary={t('Nhập từ OpenAPI 3', 'Import from OpenAPI 3')} open={form === 'openapi'}><AdminForm frame={frame} action={`${path}/openapi`} version={service.version} files>
        <FileInput name="file" label={t('Tệp OpenAPI (JSON hoặc YAML)', 'OpenAPI file (JSON or YAML)')} accept=".json,.yaml,.yml" optional error={undefined} /><Textarea {...of('openapi')} label={t('hoặc dán nội dung', 'or paste it')} optional rows={6} /><Button tone="secondary">{t('Xem sẽ thay đổi gì', 'Show what will change')}</Button></AdminForm></Details>
      <Details summary={t('Sửa điểm gọi', 'Change the endpoints')} open={form === 'endpoints'}><AdminForm frame={frame} action={`${path}/diem-goi`} version={service.version}>
        <Textarea name="endpoints" label={t('Mỗi dòng một điểm gọi', 'One a line')} hint={t('Ví dụ: GET /trich-luc/*  Bản sao trích lục. Dấu * là một đoạn, ** là mọi đoạn.', 'For example GET /extracts/*  Copy. * is one segment, ** any.')} rows={8} value={form === 'endpoints' ? fieldOf(fields, 'endpoints') : writeEndpointLines(view.endpoints)} error={faultOf(desk.faults ?? [], 'endpoints')} /><Button>{t('Lưu điểm gọi', 'Save the endpoints')}</Button></AdminForm></Details>
      <Details summary={t('Từ điển dữ liệu dùng chung', 'National data dictionary')} open={form === 'dictionary'}><AdminForm frame={frame} action={`${path}/tu-dien`} version={service.version}>
        <Textarea name="dictionary" label={t('Trường và thuật ngữ', 'Fields and terms')} hint={t('CSV có dòng đầu field,term,label (hoặc JSON). Thuật ngữ theo Từ điển dữ liệu dùng chung, Quyết định 2439/QĐ-TTg.', 'CSV with the head field,term,label, or JSON. Terms of the national data dictionary.')} rows={8} value={form === 'dictionary' ? fieldOf(fields, 'dictionary') : ['field,term,label', ...service.dictionary.map(each => [each.field, each.term, each.label].map(cell => /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell).join(','))].join('\n')} error={faultOf(desk.faults ?? [], 'dictionary')} /><Button>{t('Lưu ánh xạ', 'Save the mapping')}</Button></AdminForm></Details>
    </>}
    <h2 class="govuk-heading-m">{t('Ai được gọi', 'Who may call')}</h2>
    <Table caption={t('Quyền truy cập', 'Rights')} captionHidden rows={view.rights} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa ai được cấp quyền.', 'Nobody yet.')}</p>} columns={[{ id: 'who', header: t('Hệ thống', 'Subsystem'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/quyen/${row.id}`}>{row.consumer}</a><small>{row.consumerMember}</small></> }, { id: 'purpose', header: t('Mục đích', 'Purpose'), cell: row => row.purpose }]} />
    {steward && <Button tone="secondary" href={`${CONSOLE}/quyen/moi?dich-vu=${service.id}`}>{t('Cấp quyền trực tiếp', 'Grant a right')}</Button>}
    <Details summary={service.state === 'enabled' ? t('Ngừng dịch vụ', 'Stop the service') : t('Mở lại dịch vụ', 'Open the service again')} open={form === 'state'}><AdminForm frame={frame} action={`${path}/tinh-trang`} version={service.version}><input type="hidden" name="state" value={service.state === 'enabled' ? 'disabled' : 'enabled'} />
      {service.state === 'enabled' && <Input {...of('notice')} label={t('Lời báo cho hệ thống đang gọi', 'What callers are told')} hint={t('Ví dụ: Bảo trì đến 17:00 hôm nay, hỏi 0208 3xxx', 'For example: maintenance until 17:00')} />}<Button tone="warning">{service.state === 'enabled' ? t('Ngừng dịch vụ', 'Stop the service') : t('Mở lại', 'Open again')}</Button></AdminForm></Details>
    {steward && <Details summary={t('Sửa dịch vụ', 'Change the service')} open={form === 'service'}><AdminForm frame={frame} action={`${path}/sua`} version={service.version}><ServiceFields desk={desk} fields={form === 'service' ? fields : fieldsOfService(service)} /><Button>{t('Lưu dịch vụ', 'Save the service')}</Button></AdminForm></Details>}
    <History wordings={view.wordings} />
  </> })
}

export function groupsPage(desk: Desk, view: { readonly rows: readonly import('../queries/registry.ts').GroupRow[]; readonly fields: Fields; readonly form: string }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const of = fieldsIn(desk, view.fields)
  return consolePage({ desk, title: t('Nhóm hệ thống', 'Groups of subsystems'), lead: t('Quyền cấp cho nhóm là quyền của mọi hệ thống trong nhóm, ví dụ phần mềm một cửa của các xã.', 'A right of a group is a right of every subsystem in it.'), children: <>
    <Table caption={t('Nhóm', 'Groups')} captionHidden rows={view.rows} keyOf={row => row.id} empty={<EmptyState title={t('Chưa có nhóm nào', 'No groups yet')} />} columns={[
      { id: 'name', header: t('Nhóm', 'Group'), main: true, cell: row => <>{row.name}<small>{row.code}</small></> }, { id: 'n', header: t('Hệ thống', 'Subsystems'), numeric: true, cell: row => row.members.length }, { id: 'rights', header: t('Quyền', 'Rights'), numeric: true, cell: row => row.rights },
      { id: 'do', header: '', cell: row => <Details summary={t('Sửa', 'Change')} open={view.form === row.id}><AdminForm frame={frame} action={`${CONSOLE}/nhom/${row.id}`} version={row.version}><Input name={`name-${row.id}`} label={t('Tên', 'Name')} value={view.form === row.id ? fieldOf(view.fields, `name-${row.id}`) : row.name} error={view.form === row.id ? faultOf(desk.faults ?? [], 'name') : undefined} /><Textarea name={`members-${row.id}`} label={t('Hệ thống, mỗi dòng một định danh', 'Subsystems, one identifier a line')} rows={5} value={view.form === row.id ? fieldOf(view.fields, `members-${row.id}`) : row.members.join('\n')} error={view.form === row.id ? faultOf(desk.faults ?? [], 'members') : undefined} /><Button size="small">{t('Lưu', 'Save')}</Button></AdminForm></Details> }]} />
    <Details summary={t('Thêm nhóm', 'Add a group')} open={view.form === 'new'}><AdminForm frame={frame} action={`${CONSOLE}/nhom`}><Input {...of('code')} label={t('Mã nhóm', 'Code')} /><Input {...of('name')} label={t('Tên nhóm', 'Name')} /><Textarea {...of('members')} label={t('Hệ thống, mỗi dòng một định danh', 'Subsystems, one identifier a line')} hint="VN/GOV/H55.33/mot-cua" optional rows={5} /><Button>{t('Thêm nhóm', 'Add the group')}</Button></AdminForm></Details>
  </> })
}
