import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { ProceduresTables, Settlement } from '../tables.ts'
import { mustAdminister } from './administer.ts'

interface SettleMiss { readonly actor: OfficerActor; /** as folded by the database */ readonly query: string; readonly settled: Settlement; readonly reason: string; readonly version?: number; readonly at: Date }

export interface MarkedMiss { readonly query: string; readonly version: number }

/** Takes searches without an answer off the work list because nothing can be done about them, and says why. All or none. */
export async function setMissesAside(platform: Platform, actor: OfficerActor, marked: readonly MarkedMiss[], reason: string): Promise<void> {
  mustAdminister(actor)
  const faults = [
    ...(marked.length === 0 ? [{ field: 'query', code: 'required', message: { vi: 'Chưa chọn lượt tìm nào. Đánh dấu ít nhất một dòng.', en: 'No search is marked. Tick at least one row.' } }] : []),
    ...(reason === '' ? [{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do. Ví dụ: không phải thủ tục hành chính, gõ nhầm, thủ tục chưa có ở tỉnh.', en: 'Give the reason: no procedure is meant, a slip, not offered here.' } }] : []),
  ]
  if (faults.length > 0) throw invalid(faults)
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    for (const { query, version } of marked.toSorted((a, b) => a.query < b.query ? -1 : 1)) await settleMissIn(tx, { actor, query, settled: 'set-aside', reason, version, at })
  })
}

export async function settleMissIn(tx: Tx, { actor, query, settled, reason, version, at }: SettleMiss): Promise<void> {
  const tables = tablesOf<ProceduresTables>(tx)
  const row = await tables.selectFrom('procedures.search_miss').selectAll().where('query_folded', '=', query).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  if (version !== undefined && row.version !== version) throw changedMeanwhile
  await tables.updateTable('procedures.search_miss').set({ settled, settled_at: at, settled_reason: reason, settled_by_account_id: actor.accountId, version: sql<number>`version + 1` }).where('query_folded', '=', query).execute()
  await recordChange(tx, 'procedures', { actor, act: 'procedures.settle-search-miss', object: { type: 'search-miss', id: query }, before: { version: row.version, content: { settled: row.settled, reason: row.settled_reason, times: row.times } }, payload: { settled, times: row.times }, reason, at })
}
