import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, Checkboxes, Details, EmptyState, faultOf, formatNumber, History, Input, Select, SummaryList, Table, Textarea, type Wording } from '../../../ui/index.ts'
import { isSteward } from '../acts/registry-row.ts'
import type { MemberRow, ServerRow, SubsystemRow } from '../queries/registry.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { optionsOf, State, wordOf } from './words.tsx'

const PATH = `${CONSOLE}/thanh-vien`
export const fieldsIn = (desk: Desk, fields: Fields) => (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(desk.faults ?? [], name) })

export function membersPage(desk: Desk, view: { readonly rows: readonly MemberRow[]; readonly q: string; readonly state: string }): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  return consolePage({ desk, title: t('Thành viên', 'Members'), lead: t('Cơ quan, tổ chức có hệ thống nối vào nền tảng, theo cách gọi của X-Road.', 'Organisations whose systems are connected, in X-Road\'s terms.'), tools: isSteward(actor) ? <Button href={`${PATH}/moi`}>{t('Thêm thành viên', 'Add a member')}</Button> : undefined, children: <>
    <form method="get" action={PATH} class="ts-filters" role="search"><Input name="q" label={t('Tên hoặc mã', 'Name or code')} value={view.q} />
      <Select name="tinh-trang" label={t('Tình trạng', 'State')} value={view.state} placeholder={t('Tất cả', 'All')} options={optionsOf('state', frame.lang).slice(0, 3)} /><Button tone="secondary">{t('Lọc', 'Filter')}</Button></form>
    <Table caption={t('Thành viên', 'Members')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={<EmptyState title={t('Không có thành viên nào khớp', 'No member matches')}><Button tone="secondary" href={PATH}>{t('Bỏ bộ lọc', 'Drop the filters')}</Button></EmptyState>} columns={[
      { id: 'name', header: t('Thành viên', 'Member'), main: true, cell: row => <><a class="govuk-link" href={`${PATH}/${row.id}`}>{row.name}</a><small>{wordOf('memberClass', row.memberClass, frame.lang)}</small></> },
      { id: 'code', header: t('Mã', 'Code'), nowrap: true, cell: row => <span class="ts-code">{row.instance}/{row.memberClass}/{row.code}</span> },
      { id: 'subsystems', header: t('Hệ thống', 'Subsystems'), numeric: true, cell: row => formatNumber(row.subsystems, frame.lang) },
      { id: 'services', header: t('Dịch vụ', 'Services'), numeric: true, cell: row => formatNumber(row.services, frame.lang) },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="state" value={row.state} /> },
    ]} /></> })
}

export function newMemberPage(desk: Desk, fields: Fields): string {
  const t = choose(desk.frame.lang)
  const of = fieldsIn(desk, fields)
  return consolePage({ desk, title: t('Thêm thành viên', 'Add a member'), back: { href: PATH, text: t('Thành viên', 'Members') }, children:
    <AdminForm frame={desk.frame} action={`${PATH}/moi`}>
      <Select {...of('memberClass')} label={t('Loại', 'Class')} options={optionsOf('memberClass', desk.frame.lang)} />
      <Input {...of('code')} label={t('Mã thành viên', 'Code')} hint={t('Mã định danh cơ quan theo Quyết định 20/2020/QĐ-TTg, ví dụ H55.33. Không sửa được về sau.', 'The agency\'s code, for example H55.33. It cannot be changed later.')} />
      <Input {...of('name')} label={t('Tên', 'Name')} />
      <Input {...of('agencyCode')} label={t('Là cơ quan nào của tỉnh (mã)', 'Which agency of the province (code)')} optional hint={t('Quản trị đơn vị của cơ quan này sẽ thấy và quyết định các yêu cầu truy cập.', 'Its unit administrators will see and decide its requests.')} />
      <Checkboxes name="outOfLog" label={t('Nhật ký công khai', 'Open log')} values={fieldOf(fields, 'outOfLog') === '' ? [] : ['1']} options={[{ value: '1', label: t('Không đưa lưu lượng của thành viên này vào nhật ký công khai (an ninh, quốc phòng)', 'Leave this member out of the open log (security, defence)') }]} />
      <Button>{t('Thêm thành viên', 'Add the member')}</Button>
    </AdminForm> })
}

