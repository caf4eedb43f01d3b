import type { OfficerActor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { appendLedger } from '../../kernel/ledger/append.ts'
import { adminAccess } from './admin-access.ts'
import { deviceMark } from './attempts.ts'
import { passwordExpired } from './domain/password.ts'
import type { Identity, Source } from './identity.ts'
import { putPending } from './pending.ts'
import { openSession, type OpenedSession } from './session.ts'
import { STAFF_ISSUER, tables, type SignInMethod } from './store.ts'

/** User names are compared in lower case without blanks around. */
export const staffName = (typed: string): string => typed.normalize('NFC').trim().toLowerCase().slice(0, 100)

export interface StaffCredential {
  readonly accountId: string; readonly username: string; readonly disabled: boolean; readonly passwordHash: string; readonly mustChange: boolean; readonly changedAt: Date
  readonly totp: { readonly secretSealed: Buffer } | undefined
}

/** By user name or by account; only a confirmed TOTP counts as enrolled. */
export async function findStaff(tx: Tx, by: { readonly username: string } | { readonly accountId: string }): Promise<StaffCredential | undefined> {
  const row = await tables(tx).selectFrom('identity.account as a').innerJoin('identity.staff_credential as c', 'c.account_id', 'a.id')
    .leftJoin('identity.totp as t', (join) => join.onRef('t.account_id', '=', 'a.id').on('t.confirmed_at', 'is not', null))
    .select(['a.id', 'a.sub', 'a.disabled_at', 'c.password_hash', 'c.must_change', 'c.changed_at', 't.secret_sealed'])
    .where('a.issuer', '=', STAFF_ISSUER).where((e) => 'username' in by ? e('a.sub', '=', by.username) : e('a.id', '=', by.accountId)).executeTakeFirst()
  return row && { accountId: row.id, username: row.sub, disabled: row.disabled_at !== null, passwordHash: row.password_hash, mustChange: row.must_change, changedAt: row.changed_at,
    totp: row.secret_sealed ? { secretSealed: row.secret_sealed } : undefined }
}

/** What the browser must do next, or that it is in. `device` marks the browser as known. */
export type StaffStep =
  | { readonly ok: true; readonly step: 'signed-in'; readonly session: OpenedSession; readonly device: string }
  | { readonly ok: true; readonly step: 'totp' | 'new-password'; readonly pending: string }
  | { readonly ok: false; readonly reason: 'no-position' | 'administrators-elsewhere' }

export interface StepContent {
  readonly shown: 'password' | 'password-totp'
  readonly returnTo: string
  /** the password try, which counts as a failure until the code is right too */
  readonly attemptId: string
}

/** After each shown proof: what is still missing before a session may open. There is no half-open session. */
export async function nextStaffStep(tx: Tx, identity: Identity, what: {
  staff: StaffCredential; shown: 'password' | 'password-totp' | 'passkey'; returnTo: string; attemptId: string; officer: OfficerActor | undefined; replaces: string | undefined; source: Source; now: Date
}): Promise<StaffStep> {
  const { staff, shown, officer, now } = what
  const pending = async (purpose: 'totp' | 'new-password'): Promise<StaffStep> => {
    const content: StepContent = { shown: shown === 'password' ? 'password' : 'password-totp', returnTo: what.returnTo, attemptId: what.attemptId }
    return { ok: true, step: purpose, pending: await putPending(tx, identity.keys, { purpose, accountId: staff.accountId, content, minutes: 10, now }) }
  }
  if (staff.totp && shown === 'password') return pending('totp')
  if (!officer) return { ok: false, reason: 'no-position' }
  if (officer.roles.includes('administrator') && !adminAccess(identity.settings.administrators, what.source.ip, now)) return { ok: false, reason: 'administrators-elsewhere' }
  if (shown !== 'passkey' && (staff.mustChange || passwordExpired(staff.changedAt, now, identity.settings.password.maxAgeDays))) return pending('new-password')
  const method: SignInMethod = shown
  const session = await openSession(tx, { accountId: staff.accountId, kind: 'officer', assurance: shown === 'password' ? 1 : 2, method, positionId: officer.positionId, replaces: what.replaces, source: what.source, now })
  await appendLedger(tx, { actor: officer, agency: officer.agencyId, act: 'identity.sign-in-staff', object: { type: 'account', id: staff.accountId }, payload: { session: session.sessionId, method }, at: now })
  return { ok: true, step: 'signed-in', session, device: deviceMark(identity, staff.username) }
}
