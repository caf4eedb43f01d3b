import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { FrameworkDefinition } from '../domain/definition.ts'
import type { MissingReason } from '../domain/missing.ts'
import { whatMovesMyRank, type Move } from '../domain/rank.ts'
import { printsShare } from '../domain/run.ts'
import type { IndicatorsTables } from '../tables.ts'

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
export interface RunView { readonly id: string; readonly framework: string; readonly edition: string; readonly definition: FrameworkDefinition; readonly period: string; readonly inputsHash: Buffer; readonly method: object; readonly at: Date; readonly public: boolean }
const runs = (tx: Tx) => t(tx).selectFrom('indicators.run as r').innerJoin('indicators.framework as f', 'f.id', 'r.framework_id').select(['r.id', 'f.code as framework', 'f.edition', 'f.definition', 'r.period', 'r.inputs_hash as inputsHash', 'r.method', 'r.at', 'r.public'])
/** Newest first, as the present actor may know of them. */
export const listRuns = (tx: Tx, { framework, edition, period, limit }: { readonly framework?: string; readonly edition?: string; readonly period?: string; readonly limit: number }): Promise<readonly RunView[]> =>
  runs(tx).$if(framework !== undefined, query => query.where('f.code', '=', framework ?? '')).$if(edition !== undefined, query => query.where('f.edition', '=', edition ?? '')).$if(period !== undefined, query => query.where('r.period', '=', period ?? '')).orderBy('r.at', 'desc').orderBy('r.id', 'desc').limit(limit).execute()
export const findRun = (tx: Tx, id: string): Promise<RunView | undefined> => runs(tx).where('r.id', '=', id).executeTakeFirst()

export interface ScoreView { readonly unitCode: string; /** an indicator, a group, or '' for the total */ readonly code: string; readonly value: number | null; readonly points: number | null; readonly max: number | null; readonly rank: number | null; readonly rankLow: number | null; readonly rankHigh: number | null; readonly reasons: readonly MissingReason[] }
export const scoresOf = (tx: Tx, runId: string): Promise<readonly ScoreView[]> =>
  t(tx).selectFrom('indicators.run_score').select(['unit_code as unitCode', 'code', 'value', 'points', 'max', 'rank', 'rank_low as rankLow', 'rank_high as rankHigh', 'reasons']).where('run_id', '=', runId).orderBy('unit_code').orderBy('code').execute()

export interface UnitResult { readonly unit: string; readonly total: ScoreView; readonly components: readonly ScoreView[]; /** gap to the next better printed score, and what would close it, cheapest first */ readonly moves: { readonly above: string; readonly gap: number; readonly moves: readonly Move[] } | null }
/** Units of a run, best first; those without a rank at the end. */
export function resultsOf(scores: readonly ScoreView[], definition: FrameworkDefinition): readonly UnitResult[] {
  const { decimals, groups } = definition
  const share = printsShare(definition)
  const totals = scores.filter(({ code }) => code === '')
  const counted = new Set(groups.flatMap(group => group.scored ? group.indicators : []))
  const units = totals.map(({ unitCode, value }) => ({ unit: unitCode, score: value }))
  return totals.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.unitCode.localeCompare(b.unitCode)).map(total => {
    const components = scores.filter(({ unitCode, code }) => unitCode === total.unitCode && code !== '')
    const all = total.max ?? 0
    const levers = components.flatMap(({ code, points, max }) => counted.has(code) && max !== null && max > 0 && points !== null && all > 0 ? [{ code, reached: points / max, points: share ? max / all : max }] : [])
    return { unit: total.unitCode, total, components, moves: whatMovesMyRank(total.unitCode, units, levers, decimals) ?? null }
  })
}

export interface RunRequestView { readonly id: string; readonly framework: string; readonly edition: string; readonly period: string; readonly scope: 'communes' | 'entered'; readonly draws: number; readonly state: 'waiting' | 'running' | 'done' | 'failed'; /** of 100 */ readonly done: number; readonly runId: string | null; readonly message: string; readonly requestedAt: Date; readonly finishedAt: Date | null }
export const findRunRequest = (tx: Tx, id: string): Promise<RunRequestView | undefined> =>
  t(tx).selectFrom('indicators.run_request as q').innerJoin('indicators.framework as f', 'f.id', 'q.framework_id').select(['q.id', 'f.code as framework', 'f.edition', 'q.period', 'q.scope', 'q.draws', 'q.state', 'q.done', 'q.run_id as runId', 'q.message', 'q.requested_at as requestedAt', 'q.finished_at as finishedAt']).where('q.id', '=', id).executeTakeFirst()

export interface RankInTime { readonly runId: string; readonly period: string; readonly at: Date; readonly score: number | null; readonly points: number | null; readonly max: number | null; readonly rank: number | null; readonly rankLow: number | null; readonly rankHigh: number | null }
/** One unit through time: the newest run of every period in which it stands; oldest period first. */
export async function ranksThroughTime(tx: Tx, framework: string, edition: string, unit: string): Promise<readonly RankInTime[]> {
  const rows = await t(tx).selectFrom('indicators.run as r').innerJoin('indicators.framework as f', 'f.id', 'r.framework_id').innerJoin('indicators.run_score as s', 's.run_id', 'r.id').distinctOn('r.period')
    .select(['r.id as runId', 'r.period', 'r.at', 's.value as score', 's.points', 's.max', 's.rank', 's.rank_low as rankLow', 's.rank_high as rankHigh'])
    .where('f.code', '=', framework).where('f.edition', '=', edition).where('s.unit_code', '=', unit).where('s.code', '=', '').orderBy('r.period').orderBy('r.at', 'desc').orderBy('r.id', 'desc').execute()
  return rows
}
