import { Type } from 'typebox'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import { once } from '../../../kernel/http/once.ts'
import { json, route, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { requestRun } from '../acts/request-run.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { findFramework } from '../queries/frameworks.ts'
import { findRun, findRunRequest, listRuns, ranksThroughTime, resultsOf, scoresOf, type RunView } from '../queries/runs.ts'
import { subjectsOf } from '../queries/subjects.ts'
import { readAs } from './dhis2-common.ts'
import { BASE, csv, get, wantsCsv } from './json-api.ts'
import { reasonsTold } from './told.ts'

const definers = { who: 'officer', roles: ['administrator', 'data-steward'] } as const
const Name = Type.String({ maxLength: 100 })
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Body = Type.Object({ framework: Name, edition: Name, period: Type.String({ maxLength: 10 }), scope: Type.Union([Type.Literal('communes'), Type.Literal('entered')], { description: 'communes of the province, or the units that readings were entered for beside them' }), draws: Type.Optional(Type.Integer({ minimum: 100, maximum: 100_000 })), public: Type.Optional(Type.Boolean()) }, { additionalProperties: false })
const told = ({ id, framework, edition, period, inputsHash, method, at, public: shown }: RunView) => ({ id, framework, edition, period, inputs: inputsHash.toString('hex'), method, at, public: shown })
const text = (value: unknown): string | undefined => typeof value === 'string' ? value : undefined

/** Scores and ranks: computed by a job, read here and by the boards. */
export const runsApiRoutes = (ports: IndicatorsPorts): readonly Route[] => [
  route({ name: 'indicators.request-run', method: 'POST', path: `${BASE}/runs`, policy: definers, body: Body, summary: 'Asks for scores, ranks and rank intervals of a framework; a job computes them; the same Idempotency-Key never makes two', handle: ctx => once(ctx, async () => {
    const id = await requestRun({ platform: ctx.platform, actor: officerIn(ctx) }, ctx.body)
    return json({ id, state: 'waiting' }, { status: 202, headers: { location: `${BASE}/run-requests/${id}` } })
  }) }),
  route({ name: 'indicators.api-run-request', method: 'GET', path: `${BASE}/run-requests/:id`, policy: { who: 'officer' }, params: Id, summary: 'How far a run is, in per cent, and its id once it is done', handle: async ctx => {
    const found = await readAs(ctx, tx => findRunRequest(tx, ctx.params.id))
    if (!found) throw notFound()
    return json(found)
  } }),
  get('runs', '/runs', { query: Type.Object({ framework: Type.Optional(Name), edition: Type.Optional(Name), period: Type.Optional(Name), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }), summary: 'Runs, newest first' }, ctx => readAs(ctx, async tx => {
    const [framework, edition, period, { limit }] = [text(ctx.query['framework']), text(ctx.query['edition']), text(ctx.query['period']), ctx.query]
    return json({ items: (await listRuns(tx, { ...framework === undefined ? {} : { framework }, ...edition === undefined ? {} : { edition }, ...period === undefined ? {} : { period }, limit: typeof limit === 'number' ? limit : 50 })).map(told) })
  })),
  get('run', '/runs/:id', { params: Id, summary: 'One run: every unit with score, rank, interval (5–95 of 100 draws), components, and what would move its rank: gap to the next ÷ marginal points. CSV on Accept: text/csv' }, ctx => readAs(ctx, async tx => {
    const run = await findRun(tx, ctx.params['id'] ?? '')
    if (!run) throw notFound()
    const names = new Map((await subjectsOf(tx, { code: ports.province.code, name: ports.province.name[ctx.lang] }, localDateOf(ctx.now))).map(({ code, name }) => [code, name]))
    const units = resultsOf(await scoresOf(tx, run.id), run.definition)
    if (wantsCsv(ctx)) return csv(['framework', 'edition', 'period', 'unit', 'name', 'indicator', 'value', 'points', 'max', 'rank', 'rankLow', 'rankHigh', 'reasons'], units.flatMap(({ unit, total, components }) => [total, ...components].map(each => [run.framework, run.edition, run.period, unit, names.get(unit) ?? '', each.code, each.value, each.points, each.max, each.rank, each.rankLow, each.rankHigh, reasonsTold(each.reasons, ctx.lang).map(reason => reason.text).join('; ')])))
    return json({ ...told(run), units: units.map(({ unit, total, components, moves }) => ({ unit, name: names.get(unit) ?? null, score: total.value, points: total.points, max: total.max, rank: total.rank, interval: total.rankLow === null ? null : [total.rankLow, total.rankHigh], reasons: reasonsTold(total.reasons, ctx.lang), moves,
      components: components.map(each => ({ code: each.code, value: each.value, points: each.points, max: each.max, reasons: reasonsTold(each.reasons, ctx.lang) })) })) })
  })),
  get('ranks', '/frameworks/:framework/:edition/ranks', { params: Type.Object({ framework: Name, edition: Name }), query: Type.Object({ unit: Type.Optional(Type.String({ maxLength: 20, description: 'code of the unit' })) }), summary: 'One unit through time: score, rank and interval by the newest run of every period' }, ctx => readAs(ctx, async tx => {
    const { framework = '', edition = '' } = ctx.params
    const unit = text(ctx.query['unit'])
    if (unit === undefined) throw invalid([{ field: 'unit', code: 'required', message: { vi: 'Nêu mã đơn vị cần xem.', en: 'Say which unit.' } }])
    const found = await findFramework(tx, framework, { edition })
    if (!found) throw notFound()
    return json({ framework, edition, unit, notComparableWith: found.definition.notComparableWith, items: await ranksThroughTime(tx, framework, edition, unit) })
  })),
]
