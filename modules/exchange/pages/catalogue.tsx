import { Button, choose, Details, EmptyState, Input, Select, SummaryList, Table, Tag } from '../../../ui/index.ts'
import { ENVELOPES, SERVICE_KINDS } from '../acts/put-service.ts'
import type { EndpointLine } from '../domain/codes.ts'
import type { ServiceFilter, ServiceRow } from '../queries/registry.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { State, wordOf } from './words.tsx'

const PATH = `${CONSOLE}/danh-muc`
export function cataloguePage(desk: Desk, view: { readonly rows: readonly ServiceRow[]; readonly filter: ServiceFilter; readonly members: readonly { value: string; label: string }[] }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return consolePage({ desk, title: t('Danh mục dịch vụ dữ liệu', 'Catalogue of data services'), lead: t('Mở cho mọi thành viên trong tỉnh. Tìm theo tên, cơ quan, trường dữ liệu hoặc thuật ngữ của Từ điển dữ liệu dùng chung.', 'Open to every member of the province. Search by name, agency, field or term of the national data dictionary.'), children: <>
    <form method="get" action={PATH} class="ts-filters" role="search"><Input name="q" label={t('Tìm dịch vụ', 'Search')} value={view.filter.q} /><Select name="co-quan" label={t('Bên cung cấp', 'Provider')} value={view.filter.member} placeholder={t('Mọi cơ quan', 'Every agency')} options={view.members} /><Select name="loai" label={t('Loại', 'Kind')} value={view.filter.kind} placeholder={t('Mọi loại', 'Every kind')} options={SERVICE_KINDS.map(value => ({ value, label: value }))} /><Button tone="secondary">{t('Tìm', 'Search')}</Button></form>
    <Table caption={t('Dịch vụ dữ liệu', 'Data services')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={<EmptyState title={t('Không có dịch vụ nào khớp', 'No service matches')} text={t('Thử gõ ít chữ hơn.', 'Type fewer words.')}><Button tone="secondary" href={PATH}>{t('Xem tất cả', 'Show all')}</Button></EmptyState>} columns={[
      { id: 'name', header: t('Dịch vụ', 'Service'), main: true, cell: row => <><a class="govuk-link" href={`${PATH}/${row.id}`}>{row.name}</a><small>{row.description.slice(0, 160)}</small></> }, { id: 'provider', header: t('Bên cung cấp', 'Provider'), cell: row => <>{row.memberName}<small>{row.subsystemName}</small></> },
      { id: 'kind', header: t('Loại', 'Kind'), cell: row => row.kind }, { id: 'users', header: t('Đang dùng', 'In use by'), numeric: true, cell: row => row.consumers }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => row.tested?.ok === false && row.state === 'enabled' ? <Tag>{t('Chưa kết nối', 'Not connected')}</Tag> : <State set="state" value={row.state} /> }]} />
  </> })
}

