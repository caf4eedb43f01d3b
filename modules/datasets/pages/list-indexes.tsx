import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, faultOf, formatDateTime, formatNumber, Select, Table, Tag, type Lang } from '../../../ui/index.ts'
import { filterFields, MOST_LISTS, sortFields } from '../acts/list-index.ts'
import type { Field } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import type { ListIndex, SlowLine } from '../queries/list-indexes.ts'
import { addressIn, datasetPage, type Desk } from './store-page.tsx'

const FAILURES: Readonly<Record<string, readonly [string, string]>> = {
  'no-field': ['Cấu trúc hiện nay không còn trường này. Bỏ chỉ mục.', 'The contract no longer has the field. Drop the index.'], 'too-long': ['Có giá trị dài quá để lập chỉ mục. Đặt độ dài tối đa cho trường rồi lập lại.', 'A value is too long for an index. Give the field a greatest length, then ask again.'],
  'storage-full': ['Cơ sở dữ liệu hết chỗ. Báo quản trị hệ thống, rồi lập lại.', 'The database has no room. Tell the administrators, then ask again.'], 'unexpected': ['Có lỗi ở phía hệ thống. Hãy lập lại; nếu vẫn lỗi, báo quản trị hệ thống.', 'The system failed. Ask again; if it fails again, tell the administrators.'],
}

export function listIndexesPage(desk: Desk, dataset: DatasetView, { indexes, slow, typed = {} }: { readonly indexes: readonly ListIndex[]; readonly slow: readonly SlowLine[]; readonly typed?: Fields }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const action = addressIn(dataset, 'chi-muc')
  const nameOf = (name: string): string => { const field = dataset.schema.fields.find(each => each.name === name); return field ? titleOf(field, frame.lang) : name }
  const waits = indexes.some(each => each.state === 'waiting')
  const chooser = (fields: readonly Field[]) => ({ placeholder: t('Chọn trường', 'Choose a field'), options: fields.map(field => ({ value: field.name, label: titleOf(field, frame.lang) })) })
  const Act = ({ filter, sort, button, text }: { readonly filter: string; readonly sort: string; readonly button: string; readonly text: string }) => <AdminForm frame={frame} action={action} version={dataset.version}><input type="hidden" name="filter" value={filter} /><input type="hidden" name="sort" value={sort} /><Button tone="secondary" size="small" name="_button" value={button}>{text}<span class="govuk-visually-hidden"> {nameOf(filter)}, {nameOf(sort)}</span></Button></AdminForm>
  return datasetPage({ desk, dataset, tab: 'cau-truc', islands: waits ? ['live'] : [], children: <>
    <p class="govuk-body ts-measure">{t('Danh sách lọc theo một trường và sắp xếp theo trường khác cần chỉ mục của cả hai khi bộ dữ liệu lớn. Đọc dữ liệu không phải đợi khi lập chỉ mục; lần nạp của bộ này đợi lập xong.', 'A list that is filtered by one field and sorted by another needs an index of both once a dataset is large. Readers do not wait while it is built; loads of this dataset do.')}</p>
    <div id="chi-muc" data-live="">
      <Table caption={t('Chỉ mục của danh sách', 'Indexes of lists')} captionHidden keys rows={indexes} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa có chỉ mục nào.', 'There is none yet.')}</p>} columns={[
        { id: 'list', header: t('Lọc, rồi sắp xếp', 'Filtered, then sorted'), main: true, cell: row => <>{nameOf(row.filter)} → {nameOf(row.sort)}<small class="ts-code">{row.filter}, {row.sort}</small></> },
        { id: 'state', header: t('Tình trạng', 'State'), cell: row => <Built row={row} lang={frame.lang} /> },
        { id: 'at', header: t('Lúc', 'At'), cell: row => formatDateTime(row.endedAt ?? row.askedAt, frame.lang) },
        { id: 'act', header: t('Việc', 'Act'), cell: row => row.state === 'failed' ? <><Act filter={row.filter} sort={row.sort} button="build" text={t('Lập lại', 'Ask again')} /><Act filter={row.filter} sort={row.sort} button="drop" text={t('Bỏ', 'Drop')} /></> : row.percent === null ? <Act filter={row.filter} sort={row.sort} button="drop" text={t('Bỏ', 'Drop')} /> : '' },
      ]} />
    </div>
    {waits && <p class="ts-live" data-live-every="5"><button type="button" data-live-toggle="" data-turn-off={t('Dừng tự cập nhật', 'Stop renewing')} data-turn-on={t('Tự cập nhật lại', 'Renew again')} hidden /> <a class="govuk-link" href={action}>{t('Xem tiến độ mới nhất', 'See how far it is')}</a></p>}
    {slow.length > 0 && <><h2 class="govuk-heading-m">{t('Danh sách đã phải dừng vì chạy quá lâu', 'Lists that were stopped because they took too long')}</h2>
      <Table caption={t('Danh sách chạy quá lâu', 'Lists that took too long')} captionHidden rows={slow} keyOf={row => `${row.filter} ${row.sort}`} columns={[
        { id: 'list', header: t('Lọc, rồi sắp xếp', 'Filtered, then sorted'), main: true, cell: row => <>{nameOf(row.filter)} → {nameOf(row.sort)}</> },
        { id: 'times', header: t('Số lần', 'Times'), numeric: true, cell: row => formatNumber(row.times, frame.lang) },
        { id: 'at', header: t('Gần nhất', 'Latest'), cell: row => formatDateTime(row.lastAt, frame.lang) },
        { id: 'act', header: t('Việc', 'Act'), cell: row => <Act filter={row.filter} sort={row.sort} button="build" text={t('Lập chỉ mục', 'Build an index')} /> },
      ]} /></>}
    {indexes.length < MOST_LISTS && <AdminForm frame={frame} action={action} version={dataset.version}>
      <h2 class="govuk-heading-m">{t('Lập chỉ mục', 'Build an index')}</h2>
      <Select name="filter" label={t('Lọc theo', 'Filtered by')} value={fieldOf(typed, 'filter')} error={faultOf(faults, 'filter')} {...chooser(filterFields(dataset.schema))} />
      <Select name="sort" label={t('Sắp xếp theo', 'Sorted by')} value={fieldOf(typed, 'sort')} error={faultOf(faults, 'sort')} {...chooser(sortFields(dataset.schema))} />
      <Button name="_button" value="build">{t('Lập chỉ mục', 'Build an index')}</Button>
    </AdminForm>}
  </> })
}
const titleOf = (field: Field, lang: Lang): string => (lang === 'en' ? field.title.en : undefined) ?? field.title.vi

function Built({ row: { state, failure, percent }, lang }: { readonly row: ListIndex; readonly lang: Lang }) {
  const t = choose(lang)
  if (state === 'ready') return <Tag tone="green">{t('Đã có', 'There')}</Tag>
  if (state === 'failed') return <><Tag tone="red">{t('Chưa lập được', 'Failed')}</Tag><small>{t(...FAILURES[failure ?? ''] ?? FAILURES['unexpected'] ?? ['', ''])}</small></>
  return <><Tag tone="blue">{percent === null ? t('Chờ lập', 'Waiting') : t(`Đang lập, ${percent}%`, `Being built, ${percent}%`)}</Tag>{percent !== null && <progress class="ts-slot__progress" max={100} value={percent} aria-label={t('Tiến độ', 'Progress')} />}</>
}
