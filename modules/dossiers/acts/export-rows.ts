import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'

/** Rows about people that leave the house as a file are written down: who, which list, how many (Luật 91/2025/QH15). */
export async function exportRows(tx: Tx, actor: OfficerActor, what: { readonly list: string; readonly rows: number }, at: Date): Promise<void> {
  await appendLedger(tx, { actor, agency: actor.agencyId, act: 'dossiers.export-rows', object: { type: 'export', id: newId(at.getTime()) }, payload: { ...what }, at })
}