/** Each example is a script that runs as it stands once the first lines are filled in: `e2e/exchange.test.ts` runs them. */
export function examplesOf(row: ServiceRow, gateway: string, endpoint: EndpointLine | undefined, provider: string | undefined, t: (vi: string, en: string) => string): readonly (readonly [string, string])[] {
  const [instance = '', memberClass = '', code = '', subsystem = '', service = ''] = row.key.split('/')
  const method = endpoint === undefined || endpoint.method === '*' ? 'GET' : endpoint.method
  const path = (endpoint?.path ?? '/').replace(/\*+/g, '1')
  const fill = t('# điền khóa, mật khẩu đã được cấp', '# fill in the key and secret that you were given')
  const take = (how: string): string => `TOKEN=$(curl -sS ${how} -d grant_type=client_credentials "${gateway}/token" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
  const oauth = `${fill}\nKEY=''\nSECRET=''\n`
  const call = (address: string, ...headers: readonly string[]): string => [`curl -sS -X ${method} "${gateway}${address}"`, ...headers.map(each => `  -H "${each}"`), '  -H "Authorization: Bearer $TOKEN"'].join(' \\\n')
  return [
    ['X-Road REST', `${oauth}${t('# định danh hệ thống của bạn', '# the identifier of your subsystem')}\nCLIENT=''\n\n${take('-u "$KEY:$SECRET"')}\n\n${call(`/r1/${[instance, memberClass, code, subsystem, service].map(encodeURIComponent).join('/')}${path}`, 'X-Road-Client: $CLIENT')}`],
    ...row.context === null ? [] : [['WSO2', `${oauth}\n${take('-u "$KEY:$SECRET"')}\n\n${call(`${row.context}${path}`)}`],
      ['lgspaccesstoken', `${t('# điền khóa loại AccessKey đã được cấp', '# fill in the access key that you were given')}\nKEY=''\nSECRET=''\n\nLGSP=$(printf '{"AccessKey":"%s","SecretKey":"%s","AppName":"","PartnerCode":"","PartnerCodeCus":""}' "$KEY" "$SECRET" | base64 | tr -d '\\n')\n${take('-H "lgspaccesstoken: $LGSP"')}\n\n${call(`${row.context}${path}`, 'lgspaccesstoken: $LGSP')}`]] as const,
    ['VDXP', `${oauth}\n${take('-u "$KEY:$SECRET"')}\n\n${call(`/XrdAdapter/RestService/forward${path}?dstcode=${[instance, memberClass, code, subsystem].join(':')}${provider === undefined ? '' : `&providerurl=${encodeURIComponent(provider)}`}`)}`],
  ]
}

export interface CatalogueEntryView { readonly service: ServiceRow; readonly endpoints: readonly EndpointLine[]; readonly gateway: string; readonly mayAsk: boolean; readonly owns: boolean }
/** One service as its users need it: what it gives, on what terms, whom to ask, and how to call it in every dialect of ours. */
export function catalogueEntryPage(desk: Desk, view: CatalogueEntryView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const { service, endpoints } = view
  return consolePage({ desk, title: service.name, back: { href: PATH, text: t('Danh mục dịch vụ dữ liệu', 'Catalogue') }, tools: view.mayAsk ? <Button href={`${CONSOLE}/yeu-cau/moi?dich-vu=${service.id}`}>{t('Xin quyền truy cập', 'Ask for access')}</Button> : undefined, lead: service.description === '' ? undefined : service.description, children: <>
    <SummaryList rows={[{ key: t('Bên cung cấp', 'Provider'), value: `${service.memberName}, ${service.subsystemName}` }, { key: t('Định danh', 'Identifier'), value: <span class="ts-code">{service.key}</span> }, { key: t('Loại', 'Kind'), value: <>{service.kind}{service.versionLabel === '' ? '' : `, ${t('phiên bản', 'version')} ${service.versionLabel}`} <State set="state" value={service.state} /></> }, { key: t('Căn cứ pháp lý', 'Legal ground'), value: service.legalBasis || t('Chưa ghi', 'Not given') }, { key: t('Điều khoản sử dụng', 'Terms'), value: service.terms || t('Theo quy chế của tỉnh', 'As the province\'s regulation says') },
      { key: t('Đầu mối hỗ trợ', 'Contact'), value: service.contact || t('Chưa ghi', 'Not given') }, { key: t('Khuôn báo lỗi', 'Error envelope'), value: ENVELOPES.some(each => each === service.errorEnvelope) ? wordOf('envelope', service.errorEnvelope, frame.lang) : service.errorEnvelope }, { key: t('Chứng cứ giao dịch', 'Evidence'), value: wordOf('evidence', service.evidence, frame.lang) }]} />
    <h2 class="govuk-heading-m">{t('Trường dữ liệu', 'Fields')}</h2>
    <Table caption={t('Trường dữ liệu', 'Fields')} captionHidden rows={service.dictionary} keyOf={row => row.field} empty={<p class="govuk-body ts-quiet">{t('Chưa đối chiếu với Từ điển dữ liệu dùng chung.', 'Not mapped to the national data dictionary.')}</p>} columns={[{ id: 'field', header: t('Trường', 'Field'), main: true, cell: row => <span class="ts-code">{row.field}</span> }, { id: 'term', header: t('Thuật ngữ dùng chung', 'Shared term'), cell: row => row.term }, { id: 'label', header: t('Diễn giải', 'Meaning'), cell: row => row.label }]} />
    <h2 class="govuk-heading-m">{t('Điểm gọi', 'Endpoints')}</h2>
    <Table caption={t('Điểm gọi', 'Endpoints')} captionHidden rows={endpoints} keyOf={row => `${row.method} ${row.path}`} empty={<p class="govuk-body ts-quiet">{t('Chưa khai từng điểm; quyền cấp cho cả dịch vụ.', 'Not listed; rights are for the whole service.')}</p>} columns={[{ id: 'path', header: t('Điểm gọi', 'Endpoint'), main: true, cell: row => <span class="ts-code">{row.method} {row.path}</span> }, { id: 'what', header: t('Để làm gì', 'What for'), cell: row => row.summary }]} />
    <h2 class="govuk-heading-m">{t('Cách gọi', 'How to call')}</h2>
    <p class="govuk-body">{t('Cần có: quyền đã cấp, và khóa do quản trị tỉnh cấp. Nếu bên cung cấp đòi đăng nhập riêng, gửi kèm đầu mục mà họ quy định; riêng Authorization thì cổng giữ lại khi đó là mã truy cập của cổng.', 'You need a right, and a key from the administrators. Where the provider wants a login of its own, send its headers along; only Authorization stays with the gateway while it carries the gateway’s token.')}</p>
    {examplesOf(service, view.gateway, endpoints[0], view.owns ? service.baseUrl : undefined, t).map(([name, text], at) => <Details key={name} summary={name} open={at === 0}><pre class="ts-code" tabindex={0}>{text}</pre></Details>)}
  </> })
}
