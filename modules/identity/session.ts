import { sql } from 'kysely'
import type { Actor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import type { Session } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { adminAccess } from './admin-access.ts'
import type { Identity, Source } from './identity.ts'
import { newToken, tokenHash } from './keys.ts'
import { tables, type EndReason, type SignInMethod } from './store.ts'

export interface OpenedSession { readonly token: string; readonly sessionId: string; readonly accountId: string }

/**
 * Opens a session under a fresh token. `replaces` is the token that the browser came with: it stops working in the same transaction, so a
 * token planted before sign-in is worth nothing afterwards (session fixation).
 */
export async function openSession(tx: Tx, what: {
  accountId: string; kind: Session['kind']; assurance: 1 | 2; method: SignInMethod; positionId: string | null; replaces: string | undefined; source: Source; now: Date
}): Promise<OpenedSession> {
  const token = newToken()
  const id = newId(what.now.getTime())
  if (what.replaces) await endSession(tx, what.replaces, 'replaced', what.now)
  await tables(tx).insertInto('identity.session').values({
    id, token_hash: tokenHash(token), account_id: what.accountId, kind: what.kind, assurance: what.assurance, method: what.method, csrf: newToken(), position_id: what.positionId,
    ip: what.source.ip, user_agent: what.source.userAgent.slice(0, 300), created_at: what.now, last_seen_at: what.now, confirmed_at: what.now, ended_at: null, end_reason: null,
  }).execute()
  await tables(tx).updateTable('identity.account').set({ last_signed_in_at: what.now }).where('id', '=', what.accountId).execute()
  return { token, sessionId: id, accountId: what.accountId }
}

/** Ends the session behind a token; does nothing when there is none. Answers whose it was. */
export async function endSession(tx: Tx, token: string, reason: EndReason, now: Date): Promise<{ id: string; account_id: string } | undefined> {
  return tables(tx).updateTable('identity.session').set({ ended_at: now, end_reason: reason })
    .where('token_hash', '=', tokenHash(token)).where('ended_at', 'is', null).returning(['id', 'account_id']).executeTakeFirst()
}

/** Ends all sessions of an account, but for one. Answers how many. */
export async function endSessionsOf(tx: Tx, accountId: string, reason: EndReason, now: Date, except?: string): Promise<number> {
  const ended = await tables(tx).updateTable('identity.session').set({ ended_at: now, end_reason: reason })
    .where('account_id', '=', accountId).where('ended_at', 'is', null).$if(except !== undefined, (q) => q.where('id', '!=', except ?? '')).returning('id').execute()
  return ended.length
}

interface Resumed { session_id: string; account_id: string; kind: 'citizen' | 'officer'; assurance: 1 | 2; csrf: string; position_id: string | null; display_name: string }
const ANONYMOUS = { actor: { kind: 'anonymous' }, session: undefined } as const

/**
 * Who stands behind a session token: one indexed query for citizens; staff also need their position of today, which the organisations module
 * tells. Idle and absolute limits are the settings'; an account that is disabled or lost its position is nobody from the next request on, and so is an
 * administrator outside the network or the hours of administration.
 */
export async function resolveActor(identity: Identity, token: string | undefined, now: Date, ip: string): Promise<{ actor: Actor; session: Session | undefined }> {
  if (!token || token.length > 100) return ANONYMOUS
  const { idleMinutes, absoluteHours } = identity.platform.config.session
  const { rows } = await sql<Resumed>`select session_id, account_id, kind, assurance, csrf, position_id, display_name
    from identity.resume_session(${tokenHash(token)}, ${now}, make_interval(mins => ${idleMinutes}::int), make_interval(hours => ${absoluteHours}::int))`.execute(identity.platform.db.kysely)
  const row = rows[0]
  if (!row) return ANONYMOUS
  const session: Session = { id: row.session_id, accountId: row.account_id, kind: row.kind, csrf: row.csrf, assurance: row.assurance }
  if (row.kind === 'citizen') return { actor: { kind: 'citizen', accountId: row.account_id, assurance: row.assurance, displayName: row.display_name }, session }
  const actor = await identity.ports.officerActorFor(row.account_id, row.position_id ?? undefined)
  if (!actor || (actor.roles.includes('administrator') && !adminAccess(identity.settings.administrators, ip, now))) return ANONYMOUS
  return { actor, session }
}
