import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { Button, choose, CsrfField, Details, EmptyState, faultOf, formatDateTime, formatIsoDate, formatNumber, InsetText, Input, Pagination, Select, Table, Tag } from '../../../ui/index.ts'
import { addressable, sortable, writeCondition, PAGE_OPERATORS, type Condition } from '../domain/row-address.ts'
import { isPersonal, type Field } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import type { RowVersion } from '../queries/desk.ts'
import type { RowPage } from '../queries/rows.ts'
import { addressIn, datasetPage, type Desk } from './store-page.tsx'
import { shownCell, wordOf } from './words.tsx'

export interface RowsView {
  readonly dataset: DatasetView; readonly fields: readonly Field[]; readonly page: RowPage | undefined
  readonly conditions: readonly Condition[]; readonly sort: string; readonly day: string; readonly known: number | undefined; readonly first: boolean
  readonly positions: readonly { readonly number: number; readonly at: Date }[]; readonly typed: Fields; /** names of administrative units by code */ readonly units: ReadonlyMap<string, string>; /** found by what somebody typed about a person: an answer to a post, which no address repeats */ readonly byPerson?: boolean
}

/** `loc` may stand more than once, which a record of parameters cannot say. */
function hrefOf(dataset: DatasetView, view: Pick<RowsView, 'conditions' | 'sort' | 'day' | 'known'>, more: { conditions?: readonly Condition[]; sort?: string; after?: string } = {}): string {
  const query = new URLSearchParams((more.conditions ?? view.conditions).map(each => ['loc', writeCondition(each)]))
  const sort = more.sort ?? view.sort
  for (const [name, value] of [['sap', sort], ['ngay', view.day], ['lan', view.known === undefined ? '' : String(view.known)], ['sau', more.after ?? '']] as const) if (value !== '') query.set(name, value)
  return query.size === 0 ? addressIn(dataset, 'du-lieu') : `${addressIn(dataset, 'du-lieu')}?${query.toString()}`
}

