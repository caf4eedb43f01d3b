import type { Fields } from '../../../../kernel/http/fields.ts'
import { choose, Details, EmptyState, formatDate, formatFileSize, formatIsoDate, formatNumber, Pagination, ShareBar, Table, type Fault, type Frame } from '../../../../ui/index.ts'
import { licenceOf } from '../../domain/catalogue-words.ts'
import { sortable } from '../../domain/row-address.ts'
import type { Field } from '../../domain/schema.ts'
import { FORMATS, type Format } from '../../downloads/formats.ts'
import { PORTAL, shellWord, viewQuery, type ApiAddresses, type View } from '../../portal/addresses.ts'
import type { PortalDataset } from '../../portal/open.ts'
import type { VersionView } from '../../queries/catalogue.ts'
import type { publicQuality } from '../../queries/quality.ts'
import { WAYS, type Usage } from '../../queries/usage.ts'
import type { Row, RowPage } from '../../queries/rows.ts'
import { DIMENSION_WORDS } from '../quality-words.ts'
import { WAY_WORDS } from '../usage.tsx'
import { Freshness, shownCell, wordOf } from '../words.tsx'
import { portalDatasetPage } from './dataset-frame.tsx'
import { fieldTitle, PortalFilters } from './filters.tsx'

export interface DatasetPageView {
  readonly opened: PortalDataset; readonly view: View; readonly typed: Fields; readonly faults: readonly Fault[]; readonly page: RowPage | undefined; readonly first: boolean
  readonly files: readonly { readonly format: Format; readonly size: number | undefined }[]; readonly api: ApiAddresses; readonly versions: readonly VersionView[]
  readonly quality: Awaited<ReturnType<typeof publicQuality>>; readonly baseUrl: string; readonly now: Date; readonly usage: Usage
}

export function datasetPortalPage(frame: Frame, shown: DatasetPageView): string {
  const { opened, view, faults } = shown
  const t = choose(frame.lang)
  const closed = opened.asked.fields.length === 0
  return portalDatasetPage({ frame, opened, tab: '', view, faults, children: <div class="ts-portal">
    <div class="ts-portal__main">
      {closed
        ? <EmptyState icon="lock" title={t('Bộ dữ liệu này chia sẻ theo quyền', 'This dataset is shared by contract')} text={t('Cơ quan cần dùng xin quyền tại danh mục dịch vụ của nền tảng tích hợp. Ở đây chỉ có mô tả.', 'Agencies ask for a right in the catalogue of the exchange. Only the description stands here.')} />
        : <><Files frame={frame} shown={shown} /><Rows frame={frame} shown={shown} /><Api frame={frame} shown={shown} /><FieldsTable frame={frame} opened={opened} /></>}
    </div>
    <Facts frame={frame} shown={shown} />
  </div> })
}

function Files({ frame: { lang }, shown: { opened: { entry }, files } }: { readonly frame: Frame; readonly shown: DatasetPageView }) {
  const t = choose(lang)
  return <section aria-labelledby="tai-ve"><h2 class="govuk-heading-m" id="tai-ve">{t('Tải về', 'Download')}</h2>
    <ul class="ts-files">{files.map(({ format, size }) => <li key={format}><a href={`${PORTAL}/${entry.code}.${format}`} download><strong>{FORMATS[format].label}</strong><small>{size === undefined ? t('tạo khi tải', 'made on demand') : formatFileSize(size, lang)}</small></a></li>)}</ul>
  </section>
}

