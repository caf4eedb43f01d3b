import { Button, choose, Details, formatDateTime, formatNumber, History, InsetText, SummaryList, Table, type Wording } from '../../../ui/index.ts'
import { keeps } from '../acts/dataset-work.ts'
import type { Field } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import type { LoadLine, SchemaLine } from '../queries/desk.ts'
import { addressIn, datasetPage, STORE, type Desk } from './store-page.tsx'
import { Freshness, State, wordOf } from './words.tsx'

export interface OverviewView { readonly dataset: DatasetView; readonly agency: string; readonly steward: string; /** an officer of a commune that may enter rows */ readonly enters: boolean; readonly reads: boolean; readonly quality: number | null }
export function overviewPage(desk: Desk, { dataset, agency, steward, enters, reads, quality }: OverviewView): string {
  const { frame, actor, now } = desk
  const t = choose(frame.lang)
  const keeper = keeps(actor, dataset.agencyId)
  const personal = dataset.schema.fields.filter(field => field.classification === 'personal' || field.classification === 'sensitive').length
  return datasetPage({ desk, dataset, tab: '', tools: keeper ? <Button tone="secondary" href={addressIn(dataset, 'sua')}>{t('Sửa thông tin', 'Change')}</Button> : enters ? <Button href={addressIn(dataset, 'nhap-lieu')}>{t('Nhập dữ liệu xã mình', 'Enter our rows')}</Button> : undefined, children: <>
    {dataset.state === 'withdrawn' && <InsetText>{t('Đã ngừng công bố', 'Withdrawn')}{dataset.withdrawnAt ? ` ${formatDateTime(dataset.withdrawnAt, frame.lang)}` : ''}: {dataset.withdrawnBecause}</InsetText>}
    <dl class="ts-tiles">
      <div class="ts-tile"><dt>{t('Số dòng', 'Rows')}</dt><dd>{formatNumber(dataset.rowCount, frame.lang)}</dd></div>
      <div class="ts-tile"><dt>{t('Cập nhật', 'Refreshed')}</dt><dd><Freshness dataset={dataset} now={now} /></dd></div>
      <div class="ts-tile"><dt>{t('Số trường', 'Fields')}</dt><dd>{dataset.schema.fields.length}{personal > 0 && <small>{t(`${personal} trường cá nhân`, `${personal} personal`)}</small>}</dd></div>
      <div class="ts-tile"><dt>{t('Chất lượng', 'Quality')}</dt>{quality === null ? <dd class="ts-tile__none">{t('Chưa chấm', 'Not scored')}</dd> : <dd><a class="govuk-link" href={addressIn(dataset, 'chat-luong')}>{formatNumber(quality, frame.lang, 1)}</a><small>{t('trên 100', 'of 100')}</small></dd>}</div>
    </dl>
    {dataset.description !== '' && <p class="govuk-body ts-measure">{frame.lang === 'en' && dataset.descriptionEn !== '' ? dataset.descriptionEn : dataset.description}</p>}
    {!reads && <InsetText>{t('Dữ liệu này chia sẻ theo quyền. Cơ quan cần dùng xin quyền tại danh mục dịch vụ; dữ liệu đi qua nền tảng tích hợp.', 'Shared by contract: ask for a right in the catalogue of services; rows travel over the exchange.')} <a class="govuk-link" href="/lien-thong/danh-muc">{t('Mở danh mục', 'Open the catalogue')}</a></InsetText>}
    <SummaryList rows={[
      { key: t('Cơ quan chủ quản', 'Owner'), value: agency }, ...steward === '' ? [] : [{ key: t('Người giữ', 'Steward'), value: steward }],
      { key: t('Mục đích', 'Purpose'), value: dataset.purpose }, { key: t('Căn cứ pháp lý', 'Legal basis'), value: dataset.legalBasis },
      { key: t('Ai được dùng', 'Access'), value: wordOf('access', dataset.access, frame.lang), ...dataset.licence === '' ? {} : { note: `${t('Giấy phép', 'Licence')}: ${wordOf('licence', dataset.licence, frame.lang)}` } },
      { key: t('Nguồn dữ liệu', 'Where rows come from'), value: dataset.feed !== null ? t('Nền tảng tự cập nhật từ danh mục gốc', 'The platform, from its own register') : dataset.formEntry !== null ? t('Tệp nạp và biểu mẫu của xã, phường', 'Files, and forms of communes') : t('Tệp do cơ quan nạp', 'Files loaded by the owner') },
      { key: t('Chu kỳ cập nhật', 'Refreshed'), value: dataset.refreshDays === null ? t('Không cam kết', 'No promise') : t(`Ít nhất ${dataset.refreshDays} ngày một lần`, `At least every ${dataset.refreshDays} days`) },
      { key: t('Thời hạn lưu dòng đã kết thúc', 'Ended rows are kept'), value: dataset.retentionMonths === null ? t('Vĩnh viễn', 'For ever') : t(`${dataset.retentionMonths} tháng`, `${dataset.retentionMonths} months`) },
      { key: t('Chủ đề', 'Theme'), value: dataset.theme === '' ? '' : wordOf('theme', dataset.theme, frame.lang), ...dataset.keywords.length === 0 ? {} : { note: `${t('Từ khóa', 'Keywords')}: ${dataset.keywords.join(', ')}` } },
    ]} />
  </> })
}

