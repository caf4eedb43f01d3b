import { csvLine } from '../../../kernel/csv.ts'
import type { Lang } from '../../../kernel/http/route.ts'
import { periodName } from '../domain/period-name.ts'
import type { Row } from './analytics.ts'
import type { AnalyticsQuery, DataItem, Dimension } from './analytics-query.ts'
import { aggregationName, type Unit } from './catalogue.ts'
import { PERIOD_TYPE_NAMES } from './period-types.ts'
import { DEFAULT_COMBO, uidOf } from './uid.ts'

interface Named { readonly id: string; readonly code: string; readonly name: string; readonly details: object }
const TITLES: Readonly<Record<Dimension['name'], string>> = { dx: 'Data', pe: 'Period', ou: 'Organisation unit' }

function dataNamed(item: DataItem, lang: Lang): Named {
  switch (item.kind) {
    case 'element': { const { definition } = item.element; return { id: item.uid, code: `${definition.code}${item.category === undefined ? '' : `.${item.category}`}`, name: `${definition.text[lang]}${item.category === undefined ? '' : ` (${item.category})`}`, details: { dimensionItemType: 'DATA_ELEMENT', valueType: 'NUMBER', aggregationType: aggregationName(definition.aggregation), totalAggregationType: 'SUM' } } }
    case 'indicator': { const { code, definition } = item.indicator; return { id: item.uid, code, name: definition.text[lang], details: { dimensionItemType: 'INDICATOR', valueType: 'NUMBER', totalAggregationType: 'AVERAGE', indicatorType: { id: uidOf('indicatorType', `factor-${definition.factor}`), factor: definition.factor, number: definition.factor === 1 } } } }
    case 'rate': return { id: item.uid, code: `${item.dataSet.code}.${item.metric}`, name: `${item.dataSet.name} – ${item.metric}`, details: { dimensionItemType: 'REPORTING_RATE', valueType: 'NUMBER', totalAggregationType: 'AVERAGE' } }
  }
}
const unitNamed = ({ uid, subject }: Unit): Named => ({ id: uid, code: subject.code, name: subject.name, details: { dimensionItemType: 'ORGANISATION_UNIT', valueType: 'TEXT', totalAggregationType: 'SUM' } })
function itemsOf(dimension: Dimension, lang: Lang): readonly Named[] {
  switch (dimension.name) {
    case 'dx': return dimension.items.map(item => dataNamed(item, lang))
    case 'ou': return dimension.items.map(unitNamed)
    case 'pe': return dimension.items.map(period => ({ id: period.id, code: period.id, name: periodName(period)[lang], details: { dimensionItemType: 'PERIOD', valueType: 'TEXT', totalAggregationType: 'SUM', periodType: PERIOD_TYPE_NAMES[period.type], startDate: `${period.start}T00:00:00.000`, endDate: `${period.end}T00:00:00.000` } }))
  }
}

const title = (name: string): string => Object.entries(TITLES).find(([each]) => each === name)?.[1] ?? name
const header = (name: string, column: string, number: boolean): object => ({ name, column, valueType: number ? 'NUMBER' : 'TEXT', type: number ? 'java.lang.Double' : 'java.lang.String', hidden: false, meta: !number })
const text = (value: number | null | undefined): string => value === null || value === undefined ? '' : String(value)

export interface Grid { readonly headers: readonly object[]; readonly rows: readonly (readonly string[])[]; readonly names: readonly string[] }
/** Rows as DHIS2 writes them: every cell a text, dimensions in the order of the question. */
export function gridOf({ dimensions, flags, scheme }: AnalyticsQuery, rows: readonly Row[], lang: Lang): Grid {
  const shown = ({ id, code, name }: Named): string => scheme === 'CODE' ? code : scheme === 'NAME' ? name : id
  const texts = new Map<object, string>()
  for (const dimension of dimensions) for (const [at, named] of itemsOf(dimension, lang).entries()) { const item = dimension.items[at]; if (item !== undefined) texts.set(item, shown(named)) }
  const numbers = ['value', ...flags.includeNumDen ? ['numerator', 'denominator', 'factor', 'multiplier', 'divisor'] : []]
  return {
    names: [...dimensions.map(({ name }) => name), ...numbers],
    headers: [...dimensions.map(({ name }) => header(name, TITLES[name], false)), ...numbers.map(name => header(name, name.charAt(0).toUpperCase() + name.slice(1), true))],
    rows: rows.map(row => [...dimensions.map(({ name }) => { const item = name === 'dx' ? row.dx : name === 'pe' ? row.pe[0] : row.ou[0]; return item === undefined ? '' : texts.get(item) ?? '' }), text(row.value), ...flags.includeNumDen ? [text(row.numerator), text(row.denominator), text(row.factor), text(row.factor), row.factor === undefined ? '' : '1'] : []]),
  }
}

