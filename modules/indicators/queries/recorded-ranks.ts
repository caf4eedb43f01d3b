import type { Tx } from '../../../kernel/db/db.ts'
import { listRuns, scoresOf } from './runs.ts'

/** A unit's total as it was recorded: its rank then, and the ranks that it has in 5 to 95 of 100 draws of the method. */
export interface RecordedScore { readonly value: number | null; readonly rank: number | null; readonly low: number | null; readonly high: number | null }
export interface RecordedRun { readonly id: string; readonly at: Date; readonly scores: ReadonlyMap<string, RecordedScore> }

const scopeOf = (method: object): unknown => 'scope' in method ? method.scope : undefined
/** The newest run of an edition for a period over these units (`communes` of ours, or those that were `entered`) that the present actor may see; undefined: none was made. */
export async function newestRun(tx: Tx, framework: string, edition: string, period: string, scope: 'communes' | 'entered'): Promise<RecordedRun | undefined> {
  const run = (await listRuns(tx, { framework, edition, period, limit: 20 })).find(({ method }) => scopeOf(method) === scope)
  if (run === undefined) return undefined
  const totals = (await scoresOf(tx, run.id)).filter(({ code }) => code === '')
  return { id: run.id, at: run.at, scores: new Map(totals.map(({ unitCode, value, rank, rankLow, rankHigh }) => [unitCode, { value, rank, low: rankLow, high: rankHigh }])) }
}
