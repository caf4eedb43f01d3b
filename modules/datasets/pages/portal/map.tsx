import type { Fields } from '../../../../kernel/http/fields.ts'
import { assetUrl, boundsOf, Button, choose, EmptyState, formatNumber, InsetText, partsOf, pathOf, planeOf, Select, shadeOf, Table, type Fault, type Frame } from '../../../../ui/index.ts'
import { MEASURES, summable } from '../../domain/groups.ts'
import { writeCondition } from '../../domain/row-address.ts'
import type { Field } from '../../domain/schema.ts'
import { PORTAL, viewQuery, type View } from '../../portal/addresses.ts'
import { chartHref, chartParts, MEASURE_NAMES, type Chart } from '../../portal/chart-address.ts'
import type { PortalDataset } from '../../portal/open.ts'
import type { Groups } from '../../queries/groups.ts'
import type { Row } from '../../queries/rows.ts'
import { shownCell } from '../words.tsx'
import { groupLabel, measureLabel } from './chart.tsx'
import { portalDatasetPage } from './dataset-frame.tsx'
import { fieldTitle, PortalFilters } from './filters.tsx'

export interface Boundary { readonly code: string; readonly name: string; readonly geometry: unknown }
export interface MapView {
  readonly opened: PortalDataset; readonly view: View; readonly typed: Fields; readonly faults: readonly Fault[]; readonly boundaries: readonly Boundary[]
  /** rows that have a place of their own, or figures by unit */
  readonly places: { readonly field: Field; readonly rows: readonly Row[]; readonly more: boolean } | undefined
  readonly units: { readonly chart: Chart; readonly found: Groups | undefined } | undefined
}
export const MOST_PLACES = 300

export function mapPage(frame: Frame, shown: MapView): string {
  const { lang } = frame
  const { opened, view, typed, faults, places, units } = shown
  const t = choose(lang)
  const action = `${PORTAL}/${opened.entry.code}/ban-do`
  const keep = units ? chartParts(units.chart).filter(([name]) => name !== 'kieu') : []
  return portalDatasetPage({ frame, opened, tab: 'ban-do', view, faults, islands: ['map'], children: <>
    {units && <MeasureForm frame={frame} opened={opened} view={view} chart={units.chart} action={action} />}
    <PortalFilters frame={frame} opened={opened} view={view} action={action} typed={typed} faults={faults} keep={keep} />
    {places?.more === true && <InsetText>{t(`${MOST_PLACES} dòng đầu. Lọc để thấy dòng khác, hoặc tải GeoJSON để có đủ.`, `The first ${MOST_PLACES} rows. Filter to see others, or download the GeoJSON.`)}</InsetText>}
    <div class="ts-mapped">
      <Picture frame={frame} shown={shown} source={`${action}.json${viewQuery({ ...view, sort: '' }, keep)}`} />
      {places ? <PlacesTable frame={frame} shown={shown} places={places} /> : units && <UnitsTable frame={frame} shown={shown} units={units} />}
    </div>
  </> })
}

/** The word by which a row is called: its first text that is no code. */
export const nameField = ({ asked }: PortalDataset): Field | undefined => asked.fields.find(field => field.type === 'text' && !asked.schema.key.includes(field.name) && !field.choices) ?? asked.fields.find(field => asked.schema.key.includes(field.name)) ?? asked.fields[0]

