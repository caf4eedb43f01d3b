import type { Tx } from '../../../kernel/db/db.ts'
import { roundTo } from '../domain/decimal.ts'
import type { Period } from '../domain/period.ts'
import type { ReportingMetric } from '../domain/expression/words.ts'
import { readCells, type Cells } from '../queries/cells.ts'
import { reportingOf } from '../queries/readings.ts'
import type { Subject } from '../queries/results.ts'
import type { AnalyticsQuery, Criterion, DataItem, Dimension } from './analytics-query.ts'
import type { Unit } from './catalogue.ts'

/** One number with the item, period and unit that it belongs to; what has none is no row. */
export interface Row { readonly dx: DataItem; readonly pe: readonly Period[]; readonly ou: readonly Unit[]; readonly value: number; readonly numerator?: number | null; readonly denominator?: number | null; readonly factor?: number }
type At = { readonly dx?: DataItem; readonly pe?: Period; readonly ou?: Unit }

/** All cells of a query: those of a dimension one by one, those of a filter as one. */
export async function answerAnalytics(tx: Tx, query: AnalyticsQuery, root: Unit | undefined, onlyPublic: boolean): Promise<readonly Row[]> {
  const all = [...query.dimensions, ...query.filters]
  const data = all.flatMap(each => each.name === 'dx' ? each.items : [])
  const periods = all.flatMap(each => each.name === 'pe' ? each.items : [])
  const units = all.some(({ name }) => name === 'ou') ? all.flatMap(each => each.name === 'ou' ? each.items : []) : root ? [root] : []
  const filtered = (name: Dimension['name']): boolean => !query.dimensions.some(each => each.name === name)
  const whole = filtered('ou') ? together(units) : undefined
  const subjects = whole ? [whole] : units.map(({ subject }) => subject)
  const rates = await readRates(tx, data, subjects)
  const cells = await readCells(tx, { elements: data.flatMap(item => item.kind === 'element' ? [item.element.definition.code] : []), indicators: data.flatMap(item => item.kind === 'indicator' ? [{ framework: item.indicator.framework, code: item.indicator.definition.code }] : []), subjects, periods, onlyPublic })
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
    const cell = dx.kind === 'rate' ? { value: rates(dx, subject, pe) } : cellOf(cells, dx, subject, pe, query)
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
/** Who reported, and who in time; over several periods or units counts are added and shares made of the sums. */
async function readRates(tx: Tx, data: readonly DataItem[], subjects: readonly Subject[]): Promise<(dx: Rate, subject: Subject, pe: readonly Period[]) => number | null> {
  const codes = new Set(data.flatMap(item => item.kind === 'rate' ? [item.dataSet.code] : []))
  const bySubject = new Map<Subject, Awaited<ReturnType<typeof reportingOf>>>()
  for (const subject of codes.size === 0 ? [] : subjects) bySubject.set(subject, await reportingOf(tx, codes, subject.agencies))
  return ({ dataSet: { code }, metric }, subject, pe) => {
    const sum = (of: ReportingMetric): number => pe.reduce((total, period) => total + (bySubject.get(subject)?.(code, of, period) ?? 0), 0)
    if (sum('EXPECTED_REPORTS') === 0) return null
    if (metric === 'REPORTING_RATE') return sum('ACTUAL_REPORTS') / sum('EXPECTED_REPORTS') * 100
    if (metric === 'REPORTING_RATE_ON_TIME') return sum('ACTUAL_REPORTS_ON_TIME') / sum('EXPECTED_REPORTS') * 100
    return sum(metric)
  }
}
