import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { OfficerActor } from '../../kernel/actor.ts'
import { Fault } from '../../kernel/errors.ts'
import { inNetworks } from '../../kernel/networks.ts'
import { adminAccess } from './admin-access.ts'
import { judgeApiToken, type ApiTokenRefusal, type ApiTokenUse } from './domain/api-token.ts'
import { asPlatform, type Identity } from './identity.ts'
import { tokenHash } from './keys.ts'
import { tables } from './store.ts'

const PREFIX = 'd2pat_'
const SECRET_LENGTH = 32
const CHECK_DIGITS = 10
const checkOf = (secret: string): string => String(crc32(secret)).padStart(CHECK_DIGITS, '0')
/** As DHIS2 writes them: prefix, 32 characters, and their CRC-32 in ten digits, by which a scanner of leaked secrets knows one without asking. */
export function newApiToken(): string {
  let secret = ''
  // letters and digits alone: a double click takes all of it
  while (secret.length < SECRET_LENGTH) secret = `${secret}${randomBytes(SECRET_LENGTH).toString('base64').replace(/[^A-Za-z0-9]/g, '')}`.slice(0, SECRET_LENGTH)
  return `${PREFIX}${secret}${checkOf(secret)}`
}
const isWellFormed = (token: string): boolean => { const [, secret = '', check] = /^d2pat_([A-Za-z0-9]{32})(\d{10})$/.exec(token) ?? []; return check === checkOf(secret) }

/** A use is remembered once a minute: a client that asks ten times a second does not write ten times. */
const NOTED_EVERY_MS = 60_000
// in DHIS2's words, for its clients; the person reads the other two
const REFUSALS: Readonly<Record<ApiTokenRefusal, readonly [dhis2: string, vi: string, en: string]>> = {
  unknown: ['The API token does not exist', 'Mã truy cập không đúng hoặc đã bị thu hồi.', 'The access token is wrong or was revoked.'],
  expired: ['Failed to authenticate API token, token has expired.', 'Mã truy cập đã hết hạn.', 'The access token has expired.'],
  method: ['Failed to authenticate API token, request http method is not allowed.', 'Mã truy cập này không được dùng cho phương thức HTTP đó.', 'This access token is not for that HTTP method.'],
  address: ['Failed to authenticate API token, request ip address is not allowed.', 'Mã truy cập này không được dùng từ địa chỉ đó.', 'This access token is not for that address.'],
  nobody: ['Failed to authenticate API token, its user holds no position any more.', 'Người lập mã truy cập không còn ở vị trí công tác đó.', 'Whoever made this access token is in that position no more.'],
}
const refused = (reason: ApiTokenRefusal): Fault => {
  const [message, vi, en] = REFUSALS[reason]
  return new Fault('token-refused', { status: 401, title: { vi: 'Mã truy cập không dùng được', en: 'The access token cannot be used' }, detail: { vi, en }, extra: { httpStatus: 'Unauthorized', httpStatusCode: 401, message } })
}

/** Who acts through a token, with the rights of their position today; throws 401 for whatever stands in the way. Only who holds the token learns why. */
export async function resolveApiToken(identity: Identity, token: string, use: ApiTokenUse): Promise<OfficerActor> {
  if (!isWellFormed(token)) throw refused('unknown')
  const row = await asPlatform(identity, tx => tables(tx).selectFrom('identity.api_token as t').innerJoin('identity.account as a', 'a.id', 't.account_id').selectAll('t').where('t.token_hash', '=', tokenHash(token)).where('a.disabled_at', 'is', null).executeTakeFirst())
  if (!row) throw refused('unknown')
  const reason = judgeApiToken({ expiresAt: row.expires_at, revokedAt: row.revoked_at, methods: row.methods, networks: row.networks }, use, inNetworks)
  if (reason) throw refused(reason)
  const actor = await identity.ports.officerActorFor(row.account_id, row.position_id)
  // an administrator outside the network or the hours of administration is nobody, by whichever door
  if (!actor || actor.roles.includes('administrator') && !adminAccess(identity.settings.administrators, use.ip, use.now)) throw refused('nobody')
  if (row.last_used_at === null || use.now.getTime() - row.last_used_at.getTime() >= NOTED_EVERY_MS || row.last_used_from !== use.ip) {
    await asPlatform(identity, tx => tables(tx).updateTable('identity.api_token').set({ last_used_at: use.now, last_used_from: use.ip }).where('id', '=', row.id).execute())
  }
  return { ...actor, token: row.id }
}

export interface ApiTokenView { readonly id: string; readonly name: string; readonly methods: readonly string[]; readonly networks: readonly string[]; readonly createdAt: Date; readonly expiresAt: Date; readonly lastUsedAt: Date | null; readonly lastUsedFrom: string | null; readonly revokedAt: Date | null }
/** An officer's own, newest first; a year after their end they are swept. */
export async function apiTokensOf(identity: Identity, accountId: string): Promise<readonly ApiTokenView[]> {
  return asPlatform(identity, tx => tables(tx).selectFrom('identity.api_token').select(['id', 'name', 'methods', 'networks', 'created_at as createdAt', 'expires_at as expiresAt', 'last_used_at as lastUsedAt', 'last_used_from as lastUsedFrom', 'revoked_at as revokedAt']).where('account_id', '=', accountId).orderBy('created_at', 'desc').orderBy('id').execute())
}
