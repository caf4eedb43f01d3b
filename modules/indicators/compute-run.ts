import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { Type } from 'typebox'
import type { SystemActor } from '../../kernel/actor.ts'
import { read, tablesOf, transact, type Tx } from '../../kernel/db/db.ts'
import { demand, readerOf } from '../../kernel/forms/schema.ts'
import type { Job, TimedJob } from '../../kernel/module.ts'
import type { Platform } from '../../kernel/platform.ts'
import { localDateOf } from '../calendar/index.ts'
import { recordRun, type RunScore } from './acts/record-run.ts'
import { COMPUTE_RUN, requestRun } from './acts/request-run.ts'
import { elementsRead, type Framework } from './domain/framework.ts'
import { offsetPeriod, parsePeriod, periodOf, type Period } from './domain/period.ts'
import { seeded } from './domain/random.ts'
import { drawUnits, scoreUnits, UNCERTAIN, type UnitFigures } from './domain/run.ts'
import type { IndicatorsPorts } from './ports.ts'
import { readCells } from './queries/cells.ts'
import { findFramework, listFrameworks } from './queries/frameworks.ts'
import { standingCells } from './queries/readings.ts'
import { parts, type Subject } from './queries/results.ts'
import { subjectsOf } from './queries/subjects.ts'
import type { IndicatorsTables } from './tables.ts'

const ACTOR: SystemActor = { kind: 'system', name: 'compute-run' }
const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
/** Some milliseconds of drawing, then others have their turn. */
const DRAWS_AT_A_TIME = 250
/** characters of a fault; the log has it whole */
const MOST_SAID = 500
type Ports = Pick<IndicatorsPorts, 'province'>
type Places = Pick<Platform, 'db' | 'now'>

/** Scores, ranks and rank intervals of a framework, as they were asked for. Begun again after a crash it comes to the same. Answers the run's id. */
export async function computeRun(platform: Places, { province }: Ports, requestId: string): Promise<string | undefined> {
  const request = await read(platform.db, ACTOR, tx => t(tx).selectFrom('indicators.run_request as q').innerJoin('indicators.framework as f', 'f.id', 'q.framework_id').select(['q.period', 'q.scope', 'q.draws', 'q.public', 'q.state', 'q.run_id as runId', 'f.id as frameworkId', 'f.code', 'f.edition']).where('q.id', '=', requestId).executeTakeFirst())
  if (!request || request.state === 'done') return request?.runId ?? undefined
  const note = (change: { readonly state: 'running' | 'done' | 'failed'; readonly done?: number; readonly run_id?: string; readonly message?: string; readonly finished_at?: Date }) => transact(platform.db, ACTOR, tx => t(tx).updateTable('indicators.run_request').set(change).where('id', '=', requestId).execute())
  await note({ state: 'running', done: 0, message: '' })
  const { framework, units } = await read(platform.db, ACTOR, async tx => {
    const found = await findFramework(tx, request.code, { edition: request.edition })
    const period = parsePeriod(request.period)
    if (!found || !period) throw new Error(`run of ${request.code}/${request.edition} for ${request.period}: there is no such thing`)
    return { framework: found, units: await unitsOf(tx, found, period, { province: province.code, scope: request.scope, onlyPublic: request.public, today: localDateOf(platform.now()) }) }
  })
  if (!units.some(({ parts: own }) => own.some(({ value }) => value !== null))) {
    await note({ state: 'failed', message: 'no unit has a value', finished_at: platform.now() })
    return undefined
  }
  const { definition } = framework
  const scored = scoreUnits(definition, units)
  const inputs = units.map(({ unit, parts: own }) => [unit, ...own.map(({ code, weight, value, scored: counts = true }) => [code, weight, value, counts])])
  // from what goes in: the same readings give the same intervals
  const seed = createHash('sha256').update(JSON.stringify(inputs)).digest().readUInt32BE(0)
  const drawing = drawUnits(definition, units, { draws: request.draws, every: DRAWS_AT_A_TIME, random: seeded(seed) })
  let step = drawing.next()
  for (let told = 0; !step.done; step = drawing.next()) {
    const done = Math.floor(step.value / request.draws * 100)
    if (done >= told + 10) { told = done; await note({ state: 'running', done }) }
    await turn()
  }
  const intervals = new Map(step.value.map(each => [each.unit, each]))
  const scores = units.flatMap(({ unit, results }): RunScore[] => {
    const total = scored.find(each => each.unit === unit)
    const interval = intervals.get(unit)
    return [
      { unitCode: unit, code: '', value: total?.score ?? null, points: total?.points ?? null, max: total?.max ?? null, rank: total?.rank ?? null, ...interval?.low != null && interval.high !== null ? { interval: [interval.low, interval.high] as const } : {}, reasons: total?.reasons ?? [] },
      ...results.map(({ definition: { code, max }, result }) => ({ unitCode: unit, code, value: result.value, points: result.points, max, reasons: result.reasons })),
    ]
  })
  const method = { method: definition.method, missing: definition.missing, ranking: definition.ranking, decimals: definition.decimals, scope: request.scope, draws: request.draws, seed, weightsBy: UNCERTAIN.weightsBy, normalisations: UNCERTAIN.normalisations.map(({ kind }) => kind), public: request.public }
  const { id } = await recordRun({ platform, actor: ACTOR }, { frameworkId: request.frameworkId, period: request.period, inputs, method, public: request.public, scores })
  await note({ state: 'done', done: 100, run_id: id, finished_at: platform.now() })
  return id
}

