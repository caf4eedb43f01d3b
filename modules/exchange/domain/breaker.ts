/** Keeps callers from waiting for a provider that is down: after so many failures in a row, nobody is sent there for a while, then one tries. */
export interface BreakerSettings { readonly failures: number; readonly pauseMs: number }
export const BREAKER: BreakerSettings = { failures: 5, pauseMs: 5_000 }

export class Breaker {
  readonly #settings: BreakerSettings
  #failures = 0
  #openUntil = 0
  #trying = false
  constructor(settings: BreakerSettings = BREAKER) { this.#settings = settings }

  /** Whether a call may go out now; while open, one call a pause may. */
  admits(now: number): boolean {
    if (this.#failures < this.#settings.failures) return true
    if (now < this.#openUntil || this.#trying) return false
    this.#trying = true
    return true
  }
  /** `reached`: the provider answered, whatever it said. */
  report(reached: boolean, now: number): void {
    this.#trying = false
    if (reached) { this.#failures = 0; return }
    this.#failures++
    if (this.#failures >= this.#settings.failures) this.#openUntil = now + this.#settings.pauseMs
  }
  /** A call that was admitted tells nothing of the provider: it never got there, or its client went away first. Somebody else may try. */
  withdraw(): void { this.#trying = false }
  get open(): boolean { return this.#failures >= this.#settings.failures }
  /** seconds until somebody may try again */
  retryAfter(now: number): number { return Math.max(1, Math.ceil((this.#openUntil - now) / 1000)) }
}
