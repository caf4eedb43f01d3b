import type { Tx } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { sameSecret } from '../../../kernel/secrets.ts'
import { readClaims, type NationalIdentity } from '../domain/claims.ts'
import { asPlatform, type Identity, type Source } from '../identity.ts'
import { numberHash, sealText } from '../keys.ts'
import { claimMandates } from '../mandates.ts'
import { openSession, type OpenedSession } from '../session.ts'
import { tables, type Account } from '../store.ts'

export interface NationalSignInInput {
  readonly issuer: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly acr: string | undefined
  /** token of the session that the browser came with, if any */
  readonly replaces: string | undefined
  /** step-up: the account that asked for a higher level; anybody else who comes back is refused */
  readonly stepUpOf?: string
  readonly source: Source
  readonly now: Date
}

export type NationalSignInVerdict =
  | { readonly ok: true; readonly session: OpenedSession; readonly assurance: 1 | 2 }
  | { readonly ok: false; readonly reason: 'claims-unusable'; readonly claims: readonly string[] }
  | { readonly ok: false; readonly reason: 'id-number-changed' | 'account-disabled' | 'other-account' | 'assurance-too-low' }

/** Finds or makes the account of (issuer, sub) and locks it; two first sign-ins at once meet in one account. */
async function accountOf(tx: Tx, identity: Identity, issuer: string, person: NationalIdentity, now: Date): Promise<{ account: Account; first: boolean }> {
  const find = (): Promise<Account | undefined> => tables(tx).selectFrom('identity.account').selectAll().where('issuer', '=', issuer).where('sub', '=', person.sub).forUpdate().executeTakeFirst()
  const known = await find()
  if (known) return { account: known, first: false }
  const made = await tables(tx).insertInto('identity.account').values({
    id: newId(now.getTime()), issuer, sub: person.sub, ...columnsOf(identity, person), created_at: now, last_signed_in_at: null, disabled_at: null,
  }).onConflict((conflict) => conflict.columns(['issuer', 'sub']).doNothing()).returningAll().executeTakeFirst()
  const account = made ?? await find()
  if (!account) throw new Error('the account is neither there nor could it be made')
  return { account, first: made !== undefined }
}

function columnsOf(identity: Identity, person: NationalIdentity): Pick<Account, 'kind' | 'display_name' | 'id_number_sealed' | 'id_number_hash' | 'birth_date_sealed' | 'login_idp'> {
  return {
    kind: person.kind, display_name: person.displayName, login_idp: person.loginIdp ?? null,
    id_number_sealed: sealText(identity.keys, person.idNumber), id_number_hash: numberHash(identity.keys, person.idNumber),
    birth_date_sealed: person.birthDate ? sealText(identity.keys, person.birthDate) : null,
  }
}

/**
 * Signs in whom the national sign-in vouches for. The account is keyed by (issuer, sub); when SoDinhDanh changes under the same key, sign-in
 * stops until an administrator has looked: a mistake there would open one person's dossiers to another.
 */
export async function signInWithNationalId(identity: Identity, input: NationalSignInInput): Promise<NationalSignInVerdict> {
  const read = readClaims(input.claims, identity.settings.accountTypes)
  if (!read.ok) return read
  const person = read.identity
  const assurance = (input.acr !== undefined && Object.hasOwn(identity.settings.levels, input.acr) ? identity.settings.levels[input.acr] : undefined) ?? 1
  return asPlatform(identity, async (tx): Promise<NationalSignInVerdict> => {
    const { account, first } = await accountOf(tx, identity, input.issuer, person, input.now)
    if (input.stepUpOf !== undefined && account.id !== input.stepUpOf) return { ok: false, reason: 'other-account' }
    if (account.disabled_at) return { ok: false, reason: 'account-disabled' }
    const entry = (act: string, payload: { readonly [key: string]: string | number | boolean }): Promise<string> => appendLedger(tx, {
      actor: { kind: 'citizen', accountId: account.id, assurance, displayName: person.displayName }, act, object: { type: 'account', id: account.id }, payload, at: input.now })
    const sameNumber = account.id_number_hash !== null && sameSecret(account.id_number_hash, numberHash(identity.keys, person.idNumber))
    if (!sameNumber && account.recheck !== 'accepted') {
      if (account.recheck !== 'needed') {
        await tables(tx).updateTable('identity.account').set((e) => ({ recheck: 'needed', version: e('version', '+', 1) })).where('id', '=', account.id).execute()
        await entry('identity.hold-changed-id-number', {})
      }
      return { ok: false, reason: 'id-number-changed' }
    }
    if (input.stepUpOf !== undefined && assurance < 2) return { ok: false, reason: 'assurance-too-low' }
    await tables(tx).updateTable('identity.account').set((e) => ({ ...columnsOf(identity, person), recheck: 'none', version: e('version', '+', 1) })).where('id', '=', account.id).execute()
    await claimMandates(tx, { accountId: account.id, numberHash: numberHash(identity.keys, person.idNumber), displayName: person.displayName, now: input.now })
    const session = await openSession(tx, { accountId: account.id, kind: 'citizen', assurance, method: 'vnconnect', positionId: null, replaces: input.replaces, source: input.source, now: input.now })
    await entry(input.stepUpOf === undefined ? 'identity.sign-in-with-national-id' : 'identity.step-up', { session: session.sessionId, assurance, first })
    return { ok: true, session, assurance }
  })
}
