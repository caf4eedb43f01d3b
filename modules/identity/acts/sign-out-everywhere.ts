import type { Actor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { endSessionsOf } from '../session.ts'

/** Ends every session of the account, the current one too unless `keep` names it. Answers how many ended. */
export async function signOutEverywhere(identity: Identity, input: { readonly actor: Actor; readonly accountId: string; readonly keep: string | undefined; readonly now: Date }): Promise<number> {
  return asPlatform(identity, async (tx) => {
    const ended = await endSessionsOf(tx, input.accountId, 'signed-out-everywhere', input.now, input.keep)
    await appendLedger(tx, { actor: input.actor, act: 'identity.sign-out-everywhere', object: { type: 'account', id: input.accountId }, payload: { ended }, at: input.now })
    return ended
  })
}