/** Names and order of what was asked for. */
export function metaDataOf({ dimensions, filters, flags }: AnalyticsQuery, root: Unit | undefined, lang: Lang): object {
  const all = [...dimensions, ...filters]
  const named = all.flatMap(dimension => itemsOf(dimension, lang))
  const units = all.flatMap(dimension => dimension.name === 'ou' ? dimension.items : [])
  const details = ({ id, code, name, details: more }: Named): object => flags.includeMetadataDetails ? { uid: id, code, name, ...more } : { name }
  return {
    items: Object.fromEntries([...named.map(each => [each.id, details(each)] as const), ...all.map(({ name }) => [name, { name: TITLES[name] }] as const)]),
    dimensions: { ...Object.fromEntries(all.map(dimension => [dimension.name, itemsOf(dimension, lang).map(({ id }) => id)])), co: [] },
    ...flags.hierarchyMeta ? { ouHierarchy: Object.fromEntries(units.map(({ uid, level }) => [uid, level === 1 || root === undefined ? '' : root.uid])) } : {},
    ...flags.showHierarchy ? { ouNameHierarchy: Object.fromEntries(units.map(({ uid, level, subject }) => [uid, level === 1 || root === undefined ? `/${subject.name}` : `/${root.subject.name}/${subject.name}`])) } : {},
  }
}

export const csvOf = ({ headers, rows }: Grid): string => [headers.map(each => 'column' in each ? String(each.column) : ''), ...rows].map(csvLine).join('\n')

/** `tableLayout`: a table to be printed, combinations of the columns' items beside one another. */
export function tableOf(query: AnalyticsQuery, rows: readonly Row[], lang: Lang): object {
  const { columns = [], rows: down = [] } = query.layout ?? {}
  const itemsBy = new Map<string, readonly Named[]>(query.dimensions.map(dimension => [dimension.name, itemsOf(dimension, lang)]))
  const combinations = (names: readonly string[]): readonly (readonly Named[])[] => names.reduce<readonly (readonly Named[])[]>((found, name) => found.flatMap(each => (itemsBy.get(name) ?? []).map(item => [...each, item])), [[]])
  const placed = new Map(rows.map(row => [query.dimensions.filter(({ name }) => columns.includes(name) || down.includes(name)).map(({ name }) => `${name}:${name === 'dx' ? row.dx.uid : name === 'pe' ? row.pe[0]?.id ?? '' : row.ou[0]?.uid ?? ''}`).sort().join(), row.value]))
  const across = combinations(columns)
  const lines = combinations(down).map(line => [...line.flatMap(({ id, name, code }) => [id, name, code, '']), ...across.map(column => text(placed.get([...down.map((name, at) => `${name}:${line[at]?.id ?? ''}`), ...columns.map((name, at) => `${name}:${column[at]?.id ?? ''}`)].sort().join())))])
  const headers = [...down.flatMap(name => ['ID', '', 'code', 'description'].map((what, at) => ({ name: `${title(name)}${what === '' ? '' : ` ${what}`}`, column: `${name}${['id', 'name', 'code', 'description'][at] ?? ''}`, type: 'java.lang.String', hidden: what !== '', meta: true }))), ...across.map(column => ({ name: column.map(({ name }) => name).join(' '), column: column.map(({ id }) => id).join('-'), type: 'java.lang.Double', hidden: false, meta: false }))]
  return { title: '', headers, width: headers.length, height: lines.length, rows: lines }
}

/** The rows as values that could be sent to another system. */
export const dataValuesOf = (rows: readonly Row[]): object => ({ dataValues: rows.map(({ dx, pe, ou, value }) => ({ dataElement: dx.uid, period: pe[0]?.id ?? '', orgUnit: ou[0]?.uid ?? '', categoryOptionCombo: DEFAULT_COMBO, attributeOptionCombo: DEFAULT_COMBO, value: String(value), storedBy: '[aggregated]', comment: '[aggregated]' })) })