function Picture({ frame: { lang }, shown: { opened, boundaries, places, units }, source }: { readonly frame: Frame; readonly shown: MapView; /** where the map that moves finds the same */ readonly source: string }) {
  const t = choose(lang)
  const own = places?.rows.map(row => row[places.field.name]) ?? []
  const bounds = boundsOf([...boundaries.map(each => each.geometry), ...own])
  if (!bounds) return <EmptyState title={t('Chưa vẽ được bản đồ', 'There is no map yet')} text={t('Hệ thống chưa có ranh giới xã, phường. Số liệu ở bảng bên dưới.', 'Boundaries of communes were not imported. The figures are in the table.')} />
  const plane = planeOf(bounds)
  const figures = new Map((units?.found?.groups ?? []).flatMap(each => each.value === null || each.amount === null ? [] : [[each.value, each.amount] as const]))
  const shade = shadeOf([...figures.values()])
  const name = nameField(opened)
  const summary = places ? t(`Bản đồ ${places.rows.length} dòng; từng dòng ở bảng bên cạnh`, `Map of ${places.rows.length} rows; each stands in the table`) : t(`Bản đồ ${figures.size} xã, phường; số liệu ở bảng bên cạnh`, `Map of ${figures.size} communes; figures stand in the table`)
  return <figure class="ts-map" data-map={source} data-css={assetUrl('map.css')} data-label={summary}>
    <button class="govuk-button govuk-button--secondary ts-map__open" type="button" data-map-open hidden>{t('Mở bản đồ kéo, phóng được', 'Open the map that moves')}</button>
    <svg viewBox={`0 0 ${plane.width} ${plane.height}`} role="img" aria-label={summary}>
      {boundaries.map(each => { const value = figures.get(each.code); return <path key={each.code} class={`ts-map__area${value === undefined ? '' : ` ts-shade--${shade(value)}`}`} d={pathOf(each.geometry, plane)}><title>{each.name}{value === undefined ? '' : `: ${formatNumber(value, lang)}`}</title></path> })}
      {places?.rows.map((row, at) => {
        const geometry = row[places.field.name]
        const title = <title>{name ? shownCell(name, row[name.name], lang, opened.units) : ''}</title>
        const [first] = partsOf(geometry)[0] ?? []
        if (first === undefined) return null
        if (places.field.type === 'geometry' && partsOf(geometry).some(part => part.length > 2)) return <path key={at} class="ts-map__area ts-shade--2" d={pathOf(geometry, plane)}>{title}</path>
        const [x, y] = plane.at(first[0], first[1])
        return <circle key={at} class="ts-map__dot" cx={x} cy={y} r="5">{title}</circle>
      })}
    </svg>
    {figures.size > 0 && boundaries.length > 0 && <figcaption class="ts-map__scale"><span>{t('ít', 'low')}</span>{[0, 1, 2, 3, 4].map(step => <svg key={step} viewBox="0 0 20 12" aria-hidden="true"><rect width="20" height="12" class={`ts-shade--${step}`} /></svg>)}<span>{t('nhiều', 'high')}</span></figcaption>}
  </figure>
}

/** The same for the map that moves, as GeoJSON. */
export function mapLayers(lang: Frame['lang'], { opened, boundaries, places, units }: MapView): object {
  const figures = new Map((units?.found?.groups ?? []).flatMap(each => each.value === null || each.amount === null ? [] : [[each.value, each.amount] as const]))
  const shade = shadeOf([...figures.values()])
  const name = nameField(opened)
  const collection = (features: readonly object[]): object => ({ type: 'FeatureCollection', features })
  return {
    areas: collection(boundaries.map(({ code, name: called, geometry }) => { const value = figures.get(code); return { type: 'Feature', geometry, properties: { text: value === undefined ? called : `${called}: ${formatNumber(value, lang)}`, ...value === undefined ? {} : { shade: shade(value) } } } })),
    places: collection((places?.rows ?? []).map(row => ({ type: 'Feature', geometry: row[places?.field.name ?? ''], properties: { text: name ? shownCell(name, row[name.name], lang, opened.units) : '' } }))),
  }
}

