import type { Tx } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { countService, type ServiceCounts } from '../../dossiers/index.ts'
import { unitSuccessions } from '../../organisations/index.ts'
import { readingFor, type Aggregated, type Asked } from '../domain/aggregate.ts'
import { composite, type Composite, type Part } from '../domain/composite.ts'
import type { ElementDefinition, GroupDefinition, IndicatorDefinition } from '../domain/definition.ts'
import type { Source, Step } from '../domain/expression/evaluate.ts'
import { itemText, type ElementItem } from '../domain/expression/tree.ts'
import { criterionOf, elementsRead, formsRead, type Framework } from '../domain/framework.ts'
import { compileIndicator, type CompiledIndicator, type IndicatorResult } from '../domain/indicator.ts'
import { missing, type Missing } from '../domain/missing.ts'
import { contains, offsetPeriod, parsePeriod, periodOf, type Period } from '../domain/period.ts'
import { indexOf, sourceOf, type ElementCell, type Facts } from '../domain/source.ts'
import type { SuccessionEdge } from '../domain/succession.ts'
import { judgeCriterion, tally, type CriterionResult, type Tally } from '../domain/targets.ts'
import { isCounted, isFactOfService, platformElement } from '../service-facts.ts'
import { loadCommon, type Common } from './common.ts'
import { cellsOf, populationsOf, reportingFor, standingCells, standingReadings, type ReadingCell, type ReadingView, type Standing } from './readings.ts'

/** For whom: the units that report (one, or all that lie in a larger one) and the agencies whose dossiers are theirs. */
export interface Subject { readonly units: readonly string[]; readonly agencies: readonly string[]; /** the unit itself, where `units` are its parts: what was reported for it goes before what its parts come to */ readonly own?: string }

/** An element as it went into an indicator, once for every view of it: the periods it was read for, its value, n of m, and the readings it was made of, those without a value among them; none: counted from dossiers. */
export interface Evidence { readonly item: string; readonly element: string; readonly periods: readonly Period[]; readonly aggregated: Aggregated | null; readonly fromDossiers: boolean; /** what was counted from dossiers */ readonly counted: number | null; readonly readings: readonly ReadingView[] }
export interface IndicatorFigure { readonly definition: IndicatorDefinition; readonly result: IndicatorResult; readonly evidence: readonly Evidence[]; readonly steps: { readonly numerator: Step | null; readonly denominator: Step | null } }
export interface GroupFigure { readonly group: GroupDefinition; readonly composite: Composite; /** points of what has a value, of so many that have */ readonly points: number | null; readonly known: number }
export interface FrameworkFigures { readonly indicators: readonly IndicatorFigure[]; readonly groups: readonly GroupFigure[]; readonly total: Composite; readonly criteria: readonly CriterionResult[]; /** what a sub-test of a criterion measured, by criterion and sub-test */ readonly tested: ReadonlyMap<string, ReadonlyMap<string, IndicatorFigure>>; readonly tally: Tally }

/** What the figures of one subject stand on over a stretch of periods, read once. */
export interface PlainGround {
  readonly framework: Framework
  readonly subject: Subject
  readonly elements: ReadonlyMap<string, ElementDefinition>
  readonly compiled: ReadonlyMap<string, CompiledIndicator>
  readonly cells: readonly ElementCell[]
  /** by period; none where nothing is counted from dossiers */
  readonly counts: ReadonlyMap<string, ServiceCounts>
  readonly constants: ReadonlyMap<string, number>
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** by period: which units report an element, and what a unit weighs */
  readonly unitsOf: ReadonlyMap<string, (element: string) => readonly string[]>
  readonly weightOf: ReadonlyMap<string, (unit: string) => number | undefined>
  readonly reporting: NonNullable<Facts['reporting']>
  readonly onlyPublic: boolean
  /** somebody reported that there is none */
  readonly withoutValue?: (item: ElementItem, period: Period) => boolean
}
/** With the readings themselves, for whoever shows what a number stands on. */
export interface Ground extends PlainGround { readonly readings: readonly ReadingView[]; readonly cells: readonly ReadingCell[] }
export interface Asking { /** what is not public stays out, whether it was reported or is counted here */ readonly onlyPublic?: boolean; /** where it was read already */ readonly common?: Common }

