import type { LocalDate } from '../../../kernel/working-time.ts'
import { parsePeriod, type Period } from '../domain/period.ts'
import { isRelativePeriod, relativePeriods } from '../domain/relative-period.ts'
import type { Aggregation } from '../domain/aggregate.ts'
import type { Catalogue, DataSet, Element, Indicator, Unit } from './catalogue.ts'
import { isUid, uidOf } from './uid.ts'
import type { ListAsk } from './listing.ts'
import { refuse, Refused } from './refused.ts'

export type DataItem =
  | { readonly kind: 'element'; readonly uid: string; readonly element: Element; readonly category?: string }
  | { readonly kind: 'indicator'; readonly uid: string; readonly indicator: Indicator }
  | { readonly kind: 'rate'; readonly uid: string; readonly dataSet: DataSet; readonly metric: (typeof METRICS)[number] }
export const METRICS = ['REPORTING_RATE', 'REPORTING_RATE_ON_TIME', 'ACTUAL_REPORTS', 'ACTUAL_REPORTS_ON_TIME', 'EXPECTED_REPORTS'] as const
export type Dimension = { readonly name: 'dx'; readonly items: readonly DataItem[] } | { readonly name: 'pe'; readonly items: readonly Period[] } | { readonly name: 'ou'; readonly items: readonly Unit[] }
export interface Criterion { readonly operator: 'EQ' | 'GT' | 'GE' | 'LT' | 'LE'; readonly value: number }
export interface AnalyticsQuery { readonly dimensions: readonly Dimension[]; readonly filters: readonly Dimension[]; readonly aggregation: Aggregation | undefined; readonly criteria: readonly Criterion[]; readonly order: 'ASC' | 'DESC' | undefined; readonly flags: Readonly<Record<Flag, boolean>>; readonly scheme: 'UID' | 'CODE' | 'NAME'; readonly layout: { readonly columns: readonly string[]; readonly rows: readonly string[] } | undefined }
type Flag = 'skipMeta' | 'skipData' | 'skipRounding' | 'includeNumDen' | 'includeMetadataDetails' | 'hierarchyMeta' | 'showHierarchy'
export const MAX_ROWS = 50_000

const AGGREGATIONS: Readonly<Record<string, Aggregation | undefined>> = {
  SUM: { time: 'sum', space: 'sum' }, AVERAGE: { time: 'average', space: 'average' }, AVERAGE_SUM_ORG_UNIT: { time: 'average', space: 'sum' }, LAST: { time: 'last', space: 'sum' }, LAST_AVERAGE_ORG_UNIT: { time: 'last', space: 'average' }, COUNT: { time: 'count', space: 'sum' }, MIN: { time: 'min', space: 'min' }, MAX: { time: 'max', space: 'max' },
}

/** What a client asks; throws what DHIS2 would answer. Ids that nothing has are left out, and a dimension of such only is refused. */
export function parseAnalytics(ask: ListAsk, catalogue: Catalogue, { today, own }: { readonly today: LocalDate; readonly own: Unit | undefined }): AnalyticsQuery {
  const named = (name: string) => ask.all(name).flatMap(each => each.split(',')).filter(each => each !== '').map(each => { const at = each.indexOf(':'); return at < 0 ? { name: each, items: [] } : { name: each.slice(0, at), items: each.slice(at + 1).split(';').filter(item => item !== '') } })
  const [wanted, filtered] = [named('dimension'), named('filter')]
  if (wanted.length === 0) throw refuse('E7101')
  for (const list of [wanted, filtered]) for (const { name } of list) if (list.filter(each => each.name === name).length > 1) throw refuse('E7111', name)
  for (const { name } of wanted) if (filtered.some(each => each.name === name)) throw refuse('E7103', name)
  const dimension = ({ name, items }: { readonly name: string; readonly items: readonly string[] }): Dimension => {
    const checked = <T>(found: readonly T[]): readonly T[] => { if (found.length === 0) throw name === 'dx' ? refuse('E7102') : refuse('E7124', name); return found }
    switch (name) {
      case 'dx': return { name, items: checked(unique(items.flatMap(item => dataItem(item, catalogue)), ({ uid }) => uid)) }
      case 'pe': return { name, items: checked(unique(items.flatMap(item => isRelativePeriod(item) ? relativePeriods(item, today) : parsePeriod(item) ?? []), ({ id }) => id)) }
      case 'ou': return { name, items: checked(unitsOf(items, catalogue, own)) }
      default: throw refuse('E7125', name)
    }
  }
  const [dimensions, filters] = [wanted.map(dimension), filtered.map(dimension)]
  const dates = ask.one('startDate') !== undefined || ask.one('endDate') !== undefined
  const all = [...dimensions, ...filters]
  if (!all.some(({ name }) => name === 'dx')) throw refuse('E7102')
  if (all.some(({ name }) => name === 'pe') && dates) throw refuse('E7105')
  if (!all.some(({ name }) => name === 'pe')) throw dates ? new Refused(409, 'Start and end dates are not supported here: name periods', 'E7104') : refuse('E7104')
  for (const filter of filters) {
    if (filter.name === 'dx' && filter.items.length > 1) throw filter.items.some(({ kind }) => kind === 'indicator') ? refuse('E7108') : filter.items.some(({ kind }) => kind === 'rate') ? refuse('E7109') : refuse('E7133')
    // quarters and months together have no one sum
    if (filter.name === 'pe' && new Set(filter.items.map(({ type }) => type)).size > 1) throw refuse('E7133')
  }
  if (ask.one('preAggregationMeasureCriteria') !== undefined) throw refuse('E7133')
  const rows = dimensions.reduce((product, { items }) => product * items.length, 1)
  if (rows > MAX_ROWS) throw refuse('E7128', String(MAX_ROWS))
  const type = ask.one('aggregationType')
  const aggregation = type === undefined || type === 'DEFAULT' ? undefined : Object.hasOwn(AGGREGATIONS, type) ? AGGREGATIONS[type] : undefined
  if (type !== undefined && type !== 'DEFAULT' && aggregation === undefined) throw refuse('E7115', type)
  const on = (flag: Flag): boolean => ask.one(flag) === 'true'
  const order = ask.one('order')?.toUpperCase()
  const scheme = ask.one('outputIdScheme')?.toUpperCase()
  return { dimensions, filters, aggregation, criteria: criteriaOf(ask.one('measureCriteria')), order: order === 'ASC' || order === 'DESC' ? order : undefined, scheme: scheme === 'CODE' || scheme === 'NAME' ? scheme : 'UID',
    flags: { skipMeta: on('skipMeta'), skipData: on('skipData'), skipRounding: on('skipRounding'), includeNumDen: on('includeNumDen'), includeMetadataDetails: on('includeMetadataDetails'), hierarchyMeta: on('hierarchyMeta'), showHierarchy: on('showHierarchy') }, layout: ask.one('tableLayout') === 'true' ? layoutOf(ask, dimensions) : undefined }
}