function Rows({ frame, shown: { opened, view, typed, faults, page, first } }: { readonly frame: Frame; readonly shown: DatasetPageView }) {
  const { lang } = frame
  const { entry, asked, units } = opened
  const t = choose(lang)
  const address = `${PORTAL}/${entry.code}`
  const sorted = (field: Field): 'ascending' | 'descending' | undefined => view.sort === field.name ? 'ascending' : view.sort === `-${field.name}` ? 'descending' : undefined
  // a shape is a page of figures: its place is the map
  const columns = asked.fields.filter(field => field.type !== 'geometry')
  const [key] = asked.schema.key
  const main = columns.find(field => field.name === key) ?? columns[0]
  const rows = (page?.rows ?? []).map((row, at) => ({ row, id: page?.ids[at] ?? at }))
  type Line = (typeof rows)[number]
  const total = page?.total
  return <section aria-labelledby="dong"><h2 class="govuk-heading-m" id="dong">{t('Xem trước', 'Preview')}</h2>
    <PortalFilters frame={frame} opened={opened} view={view} action={`${address}#dong`} typed={typed} faults={faults} />
    <p class="govuk-body-s ts-quiet" role="status">{total && <>{total.kind === 'estimated' ? t('khoảng ', 'about ') : ''}{formatNumber(total.rows, lang)} {t('dòng', 'rows')}{view.conditions.length > 0 ? t(' khớp', ' match') : ''}</>}</p>
    <div class="ts-wide" tabindex={0} role="region" aria-label={t('Bảng dữ liệu, cuộn ngang được', 'Table of rows, scrolls sideways')}>
      <Table caption={entry.title} captionHidden rows={rows} keyOf={each => String(each.id)} empty={<EmptyState title={view.conditions.length > 0 || view.day !== '' ? t('Không có dòng nào khớp', 'No row matches') : t('Chưa có dòng nào', 'There are no rows yet')} />} columns={[
        ...columns.map(field => ({ id: field.name, header: fieldTitle(field, lang), main: field === main, numeric: ['integer', 'decimal', 'money'].includes(field.type), sorted: sorted(field), ...sortable(asked.fields).includes(field) ? { sortHref: `${address}${viewQuery({ ...view, sort: sorted(field) === 'ascending' ? `-${field.name}` : field.name })}#dong` } : {}, cell: ({ row }: Line) => shownCell(field, row[field.name], lang, units) })),
        ...asked.schema.temporal ? [{ id: 'valid', header: t('Hiệu lực', 'True'), nowrap: true, cell: ({ row }: Line) => spanOf(row, lang) }] : [],
      ]} />
    </div>
    <Pagination previousHref={first ? undefined : `${address}${viewQuery(view)}#dong`} nextHref={page?.next === undefined ? undefined : `${address}${viewQuery(view, [['sau', page.next]])}#dong`} label={t('Trang của bảng', 'Pages of the table')} />
  </section>
}
const dayText = (value: unknown): string => typeof value === 'string' && /^\d{4}-/.test(value) ? formatIsoDate(value) : ''
const spanOf = (row: Row, lang: Frame['lang']): string => `${dayText(row['valid_from'])} – ${row['valid_to'] === null ? (lang === 'vi' ? 'nay' : 'now') : dayText(row['valid_to'])}`