/** `periods`: of one type, oldest first, one after another. */
export async function loadGround(tx: Tx, framework: Framework, subject: Subject, periods: readonly Period[], asking: Asking = {}): Promise<Ground> {
  const [ground] = await loadGrounds(tx, framework, [subject], periods, asking)
  if (ground === undefined) throw new Error('figures of nobody')
  return ground
}
/** The same for many subjects, in their order: in as many statements as for one. Only a subject that has parts asks what forms ask of them. */
export async function loadGrounds(tx: Tx, framework: Framework, subjects: readonly Subject[], periods: readonly Period[], asking: Asking = {}): Promise<readonly Ground[]> {
  const { standing, prepare } = plan(framework, subjects, periods)
  const [readings, grounds] = await Promise.all([standingReadings(tx, standing), prepare(tx, asking)])
  const bySubject = sharedOut(readings, ({ unitCode }) => unitCode, subjects)
  return Promise.all(subjects.map(async (subject, at) => { const own = bySubject[at] ?? []; const cells = cellsOf(own); return { ...await grounds(subject, cells), cells, readings: own, withoutValue: silentIn(own) } }))
}
/** Without the readings: for tables of many units, which show numbers and not what they stand on. */
export async function loadPlainGrounds(tx: Tx, framework: Framework, subjects: readonly Subject[], periods: readonly Period[], asking: Asking = {}): Promise<readonly PlainGround[]> {
  const { standing, prepare } = plan(framework, subjects, periods)
  const [cells, grounds] = await Promise.all([standingCells(tx, standing), prepare(tx, asking)])
  const bySubject = sharedOut(cells, ({ unit }) => unit, subjects)
  return Promise.all(subjects.map((subject, at) => grounds(subject, bySubject[at] ?? [])))
}

const unitsIn = ({ own, units }: Subject): readonly string[] => own === undefined ? units : [own, ...units]
/** What is each subject's, in the order in which it was read. */
function sharedOut<T>(all: readonly T[], unitOf: (one: T) => string, subjects: readonly Subject[]): readonly (readonly T[])[] {
  const byUnit = Map.groupBy(all, unitOf)
  return subjects.map(subject => { const units = new Set(unitsIn(subject)); return units.size === 1 ? byUnit.get([...units][0] ?? '') ?? [] : all.filter(one => units.has(unitOf(one))) })
}

interface Plan { readonly standing: Standing; prepare(tx: Tx, asking: Asking): Promise<(subject: Subject, cells: readonly ElementCell[]) => Promise<PlainGround>> }
function plan(framework: Framework, subjects: readonly Subject[], periods: readonly Period[]): Plan {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) throw new Error('figures of no period')
  const codes = [...elementsRead(framework.indicators)]
  const [allUnits, agencies] = [[...new Set(subjects.flatMap(unitsIn))], [...new Set(subjects.flatMap(subject => subject.agencies))]]
  return {
    standing: { elements: codes, from: reachOf(framework, first), to: last.end, units: allUnits },
    async prepare(tx, { onlyPublic = false, common }) {
      const [{ elements, constants, groups, asked: askedOf }, reporting] = await Promise.all([common ?? loadCommon(tx, codes), reportingFor(tx, formsRead(framework.indicators), agencies)])
      const platform = codes.some(isFactOfService)
      const counted = codes.some(isCounted) ? await (common?.counted(agencies, periods) ?? countService(tx, { agencies, periods })) : new Map<string, never>()
      const populations = codes.some(code => elements.get(code)?.aggregation.space === 'weighted') ? await populationsOf(tx, allUnits, last.end) : undefined
      const shared = { framework, elements, onlyPublic, compiled: new Map(framework.indicators.map(definition => [definition.code, compileIndicator(definition)])), constants, groups,
        weightOf: new Map(populations ? periods.map(({ id, end }) => [id, populations(end)]) : []) }
      return async (subject, cells) => {
        const asked = subject.own === undefined ? undefined : await askedOf(subject.agencies)
        const unitsOf = asked === undefined ? [] : periods.map(period => [period.id, reportingUnits(subject, cells, period, asked(period.end))] as const)
        return { ...shared, subject, cells, counts: platform ? new Map(periods.map(({ id }) => [id, addedUp(subject.agencies.flatMap(agency => counted.get(agency)?.get(id) ?? []))])) : new Map<string, never>(), unitsOf: new Map(unitsOf), reporting: reporting(subject.agencies) }
      }
    },
  }
}

