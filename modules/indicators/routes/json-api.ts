import { Type } from 'typebox'
import { csvLine } from '../../../kernel/csv.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { json, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { localDateOf } from '../../calendar/index.ts'
import { figureStanding, pointStanding } from '../boards/standing.ts'
import { elementsRead } from '../domain/framework.ts'
import { offsetPeriod, parsePeriod, periodOf, type Period } from '../domain/period.ts'
import { periodName } from '../domain/period-name.ts'
import { isOpen } from '../domain/standing.ts'
import { REPORT_STATES } from '../domain/report.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { readCells } from '../queries/cells.ts'
import { findFramework, listFrameworks, loadElements } from '../queries/frameworks.ts'
import { historyOfReading } from '../queries/readings.ts'
import { readingPage } from '../queries/reading-pages.ts'
import { figuresOf } from '../queries/results.ts'
import { subjectsOf, type NamedSubject } from '../queries/subjects.ts'
import { anyone, readAs, withTag } from './dhis2-common.ts'
import { figureTold, readingTold, reasonsTold } from './told.ts'

export const BASE = '/api/v1/indicators'
const PER_MINUTE = 240
const Name = Type.String({ maxLength: 100 })
const Which = Type.Object({ framework: Name, edition: Name })
const PeriodId = Type.Optional(Type.String({ maxLength: 10, description: 'as DHIS2 writes them: 20240131, 2024W10, 202403, 2024Q1, 2024S1, 2024; the present one without it' }))
const SubjectCode = Type.Optional(Type.String({ maxLength: 40, description: 'code of the province, a commune or an agency; the province without it' }))
const MOST_PERIODS = 120

export const wantsCsv = (ctx: Pick<Ctx, 'headers'>): boolean => (ctx.headers['accept'] ?? '').split(',').some(each => each.trim().startsWith('text/csv'))
export const csv = (header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): Reply => ({ kind: 'text', text: `${[header, ...rows.map(row => row.map(cell => cell ?? ''))].map(csvLine).join('\r\n')}\r\n`, mediaType: 'text/csv; charset=utf-8' })
export const get = (name: string, path: string, more: Omit<Route, 'name' | 'method' | 'path' | 'handle' | 'policy'>, handle: (ctx: Ctx<Record<string, string>, Record<string, string | number | undefined>>) => Promise<Reply>): Route =>
  ({ ...more, name: `indicators.api-${name}`, method: 'GET', path: `${BASE}${path}`, policy: anyone, perMinute: PER_MINUTE, handle: async (ctx: Ctx<Record<string, string>, Record<string, string | number | undefined>>) => withTag(ctx, await handle(ctx)) })

const wrong = (field: string, vi: string, en: string): Error => invalid([{ field, code: 'invalid', message: { vi, en } }])
export function periodAsked(text: string | number | undefined, fallback: Period, field = 'period'): Period {
  if (text === undefined) return fallback
  const period = parsePeriod(String(text))
  if (period === undefined) throw wrong(field, 'Không có kỳ nào mang mã này. Ví dụ: 202403, 2024Q1, 2024.', 'No period has this id. For example: 202403, 2024Q1, 2024.')
  return period
}
async function subjectAsked(tx: Tx, ctx: Ctx<unknown, Record<string, string | number | undefined>>, { province }: IndicatorsPorts): Promise<NamedSubject> {
  const subjects = await subjectsOf(tx, { code: province.code, name: province.name[ctx.lang] }, localDateOf(ctx.now))
  const found = subjects.find(({ code }) => code === (ctx.query['subject'] ?? province.code))
  if (!found) throw wrong('subject', 'Không có tỉnh, xã hoặc cơ quan mang mã này.', 'No province, commune or agency has this code.')
  return found
}
async function frameworkAsked(tx: Tx, { framework = '', edition = '' }: Readonly<Record<string, string>>) {
  const found = await findFramework(tx, framework, { edition })
  if (!found) throw notFound()
  return found
}

