import type { Fields } from '../../../../kernel/http/fields.ts'
import { Button, choose, EmptyState, formatNumber, InsetText, LineChart, Select, ShareBar, Table, type Fault, type Frame } from '../../../../ui/index.ts'
import { groupable, isDay, MEASURES, MOST_GROUPS, STEPS, summable } from '../../domain/groups.ts'
import { writeCondition } from '../../domain/row-address.ts'
import type { Field } from '../../domain/schema.ts'
import { PORTAL, type View } from '../../portal/addresses.ts'
import { chartHref, chartParts, MEASURE_NAMES, SHAPES, shapeName, STEP_NAMES, type Chart } from '../../portal/chart-address.ts'
import type { PortalDataset } from '../../portal/open.ts'
import type { Group, Groups } from '../../queries/groups.ts'
import { shownCell } from '../words.tsx'
import { portalDatasetPage } from './dataset-frame.tsx'
import { fieldTitle, PortalFilters } from './filters.tsx'

export interface ChartView { readonly opened: PortalDataset; readonly view: View; readonly chart: Chart | undefined; readonly found: Groups | undefined; readonly typed: Fields; readonly faults: readonly Fault[] }

/** A group as people read it: the name of a choice or unit, a month as 02/2026. */
export function groupLabel(field: Field, value: string | null, lang: Frame['lang'], units: ReadonlyMap<string, string>): string {
  if (value === null || value === '') return lang === 'vi' ? '(trống)' : '(empty)'
  if (isDay(field)) return value.split('-').reverse().join('/')
  return shownCell(field, field.type === 'boolean' ? value === 'true' : value, lang, units)
}
export function measureLabel(chart: Chart, lang: Frame['lang']): string {
  const t = choose(lang)
  const of = chart.of ? `${fieldTitle(chart.of, lang)}${chart.of.measure === undefined ? '' : ` (${chart.of.measure})`}` : ''
  return chart.measure === 'count' ? t('Số dòng', 'Rows') : chart.measure === 'sum' ? t(`Tổng ${of}`, `Sum of ${of}`) : t(`Trung bình ${of}`, `Average of ${of}`)
}
const figure = (value: number | null, lang: Frame['lang']): string => value === null ? '–' : formatNumber(value, lang)

export function chartPage(frame: Frame, { opened, view, typed, chart, found, faults }: ChartView): string {
  const { lang } = frame
  const { entry, units } = opened
  const t = choose(lang)
  const action = `${PORTAL}/${entry.code}/bieu-do`
  if (!chart) return portalDatasetPage({ frame, opened, tab: 'bieu-do', view, children: <EmptyState title={t('Bộ này không có trường để nhóm', 'There is no field to group by')} /> })
  const groups = found?.groups ?? []
  const name = measureLabel(chart, lang)
  const by = fieldTitle(chart.group, lang)
  const title = t(`${name} theo ${by.toLowerCase()}`, `${name} by ${by.toLowerCase()}`)
  const most = Math.max(0, ...groups.map(each => Math.abs(each.amount ?? 0)))
  const first = groups[0]
  const summary = first === undefined ? title : t(`${title}: ${groups.length} nhóm, ${groupLabel(chart.group, first.value, lang, units)} ${figure(first.amount, lang)}`, `${title}: ${groups.length} groups, ${groupLabel(chart.group, first.value, lang, units)} ${figure(first.amount, lang)}`)
  return portalDatasetPage({ frame, opened, tab: 'bieu-do', view, faults, children: <>
    <ChartForm frame={frame} opened={opened} view={view} chart={chart} action={action} />
    <PortalFilters frame={frame} opened={opened} view={view} action={action} typed={typed} faults={faults} keep={chartParts(chart)} />
    <h2 class="govuk-heading-m ts-bars__head">{title}</h2>
    {found?.more === true && <InsetText>{t(`Có hơn ${MOST_GROUPS} nhóm; ${MOST_GROUPS} nhóm đầu ở đây. Lọc bớt hoặc nhóm thô hơn.`, `There are more than ${MOST_GROUPS} groups; the first ${MOST_GROUPS} are here.`)}</InsetText>}
    {chart.shape === 'line' && groups.length > 0 && <LineChart title={title} summary={summary} points={groups.filter(each => each.value !== null).map(each => ({ label: groupLabel(chart.group, each.value, lang, units), value: each.amount ?? undefined }))} />}
    <div class="ts-bars"><Table caption={title} captionHidden rows={groups} keyOf={each => each.value ?? ''} empty={<EmptyState title={t('Không có dòng nào khớp', 'No row matches')} />} columns={[
      { id: 'group', header: by, main: true, cell: (each: Group) => groupLabel(chart.group, each.value, lang, units) },
      ...chart.shape === 'bar' ? [{ id: 'bar', header: t('Biểu đồ', 'Chart'), cell: (each: Group) => <ShareBar share={most === 0 ? 0 : Math.abs(each.amount ?? 0) / most} /> }] : [],
      { id: 'amount', header: name, numeric: true, cell: (each: Group) => figure(each.amount, lang) },
      ...chart.measure === 'count' ? [] : [{ id: 'rows', header: t('Số dòng', 'Rows'), numeric: true, cell: (each: Group) => formatNumber(each.rows, lang) }],
    ]} /></div>
    <p class="govuk-body"><a class="govuk-link" href={chartHref(entry.code, 'bieu-do.csv', chart, view)} download>{t('Tải bảng này (CSV)', 'Download this table (CSV)')}</a></p>
    <p class="govuk-body-s ts-quiet">{t('Địa chỉ của trang giữ nguyên biểu đồ: chép và gửi cho người khác được.', 'The address of this page keeps the chart: copy it and send it.')}</p>
  </> })
}

