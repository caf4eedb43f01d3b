import { invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { isNetwork } from '../../../kernel/networks.ts'
import { API_METHODS, API_TOKEN_DAYS, MOST_API_TOKENS, MOST_NETWORKS, type ApiMethod } from '../domain/api-token.ts'
import { newApiToken } from '../api-tokens.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { tokenHash } from '../keys.ts'
import { tables } from '../store.ts'
import { isConfirmed, type Confirming } from './confirm-password.ts'

export interface ApiTokenInput { readonly name: string; readonly days: number; readonly methods: readonly string[]; /** one address or network in a line */ readonly networks: string }
const DAY_MS = 86_400_000
const MOST_NAME = 60

/** Makes a token for the position that the officer is in; it is told this once. Wants the password shown just now: whoever holds it comes in without one. */
export async function createApiToken(identity: Identity, input: Confirming & ApiTokenInput): Promise<{ readonly ok: true; readonly token: string } | { readonly ok: false; readonly reason: 'confirm-first' }> {
  const { actor, now } = input
  const name = input.name.trim().normalize('NFC')
  const methods = API_METHODS.filter(each => input.methods.includes(each))
  const networks = [...new Set(input.networks.split(/[\s,;]+/).filter(each => each !== ''))]
  const faults = faultsOf({ name, days: input.days, methods, networks })
  if (faults.length > 0) throw invalid(faults)
  return asPlatform(identity, async tx => {
    // two forms of one officer wait for each other, so that neither is counted without the other, and for a lock-out, which ends the session
    await tables(tx).selectFrom('identity.account').select('id').where('id', '=', actor.accountId).forUpdate().executeTakeFirst()
    if (!await isConfirmed(tx, input)) return { ok: false, reason: 'confirm-first' }
    const living = await tables(tx).selectFrom('identity.api_token').select('id').where('account_id', '=', actor.accountId).where('revoked_at', 'is', null).where('expires_at', '>', now).execute()
    if (living.length >= MOST_API_TOKENS) throw invalid([fault('name', `Bạn đã có ${MOST_API_TOKENS} mã còn dùng được. Thu hồi mã không dùng nữa trước.`, `You have ${MOST_API_TOKENS} tokens that work. Revoke one first.`)])
    const [token, id] = [newApiToken(), newId(now.getTime())]
    const expiresAt = new Date(now.getTime() + input.days * DAY_MS)
    await tables(tx).insertInto('identity.api_token').values({ id, account_id: actor.accountId, position_id: actor.positionId, name, token_hash: tokenHash(token), methods, networks, created_at: now, expires_at: expiresAt, last_used_at: null, last_used_from: null, revoked_at: null }).execute()
    await appendLedger(tx, { actor, agency: actor.agencyId, act: 'identity.create-api-token', object: { type: 'api-token', id }, payload: { name, methods, networks, expiresAt: expiresAt.toISOString() }, at: now })
    return { ok: true, token }
  })
}

/** Takes one of the actor's own tokens out of use at once; needs no password: it takes rights away. */
export async function revokeApiToken(identity: Identity, { actor, now, id }: Pick<Confirming, 'actor' | 'now'> & { readonly id: string }): Promise<void> {
  await asPlatform(identity, async tx => {
    const gone = await tables(tx).updateTable('identity.api_token').set({ revoked_at: now }).where('id', '=', id).where('account_id', '=', actor.accountId).where('revoked_at', 'is', null).returning('name').executeTakeFirst()
    if (!gone) throw notFound()
    await appendLedger(tx, { actor, agency: actor.agencyId, act: 'identity.revoke-api-token', object: { type: 'api-token', id }, payload: { name: gone.name }, at: now })
  })
}

/** For whoever was locked out, or may have lost what they sign in with. Answers how many. */
export async function revokeApiTokensOf(tx: Tx, accountId: string, now: Date): Promise<number> {
  return (await tables(tx).updateTable('identity.api_token').set({ revoked_at: now }).where('account_id', '=', accountId).where('revoked_at', 'is', null).returning('id').execute()).length
}

const fault = (field: string, vi: string, en: string): FieldFault => ({ field, code: 'invalid', message: { vi, en } })
function faultsOf({ name, days, methods, networks }: { readonly name: string; readonly days: number; readonly methods: readonly ApiMethod[]; readonly networks: readonly string[] }): readonly FieldFault[] {
  const wrong = networks.find(each => !isNetwork(each))
  return [
    ...name === '' ? [fault('name', 'Đặt tên cho mã, ví dụ “Phần mềm báo cáo của trạm y tế”.', 'Name the token, for example "Reporting system of the clinic".')] : name.length > MOST_NAME ? [fault('name', `Tên dài quá ${MOST_NAME} ký tự.`, `The name is longer than ${MOST_NAME} characters.`)] : [],
    ...API_TOKEN_DAYS.some(each => each === days) ? [] : [fault('days', 'Chọn thời hạn của mã.', 'Choose how long it lives.')],
    ...methods.length === 0 ? [fault('methods', 'Chọn ít nhất một việc mà mã được làm.', 'Choose at least one thing that it may do.')] : [],
    ...wrong !== undefined ? [fault('networks', `“${wrong.slice(0, 50)}” không phải địa chỉ IP hay mạng, ví dụ 10.55.1.20 hoặc 10.55.0.0/16.`, `"${wrong.slice(0, 50)}" is no IP address or network, like 10.55.1.20 or 10.55.0.0/16.`)] : networks.length > MOST_NETWORKS ? [fault('networks', `Nhiều nhất ${MOST_NETWORKS} địa chỉ.`, `${MOST_NETWORKS} addresses at most.`)] : [],
  ]
}