/** What a field must satisfy, one line for each demand. */
function Demands({ field, desk }: { readonly field: Field; readonly desk: Desk }) {
  const t = choose(desk.frame.lang)
  const range = field.minimum !== undefined && field.maximum !== undefined ? t(`từ ${field.minimum} đến ${field.maximum}`, `${field.minimum} to ${field.maximum}`) : field.minimum !== undefined ? t(`từ ${field.minimum}`, `${field.minimum} or more`) : field.maximum !== undefined ? t(`đến ${field.maximum}`, `up to ${field.maximum}`) : undefined
  const said = [field.required && t('bắt buộc', 'required'), field.unique && t('không trùng', 'unique'), field.indexed && t('tìm nhanh', 'indexed'), range, field.maxLength !== undefined && t(`tối đa ${field.maxLength} ký tự`, `at most ${field.maxLength} characters`), field.pattern !== undefined && t(`theo mẫu ${field.pattern}`, `pattern ${field.pattern}`), field.measure && t(`đơn vị ${field.measure}`, `in ${field.measure}`)].filter(each => typeof each === 'string' && each !== '')
  return <>
    {said.join(', ')}
    {field.reference && <div>{t('tham chiếu', 'refers to')} <a class="govuk-link" href={`${STORE}/${field.reference.dataset}`}>{field.reference.dataset}</a>.{field.reference.field}</div>}
    {field.choices && <Details summary={t(`${field.choices.length} giá trị`, `${field.choices.length} values`)}><ul class="govuk-list">{field.choices.map(choice => <li key={choice.value}><span class="ts-code">{choice.value}</span> {desk.frame.lang === 'en' ? choice.label.en ?? choice.label.vi : choice.label.vi}</li>)}</ul></Details>}
  </>
}

