/** What a subscriber's server said to one event. */
export type Answer = { readonly kind: 'status'; readonly status: number; /** seconds, from Retry-After */ readonly retryAfter?: number } | { readonly kind: 'failure'; readonly reason: string }
export type Judgement = { readonly next: 'delivered' } | { readonly next: 'again'; readonly delayMs: number } | { readonly next: 'dead-letter'; readonly pause: boolean } | { readonly next: 'pause'; readonly because: string }

export const POLICY = {
  /** 5 s, doubled each time, an hour at most */
  firstDelayMs: 5000, longestDelayMs: 3_600_000,
  /** an event that the subscriber refuses is laid aside after so many attempts, so that those behind it go on */
  refusals: 3,
  /** so many laid aside one after the other: it is not the events */
  refusedInARow: 5,
  /** a subscriber that is away keeps its place and order: nothing is laid aside, after about ten hours sending waits for a human */
  attempts: 18,
} as const

/**
 * What follows an attempt. `attempts` counts this one. 2xx: taken. 410: wants no more (CloudEvents webhooks §2.2). Other 4xx but 408, 425, 429: this
 * event is refused. Everything else: the subscriber is away. Delays have full jitter, `random` in [0, 1).
 */
export function judge(answer: Answer, attempts: number, refusedInARow: number, random: number): Judgement {
  if (answer.kind === 'status') {
    const { status } = answer
    if (status >= 200 && status < 300) return { next: 'delivered' }
    if (status === 410) return { next: 'pause', because: 'subscriber-gone' }
    if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429 && attempts >= POLICY.refusals) return { next: 'dead-letter', pause: refusedInARow + 1 >= POLICY.refusedInARow }
  }
  if (attempts >= POLICY.attempts) return { next: 'pause', because: 'subscriber-away' }
  const longest = Math.min(POLICY.longestDelayMs, POLICY.firstDelayMs * 2 ** (attempts - 1))
  const asked = answer.kind === 'status' ? (answer.retryAfter ?? 0) * 1000 : 0
  return { next: 'again', delayMs: Math.round(Math.max(Math.min(asked, POLICY.longestDelayMs), 200 + random * longest)) }
}
