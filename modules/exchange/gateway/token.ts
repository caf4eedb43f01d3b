import { randomBytes } from 'node:crypto'
import { keyedHash, sameSecret } from '../../../kernel/secrets.ts'

/** Access tokens for machines: opaque to them, verified by every gateway without asking anybody. */
export interface TokenClaims { readonly credential: 'oauth-client' | 'access-key'; readonly publicId: string; /** seconds since 1970 */ readonly expires: number }
export const TOKEN_SECONDS = 3600

const mac = (key: Buffer, body: string): string => keyedHash(key, body).toString('base64url')

/** `key`: 32 bytes, derived for this purpose alone. The token names the credential; that it is still in force is asked at each use. */
export function issueToken(key: Buffer, claims: TokenClaims): string {
  const body = Buffer.from(JSON.stringify([claims.credential === 'oauth-client' ? 'o' : 'a', claims.publicId, claims.expires, randomBytes(9).toString('base64url')])).toString('base64url')
  return `${body}.${mac(key, body)}`
}

/** Reads tokens of ours; remembers those it has checked until they expire. `foreign`: not ours, or changed. */
export function tokenReader(key: Buffer, most = 10_000): (token: string, now: number) => TokenClaims | 'foreign' | 'expired' {
  const seen = new Map<string, TokenClaims>()
  return (token, now) => {
    const known = seen.get(token)
    if (known) {
      if (known.expires * 1000 > now) return known
      seen.delete(token)
      return 'expired'
    }
    const [body = '', given = '', ...rest] = token.split('.')
    if (rest.length > 0 || token.length > 1000 || !sameSecret(given, mac(key, body))) return 'foreign'
    const parsed: unknown = JSON.parse(Buffer.from(body, 'base64url').toString())
    if (!Array.isArray(parsed)) return 'foreign'
    const [kind, publicId, expires]: unknown[] = parsed
    if (typeof publicId !== 'string' || typeof expires !== 'number') return 'foreign'
    if (expires * 1000 <= now) return 'expired'
    const claims: TokenClaims = { credential: kind === 'o' ? 'oauth-client' : 'access-key', publicId, expires }
    if (seen.size >= most) seen.delete(seen.keys().next().value ?? '')
    seen.set(token, claims)
    return claims
  }
}