/** The same rows for machines: each dialect with the filter that stands above. */
function Api({ frame: { lang }, shown: { api, opened: { entry }, view, baseUrl } }: { readonly frame: Frame; readonly shown: DatasetPageView }) {
  const t = choose(lang)
  const dialects = [
    { name: 'JSON', url: api.json, note: t('Từng trang bằng “next”; thêm count=estimated để biết số dòng.', 'Pages by “next”; add count=estimated for a number of rows.') },
    { name: 'PostgREST', url: api.rest, note: view.day === '' ? t('Dùng được với supabase-js, postgrest-js.', 'Works with supabase-js and postgrest-js.') : t('Chỉ đọc dữ liệu hiện tại; ngày hiệu lực hỏi bằng JSON.', 'Reads present rows only; ask for a day by JSON.') },
    { name: 'CKAN', url: api.ckan, note: api.leftOut > 0 ? t(`CKAN chỉ lọc “bằng”; ${api.leftOut} điều kiện khác không có ở đây.`, `CKAN filters by equality only; ${api.leftOut} other conditions are left out.`) : view.day !== '' ? t('Chỉ đọc dữ liệu hiện tại; ngày hiệu lực hỏi bằng JSON.', 'Reads present rows only; ask for a day by JSON.') : t('Dùng được với ckanapi.', 'Works with ckanapi.') },
  ]
  return <section aria-labelledby="api"><h2 class="govuk-heading-m" id="api">API</h2>
    <p class="govuk-body">{view.conditions.length > 0 || view.day !== '' || view.sort !== '' ? t('Địa chỉ dưới đây mang theo điều kiện lọc và cách xếp ở trên.', 'The addresses carry the filter and order above.') : t('Lọc hoặc xếp bảng ở trên, địa chỉ dưới đây đổi theo.', 'Filter or sort the table above: the addresses follow.')} {t('Không cần khóa.', 'No key needed.')}</p>
    {dialects.map(({ name, url, note }) => <div key={name} class="ts-api">
      <h3 class="govuk-heading-s"><a class="govuk-link" href={url.slice(baseUrl.length)}>{name}</a></h3>
      <pre class="ts-code" tabindex={0} aria-label={t(`Lệnh gọi ${name}`, `Call of ${name}`)}>curl {shellWord(url)}</pre>
      <p class="govuk-body-s ts-quiet">{note}</p>
    </div>)}
    <p class="govuk-body-s">{t('Cấu trúc', 'Contract')}: <a class="govuk-link" href={`/api/v1/datasets/${entry.code}`}>JSON Schema, Table Schema</a>. DCAT: <a class="govuk-link" href={`${PORTAL}/${entry.code}.ttl`}>Turtle</a>, <a class="govuk-link" href={`${PORTAL}/${entry.code}.jsonld`}>JSON-LD</a>. {t('Theo dõi thay đổi', 'Follow changes')}: <a class="govuk-link" href={`/api/v1/datasets/${entry.code}/changes?after=0`}>{t('dòng thay đổi', 'change feed')}</a>.</p>
  </section>
}

function FieldsTable({ frame: { lang }, opened: { asked } }: { readonly frame: Frame; readonly opened: PortalDataset }) {
  const t = choose(lang)
  return <section aria-labelledby="truong-du-lieu"><h2 class="govuk-heading-m" id="truong-du-lieu">{t('Các trường', 'Fields')}</h2>
    <Table caption={t('Các trường', 'Fields')} captionHidden rows={asked.fields} keyOf={field => field.name} columns={[
      { id: 'name', header: t('Trường', 'Field'), main: true, cell: field => <>{fieldTitle(field, lang)}<small class="ts-code">{field.name}{asked.schema.key.includes(field.name) ? t(' (khóa)', ' (key)') : ''}</small></> },
      { id: 'type', header: t('Kiểu', 'Type'), nowrap: true, cell: field => <>{wordOf('type', field.type, lang)}{field.measure !== undefined && <small>{field.measure}</small>}</> },
      { id: 'about', header: t('Diễn giải', 'Meaning'), cell: field => [(field.description?.[lang] ?? field.description?.vi)?.replace(/\.$/, ''), field.choices && `${field.choices.slice(0, 12).map(each => each.label[lang] ?? each.label.vi).join('; ')}${field.choices.length > 12 ? '…' : ''}`, field.required ? t('Luôn có giá trị', 'Always filled') : undefined].filter(each => each !== undefined && each !== '').join('. ') },
    ]} />
  </section>
}

