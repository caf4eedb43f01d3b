import type { CitizenActor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { publish } from '../../../kernel/outbox.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { tables } from '../store.ts'

/** Ends a mandate at once. The subject may take it back, the holder may lay it down; anybody else learns nothing. */
export async function revokeMandate(identity: Identity, input: { readonly actor: CitizenActor; readonly mandateId: string; readonly now: Date }): Promise<{ ok: true } | { ok: false; reason: 'not-found' }> {
  return asPlatform(identity, async (tx) => {
    const { accountId } = input.actor
    const revoked = await tables(tx).updateTable('identity.mandate').set((e) => ({ revoked_at: input.now, revoked_by: accountId, version: e('version', '+', 1) }))
      .where('id', '=', input.mandateId).where('revoked_at', 'is', null).where((e) => e.or([e('subject_id', '=', accountId), e('actor_id', '=', accountId)])).returning('subject_id').executeTakeFirst()
    if (!revoked) return { ok: false, reason: 'not-found' }
    await appendLedger(tx, { actor: input.actor, subject: revoked.subject_id, mandate: input.mandateId, act: 'identity.revoke-mandate', object: { type: 'mandate', id: input.mandateId }, at: input.now })
    await publish(tx, 'identity.mandate-revoked', { mandateId: input.mandateId, subjectId: revoked.subject_id })
    return { ok: true }
  })
}