async function unitsOf(tx: Tx, framework: Framework, period: Period, { province, scope, onlyPublic, today }: { readonly province: string; readonly scope: 'communes' | 'entered'; readonly onlyPublic: boolean; readonly today: string }): Promise<readonly UnitFigures[]> {
  // ranked as the units stood when the period ended
  const known = await subjectsOf(tx, { code: province, name: '' }, period.end < today ? period.end : today)
  const communes = known.filter(({ kind }) => kind === 'commune')
  const subjects: readonly (Subject & { readonly code: string })[] = scope === 'communes' ? communes : await enteredUnits(tx, framework, period, new Set(communes.map(({ code }) => code)))
  const cells = await readCells(tx, { elements: [], indicators: framework.indicators.map(({ code }) => ({ framework, code })), subjects, periods: [period], onlyPublic })
  return subjects.map(subject => {
    const results = framework.indicators.map(definition => ({ definition, result: cells.indicator(framework, definition.code, subject, [period]).result }))
    return { unit: subject.code, results, parts: parts(framework, framework.definition.groups, results) }
  })
}
/** Units beside our communes that readings were entered for: provinces that a ministry ranks. They have no dossiers here. */
async function enteredUnits(tx: Tx, framework: Framework, period: Period, communes: ReadonlySet<string>): Promise<readonly (Subject & { readonly code: string })[]> {
  const cells = await standingCells(tx, { elements: [...elementsRead(framework.indicators)], from: period.start, to: period.end })
  return [...new Set(cells.map(({ unit }) => unit))].filter(unit => !communes.has(unit)).sort().map(code => ({ code, units: [code], agencies: [] }))
}

const readPayload = readerOf<{ readonly request: string }>(Type.Object({ request: Type.String() }))
export const computeRunJob = (ports: Ports): Job => ({
  name: COMPUTE_RUN,
  run: async (payload, platform) => { const id = await computeRun(platform, ports, demand(COMPUTE_RUN, readPayload(payload)).request); platform.log.info({ run: id }, 'scores and ranks computed') },
  failed: async (payload, { error, last }, platform) => noteFailure(platform, demand(COMPUTE_RUN, readPayload(payload)).request, error, last),
})
/** Who asked reads why there is no run, and whether it is still tried. */
export async function noteFailure(platform: Places, requestId: string, error: unknown, last: boolean): Promise<void> {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, MOST_SAID)
  await transact(platform.db, ACTOR, tx => t(tx).updateTable('indicators.run_request').set(last ? { state: 'failed', message, finished_at: platform.now() } : { state: 'waiting', done: 0, message }).where('id', '=', requestId).where('state', '!=', 'done').execute())
}

/** Every night: the communes by every scored framework in force, for the period that ended last. The same readings make no new run. */
export async function requestNightlyRuns(platform: Places): Promise<number> {
  const today = localDateOf(platform.now())
  const frameworks = await read(platform.db, ACTOR, listFrameworks)
  let asked = 0
  for (const { code, edition, state, definition } of frameworks) {
    if (state !== 'published' || definition.kind !== 'scored' || definition.periodType === 'year') continue
    const period = offsetPeriod(periodOf(definition.periodType, today), -1)
    if (period.end < definition.validFrom || definition.validTo !== null && period.start > definition.validTo) continue
    await requestRun({ platform, actor: ACTOR }, { framework: code, edition, period: period.id, scope: 'communes' })
    asked += 1
  }
  return asked
}
export const nightlyRunsJob: TimedJob = { name: 'indicators-nightly-runs', crontab: '40 19 * * *', run: async (_payload, platform) => { platform.log.info({ runs: await requestNightlyRuns(platform) }, 'scores and ranks asked for') } }