export const jsonApiRoutes = (ports: IndicatorsPorts): readonly Route[] => [
  get('frameworks', '/frameworks', { summary: 'Frameworks, each edition with its document and days' }, ctx => readAs(ctx, async tx => json({ items: (await listFrameworks(tx)).map(({ code, edition, state, publishedAt, definition }) => ({ code, edition, state, kind: definition.kind, title: definition.title, authority: definition.authority, document: definition.document, validFrom: definition.validFrom, validTo: definition.validTo, periodType: definition.periodType, verification: definition.verification, notComparableWith: definition.notComparableWith, publishedAt })) }))),
  get('framework', '/frameworks/:framework/:edition', { params: Which, summary: 'One edition, whole: groups, indicators with expressions and sources, and the elements that they read' }, ctx => readAs(ctx, async tx => {
    const { code, edition, state, publishedAt, definition, indicators } = await frameworkAsked(tx, ctx.params)
    return json({ code, edition, state, publishedAt, definition, indicators, elements: [...(await loadElements(tx, [...elementsRead(indicators)])).values()] })
  })),
  get('subjects', '/subjects', { summary: 'Whom figures can be asked for: the province, its communes, agencies' }, ctx => readAs(ctx, async tx => json({ items: (await subjectsOf(tx, { code: ports.province.code, name: ports.province.name[ctx.lang] }, localDateOf(ctx.now))).map(({ code, name, kind }) => ({ code, name, kind })) }))),
  get('figures', '/frameworks/:framework/:edition/figures', { params: Which, query: Type.Object({ subject: SubjectCode, period: PeriodId }), summary: 'Everything that a framework comes to for a subject and period: each number with numerator, denominator, reasons, n of m, the readings behind it, and `standing`: published, approved or counted, and why it is provisional (`open`: the period goes on; `incomplete`: not everybody has reported). CSV on Accept: text/csv' }, ctx => readAs(ctx, async tx => {
    const framework = await frameworkAsked(tx, ctx.params)
    const subject = await subjectAsked(tx, ctx, ports)
    const period = periodAsked(ctx.query['period'], periodOf(framework.definition.periodType, localDateOf(ctx.now)))
    const figures = await figuresOf(tx, framework, subject, period, { onlyPublic: ctx.actor.kind !== 'officer' })
    const today = localDateOf(ctx.now)
    const told = figures.indicators.map(figure => figureTold(figure, figureStanding({ framework, figures, period, today }, figure.definition.code), ctx.lang))
    if (wantsCsv(ctx)) return csv(['framework', 'edition', 'subject', 'period', 'indicator', 'text', 'value', 'unit', 'numerator', 'denominator', 'points', 'max', 'reported', 'expected', 'verification', 'bases', 'provisional', 'reasons'], told.map(each => [framework.code, framework.edition, subject.code, period.id, each.code, each.text, each.value, each.unit, each.numerator, each.denominator, each.points, each.max, each.reported, each.expected, each.verification, each.standing.bases.join('+'), each.standing.provisional.join('+'), each.reasons.map(({ text }) => text).join('; ')]))
    return json({ framework: framework.code, edition: framework.edition, subject: { code: subject.code, name: subject.name, kind: subject.kind }, period: { id: period.id, start: period.start, end: period.end, name: periodName(period)[ctx.lang], open: isOpen(period, today) }, indicators: told,
      groups: figures.groups.map(({ group, composite, points, known }) => ({ code: group.code, text: group.text[ctx.lang], parent: group.parent, scored: group.scored, points, of: known, max: group.points, value: composite.value, missing: composite.missing })),
      total: { value: figures.total.value, weight: figures.total.weight, of: figures.total.of, missing: figures.total.missing, reasons: reasonsTold(figures.total.reasons, ctx.lang) },
      criteria: figures.criteria.map(({ criterion, met, tests }) => ({ code: criterion.code, met, verified: criterion.verified, tests: tests.map(({ test, value, met: one, reasons }) => ({ code: test.code, level: test.level, operator: test.operator, threshold: test.threshold, value, met: one, reasons: reasonsTold(reasons, ctx.lang) })) })), tally: figures.tally })
  })),
  get('series', '/frameworks/:framework/:edition/series', { params: Which, query: Type.Object({ subject: SubjectCode, indicator: Type.Optional(Type.String({ maxLength: 60, description: 'code; all without it' })), from: PeriodId, to: PeriodId }), summary: 'Indicators over periods, oldest first; what is missing is null with its reasons. CSV on Accept: text/csv' }, ctx => readAs(ctx, async tx => {
    const framework = await frameworkAsked(tx, ctx.params)
    const subject = await subjectAsked(tx, ctx, ports)
    const to = periodAsked(ctx.query['to'], periodOf(framework.definition.periodType, localDateOf(ctx.now)), 'to')
    const periods = between(periodAsked(ctx.query['from'], offsetPeriod(to, -11), 'from'), to)
    const wanted = framework.indicators.filter(({ code }) => ctx.query['indicator'] === undefined || code === ctx.query['indicator'])
    if (wanted.length === 0) throw notFound()
    const cells = await readCells(tx, { elements: [], indicators: wanted.map(({ code }) => ({ framework, code })), subjects: [subject], periods, onlyPublic: ctx.actor.kind !== 'officer' })
    const series = wanted.map(({ code, text, unit }) => ({ code, text: text[ctx.lang], unit: unit[ctx.lang], points: periods.map(period => { const { value, result, reported, expected, reasons } = cells.indicator(framework, code, subject, [period]); return { period: period.id, value, numerator: result.numerator, denominator: result.denominator, score: result.points, reported, expected, provisional: value === null ? [] : pointStanding({ period, reported, expected }, localDateOf(ctx.now)).provisional, reasons: reasonsTold(reasons, ctx.lang) } }) }))
    if (wantsCsv(ctx)) return csv(['indicator', 'text', 'subject', 'period', 'value', 'unit', 'numerator', 'denominator', 'points', 'reported', 'expected', 'provisional', 'reasons'], series.flatMap(({ code, text, unit, points }) => points.map(point => [code, text, subject.code, point.period, point.value, unit, point.numerator, point.denominator, point.score, point.reported, point.expected, point.provisional.join('+'), point.reasons.map(each => each.text).join('; ')])))
    return json({ framework: framework.code, edition: framework.edition, subject: { code: subject.code, name: subject.name, kind: subject.kind }, notComparableWith: framework.definition.notComparableWith, series })
  })),
  get('readings', '/readings', { query: Type.Object({ element: Type.Optional(Name), category: Type.Optional(Name), unit: Type.Optional(Name), period: Type.Optional(Name), state: Type.Optional(Type.Union(REPORT_STATES.map(state => Type.Literal(state)))), after: Type.Optional(Type.String({ format: 'uuid', description: '`next` of the page before' })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }), summary: 'Readings that the asker may see, in the order in which they were made; `next` goes into `after`. CSV on Accept: text/csv' }, ctx => readAs(ctx, async tx => {
    const { limit } = ctx.query
    const text = (name: 'element' | 'category' | 'unit' | 'period' | 'after') => { const value = ctx.query[name]; return typeof value === 'string' ? { [name]: value } : {} }
    const state = REPORT_STATES.find(each => each === ctx.query['state'])
    const { items, next } = await readingPage(tx, { ...text('element'), ...text('category'), ...text('unit'), ...text('period'), ...text('after'), ...state ? { state } : {}, limit: typeof limit === 'number' ? limit : 200 })
    const told = items.map(each => readingTold(each, ctx.actor.kind === 'officer'))
    if (wantsCsv(ctx)) return { ...csv(['id', 'element', 'category', 'unit', 'period', 'value', 'state', 'source', 'sourceRef', 'recordedAt', 'approvedAt', 'comment'], told.map(each => [each.id, each.element, each.category, each.unit, each.period, each.value, each.state, each.source, each.sourceRef, each.recordedAt.toISOString(), each.approvedAt?.toISOString() ?? '', each.comment ?? ''])), ...next === null ? {} : { headers: { 'x-next': next } } }
    return json({ items: told, next })
  })),
  get('reading', '/readings/:id', { params: Type.Object({ id: Type.String({ format: 'uuid' }) }), summary: 'One reading and every value that stood in its place, newest first' }, ctx => readAs(ctx, async tx => {
    const history = await historyOfReading(tx, ctx.params['id'] ?? '')
    if (history.length === 0) throw notFound()
    return json({ items: history.map(each => readingTold(each, ctx.actor.kind === 'officer')) })
  })),
]

/** From one period to another of the same type, both in it. */
function between(first: Period, last: Period): readonly Period[] {
  if (first.type !== last.type) throw wrong('from', 'Kỳ đầu và kỳ cuối phải cùng loại.', 'First and last period are of one type.')
  const periods: Period[] = []
  for (let next = first; next.start <= last.start; next = offsetPeriod(next, 1)) {
    periods.push(next)
    if (periods.length > MOST_PERIODS) throw wrong('from', `Nhiều nhất ${MOST_PERIODS} kỳ trong một lần hỏi.`, `${MOST_PERIODS} periods at most in one question.`)
  }
  if (periods.length === 0) throw wrong('from', 'Kỳ đầu sau kỳ cuối.', 'The first period is after the last.')
  return periods
}