/** Everything a framework comes to for one subject and period, each number with what it stands on; as the present actor may see the readings. */
export async function figuresOf(tx: Tx, framework: Framework, subject: Subject, period: Period, asking: Asking = {}): Promise<FrameworkFigures> { return figuresAt(await loadGround(tx, framework, subject, [period], asking), period) }

/** The same for one of the periods whose ground was read. */
export function figuresAt(ground: Ground, period: Period): FrameworkFigures {
  const { framework, cells, readings, compiled } = ground
  const sourceFor = sourcesOf(ground, period)
  const figure = (of: CompiledIndicator): IndicatorFigure => {
    const heard = new Map<string, Evidence>()
    const note = (item: ElementItem, periods: readonly Period[], more: Pick<Evidence, 'aggregated' | 'fromDossiers' | 'counted'>, behind: () => readonly ReadingView[]): void => {
      const readingsOnce = once(behind)
      heard.set(`${itemText(item)} ${periods.map(({ id }) => id).join()}`, { item: itemText(item), element: item.element, periods, ...more, get readings() { return readingsOnce() } })
    }
    const source = sourceFor(of, period, { read: (item, aggregated, asked) => { note(item, asked.periods, { aggregated, fromDossiers: false, counted: null }, () => readingsBehind(item, asked, cells, readings)) }, counted: (item, count) => { note(item, [period], { aggregated: null, fromDossiers: true, counted: count }, () => []) } })
    const [result, steps] = [of.evaluate(source), once(() => of.explain(source))]
    return { definition: of.definition, result, get steps() { return steps() }, evidence: [...heard.values()] }
  }
  const indicators = [...compiled.values()].map(figure)
  const groupFigures = framework.definition.groups.map(group => groupFigure(framework, group, indicators))
  const tested = new Map(framework.definition.kind === 'targets' ? indicators.map(own => [own.definition.code, new Map((own.definition.target?.tests ?? []).map(test => [test.code, test.expression === undefined ? own : figure(compileIndicator(measured(own.definition, test.expression)))]))] as const) : [])
  const criteria = framework.definition.kind === 'targets' ? framework.indicators.map(definition => judgeCriterion(criterionOf(definition), test => { const own = tested.get(definition.code)?.get(test.code)?.result; return own?.value ?? missing(...own?.reasons ?? []) })) : []
  return { indicators, groups: groupFigures, total: totalOf(framework, indicators), criteria, tested, tally: tally(criteria) }
}

/** Indicators and total without what they stand on: for tables of many units and periods. */
export interface PlainFigures { readonly indicators: readonly PlainFigure[]; readonly total: Composite }
export type PlainFigure = Pick<IndicatorFigure, 'definition' | 'result'>
export function plainFiguresAt(ground: PlainGround, period: Period): PlainFigures {
  const sourceFor = sourcesOf(ground, period)
  const indicators = [...ground.compiled.values()].map((of): PlainFigure => ({ definition: of.definition, result: of.evaluate(sourceFor(of, period)) }))
  return { indicators, total: totalOf(ground.framework, indicators) }
}

const totalOf = (framework: Framework, indicators: readonly PlainFigure[]): Composite => composite(parts(framework, framework.definition.groups, indicators), framework.definition.method, framework.definition.missing)

