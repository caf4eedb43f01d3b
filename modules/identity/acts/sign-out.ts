import type { Actor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { endSession } from '../session.ts'

/** Ends the session behind the token; signing out twice is no error. */
export async function signOut(identity: Identity, input: { readonly actor: Actor; readonly token: string | undefined; readonly now: Date }): Promise<void> {
  const { token } = input
  if (!token) return
  await asPlatform(identity, async (tx) => {
    const ended = await endSession(tx, token, 'signed-out', input.now)
    if (ended) await appendLedger(tx, { actor: input.actor, act: 'identity.sign-out', object: { type: 'account', id: ended.account_id }, payload: { session: ended.id }, at: input.now })
  })
}
