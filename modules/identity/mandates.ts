import type { Tx } from '../../kernel/db/db.ts'
import { fold } from '../../kernel/vi-text/index.ts'
import { tables } from './store.ts'

/**
 * Gives the mandates that wait for this identity number to the account that has just proved it. The name must fit too: a mistyped number
 * then reaches nobody instead of a stranger.
 */
export async function claimMandates(tx: Tx, who: { readonly accountId: string; readonly numberHash: Buffer; readonly displayName: string; readonly now: Date }): Promise<void> {
  const waiting = await tables(tx).selectFrom('identity.mandate').select(['id', 'actor_name'])
    .where('actor_number_hash', '=', who.numberHash).where('actor_id', 'is', null).where('revoked_at', 'is', null).where('subject_id', '!=', who.accountId).execute()
  const mine = waiting.filter((mandate) => fold(mandate.actor_name) === fold(who.displayName)).map((mandate) => mandate.id)
  if (mine.length) await tables(tx).updateTable('identity.mandate').set((e) => ({ actor_id: who.accountId, version: e('version', '+', 1) })).where('id', 'in', mine).execute()
}
