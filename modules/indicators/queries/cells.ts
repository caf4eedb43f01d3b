import type { Tx } from '../../../kernel/db/db.ts'
import { countService, type ServiceCounts } from '../../dossiers/index.ts'
import type { Aggregated, Aggregation } from '../domain/aggregate.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { Source } from '../domain/expression/evaluate.ts'
import { itemsOf, PLAIN_VIEW, type Item } from '../domain/expression/tree.ts'
import { formsRead, type Framework } from '../domain/framework.ts'
import { compileIndicator, type CompiledIndicator, type IndicatorResult } from '../domain/indicator.ts'
import { isMissing, missing, type Missing, type MissingReason } from '../domain/missing.ts'
import { offsetPeriod, periodOf, type Period } from '../domain/period.ts'
import type { ElementCell, Facts } from '../domain/source.ts'
import { isCounted, isFactOfService } from '../service-facts.ts'
import { loadCommon } from './common.ts'
import { populationsOf, reportingFor, standingCells } from './readings.ts'
import { addedUp, withPlatform, type Subject } from './results.ts'

/** What a table of cells is made of: elements, indicators (of whole frameworks), subjects and periods. */
export interface Table { readonly elements: readonly string[]; readonly indicators: readonly { readonly framework: Framework; readonly code: string }[]; readonly subjects: readonly Subject[]; readonly periods: readonly Period[]; /** what is not public stays out, whether it was reported or is counted here */ readonly onlyPublic?: boolean }
/** A number of a table. `reported` of `expected` readings stand behind it; null where it was counted or reads nothing. */
export interface CellValue { readonly value: number | null; readonly reasons: readonly MissingReason[]; readonly reported: number | null; readonly expected: number | null }
export interface IndicatorCell extends CellValue { readonly result: IndicatorResult }
/** `at`: one period, or several of one type read as one (DHIS2's filter). */
export interface Cells {
  element(code: string, subject: Subject, at: readonly Period[], more?: { readonly category?: string; readonly aggregation?: Aggregation }): CellValue
  indicator(framework: Framework, code: string, subject: Subject, at: readonly Period[]): IndicatorCell
}

