import type { OfficerActor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { adminAccess } from '../admin-access.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { tables } from '../store.ts'

/** Works on in another of one's positions; rights follow the position, never the sum of all. */
export async function switchPosition(identity: Identity, input: { readonly actor: OfficerActor; readonly sessionId: string; readonly positionId: string; readonly ip: string; readonly now: Date }): Promise<{ ok: true } | { ok: false; reason: 'not-held' | 'administrators-elsewhere' }> {
  const next = await identity.ports.officerActorFor(input.actor.accountId, input.positionId)
  if (next?.positionId !== input.positionId) return { ok: false, reason: 'not-held' }
  if (next.roles.includes('administrator') && !adminAccess(identity.settings.administrators, input.ip, input.now)) return { ok: false, reason: 'administrators-elsewhere' }
  return asPlatform(identity, async (tx) => {
    await tables(tx).updateTable('identity.session').set({ position_id: next.positionId }).where('id', '=', input.sessionId).where('account_id', '=', input.actor.accountId).execute()
    await appendLedger(tx, { actor: next, agency: next.agencyId, act: 'identity.switch-position', object: { type: 'account', id: input.actor.accountId }, payload: { from: input.actor.positionId }, at: input.now })
    return { ok: true }
  })
}