interface Hearing { readonly read: NonNullable<Facts['heard']>; readonly counted: (item: ElementItem, count: number | null) => void }
/** What an indicator reads, in a period; `hearing`: whoever wants to know what was read. */
function sourcesOf(ground: PlainGround, period: Period): (of: CompiledIndicator, at: Period, hearing?: Hearing) => Source {
  const { subject, elements, cells, constants, groups, compiled } = ground
  const [unitsOf, weightOf, counts] = [ground.unitsOf.get(period.id), ground.weightOf.get(period.id), ground.counts.get(period.id)]
  const facts: Facts = { cells, elements, units: subject.units, ...unitsOf ? { unitsOf } : {}, ...weightOf ? { weightOf } : {}, period, constants, groups, reporting: ground.reporting }
  const sourceFor = (of: CompiledIndicator, at: Period, hearing?: Hearing): Source => withPlatform({ ...facts, period: at, incomplete: of.definition.incomplete, indicator: read, ...hearing ? { heard: hearing.read } : {} }, at.id === period.id ? counts : undefined, hearing?.counted ?? (() => undefined), ground.onlyPublic, item => ground.withoutValue?.(item, at) ?? false)
  const valueOf = (of: CompiledIndicator, at: Period): number | Missing => {
    const { value, reasons } = of.evaluate(sourceFor(of, at))
    return value ?? missing(...reasons)
  }
  // each once, however many read it and however deep they lie on one another
  const known = new Map<string, number | Missing>()
  const read = (code: string, at: Period): number | Missing => {
    const of = compiled.get(code)
    if (of === undefined) return missing({ code: 'unknown-item', of: code })
    const value = known.get(`${code} ${at.id}`) ?? valueOf(of, at)
    known.set(`${code} ${at.id}`, value)
    return value
  }
  return sourceFor
}

/** A sub-test measures something of its own. */
const measured = (definition: IndicatorDefinition, expression: string): IndicatorDefinition => ({ ...definition, numerator: { expression, text: definition.text }, denominator: null })

/** The unit itself where a value of it touches the period; else the parts that a form asks; else the unit again, which then has not reported. */
function reportingUnits({ own, units }: Subject, cells: readonly ElementCell[], period: Period, asked: ReadonlyMap<string, readonly string[]>): (element: string) => readonly string[] {
  const itself = new Set(cells.flatMap(cell => cell.unit === own && cell.period.start <= period.end && cell.period.end >= period.start ? [cell.element] : []))
  return element => itself.has(element) ? [own ?? ''] : asked.get(element)?.filter(unit => units.includes(unit)) ?? [own ?? '']
}

/** Every indicator as a part of the total. */
export const partsOf = (framework: Framework, figures: readonly PlainFigure[]): readonly Part[] => parts(framework, framework.definition.groups, figures)
/** Whether there was nothing at all to judge. Full points for what did not occur complete a total, they do not make one: an agency without a single dossier would be first. */
export const nothingJudged = (figures: readonly PlainFigure[]): boolean => figures.some(({ result }) => result.nothingApplies) && !figures.some(({ result }) => result.points !== null && !result.nothingApplies)
/** Indicators as parts of a total: points reached as a share of their maximum, or the value where the framework has no points. */
export function parts({ definition }: Pick<Framework, 'definition'>, groups: readonly GroupDefinition[], figures: readonly PlainFigure[]) {
  const idle = nothingJudged(figures)
  return groups.flatMap(group => group.indicators.map(code => {
    const found = figures.find(figure => figure.definition.code === code)
    const max = found?.definition.max ?? null
    const value = found === undefined || idle ? null : max === null || max === 0 ? found.result.value : found.result.points === null ? null : found.result.points / max
    return { code, weight: max ?? (definition.method === 'points' ? 0 : 1), value, scored: group.scored }
  }))
}
function groupFigure(framework: Framework, group: GroupDefinition, figures: readonly IndicatorFigure[]): GroupFigure {
  const own = figures.filter(({ definition, result }) => group.indicators.includes(definition.code) && result.points !== null)
  return { group, composite: composite(parts(framework, [group], figures), framework.definition.method, framework.definition.missing), points: own.length === 0 ? null : own.reduce((sum, { result }) => sum + (result.points ?? 0), 0), known: own.reduce((sum, { definition }) => sum + (definition.max ?? 0), 0) }
}

/** The counts of several agencies are the sum of theirs. */
export function addedUp(found: readonly ServiceCounts[]): ServiceCounts {
  const of = (key: keyof ServiceCounts): number => found.reduce((sum, each) => sum + each[key], 0)
  return { received: of('received'), carriedOver: of('carriedOver'), doneOnTime: of('doneOnTime'), doneLate: of('doneLate'), openInTime: of('openInTime'), openLate: of('openLate'), receivedOnline: of('receivedOnline'), receivedWithFee: of('receivedWithFee'), receivedPaid: of('receivedPaid'), receivedSynced: of('receivedSynced'), receivedVerified: of('receivedVerified'),
    done: of('done'), doneElectronic: of('doneElectronic'), doneDigitised: of('doneDigitised'), doneFullyOnline: of('doneFullyOnline') }
}