export function rowsPage(desk: Desk, view: RowsView): string {
  const { frame, faults = [] } = desk
  const { dataset, fields, page, conditions, typed } = view
  const t = choose(frame.lang)
  const title = (field: Field): string => frame.lang === 'en' ? field.title.en ?? field.title.vi : field.title.vi
  const sorted = (field: Field): 'ascending' | 'descending' | undefined => view.sort === field.name ? 'ascending' : view.sort === `-${field.name}` ? 'descending' : undefined
  const plain = addressable(fields)
  const personal = fields.filter(isPersonal)
  const past = view.day !== '' || view.known !== undefined
  const rows = (page?.rows ?? []).map((row, at) => ({ row, id: page?.ids[at] ?? 0 }))
  const [key] = dataset.schema.key
  const main = fields.find(field => field.name === key) ?? fields[0]
  const total = page?.total
  return datasetPage({ desk, dataset, tab: 'du-lieu', children: fields.length === 0
    ? <EmptyState title={t('Bạn không đọc được dữ liệu của bộ này', 'You may not read these rows')} text={t('Cơ quan cần dùng xin quyền tại danh mục dịch vụ; dữ liệu đi qua nền tảng tích hợp.', 'Agencies ask for a right in the catalogue of services; rows travel over the exchange.')} icon="lock"><Button tone="secondary" href="/lien-thong/danh-muc">{t('Mở danh mục dịch vụ', 'Open the catalogue')}</Button></EmptyState>
    : <>
      <form method="get" action={addressIn(dataset, 'du-lieu')} class="ts-filters ts-filters--wide" role="search">
        {conditions.map(each => <input key={writeCondition(each)} type="hidden" name="loc" value={writeCondition(each)} />)}{view.sort !== '' && <input type="hidden" name="sap" value={view.sort} />}
        <Select name="truong" label={t('Trường', 'Field')} value={fieldOf(typed, 'truong')} options={plain.filter(field => field.type !== 'point' && field.type !== 'geometry').map(field => ({ value: field.name, label: title(field) }))} error={faultOf(faults, 'truong')} />
        <Select name="phep" label={t('So sánh', 'Comparison')} value={fieldOf(typed, 'phep') || 'contains-text'} options={PAGE_OPERATORS.map(value => ({ value, label: wordOf('operator', value, frame.lang) }))} />
        <Input name="gia-tri" label={t('Giá trị', 'Value')} value={fieldOf(typed, 'gia-tri')} error={faultOf(faults, 'gia-tri')} />
        {dataset.schema.temporal && <Input name="ngay" label={t('Đúng vào ngày', 'As of')} value={fieldOf(typed, 'ngay') || (view.day === '' ? '' : formatIsoDate(view.day))} error={faultOf(faults, 'ngay')} width={10} />}
        {view.positions.length > 1 && <Select name="lan" label={t('Như đã biết sau', 'As known after')} value={view.known === undefined ? '' : String(view.known)} placeholder={t('Lần nạp mới nhất', 'The latest load')} options={view.positions.slice(1).map(each => ({ value: String(each.number), label: t(`Lần ${each.number}, ${formatDateTime(each.at, frame.lang)}`, `Load ${each.number}, ${formatDateTime(each.at, frame.lang)}`) }))} />}
        <Button tone="secondary">{t('Lọc', 'Filter')}</Button>
      </form>
      {personal.length > 0 && <Details summary={t('Tìm theo dữ liệu cá nhân', 'Find by personal data')} open={view.byPerson === true}>
        <form method="post" action={addressIn(dataset, 'du-lieu', 'tim')} class="ts-filters"><CsrfField token={frame.csrf} /><Select name="field" label={t('Trường', 'Field')} value={fieldOf(typed, 'field')} options={personal.map(field => ({ value: field.name, label: title(field) }))} error={faultOf(faults, 'field')} /><Input name="value" label={t('Giá trị', 'Value')} value={fieldOf(typed, 'value')} error={faultOf(faults, 'value')} autocomplete="off" /><Button tone="secondary">{t('Tìm', 'Find')}</Button></form>
      </Details>}
      {conditions.length > 0 && <ul class="ts-chips" aria-label={t('Đang lọc', 'Filters')}>{conditions.map((each, at) => { const field = fields.find(one => one.name === each.field); return <li key={writeCondition(each)}><a class="ts-chip" href={hrefOf(dataset, view, { conditions: conditions.filter((_, other) => other !== at) })}>{field ? title(field) : each.field} {wordOf('operator', each.operator, frame.lang)} {each.value} <span aria-hidden="true">×</span><span class="govuk-visually-hidden">{t(', bỏ điều kiện này', ', remove this filter')}</span></a></li> })}</ul>}
      {past && <InsetText>{view.day !== '' && t(`Dữ liệu đúng vào ngày ${formatIsoDate(view.day)}. `, `As of ${formatIsoDate(view.day)}. `)}{view.known !== undefined && t(`Như kho đã biết sau lần nạp ${view.known}. `, `As the store knew it after load ${view.known}. `)}<a class="govuk-link" href={hrefOf(dataset, { conditions, sort: view.sort, day: '', known: undefined })}>{t('Về hiện tại', 'Back to now')}</a></InsetText>}
      {view.known !== undefined && view.known < dataset.forgottenLoad && <InsetText>{t(`Dòng kết thúc từ lần nạp ${dataset.forgottenLoad} trở về trước đã hết hạn lưu nên không còn.`, `Rows that ended with load ${dataset.forgottenLoad} or before are past their retention and gone.`)}</InsetText>}
      <p class="govuk-body-s ts-quiet">{total === undefined ? t(`${rows.length} dòng trên trang này`, `${rows.length} rows on this page`) : `${total.kind === 'estimated' ? t('khoảng ', 'about ') : ''}${formatNumber(total.rows, frame.lang)} ${t('dòng', 'rows')}`}</p>
      <div class="ts-wide" tabindex={0} role="region" aria-label={t('Bảng dữ liệu, cuộn ngang được', 'Table of rows, scrolls sideways')}>
        <Table caption={dataset.title} captionHidden keys rows={rows} keyOf={each => String(each.id)} empty={<EmptyState title={conditions.length > 0 || past || view.byPerson ? t('Không có dòng nào khớp', 'No row matches') : t('Chưa có dòng nào', 'There are no rows yet')} />} columns={[
          ...fields.map(field => ({ id: field.name, header: title(field), main: field === main, numeric: ['integer', 'decimal', 'money'].includes(field.type), sorted: sorted(field), ...sortable(fields).includes(field) && view.byPerson !== true ? { sortHref: hrefOf(dataset, view, { sort: sorted(field) === 'ascending' ? `-${field.name}` : field.name }) } : {},
            cell: ({ row, id }: (typeof rows)[number]) => field === main ? <a class="govuk-link" href={addressIn(dataset, 'du-lieu', String(id))}>{shownCell(field, row[field.name], frame.lang, view.units) || t('(trống)', '(empty)')}</a> : shownCell(field, row[field.name], frame.lang, view.units) })),
          ...dataset.schema.temporal ? [{ id: 'valid', header: t('Hiệu lực', 'True'), nowrap: true, cell: ({ row }: (typeof rows)[number]) => `${dayText(row['valid_from'])} – ${typeof row['valid_to'] === 'string' ? lastDay(row['valid_to']) : t('nay', 'now')}` }] : [],
        ]} />
      </div>
      <Pagination previousHref={view.first || view.byPerson ? undefined : hrefOf(dataset, view)} nextHref={page?.next === undefined || view.byPerson ? undefined : hrefOf(dataset, view, { after: page.next })} />
    </> })
}
/** Rows say the first day on which they no longer hold; people say the last on which they do. */
const lastDay = (value: string): string => formatIsoDate(new Date(Date.parse(value) - 86_400_000).toISOString().slice(0, 10))
const dayText = (value: unknown): string => typeof value === 'string' && /^\d{4}-/.test(value) ? formatIsoDate(value) : ''