function PlacesTable({ frame: { lang }, shown: { opened, view }, places }: { readonly frame: Frame; readonly shown: MapView; readonly places: NonNullable<MapView['places']> }) {
  const t = choose(lang)
  const name = nameField(opened)
  const beside = opened.asked.fields.filter(field => field !== name && (field.type === 'unit' || field.choices !== undefined)).slice(0, 2)
  const rows = places.rows.map((row, at) => ({ row, at }))
  type Line = (typeof rows)[number]
  return <div class="ts-mapped__table" tabindex={0} role="region" aria-label={t('Bảng bên bản đồ', 'Table beside the map')}>
    <Table caption={t('Các dòng trên bản đồ', 'Rows on the map')} rows={rows} keyOf={each => String(each.at)} empty={<EmptyState title={t('Không có dòng nào khớp', 'No row matches')} />} columns={[
      ...name ? [{ id: name.name, header: fieldTitle(name, lang), main: true, cell: ({ row }: Line) => shownCell(name, row[name.name], lang, opened.units) }] : [],
      ...beside.map(field => ({ id: field.name, header: fieldTitle(field, lang), cell: ({ row }: Line) => shownCell(field, row[field.name], lang, opened.units) })),
    ]} />
    <p class="govuk-body"><a class="govuk-link" href={`${PORTAL}/${opened.entry.code}.geojson`} download>{t('Tải GeoJSON', 'Download GeoJSON')}</a> · <a class="govuk-link" href={`${PORTAL}/${opened.entry.code}${viewQuery(view)}`}>{t('Xem đủ các cột', 'All columns')}</a></p>
  </div>
}

function UnitsTable({ frame: { lang }, shown: { opened, view }, units: { chart, found } }: { readonly frame: Frame; readonly shown: MapView; readonly units: NonNullable<MapView['units']> }) {
  const t = choose(lang)
  const name = measureLabel(chart, lang)
  return <div class="ts-mapped__table" tabindex={0} role="region" aria-label={t('Bảng bên bản đồ', 'Table beside the map')}>
    <Table caption={t(`${name} theo xã, phường`, `${name} by commune`)} rows={found?.groups ?? []} keyOf={each => each.value ?? ''} empty={<EmptyState title={t('Không có dòng nào khớp', 'No row matches')} />} columns={[
      { id: 'unit', header: fieldTitle(chart.group, lang), main: true, cell: each => groupLabel(chart.group, each.value, lang, opened.units) },
      { id: 'amount', header: name, numeric: true, cell: each => each.amount === null ? '–' : formatNumber(each.amount, lang) },
    ]} />
    <p class="govuk-body"><a class="govuk-link" href={chartHref(opened.entry.code, 'bieu-do.csv', chart, view)} download>{t('Tải bảng này (CSV)', 'Download this table (CSV)')}</a></p>
  </div>
}

function MeasureForm({ frame: { lang }, opened: { asked }, view, chart, action }: { readonly frame: Frame; readonly opened: PortalDataset; readonly view: View; readonly chart: Chart; readonly action: string }) {
  const t = choose(lang)
  const figures = summable(asked.fields)
  return <form method="get" action={action} class="ts-filters" aria-label={t('Chọn số liệu', 'Choose the figure')}>
    {view.conditions.map(each => <input key={writeCondition(each)} type="hidden" name="loc" value={writeCondition(each)} />)}{view.day !== '' && <input type="hidden" name="ngay" value={view.day} />}
    <Select name="tinh" label={t('Tính', 'Measure')} value={MEASURE_NAMES[chart.measure]} options={MEASURES.filter(measure => measure === 'count' || figures.length > 0).map(measure => ({ value: MEASURE_NAMES[measure], label: { count: t('Số dòng', 'Number of rows'), sum: t('Tổng', 'Sum'), average: t('Trung bình', 'Average') }[measure] }))} />
    {figures.length > 0 && <Select name="do" label={t('Của trường', 'Of')} value={chart.of?.name ?? figures[0]?.name} options={figures.map(field => ({ value: field.name, label: fieldTitle(field, lang) }))} />}
    <Button>{t('Vẽ', 'Draw')}</Button>
  </form>
}
