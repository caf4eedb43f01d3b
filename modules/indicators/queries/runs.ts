import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { IndicatorsTables } from '../tables.ts'

/** A unit's total as it was recorded: its rank then, and the ranks that it has in 5 to 95 of 100 draws of the method. */
export interface RecordedScore { readonly unit: string; readonly value: number | null; readonly rank: number | null; readonly low: number | null; readonly high: number | null }
export interface RecordedRun { readonly id: string; readonly at: Date; readonly scores: ReadonlyMap<string, RecordedScore> }

/** The newest run of a framework for a period that the present actor may see; undefined: none was made. */
export async function newestRun(tx: Tx, frameworkId: string, period: string): Promise<RecordedRun | undefined> {
  const t = tablesOf<IndicatorsTables>(tx)
  const run = await t.selectFrom('indicators.run').select(['id', 'at']).where('framework_id', '=', frameworkId).where('period', '=', period).orderBy('at', 'desc').limit(1).executeTakeFirst()
  if (run === undefined) return undefined
  const scores = await t.selectFrom('indicators.run_score').select(['unit_code as unit', 'value', 'rank', 'rank_low as low', 'rank_high as high']).where('run_id', '=', run.id).where('code', '=', '').execute()
  return { ...run, scores: new Map(scores.map(score => [score.unit, score])) }
}