export interface MemberView { readonly member: MemberRow; readonly agencyCode: string; readonly subsystems: readonly SubsystemRow[]; readonly servers: readonly ServerRow[]; readonly wordings: readonly Wording[]; readonly fields: Fields; readonly form: string }
export function memberPage(desk: Desk, view: MemberView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { member, fields, form } = view
  const of = fieldsIn(desk, fields)
  const shown = form === 'member' ? of : (name: string) => ({ name, value: { name: member.name, agencyCode: view.agencyCode }[name] ?? '', error: undefined })
  const steward = isSteward(actor)
  return consolePage({ desk, title: member.name, back: { href: PATH, text: t('Thành viên', 'Members') }, children: <>
    <SummaryList rows={[{ key: t('Định danh', 'Identifier'), value: <span class="ts-code">{member.instance}/{member.memberClass}/{member.code}</span> }, { key: t('Tình trạng', 'State'), value: <State set="state" value={member.state} /> }, { key: t('Cơ quan của tỉnh', 'Agency of the province'), value: view.agencyCode === '' ? t('Không phải cơ quan của tỉnh', 'None') : view.agencyCode },
      { key: t('Nhật ký công khai', 'Open log'), value: member.inOpenLog ? t('Có trong nhật ký công khai', 'Shown') : t('Không đưa ra', 'Left out') }]} />
    <h2 class="govuk-heading-m">{t('Hệ thống', 'Subsystems')}</h2>
    <Table caption={t('Hệ thống', 'Subsystems')} captionHidden rows={view.subsystems} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa có hệ thống nào.', 'None yet.')}</p>} columns={[
      { id: 'name', header: t('Hệ thống', 'Subsystem'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/he-thong/${row.id}`}>{row.name}</a><small>{row.code}</small></> },
      { id: 'connection', header: t('Kết nối', 'Connection'), cell: row => wordOf('connection', row.connection, frame.lang) },
      { id: 'services', header: t('Dịch vụ', 'Services'), numeric: true, cell: row => row.services }, { id: 'rights', header: t('Quyền', 'Rights'), numeric: true, cell: row => row.rights },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="state" value={row.state} /> },
    ]} />
    {steward && <Details summary={t('Thêm hệ thống', 'Add a subsystem')} open={form === 'subsystem'}><AdminForm frame={frame} action={`${PATH}/${member.id}/he-thong`}>
      <Input {...of('code-subsystem')} label={t('Mã hệ thống', 'Code')} hint={t('Ví dụ: mot-cua. Không sửa được về sau.', 'For example mot-cua. It cannot be changed later.')} /><Input {...of('name-subsystem')} label={t('Tên hệ thống', 'Name')} />
      <Select name="connection-subsystem" label={t('Kết nối bằng', 'Connects by')} value={fieldOf(fields, 'connection-subsystem') || 'credential'} options={optionsOf('connection', frame.lang)} /><Button>{t('Thêm hệ thống', 'Add the subsystem')}</Button></AdminForm></Details>}
    <h2 class="govuk-heading-m">{t('Máy chủ bảo mật', 'Security servers')}</h2>
    <Table caption={t('Máy chủ bảo mật', 'Security servers')} captionHidden rows={view.servers} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa khai máy chủ nào.', 'None yet.')}</p>} columns={[
      { id: 'code', header: t('Mã', 'Code'), main: true, cell: row => row.code }, { id: 'address', header: t('Địa chỉ', 'Address'), cell: row => row.address },
      { id: 'certificate', header: t('Chứng thư (SHA-256)', 'Certificate (SHA-256)'), cell: row => row.certificate === null ? '–' : <span class="ts-code">{row.certificate.slice(0, 32)}…</span> },
    ]} />
    {steward && <>
      <Details summary={t('Thêm máy chủ bảo mật', 'Add a security server')} open={form === 'server'}><AdminForm frame={frame} action={`${PATH}/${member.id}/may-chu`}>
        <Input {...of('code-server')} label={t('Mã máy chủ', 'Code')} /><Input {...of('address-server')} label={t('Tên miền hoặc địa chỉ IP', 'Host name or IP address')} />
        <Textarea {...of('certificate-server')} label={t('Chứng thư TLS (PEM)', 'TLS certificate (PEM)')} optional rows={4} /><Button>{t('Thêm máy chủ', 'Add the server')}</Button></AdminForm></Details>
      <Details summary={t('Sửa thành viên', 'Change the member')} open={form === 'member'}><AdminForm frame={frame} action={`${PATH}/${member.id}/sua`} version={member.version}>
        <Input {...shown('name')} label={t('Tên', 'Name')} /><Input {...shown('agencyCode')} label={t('Cơ quan của tỉnh (mã)', 'Agency of the province (code)')} optional />
        <Checkboxes name="outOfLog" label={t('Nhật ký công khai', 'Open log')} values={(form === 'member' ? fieldOf(fields, 'outOfLog') !== '' : !member.inOpenLog) ? ['1'] : []} options={[{ value: '1', label: t('Không đưa vào nhật ký công khai', 'Leave out of the open log') }]} /><Button>{t('Lưu', 'Save')}</Button></AdminForm></Details>
      <Details summary={t('Tạm ngừng, cho hoạt động lại, rời nền tảng', 'Suspend, resume, leave')} open={form === 'state'}><AdminForm frame={frame} action={`${PATH}/${member.id}/tinh-trang`} version={member.version}>
        <p class="govuk-body">{t('Ngừng một thành viên là ngừng mọi hệ thống và dịch vụ của thành viên đó, trong vòng một giây.', 'Suspending a member stops all its subsystems and services within a second.')}</p>
        <Select name="state" label={t('Tình trạng mới', 'New state')} value={fieldOf(fields, 'state') || member.state} error={faultOf(desk.faults ?? [], 'state')} options={optionsOf('state', frame.lang).slice(0, 3)} /><Input {...of('reason')} label={t('Lý do', 'Reason')} /><Button tone="warning">{t('Đổi tình trạng', 'Change the state')}</Button></AdminForm></Details>
    </>}
    <History wordings={view.wordings} />
  </> })
}
