import { ExchangeFault, NetworkError } from './errors.ts'

export interface RetryPolicy {
  /** further attempts after the first */
  readonly most: number
  readonly firstPauseMs: number
  /** a longer Retry-After is not waited for: the error comes back at once */
  readonly longestPauseMs: number
}
export const RETRY: RetryPolicy = { most: 3, firstPauseMs: 200, longestPauseMs: 30_000 }

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
export const isSafe = (method: string): boolean => SAFE.has(method)

/** What the exchange says with Retry-After: the provider has not seen the message, or is at it under this very id. */
const COMES_BACK = new Set(['quota-exceeded', 'network-error', 'duplicate-message', 'database-error', 'maintenance-mode'])
/** Faults after which a message may be sent again when doing it twice is doing it once. */
const WORTH = new Set(['network-error', 'service-failed', 'logging-failed', 'database-error', 'internal-error', 'maintenance-mode'])

/**
 * How long to wait before the message is sent again under the same id; undefined: not at all. `repeatable`: the method is safe, or the caller
 * says that the service is marked idempotent, so that the exchange gives a second sending the first answer.
 */
export function pauseBefore(attempt: number, error: unknown, repeatable: boolean, policy: RetryPolicy, random: () => number): number | undefined {
  if (attempt >= policy.most) return undefined
  const backoff = policy.firstPauseMs * 2 ** attempt * (0.5 + random())
  if (error instanceof NetworkError) return !error.mayHaveArrived || repeatable ? Math.min(backoff, policy.longestPauseMs) : undefined
  if (!(error instanceof ExchangeFault)) return undefined
  const told = error.retryAfterSeconds
  if (told !== undefined && COMES_BACK.has(error.kind)) return told * 1000 <= policy.longestPauseMs ? Math.max(told * 1000, backoff) : undefined
  return repeatable && WORTH.has(error.kind) ? Math.min(backoff, policy.longestPauseMs) : undefined
}
