import type { Actor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { listAgencies } from '../../organisations/index.ts'
import { roundTo } from '../domain/decimal.ts'
import type { Period } from '../domain/period.ts'
import { dueOn } from '../domain/report.ts'
import { readCells, type Cells } from '../queries/cells.ts'
import { rateOf, reportsOf, type ReportView } from '../queries/readings.ts'
import type { Subject } from '../queries/results.ts'
import type { AnalyticsQuery, Criterion, DataItem, Dimension } from './analytics-query.ts'
import type { Unit } from './catalogue.ts'
import { refuse } from './refused.ts'

/** One number with the item, period and unit that it belongs to; what has none is no row. */
export interface Row { readonly dx: DataItem; readonly pe: readonly Period[]; readonly ou: readonly Unit[]; readonly value: number; readonly numerator?: number | null; readonly denominator?: number | null; readonly factor?: number }
type At = { readonly dx?: DataItem; readonly pe?: Period; readonly ou?: Unit }
type DayOf = (at: Date) => LocalDate

/** All cells of a query: those of a dimension one by one, those of a filter as one. */
export async function answerAnalytics(tx: Tx, query: AnalyticsQuery, root: Unit | undefined, actor: Actor, dayOf: DayOf): Promise<readonly Row[]> {
  const items = <N extends Dimension['name']>(name: N) => (query.dimensions.find(each => each.name === name) ?? query.filters.find(each => each.name === name))?.items as Extract<Dimension, { readonly name: N }>['items'] | undefined
  const data = items('dx') ?? []
  const periods = items('pe') ?? []
  const units = items('ou') ?? (root ? [root] : [])
  const filtered = (name: Dimension['name']): boolean => !query.dimensions.some(each => each.name === name)
  const whole = filtered('ou') ? together(units) : undefined
  const rates = data.some(({ kind }) => kind === 'rate') ? await readRates(tx, data, periods, actor, dayOf) : undefined
  const cells = await readCells(tx, { elements: data.flatMap(item => item.kind === 'element' ? [item.element.definition.code] : []), indicators: data.flatMap(item => item.kind === 'indicator' ? [{ framework: item.indicator.framework, code: item.indicator.definition.code }] : []), subjects: whole ? [whole] : units.map(({ subject }) => subject), periods })
  const rows: Row[] = []
  const visit = (left: readonly Dimension[], at: At): void => {
    const [next, ...rest] = left
    if (next?.name === 'dx') return next.items.forEach(dx => { visit(rest, { ...at, dx }) })
    if (next?.name === 'pe') return next.items.forEach(pe => { visit(rest, { ...at, pe }) })
    if (next?.name === 'ou') return next.items.forEach(ou => { visit(rest, { ...at, ou }) })
    const dx = at.dx ?? data[0]
    const subject = at.ou?.subject ?? whole
    if (dx === undefined || subject === undefined) return
    const pe = at.pe ? [at.pe] : periods
    const cell = dx.kind === 'rate' ? { value: rates?.(dx, subject, pe) ?? null } : cellOf(cells, dx, subject, pe, query)
    if (cell.value === null) return
    const value = query.flags.skipRounding ? roundTo(cell.value, 10) : rounded(cell.value, dx)
    if (query.criteria.every(criterion => meets(value, criterion))) rows.push({ dx, pe, ou: at.ou ? [at.ou] : units, ...cell, value })
  }
  visit(query.dimensions, {})
  return query.order === undefined ? rows : rows.toSorted((a, b) => query.order === 'ASC' ? a.value - b.value : b.value - a.value)
}

function cellOf(cells: Cells, dx: Exclude<DataItem, { kind: 'rate' }>, subject: Subject, pe: readonly Period[], { aggregation }: AnalyticsQuery): Pick<Row, 'numerator' | 'denominator' | 'factor'> & { readonly value: number | null } {
  if (dx.kind === 'element') return cells.element(dx.element.definition.code, subject, pe, { ...dx.category === undefined ? {} : { category: dx.category }, ...aggregation ? { aggregation } : {} })
  const { value, result } = cells.indicator(dx.indicator.framework, dx.indicator.definition.code, subject, pe)
  return { value, numerator: result.numerator, denominator: result.denominator, factor: dx.indicator.definition.factor }
}

/** Several units as one: the province holds its communes already. */
function together(units: readonly Unit[]): Subject {
  const root = units.find(({ level }) => level === 1)
  return root?.subject ?? { units: [...new Set(units.flatMap(({ subject }) => subject.units))], agencies: [...new Set(units.flatMap(({ subject }) => subject.agencies))] }
}

/** An indicator by its own decimals; an element as DHIS2 does: one decimal, and below one two significant digits. */
function rounded(value: number, dx: DataItem): number {
  if (dx.kind === 'indicator') return roundTo(value, dx.indicator.definition.decimals)
  return Math.abs(value) >= 1 || value === 0 ? roundTo(value, 1) : Number(value.toPrecision(2))
}
function meets(value: number, { operator, value: bound }: Criterion): boolean {
  switch (operator) {
    case 'EQ': return value === bound
    case 'GT': return value > bound
    case 'GE': return value >= bound
    case 'LT': return value < bound
    case 'LE': return value <= bound
  }
}

type Rate = Extract<DataItem, { readonly kind: 'rate' }>
/** Who reported. That is seen by officers only: to others the share would be of nothing, and no number is better than a wrong one. */
async function readRates(tx: Tx, data: readonly DataItem[], periods: readonly Period[], actor: Actor, dayOf: DayOf): Promise<(dx: Rate, subject: Subject, pe: readonly Period[]) => number | null> {
  const rates = data.filter((item): item is Rate => item.kind === 'rate')
  if (actor.kind !== 'officer') throw refuse('E7121', 'anonymous', 'dataSet', rates[0]?.dataSet.code ?? '')
  const agencies = await listAgencies(tx, periods.at(-1)?.end ?? '9999-12-31')
  const reports = new Map<string, readonly ReportView[]>()
  for (const { dataSet } of rates) for (const { id } of periods) reports.set(`${dataSet.code} ${id}`, reports.get(`${dataSet.code} ${id}`) ?? await reportsOf(tx, dataSet.code, id))
  return ({ dataSet, metric }, subject, pe) => {
    const expected = agencies.filter(agency => subject.agencies.includes(agency.id) && dataSet.agencyKinds.includes(agency.kind)).map(({ id }) => id)
    const each = pe.filter(({ type }) => type === dataSet.periodType).map(period => rateOf((reports.get(`${dataSet.code} ${period.id}`) ?? []).filter(({ agencyId }) => expected.includes(agencyId)), expected, dueOn(period, dataSet.dueDays), dayOf))
    const sum = (of: 'expected' | 'actual' | 'onTime'): number => each.reduce((total, rate) => total + rate[of], 0)
    if (sum('expected') === 0) return null
    switch (metric) {
      case 'EXPECTED_REPORTS': return sum('expected')
      case 'ACTUAL_REPORTS': return sum('actual')
      case 'ACTUAL_REPORTS_ON_TIME': return sum('onTime')
      case 'REPORTING_RATE': return sum('actual') / sum('expected') * 100
      case 'REPORTING_RATE_ON_TIME': return sum('onTime') / sum('expected') * 100
    }
  }
}