export function contractPage(desk: Desk, dataset: DatasetView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { schema } = dataset
  return datasetPage({ desk, dataset, tab: 'cau-truc', tools: keeps(actor, dataset.agencyId) ? <Button href={addressIn(dataset, 'cau-truc', 'sua')}>{t('Soạn phiên bản mới', 'New version')}</Button> : undefined, children: <>
    <p class="govuk-body">{t(`Phiên bản ${dataset.schemaVersion}.`, `Version ${dataset.schemaVersion}.`)} {schema.key.length === 0 ? t('Không có khóa: dòng chỉ được thêm.', 'No key: rows are only added.') : <>{t('Khóa', 'Key')}: <span class="ts-code">{schema.key.join(', ')}</span>.</>} {schema.temporal && t('Mỗi dòng có thời gian hiệu lực.', 'Every row is true for a time.')}</p>
    {keeps(actor, dataset.agencyId) && <p class="govuk-body"><a class="govuk-link" href={addressIn(dataset, 'chi-muc')}>{t('Chỉ mục cho danh sách lọc và sắp xếp', 'Indexes for lists that are filtered and sorted')}</a></p>}
    <Table caption={t('Các trường', 'Fields')} captionHidden rows={schema.fields} keyOf={field => field.name} columns={[
      { id: 'name', header: t('Trường', 'Field'), main: true, cell: field => <>{frame.lang === 'en' ? field.title.en ?? field.title.vi : field.title.vi}<small class="ts-code">{field.name}{schema.key.includes(field.name) ? t(' (khóa)', ' (key)') : ''}</small></> },
      { id: 'type', header: t('Kiểu', 'Type'), nowrap: true, cell: field => wordOf('type', field.type, frame.lang) },
      { id: 'class', header: t('Mức chia sẻ', 'Classification'), cell: field => <State set="classification" value={field.classification} /> },
      { id: 'rules', header: t('Ràng buộc', 'Demands'), cell: field => <Demands field={field} desk={desk} /> },
      { id: 'about', header: t('Diễn giải', 'Meaning'), cell: field => field.description?.vi ?? '' },
    ]} />
    {schema.rules.length > 0 && <><h2 class="govuk-heading-m">{t('Quy tắc của dòng', 'Rules of a row')}</h2>
      <Table caption={t('Quy tắc của dòng', 'Rules of a row')} captionHidden rows={schema.rules} keyOf={rule => rule.code} columns={[
        { id: 'message', header: t('Khi sai', 'When broken'), main: true, cell: rule => rule.message.vi }, { id: 'rule', header: t('Quy tắc', 'Rule'), cell: ({ rule }) => <span class="ts-code">{rule.kind === 'compare' ? `${rule.left} ${rule.operator} ${rule.right}` : rule.kind === 'together' ? t(`${rule.fields.join(', ')}: cùng có hoặc cùng trống`, `${rule.fields.join(', ')}: together or not at all`) : t(`${rule.field} bắt buộc khi ${rule.when} = ${String(rule.is)}`, `${rule.field} required when ${rule.when} = ${String(rule.is)}`)}</span> },
        { id: 'severity', header: t('Mức', 'Severity'), cell: rule => rule.severity === 'error' ? t('Lỗi: dòng bị giữ lại', 'Error: the row stays out') : t('Cảnh báo', 'Warning') }]} /></>}
  </> })
}

export function LoadsTable({ desk, rows, names, withDataset = false }: { readonly desk: Desk; readonly rows: readonly LoadLine[]; readonly names: ReadonlyMap<string, string>; readonly withDataset?: boolean }) {
  const { frame } = desk
  const t = choose(frame.lang)
  return <Table caption={t('Các lần nạp', 'Loads')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{withDataset ? t('Không có lần nạp nào chờ bạn.', 'Nothing waits for you.') : t('Chưa nạp lần nào.', 'Nothing was loaded yet.')}</p>} columns={[
    { id: 'what', header: t('Lần nạp', 'Load'), main: true, cell: row => <><a class="govuk-link" href={`${STORE}/lan-nap/${row.id}`}>{row.number === null ? formatDateTime(row.begunAt, frame.lang) : t(`Lần ${row.number}`, `Load ${row.number}`)}</a><small>{withDataset ? row.title : row.kind === 'form' ? '' : row.fileName}</small></> },
    { id: 'kind', header: t('Từ đâu', 'From'), cell: row => <>{wordOf('kind', row.kind, frame.lang)}<small>{row.kind === 'form' ? row.fileName : row.by === null ? '' : names.get(row.by) ?? ''}</small></> },
    { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="load" value={row.state} /> },
    { id: 'rows', header: t('Dòng', 'Rows'), cell: row => row.state === 'accepted' ? <>{[[row.added, t('thêm', 'added')], [row.changed, t('sửa', 'changed')], [row.ended, t('kết thúc', 'ended')]].filter(([count]) => Number(count) > 0).map(([count, word]) => `${formatNumber(Number(count), frame.lang)} ${word}`).join(', ')}{row.invalid > 0 && <small>{t(`${row.invalid} dòng lỗi bị giữ lại`, `${row.invalid} rows stayed out`)}</small>}</> : t(`${formatNumber(row.valid, frame.lang)} đúng, ${formatNumber(row.invalid, frame.lang)} lỗi`, `${row.valid} valid, ${row.invalid} invalid`) },
    { id: 'at', header: t('Lúc', 'At'), cell: row => <>{formatDateTime(row.decidedAt ?? row.begunAt, frame.lang)}<small>{row.reason}</small></> },
  ]} />
}

