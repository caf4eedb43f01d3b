import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { conflict, invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { diffPacks } from '../domain/pack-diff.ts'
import type { ProcedurePack } from '../domain/pack.ts'
import { hashOf } from '../store.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'

const openAlready = conflict({ vi: 'Thủ tục này đang có một bản soạn. Mở bản soạn đó để sửa tiếp, hoặc bỏ nó trước.', en: 'A proposal for this procedure is open. Work on that one, or withdraw it first.' })

/** Begins work on a pack; nobody sees it before its publication. One is open for a procedure at a time. */
export async function proposePack(platform: Platform, actor: OfficerActor, pack: ProcedurePack, source: string): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  const id = newId(at.getTime())
  try {
    await transact(platform.db, actor, async (tx) => {
      await tablesOf<ProceduresTables>(tx).insertInto('procedures.pack_proposal').values({ id, code: pack.code, pack: JSON.stringify(pack), opened_at: at, opened_by_account_id: actor.accountId, changed_at: at, changed_by_account_id: actor.accountId }).execute()
      await recordChange(tx, 'procedures', { actor, act: 'procedures.propose-pack', object: { type: 'pack-proposal', id }, payload: { code: pack.code, hash: hashOf(pack), source }, at })
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw openAlready
    throw error
  }
}

export type PackEdit = (pack: ProcedurePack) => { readonly ok: true; readonly value: ProcedurePack } | { readonly ok: false; readonly faults: readonly FieldFault[] }

/** Changes the pack under way; its faults are told on its page and keep it from being published, not from being saved. */
export async function changeProposal(platform: Platform, actor: OfficerActor, code: string, version: number, edit: PackEdit, reason: string | null = null): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const row = await lockProposal(tx, code, version)
    const edited = edit(row.pack)
    if (!edited.ok) throw invalid(edited.faults)
    const changes = diffPacks(row.pack, edited.value)
    if (changes.length === 0) return
    await tablesOf<ProceduresTables>(tx).updateTable('procedures.pack_proposal').set({ pack: JSON.stringify(edited.value), version: sql<number>`version + 1`, changed_at: at, changed_by_account_id: actor.accountId }).where('id', '=', row.id).execute()
    await recordChange(tx, 'procedures', { actor, act: 'procedures.change-proposal', object: { type: 'pack-proposal', id: row.id }, before: { version, content: JSON.parse(JSON.stringify(row.pack)) }, payload: { code, hash: hashOf(edited.value), changed: changes.map((change) => change.at) }, reason, at })
  })
}

/** Gives a pack under way up; what it said stays on record. */
export async function withdrawProposal(platform: Platform, actor: OfficerActor, code: string, version: number, reason: string): Promise<void> {
  mustAdminister(actor)
  if (reason === '') throw invalid([{ field: 'withdrawReason', code: 'required', message: { vi: 'Chưa có lý do. Ghi vì sao bỏ bản soạn.', en: 'Say why the proposal is given up.' } }])
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const row = await lockProposal(tx, code, version)
    await closeProposal(tx, row.id, 'withdrawn', actor, at)
    await recordChange(tx, 'procedures', { actor, act: 'procedures.withdraw-proposal', object: { type: 'pack-proposal', id: row.id }, payload: { code, hash: hashOf(row.pack) }, reason, at })
  })
}

export async function lockProposal(tx: Tx, code: string, version: number) {
  const row = await tablesOf<ProceduresTables>(tx).selectFrom('procedures.pack_proposal').selectAll().where('code', '=', code).where('state', '=', 'open').forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  if (row.version !== version) throw changedMeanwhile
  return row
}

export async function closeProposal(tx: Tx, id: string, state: 'published' | 'withdrawn', actor: OfficerActor, at: Date): Promise<void> {
  await tablesOf<ProceduresTables>(tx).updateTable('procedures.pack_proposal').set({ state, version: sql<number>`version + 1`, changed_at: at, changed_by_account_id: actor.accountId }).where('id', '=', id).execute()
}
