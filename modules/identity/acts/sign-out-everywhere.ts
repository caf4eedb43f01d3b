import type { Actor } from '../../../kernel/actor.ts'
import { notAllowed } from '../../../kernel/errors.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { manages } from '../admin-reach.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { endSessionsOf } from '../session.ts'

/** Ends every session of the account, one's own or one that the actor manages; the current one too unless `keep` names it. Answers how many ended. */
export async function signOutEverywhere(identity: Identity, input: { readonly actor: Actor; readonly accountId: string; readonly keep: string | undefined; readonly now: Date }): Promise<number> {
  const { actor, accountId } = input
  if (!('accountId' in actor && actor.accountId === accountId) && !(actor.kind === 'officer' && await manages(identity, actor, accountId, input.now))) throw notAllowed()
  return asPlatform(identity, async (tx) => {
    const ended = await endSessionsOf(tx, input.accountId, 'signed-out-everywhere', input.now, input.keep)
    await appendLedger(tx, { actor: input.actor, act: 'identity.sign-out-everywhere', object: { type: 'account', id: input.accountId }, payload: { ended }, at: input.now })
    return ended
  })
}