export function loadsPage(desk: Desk, dataset: DatasetView, rows: readonly LoadLine[], names: ReadonlyMap<string, string>): string {
  const t = choose(desk.frame.lang)
  return datasetPage({ desk, dataset, tab: 'lan-nap', tools: dataset.feed === null ? <Button href={addressIn(dataset, 'nap')} icon="upload">{t('Nạp tệp', 'Load a file')}</Button> : undefined, children: <>
    <p class="govuk-body ts-quiet">{dataset.feed === null ? t('Mỗi lần nạp được kiểm tra trước; chỉ dòng được nhận mới thành dữ liệu.', 'Every load is checked first; only what is accepted becomes data.') : t('Nền tảng tự nạp khi danh mục gốc thay đổi.', 'The platform loads when its own register changes.')}</p>
    <LoadsTable desk={desk} rows={rows} names={names} />
    {dataset.feed === null && <p class="govuk-body"><a class="govuk-link" href={addressIn(dataset, 'nguon')}>{t('Nguồn tự động: thư mục nhận, cơ sở dữ liệu, dịch vụ liên thông', 'Sources: drop folder, database, service of the exchange')}</a></p>}
  </> })
}

export function historyPage(desk: Desk, dataset: DatasetView, view: { readonly wordings: readonly Wording[]; readonly versions: readonly SchemaLine[]; readonly names: ReadonlyMap<string, string> }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return datasetPage({ desk, dataset, tab: 'lich-su', children: <>
    <h2 class="govuk-heading-m">{t('Phiên bản cấu trúc', 'Versions of the contract')}</h2>
    <Table caption={t('Phiên bản cấu trúc', 'Versions of the contract')} captionHidden rows={view.versions} keyOf={row => String(row.version)} columns={[
      { id: 'version', header: t('Phiên bản', 'Version'), main: true, cell: row => t(`Phiên bản ${row.version}`, `Version ${row.version}`) },
      { id: 'why', header: t('Lý do', 'Why'), cell: row => row.reason === '' ? t('Bản đầu tiên', 'The first') : row.reason },
      { id: 'fields', header: t('Số trường', 'Fields'), numeric: true, cell: row => row.fields },
      { id: 'at', header: t('Lúc', 'At'), cell: row => <>{formatDateTime(row.at, frame.lang)}<small>{row.by === null ? t('Nền tảng', 'The platform') : view.names.get(row.by) ?? ''}</small></> },
      { id: 'do', header: '', cell: row => row.version === dataset.schemaVersion ? t('Đang dùng', 'In force') : <a class="govuk-link" href={`${addressIn(dataset, 'cau-truc', 'sua')}?ban=${row.version}`}>{t('Trở lại bản này', 'Go back to it')}<span class="govuk-visually-hidden"> {row.version}</span></a> },
    ]} />
    <History wordings={view.wordings} />
  </> })
}