/** Reads once what all cells of a table stand on, as the present actor may see it; the cells are then computed in memory. The numbers are those of `figuresOf`. */
export async function readCells(tx: Tx, { elements, indicators, subjects, periods, onlyPublic = false }: Table): Promise<Cells> {
  const compiled = new Map(indicators.map(({ framework }) => [framework, new Map(framework.indicators.map(definition => [definition.code, compileIndicator(definition)]))]))
  const readBy = new Map<CompiledIndicator, readonly string[]>()
  for (const own of compiled.values()) for (const each of own.values()) readBy.set(each, [...new Set(reached(own, each.definition.code).flatMap(item => item.kind === 'element' ? [item.element] : []))])
  const codes = [...new Set([...elements, ...indicators.flatMap(({ framework, code }) => { const own = compiled.get(framework)?.get(code); return own === undefined ? [] : readBy.get(own) ?? [] })])]
  const { elements: definitions, constants, groups, asked: askedOf } = await loadCommon(tx, codes)
  const [first, last] = [periods.reduce((least, { start }) => start < least ? start : least, '9999'), periods.reduce((most, { end }) => end > most ? end : most, '0000')]
  const from = periods.length > 0 && indicators.some(({ framework }) => framework.indicators.some(looksBack)) ? offsetPeriod(periodOf('year', first), -1).start : first
  const units = [...new Set(subjects.flatMap(subject => subject.own === undefined ? subject.units : [subject.own, ...subject.units]))]
  const byUnit = Map.groupBy(await standingCells(tx, { elements: codes, from, to: last, units }), cell => cell.unit)
  // what has no source says so without anything being counted
  const counted = !codes.some(isFactOfService) ? undefined : codes.some(isCounted) ? await countsOf(tx, [...new Set(subjects.flatMap(({ agencies }) => agencies))], periods) : new Map<string, ServiceCounts>()
  const asked = new Map<string, ReadonlyMap<string, readonly string[]>>()
  for (const subject of subjects) if (subject.own !== undefined) { const on = await askedOf(subject.agencies); for (const { end } of periods) asked.set(`${subject.own} ${end}`, on(end)) }

  const forms = formsRead(indicators.map(({ framework }) => framework).flatMap(({ indicators: own }) => own))
  const reportingBy = await reportingFor(tx, forms, [...new Set(subjects.flatMap(({ agencies }) => agencies))])
  const reporting = new Map(forms.size === 0 ? [] : subjects.map(subject => [subject, reportingBy(subject.agencies)]))
  const weights = [...definitions.values()].some(({ aggregation }) => aggregation.space === 'weighted') ? new Map<string, (unit: string) => number | undefined>() : undefined
  if (weights) { const populations = await populationsOf(tx, units, last); for (const { end } of periods) weights.set(end, populations(end)) }

  const known = new Map<Subject, ReadonlyMap<string, readonly ElementCell[]>>()
  const cellsOf = (subject: Subject, read: readonly string[]): readonly ElementCell[] => {
    const found = known.get(subject) ?? Map.groupBy((subject.own === undefined ? subject.units : [...new Set([subject.own, ...subject.units])]).flatMap(unit => byUnit.get(unit) ?? []), cell => cell.element)
    known.set(subject, found)
    return read.flatMap(element => found.get(element) ?? [])
  }
  /** Only the cells of what is read: a table has thousands of numbers over the same readings. */
  const factsOf = (subject: Subject, at: readonly Period[], read: readonly string[]): Facts => {
    const period = at.at(-1)
    if (period === undefined) throw new Error('a cell has a period')
    const cells = cellsOf(subject, read)
    const facts: Facts = { cells, elements: definitions, units: subject.units, period, constants, groups, reporting: reporting.get(subject) ?? (() => null), ...weights ? { weightOf: weights.get(period.end) ?? (() => undefined) } : {}, ...at.length > 1 ? { span: at } : {} }
    const { own } = subject
    if (own === undefined) return facts
    // as in figuresOf: the unit itself where something was reported for it, else the parts that a form asks
    const itself = new Set(cells.flatMap(cell => cell.unit === own && at.some(each => cell.period.start <= each.end && cell.period.end >= each.start) ? [cell.element] : []))
    const parts = asked.get(`${own} ${period.end}`)
    return { ...facts, unitsOf: element => itself.has(element) ? [own] : parts?.get(element)?.filter(unit => subject.units.includes(unit)) ?? [own] }
  }
  // what is open at the end of one month and the next is not added up
  const countsFor = (subject: Subject, at: readonly Period[]): ServiceCounts | undefined => counted === undefined || at.length !== 1 ? undefined : addedUp(subject.agencies.flatMap(agency => counted.get(`${agency} ${at[0]?.id ?? ''}`) ?? []))
  // a source is made once for a subject and period and read for every number of that row; who listens changes
  let hearing: Tally = { reported: 0, expected: 0 }
  const heard = (_: unknown, aggregated: Aggregated): void => { hearing.reported += aggregated.reported; hearing.expected += aggregated.expected }
  const counting = <T>(work: () => T): { readonly found: T; readonly reported: number | null; readonly expected: number | null } => {
    const outer = hearing
    hearing = { reported: 0, expected: 0 }
    try { const found = work(); return { found, ...hearing.expected === 0 ? { reported: null, expected: null } : hearing } } finally { hearing = outer }
  }
  const sources = new Map<Subject, Map<string, Source>>()
  const sourceFor = (subject: Subject, at: readonly Period[], key: string, more: Pick<Facts, 'incomplete' | 'indicator'>): Source => {
    const own = sources.get(subject) ?? new Map<string, Source>()
    sources.set(subject, own)
    const name = `${key} ${at.length === 1 ? at[0]?.id ?? '' : at.map(({ id }) => id).join()}`
    const source = own.get(name) ?? withPlatform({ ...factsOf(subject, at, codes), ...more, heard }, countsFor(subject, at), () => undefined, onlyPublic)
    own.set(name, source)
    return source
  }

  const indicator = (framework: Framework, code: string, subject: Subject, at: readonly Period[]): IndicatorCell => {
    const of = compiled.get(framework)?.get(code)
    if (of === undefined) throw new Error(`${code} is not in the table`)
    const inner = (other: string, when: Period): number | Missing => {
      if (!compiled.get(framework)?.has(other)) return missing({ code: 'unknown-item', of: other })
      const { value, reasons } = indicator(framework, other, subject, when.id === at.at(-1)?.id ? at : [when])
      return value ?? missing(...reasons)
    }
    const { incomplete } = of.definition
    const { found: result, ...tally } = counting(() => of.evaluate(sourceFor(subject, at, `${framework.definition.code}/${framework.definition.version} ${incomplete}`, { incomplete, indicator: inner })))
    return { value: result.value, reasons: result.reasons, result, ...tally }
  }
  return {
    indicator,
    element(code, subject, at, { category, aggregation } = {}) {
      const definition = definitions.get(code)
      // another aggregation is another source, of this element alone
      const source = aggregation && definition ? withPlatform({ ...factsOf(subject, at, [code]), elements: new Map([[code, { ...definition, aggregation }]]), heard }, countsFor(subject, at), () => undefined, onlyPublic) : sourceFor(subject, at, '', {})
      const { found: value, ...tally } = counting(() => source.value({ kind: 'element', element: code, ...category === undefined || category === '' ? {} : { category } }, PLAIN_VIEW))
      return isMissing(value) ? { value: null, reasons: value.missing, ...tally } : { value: Number(value), reasons: [], ...tally }
    },
  }
}
interface Tally { reported: number; expected: number }

/** Views reach into other periods; where none stands, those asked for are enough. */
const looksBack = ({ numerator, denominator }: IndicatorDefinition): boolean => [numerator, denominator].some(operand => operand !== null && /\.\s*(?:periodOffset|yearToDate|minDate|maxDate)\b/.test(operand.expression))

/** Everything that an indicator reads, through other indicators too. */
function reached(compiled: ReadonlyMap<string, CompiledIndicator>, code: string, seen = new Set<string>()): readonly Item[] {
  if (seen.has(code)) return []
  seen.add(code)
  const own = compiled.get(code)?.nodes.flatMap(itemsOf) ?? []
  return [...own, ...own.flatMap(item => item.kind === 'indicator' ? reached(compiled, item.code, seen) : [])]
}

/** Counts by agency and period. They are counted in one go for periods that follow one another. */
async function countsOf(tx: Tx, agencies: readonly string[], periods: readonly Period[]): Promise<ReadonlyMap<string, ServiceCounts>> {
  const counts = new Map<string, ServiceCounts>()
  const ordered = [...new Map(periods.map(period => [period.id, period])).values()].sort((a, b) => a.start.localeCompare(b.start) || a.end.localeCompare(b.end))
  let run: Period[] = []
  const count = async (): Promise<void> => { for (const [agency, own] of await countService(tx, { agencies, periods: run })) for (const [id, each] of own) counts.set(`${agency} ${id}`, each) }
  for (const period of ordered) {
    const before = run.at(-1)
    if (before !== undefined && offsetPeriod(before, 1).id !== period.id) { await count(); run = [] }
    run.push(period)
  }
  await count()
  return counts
}
