import { seal, unseal } from '../../kernel/secrets.ts'
import { newToken, tokenHash, type IdentityKeys } from './keys.ts'
import { tables, type PendingPurpose } from './store.ts'
import type { Tx } from '../../kernel/db/db.ts'

export const PENDING_COOKIE = 'ts_signin'
const MAX_TRIES = 5

export interface Pending<Content> { readonly accountId: string | null; readonly content: Content }

/** Remembers, bound to this browser by a random cookie, what a sign-in is waiting for. Also sweeps what nobody came back to. */
export async function putPending(tx: Tx, keys: IdentityKeys, entry: { purpose: PendingPurpose; accountId: string | null; content: object; minutes: number; now: Date }): Promise<string> {
  const token = newToken()
  await tables(tx).deleteFrom('identity.pending_sign_in').where('expires_at', '<', entry.now).execute()
  await tables(tx).insertInto('identity.pending_sign_in').values({
    token_hash: tokenHash(token), purpose: entry.purpose, account_id: entry.accountId,
    content_sealed: seal(keys.pending, JSON.stringify(entry.content)), expires_at: new Date(entry.now.getTime() + entry.minutes * 60_000),
  }).execute()
  return token
}

/** Takes the entry out: it answers once, however many come with the same cookie. */
export async function takePending<Content>(tx: Tx, keys: IdentityKeys, token: string | undefined, purpose: PendingPurpose, now: Date): Promise<Pending<Content> | undefined> {
  if (!token) return undefined
  const row = await tables(tx).deleteFrom('identity.pending_sign_in').where('token_hash', '=', tokenHash(token)).where('purpose', '=', purpose).returningAll().executeTakeFirst()
  return row && row.expires_at > now ? { accountId: row.account_id, content: JSON.parse(unseal(keys.pending, row.content_sealed).toString('utf8')) } : undefined
}

/** Looks at the entry and counts the try; after five the entry is gone. */
export async function tryPending<Content>(tx: Tx, keys: IdentityKeys, token: string | undefined, purpose: PendingPurpose, now: Date): Promise<Pending<Content> | undefined> {
  if (!token) return undefined
  const row = await tables(tx).updateTable('identity.pending_sign_in').set((e) => ({ tries: e('tries', '+', 1) }))
    .where('token_hash', '=', tokenHash(token)).where('purpose', '=', purpose).where('expires_at', '>', now).where('tries', '<', MAX_TRIES).returningAll().executeTakeFirst()
  return row && { accountId: row.account_id, content: JSON.parse(unseal(keys.pending, row.content_sealed).toString('utf8')) }
}

export async function dropPending(tx: Tx, token: string | undefined): Promise<void> {
  if (token) await tables(tx).deleteFrom('identity.pending_sign_in').where('token_hash', '=', tokenHash(token)).execute()
}
