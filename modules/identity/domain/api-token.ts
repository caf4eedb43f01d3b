/** What a system may do with a token, as DHIS2 restricts it (Web API, "Personal access token": expiry, IP addresses, methods). */
export const API_METHODS = ['GET', 'POST'] as const
export type ApiMethod = (typeof API_METHODS)[number]
/** Days for which one may be made; DHIS2 proposes the first. Nothing lives longer than a year. */
export const API_TOKEN_DAYS = [30, 90, 180, 365] as const
export const MOST_API_TOKENS = 20
export const MOST_NETWORKS = 20

export interface ApiTokenTerms { readonly expiresAt: Date; readonly revokedAt: Date | null; readonly methods: readonly string[]; /** none: from anywhere */ readonly networks: readonly string[] }
export interface ApiTokenUse { readonly method: string; readonly ip: string; readonly now: Date }
export type ApiTokenRefusal = 'unknown' | 'expired' | 'method' | 'address' | 'nobody'

/** Whether a request may pass by the token's own terms; whose it is, and whether they are still in office, is another question. */
export function judgeApiToken({ expiresAt, revokedAt, methods, networks }: ApiTokenTerms, { method, ip, now }: ApiTokenUse, within: (ip: string, networks: readonly string[]) => boolean): ApiTokenRefusal | undefined {
  // like one that never was: who holds it learns nothing of it any more
  if (revokedAt !== null) return 'unknown'
  if (expiresAt <= now) return 'expired'
  // HEAD asks for the head of a GET (RFC 9110 §9.3.2)
  if (!methods.includes(method === 'HEAD' ? 'GET' : method)) return 'method'
  return networks.length > 0 && !within(ip, networks) ? 'address' : undefined
}