function ChartForm({ frame: { lang }, opened: { asked }, view, chart, action }: { readonly frame: Frame; readonly opened: PortalDataset; readonly view: View; readonly chart: Chart; readonly action: string }) {
  const t = choose(lang)
  const figures = summable(asked.fields)
  const fields = groupable(asked.fields, asked.schema.key)
  return <form method="get" action={action} class="ts-filters ts-filters--chart" aria-label={t('Chọn biểu đồ', 'Choose the chart')}>
    {view.conditions.map(each => <input key={writeCondition(each)} type="hidden" name="loc" value={writeCondition(each)} />)}{view.day !== '' && <input type="hidden" name="ngay" value={view.day} />}
    <Select name="nhom" label={t('Nhóm theo', 'Group by')} value={chart.group.name} options={fields.map(field => ({ value: field.name, label: fieldTitle(field, lang) }))} />
    {fields.some(isDay) && <Select name="buoc" label={t('Ngày gộp theo', 'Days by')} value={STEP_NAMES[chart.step]} options={STEPS.map(step => ({ value: STEP_NAMES[step], label: { day: t('Ngày', 'Day'), month: t('Tháng', 'Month'), year: t('Năm', 'Year') }[step] }))} />}
    <Select name="tinh" label={t('Tính', 'Measure')} value={MEASURE_NAMES[chart.measure]} options={MEASURES.filter(measure => measure === 'count' || figures.length > 0).map(measure => ({ value: MEASURE_NAMES[measure], label: { count: t('Số dòng', 'Number of rows'), sum: t('Tổng', 'Sum'), average: t('Trung bình', 'Average') }[measure] }))} />
    {figures.length > 0 && <Select name="do" label={t('Của trường', 'Of')} value={chart.of?.name ?? figures[0]?.name} options={figures.map(field => ({ value: field.name, label: fieldTitle(field, lang) }))} />}
    <Select name="kieu" label={t('Kiểu', 'Shape')} value={shapeName(chart.shape)} options={SHAPES.map(shape => ({ value: shapeName(shape), label: { bar: t('Cột ngang', 'Bars'), line: t('Đường', 'Line') }[shape] }))} />
    <Button tone="primary">{t('Vẽ', 'Draw')}</Button>
  </form>
}