function Facts({ frame: { lang }, shown: { opened: { entry }, versions, quality, baseUrl, now, usage } }: { readonly frame: Frame; readonly shown: DatasetPageView }) {
  const t = choose(lang)
  const licence = licenceOf(entry.licence)
  const updated = entry.refreshedAt ?? entry.publishedAt
  const cite = `${entry.agencyName} (${updated.toISOString().slice(0, 4)}). ${entry.title}, ${t('bản', 'version')} ${entry.schemaVersion}.${entry.lastLoad}, ${t('cập nhật', 'refreshed')} ${formatDate(updated, lang)}. ${baseUrl}${PORTAL}/${entry.code}${entry.licence === '' ? '' : ` (${entry.licence})`}`
  return <aside class="ts-portal__facets ts-portal__facts" aria-label={t('Về bộ dữ liệu', 'About the dataset')}>
    <dl>
      <dt>{t('Cơ quan chủ quản', 'Owner')}</dt><dd><a class="govuk-link" href={`${PORTAL}?co-quan=${encodeURIComponent(entry.agencyCode)}`}>{entry.agencyName}</a></dd>
      <dt>{t('Giấy phép', 'Licence')}</dt><dd>{licence ? <a class="govuk-link" href={licence.url} rel="license external">{wordOf('licence', entry.licence, lang)}</a> : t('Theo thỏa thuận chia sẻ', 'By contract')}</dd>
      <dt>{t('Cập nhật', 'Refreshed')}</dt><dd><Freshness dataset={entry} now={now} /><small>{entry.refreshDays === null ? t('không hẹn chu kỳ', 'no promise') : t(`hẹn ${entry.refreshDays} ngày một lần`, `promised every ${entry.refreshDays} days`)}</small></dd>
      <dt>{t('Số dòng', 'Rows')}</dt><dd>{formatNumber(entry.rowCount, lang)}</dd>
      {entry.theme !== '' && <><dt>{t('Chủ đề', 'Theme')}</dt><dd><a class="govuk-link" href={`${PORTAL}?chu-de=${encodeURIComponent(entry.theme)}`}>{wordOf('theme', entry.theme, lang)}</a></dd></>}
      {entry.keywords.length > 0 && <><dt>{t('Từ khóa', 'Keywords')}</dt><dd>{entry.keywords.map((word, at) => <>{at > 0 && ', '}<a key={word} class="govuk-link" href={`${PORTAL}?q=${encodeURIComponent(word)}`}>{word}</a></>)}</dd></>}
      {entry.legalBasis !== '' && <><dt>{t('Căn cứ', 'Legal basis')}</dt><dd>{entry.legalBasis}</dd></>}
      <dt>{t('Phiên bản', 'Version')}</dt><dd>{t(`${entry.schemaVersion}.${entry.lastLoad} (cấu trúc.lần nạp)`, `${entry.schemaVersion}.${entry.lastLoad} (contract.load)`)}{versions.length > 1 && <small>{versions.slice(0, 5).map(each => `${each.version}: ${formatDate(each.at, lang)}`).join(' · ')}</small>}</dd>
      {entry.agencyEmail !== '' && <><dt>{t('Hỏi, góp ý', 'Ask')}</dt><dd><a class="govuk-link" href={`mailto:${entry.agencyEmail}`}>{entry.agencyEmail}</a></dd></>}
    </dl>
    <section><h2 class="ts-portal__head">{t('Lượt dùng 30 ngày qua', 'Uses in 30 days')}</h2><ul class="ts-portal__quality">{WAYS.map(way => <li key={way}><span>{t(...WAY_WORDS[way])}</span><span class="ts-portal__n">{formatNumber(usage.sum[way], lang)}</span></li>)}</ul><p class="govuk-body-s"><a class="govuk-link" href={`${PORTAL}/${entry.code}/luot-dung`}>{t('Theo ngày', 'By day')}</a></p></section>
    {quality?.score !== undefined && quality.score !== null && <section><h2 class="ts-portal__head">{t('Chất lượng', 'Quality')}: {formatNumber(quality.score, lang, 1)}/100</h2>
      <ul class="ts-portal__quality">{quality.dimensions.map(({ dimension, score }) => <li key={dimension}><span>{DIMENSION_WORDS[dimension].name[lang]}</span><span class="ts-portal__n">{formatNumber(score, lang, 0)}</span><ShareBar share={score / 100} /></li>)}</ul>
      <p class="govuk-body-s"><a class="govuk-link" href={`/api/v1/datasets/${entry.code}/quality`}>{t('Từng ô đã đếm (JSON)', 'Every box (JSON)')}</a></p></section>}
    <Details summary={t('Trích dẫn', 'Cite')}><p class="ts-code ts-cite">{cite}</p></Details>
  </aside>
}
