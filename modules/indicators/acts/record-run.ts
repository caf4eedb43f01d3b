import { createHash } from 'node:crypto'
import { newId } from '../../../kernel/ids.ts'
import { canonicalJson } from '../../../kernel/ledger/canonical-json.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { MissingReason } from '../domain/missing.ts'
import { inIndicators, definersOnly, record, t, type Call } from './indicator-work.ts'

export interface RunScore { readonly unitCode: string; /** an indicator, a group, or '' for the total */ readonly code: string; readonly value: number | null; readonly points: number | null; readonly max: number | null; readonly rank?: number | null; readonly interval?: readonly [low: number, high: number]; readonly reasons?: readonly MissingReason[] }
export interface RunInput { readonly frameworkId: string; readonly period: string; /** everything that went in, in a fixed order */ readonly inputs: JsonValue; readonly method: Readonly<Record<string, JsonValue>>; readonly public: boolean; readonly scores: readonly RunScore[] }

/** Keeps what a framework came to. The same inputs again are the same run. Answers its id and whether it is new. */
export async function recordRun(call: Call, { frameworkId, period, inputs, method, public: shown, scores }: RunInput): Promise<{ readonly id: string; readonly fresh: boolean }> {
  definersOnly(call.actor)
  return inIndicators(call, async work => {
    const hash = createHash('sha256').update(canonicalJson({ inputs, method })).digest()
    const here = await t(work.tx).selectFrom('indicators.run').select('id').where('framework_id', '=', frameworkId).where('period', '=', period).where('inputs_hash', '=', hash).executeTakeFirst()
    if (here) return { id: here.id, fresh: false }
    const id = newId(work.at.getTime())
    await t(work.tx).insertInto('indicators.run').values({ id, framework_id: frameworkId, period, inputs_hash: hash, method: JSON.stringify(method), at: work.at, by_account: call.actor.kind === 'officer' ? call.actor.accountId : null, public: shown }).execute()
    const rows = scores.map(({ unitCode, code, value, points, max, rank = null, interval, reasons = [] }) => ({ run_id: id, unit_code: unitCode, code, value, points, max, rank, rank_low: interval?.[0] ?? null, rank_high: interval?.[1] ?? null, reasons: JSON.stringify(reasons) }))
    for (let from = 0; from < rows.length; from += 1000) await t(work.tx).insertInto('indicators.run_score').values(rows.slice(from, from + 1000)).execute()
    await record(work, 'record-run', { object: { type: 'run', id }, payload: { frameworkId, period, inputs: hash.toString('hex'), scores: scores.length } })
    return { id, fresh: true }
  })
}