/** All versions of one row: what it said, from which load to which. */
export function rowHistoryPage(desk: Desk, dataset: DatasetView, fields: readonly Field[], versions: readonly RowVersion[], units: ReadonlyMap<string, string>): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const [latest] = versions
  const changed = (field: Field, at: number): boolean => at + 1 < versions.length && JSON.stringify(versions[at]?.values[field.name]) !== JSON.stringify(versions[at + 1]?.values[field.name])
  const name = dataset.schema.key.map(key => fields.find(field => field.name === key)).map(field => field && !isPersonal(field) ? shownCell(field, latest?.values[field.name], frame.lang) : '').filter(each => each !== '').join(', ')
  return datasetPage({ desk, dataset, tab: 'du-lieu', children: <>
    <p><a class="govuk-link" href={addressIn(dataset, 'du-lieu')}>{t('Mọi dòng', 'All rows')}</a></p>
    <h2 class="govuk-heading-m">{t('Một dòng qua các lần nạp', 'One row through its loads')}{name === '' ? '' : `: ${name}`}</h2>
    {versions.map((version, at) => <section key={`${version.load} ${version.from ?? ''}`} class="ts-summary-card">
      <div class="ts-summary-card__head"><h3 class="govuk-heading-s">{t(`Lần nạp ${version.load}`, `Load ${version.load}`)}{version.recordedAt === null ? '' : `, ${formatDateTime(version.recordedAt, frame.lang)}`}</h3>{version.current ? <Tag tone="green">{t('Đang dùng', 'Current')}</Tag> : <Tag>{version.ended === null ? t('Đã hết hiệu lực', 'No longer true') : t(`Thay bởi lần nạp ${version.ended}`, `Replaced by load ${version.ended}`)}</Tag>}</div>
      <p class="govuk-body-s ts-quiet">{[version.kind === null ? '' : wordOf('kind', version.kind, frame.lang), version.from === null ? '' : t(`Đúng từ ${formatIsoDate(version.from)} đến ${version.to === null ? 'nay' : lastDay(version.to)}`, `True from ${formatIsoDate(version.from)} to ${version.to === null ? 'now' : lastDay(version.to)}`)].filter(each => each !== '').join('. ')}</p>
      <dl class="ts-kv">{fields.map(field => [<dt key={`${field.name} t`}>{frame.lang === 'en' ? field.title.en ?? field.title.vi : field.title.vi}</dt>, <dd key={field.name}>{changed(field, at) ? <mark>{shownCell(field, version.values[field.name], frame.lang, units) || t('(trống)', '(empty)')}</mark> : shownCell(field, version.values[field.name], frame.lang, units)}</dd>])}</dl>
    </section>)}
  </> })
}
