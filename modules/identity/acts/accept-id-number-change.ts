import type { OfficerActor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { tables } from '../store.ts'

/** An administrator has compared the papers: the next sign-in may bring the new identity number. */
export async function acceptIdNumberChange(identity: Identity, input: { readonly actor: OfficerActor; readonly accountId: string; readonly reason: string; readonly now: Date }): Promise<{ ok: true } | { ok: false; reason: 'not-allowed' | 'nothing-to-accept' }> {
  if (!input.actor.roles.includes('administrator')) return { ok: false, reason: 'not-allowed' }
  return asPlatform(identity, async (tx) => {
    const changed = await tables(tx).updateTable('identity.account').set((e) => ({ recheck: 'accepted', version: e('version', '+', 1) }))
      .where('id', '=', input.accountId).where('recheck', '=', 'needed').returning('id').executeTakeFirst()
    if (!changed) return { ok: false, reason: 'nothing-to-accept' }
    await appendLedger(tx, { actor: input.actor, subject: input.accountId, role: 'administrator', agency: input.actor.agencyId, act: 'identity.accept-id-number-change', object: { type: 'account', id: input.accountId }, reason: input.reason, at: input.now })
    return { ok: true }
  })
}
