import { sql } from 'kysely'
import { read, type Tx } from '../../kernel/db/db.ts'
import type { Actor } from '../../kernel/actor.ts'
import { covers, mandateState, type Evidence, type MandateState } from './domain/mandate.ts'
import { asPlatform, localDay, type Identity } from './identity.ts'
import { numberHash, unsealText } from './keys.ts'
import { tables, type SignInMethod } from './store.ts'

export interface AccountFacts {
  readonly accountId: string
  readonly kind: 'person' | 'organisation'
  readonly displayName: string
  readonly idNumber: string
  /** ISO date */
  readonly birthDate: string | undefined
  readonly loginIdp: string | undefined
}

/**
 * What the national sign-in said about an account: for filling in that account's own forms. The caller answers for the right to see it, and
 * writes the view down when it is somebody else's.
 */
export async function findAccountFacts(identity: Identity, accountId: string): Promise<AccountFacts | undefined> {
  const row = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.account').selectAll().where('id', '=', accountId).where('kind', '!=', 'staff').executeTakeFirst())
  if (!row || row.kind === 'staff' || !row.id_number_sealed) return undefined
  return {
    accountId: row.id, kind: row.kind, displayName: row.display_name, idNumber: unsealText(identity.keys, row.id_number_sealed),
    birthDate: row.birth_date_sealed ? unsealText(identity.keys, row.birth_date_sealed) : undefined, loginIdp: row.login_idp ?? undefined,
  }
}

/** The accounts that have shown this identity number, latest first; for the counter, where an officer has the card in hand. */
export async function findAccountsByIdNumber(identity: Identity, idNumber: string): Promise<readonly { accountId: string; displayName: string }[]> {
  const rows = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.account').select(['id', 'display_name']).where('id_number_hash', '=', numberHash(identity.keys, idNumber))
    .orderBy('last_signed_in_at', (o) => o.desc().nullsLast()).execute())
  return rows.map((row) => ({ accountId: row.id, displayName: row.display_name }))
}

/** Keyed hash by which other modules find what belongs to an identity number without keeping the number in clear. */
export const idNumberHash = (identity: Identity, idNumber: string): Buffer => numberHash(identity.keys, idNumber)

/** Keyed hash of an identity number, for keeping beside what was filed by somebody without an account. */
export const hashOfIdNumber = (identity: Identity, idNumber: string): Buffer => numberHash(identity.keys, idNumber)

/** Where members of staff are reached at work: only who said so, and whose account is open. Read in the caller's transaction, which the platform itself must act in. */
export async function staffEmailsOf(tx: Tx, accountIds: readonly string[]): Promise<readonly string[]> {
  if (accountIds.length === 0) return []
  const rows = await tables(tx).selectFrom('identity.account').select('email').where('id', 'in', [...new Set(accountIds)]).where('email', 'is not', null).where('disabled_at', 'is', null).orderBy('email').execute()
  return rows.flatMap(row => row.email ?? [])
}

/** Names to show beside account ids, staff included. */
export async function displayNamesOf(identity: Identity, accountIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (accountIds.length === 0) return new Map()
  const rows = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.account').select(['id', 'display_name']).where('id', 'in', [...new Set(accountIds)]).execute())
  return new Map(rows.map((row) => [row.id, row.display_name]))
}

export interface SessionView { readonly id: string; readonly method: SignInMethod; readonly createdAt: Date; readonly lastSeenAt: Date; readonly ip: string; readonly userAgent: string }

/** The actor's own open sessions, latest first. */
export async function openSessionsOf(identity: Identity, actor: Actor, now: Date): Promise<readonly SessionView[]> {
  if (actor.kind !== 'citizen' && actor.kind !== 'officer') return []
  const { idleMinutes, absoluteHours } = identity.platform.config.session
  return read(identity.platform.db, actor, async (tx) => {
    const rows = await tables(tx).selectFrom('identity.session').select(['id', 'method', 'created_at', 'last_seen_at', 'ip', 'user_agent']).where('account_id', '=', actor.accountId).where('ended_at', 'is', null)
      .where('last_seen_at', '>', new Date(now.getTime() - idleMinutes * 60_000)).where('created_at', '>', new Date(now.getTime() - absoluteHours * 3_600_000)).orderBy('last_seen_at', 'desc').execute()
    return rows.map((row) => ({ id: row.id, method: row.method, createdAt: row.created_at, lastSeenAt: row.last_seen_at, ip: row.ip, userAgent: row.user_agent }))
  })
}

export interface StaffAccess { readonly username: string; readonly totp: boolean; readonly passwordChangedAt: Date; readonly passkeys: readonly { id: string; label: string; createdAt: Date; lastUsedAt: Date | null }[] }