const unique = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => [...new Map(items.map(item => [key(item), item])).values()]

function dataItem(id: string, { elements, indicators, dataSets }: Catalogue): readonly DataItem[] {
  const indicator = indicators.find(each => each.uid === id || each.code === id)
  if (indicator) return [{ kind: 'indicator', uid: indicator.uid, indicator }]
  const dot = id.indexOf('.')
  const [head, tail] = dot < 0 ? [id, undefined] : [id.slice(0, dot), id.slice(dot + 1)]
  const element = elements.find(each => each.uid === head || each.definition.code === head)
  if (element) return tail === undefined ? [{ kind: 'element', uid: element.uid, element }] : /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(tail) && !isUid(tail) ? [{ kind: 'element', uid: `${element.uid}.${uidOf('categoryOptionCombo', tail)}`, element, category: tail }] : []
  const dataSet = dataSets.find(each => each.uid === head || each.code === head)
  const metric = METRICS.find(each => each === tail)
  return dataSet && metric ? [{ kind: 'rate', uid: `${dataSet.uid}.${metric}`, dataSet, metric }] : []
}

/** `LEVEL-n` and `OU_GROUP-…` are sought below the units named beside them. */
function unitsOf(ids: readonly string[], { units, groups }: Catalogue, own: Unit | undefined): readonly Unit[] {
  const root = units.find(({ level }) => level === 1)
  const childrenOf = (unit: Unit | undefined): readonly Unit[] => unit !== undefined && unit === root ? units.filter(({ level }) => level > 1) : []
  const named = ids.flatMap((id): readonly Unit[] => {
    if (id === 'USER_ORGUNIT') return own ? [own] : []
    if (id === 'USER_ORGUNIT_CHILDREN') return childrenOf(own)
    return units.filter(unit => unit.uid === id || unit.subject.code === id)
  })
  const sought = ids.flatMap((id): readonly ((unit: Unit) => boolean)[] => {
    const [, kind, which = ''] = /^(LEVEL|OU_GROUP)-(.{1,60})$/.exec(id) ?? []
    if (kind === 'LEVEL') return [unit => String(unit.level) === which || uidOf('organisationUnitLevel', String(unit.level)) === which]
    const members = kind === undefined ? undefined : groups.find(group => group.uid === which || group.code === which)?.units
    return members === undefined ? [] : [unit => members.includes(unit.subject.code)]
  })
  const within = named.length === 0 ? units : [...new Set([...named, ...named.flatMap(childrenOf)])]
  return unique(sought.length === 0 ? named : within.filter(unit => sought.some(test => test(unit))), ({ uid }) => uid)
}

function criteriaOf(text: string | undefined): readonly Criterion[] {
  return (text ?? '').split(';').filter(each => each !== '').map(each => {
    const [, operator, value] = /^(EQ|GT|GE|LT|LE):(-?\d{1,15}(?:\.\d{1,9})?)$/.exec(each) ?? []
    const known = (['EQ', 'GT', 'GE', 'LT', 'LE'] as const).find(name => name === operator)
    if (known === undefined) throw refuse('E7133')
    return { operator: known, value: Number(value) }
  })
}

function layoutOf(ask: ListAsk, dimensions: readonly Dimension[]): { readonly columns: readonly string[]; readonly rows: readonly string[] } {
  const [columns, rows] = ['columns', 'rows'].map(name => (ask.one(name) ?? '').split(';').filter(each => each !== ''))
  for (const name of columns ?? []) if (!dimensions.some(dimension => dimension.name === name)) throw refuse('E7126', name)
  for (const name of rows ?? []) if (!dimensions.some(dimension => dimension.name === name)) throw refuse('E7127', name)
  // what was named on no side and is more than one thing goes down the table, or numbers would lie on one another
  return { columns: columns ?? [], rows: [...rows ?? [], ...dimensions.filter(({ name, items }) => items.length > 1 && !columns?.includes(name) && !rows?.includes(name)).map(({ name }) => name)] }
}