/** What stands behind a number is looked up when somebody asks: a series shows that of its last period alone. */
function once<T>(make: () => T): () => T { let made: { readonly value: T } | undefined; return () => (made ??= { value: make() }).value }

const within = (period: Period, id: string): boolean => { const own = parsePeriod(id); return own !== undefined && contains(period, own) }
/** Which readings say that there is no value. */
function silentIn(readings: readonly ReadingView[]): (item: ElementItem, period: Period) => boolean {
  const silent = readings.filter(({ value }) => value === null)
  return (item, period) => silent.some(reading => reading.element === item.element && reading.category === (item.category ?? '') && within(period, reading.period))
}
/** How far back expressions look: to their own period, or with views that reach back to the year before. */
function reachOf({ indicators }: Framework, first: Period): LocalDate {
  const reaches = indicators.some(({ numerator, denominator, target }) => [numerator?.expression, denominator?.expression, ...target?.tests.map(test => test.expression) ?? []].some(text => text !== undefined && /\.(?:periodOffset|yearToDate|minDate|maxDate)\b/.test(text)))
  return reaches ? offsetPeriod(periodOf('year', first.start), -1).start : first.start
}

/** The readings that hold in the periods asked for, and those that say why there is none. */
function readingsBehind(item: ElementItem, { units, periods, aggregation: { time } }: Asked, cells: readonly ReadingCell[], readings: readonly ReadingView[]): readonly ReadingView[] {
  const is = (of: Pick<ReadingView, 'element' | 'category'>): boolean => of.element === item.element && of.category === (item.category ?? '')
  const byUnit = Map.groupBy(cells.filter(is), cell => cell.unit)
  const used = new Set(units.flatMap(unit => periods.flatMap(period => readingFor(byUnit.get(unit) ?? [], period, time)?.reading ?? [])))
  return readings.filter(reading => used.has(reading) || is(reading) && reading.value === null && periods.some(period => within(period, reading.period)))
}

const INTERNAL = { vi: 'số liệu nội bộ, không công khai', en: 'an internal figure that is not public' }

/** Readings of the period first (what was locked stays what it was), then what the platform counts; what it cannot count says why. */
export function withPlatform(facts: Facts, counts: ServiceCounts | undefined, counted: (item: ElementItem, count: number | null) => void, onlyPublic: boolean, explained: (item: ElementItem) => boolean = () => false): Source {
  const source = sourceOf(facts)
  const internal = (item: ElementItem): boolean => onlyPublic && facts.elements.get(item.element)?.public === false
  const inside = (item: ElementItem): Missing => missing({ code: 'no-source', of: itemText(item), why: INTERNAL })
  return {
    value(item, view) {
      if (item.kind === 'element' && internal(item)) return inside(item)
      if (counts === undefined || item.kind !== 'element' || item.category !== undefined || !facts.elements.has(item.element) || (indexOf(facts.cells).byElement.get(item.element) ?? []).some(cell => contains(facts.period, cell.period))) return source.value(item, view)
      const count = view.offset !== 0 || view.yearToDate ? undefined : platformElement(item.element, counts)
      // whoever reported that there is none says why better than we do
      if (count === undefined || typeof count !== 'number' && explained(item)) return source.value(item, view)
      counted(item, typeof count === 'number' ? count : null)
      return typeof count === 'number' ? count : missing({ code: 'no-source', of: itemText(item), why: count.noSource })
    },
    // of readings alone: `faultsOf` refuses what is counted
    perCell(elements, view, inCell) {
      const hidden = elements.find(internal)
      return hidden === undefined ? source.perCell(elements, view, inCell) : inside(hidden)
    },
  }
}

/** The edges between communes (or provinces) for series across a reorganisation; how much of a divided unit went where is not recorded. */
export async function successionEdges(tx: Tx, level: 'province' | 'district' | 'commune'): Promise<readonly SuccessionEdge[]> {
  return (await unitSuccessions(tx, level)).map(({ from, to, on, partial }) => ({ from, to, on, share: partial ? null : 1 }))
}