/** How a staff account signs in; secrets stay behind. */
export async function staffAccessOf(identity: Identity, accountId: string): Promise<StaffAccess | undefined> {
  return asPlatform(identity, async (tx) => {
    const account = await tables(tx).selectFrom('identity.account as a').innerJoin('identity.staff_credential as c', 'c.account_id', 'a.id')
      .leftJoin('identity.totp as t', (join) => join.onRef('t.account_id', '=', 'a.id').on('t.confirmed_at', 'is not', null)).select(['a.sub', 'c.changed_at', 't.confirmed_at']).where('a.id', '=', accountId).executeTakeFirst()
    const passkeys = await tables(tx).selectFrom('identity.passkey').select(['id', 'label', 'created_at', 'last_used_at']).where('account_id', '=', accountId).orderBy('created_at').execute()
    return account && { username: account.sub, totp: account.confirmed_at !== null, passwordChangedAt: account.changed_at, passkeys: passkeys.map((p) => ({ id: p.id, label: p.label, createdAt: p.created_at, lastUsedAt: p.last_used_at })) }
  })
}

export interface MandateView {
  readonly id: string
  readonly subjectId: string
  readonly subjectName: string
  readonly actorId: string | undefined
  readonly actorName: string
  /** last three digits of the holder's identity number */
  readonly actorNumberTail: string
  readonly procedureCodes: readonly string[]
  readonly validFrom: string
  readonly validTo: string
  readonly evidence: Evidence
  readonly state: MandateState
}

/** Mandates that an account has given or holds, latest first; what is long over stays to be seen. */
export async function mandatesOf(identity: Identity, accountId: string, now: Date): Promise<{ readonly given: readonly MandateView[]; readonly held: readonly MandateView[] }> {
  const rows = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.mandate as m').innerJoin('identity.account as s', 's.id', 'm.subject_id').selectAll('m').select('s.display_name as subject_name')
    .where((e) => e.or([e('m.subject_id', '=', accountId), e('m.actor_id', '=', accountId)])).orderBy('m.granted_at', 'desc').limit(200).execute())
  const views = rows.map((row): MandateView => {
    const terms = { procedureCodes: row.procedure_codes, validFrom: row.valid_from, validTo: row.valid_to }
    return { id: row.id, subjectId: row.subject_id, subjectName: row.subject_name, actorId: row.actor_id ?? undefined, actorName: row.actor_name, actorNumberTail: row.actor_number_tail, ...terms, evidence: row.evidence,
      state: mandateState({ ...terms, actorKnown: row.actor_id !== null, revoked: row.revoked_at !== null }, localDay(now)) }
  })
  return { given: views.filter((m) => m.subjectId === accountId), held: views.filter((m) => m.actorId === accountId) }
}

/** The mandate by which `actorId` may act for `subjectId` in this procedure today, read inside the act's own transaction. */
export async function findMandate(tx: Tx, about: { readonly subjectId: string; readonly actorId: string; readonly procedureCode: string; /** only this one will do */ readonly mandateId?: string; readonly now: Date }): Promise<{ readonly mandateId: string } | undefined> {
  const rows = await tables(tx).selectFrom('identity.mandate').select(['id', 'procedure_codes', 'valid_from', 'valid_to', 'revoked_at'])
    .where('subject_id', '=', about.subjectId).where('actor_id', '=', about.actorId).where('revoked_at', 'is', null).$if(about.mandateId !== undefined, q => q.where('id', '=', about.mandateId ?? '')).forShare().execute()
  const found = rows.find((row) => covers({ procedureCodes: row.procedure_codes, validFrom: row.valid_from, validTo: row.valid_to, actorKnown: true, revoked: row.revoked_at !== null }, about.procedureCode, localDay(about.now)))
  return found && { mandateId: found.id }
}

/** Whether a mandate gives its holder a voice today, whoever asks; the walls of other modules ask the same function. */
export async function mandateHolds(tx: Tx, about: { readonly mandateId: string; readonly holderId: string; readonly now: Date }): Promise<boolean> {
  const { rows: [row] } = await sql<{ holds: boolean }>`select identity.mandate_holds(${about.mandateId}, ${about.holderId}, ${localDay(about.now)}) as holds`.execute(tx)
  return row?.holds ?? false
}

/** Ids of the mandates that an account holds today; for lists. */
export async function heldMandates(tx: Tx, holderId: string, now: Date): Promise<string[]> {
  const day = localDay(now)
  const rows = await tables(tx).selectFrom('identity.mandate').select('id').where('actor_id', '=', holderId).where('revoked_at', 'is', null).where('valid_from', '<=', day).where('valid_to', '>=', day).execute()
  return rows.map(row => row.id)
}
