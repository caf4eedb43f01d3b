/** How many calls a contract allows in a minute and in a day of the province (UTC+7, no summer time). */
export interface Allowance { readonly perMinute: number | null; readonly perDay: number | null }
export type QuotaAnswer = { readonly ok: true } | { readonly ok: false; readonly span: 'minute' | 'day'; readonly most: number; readonly retryAfterSeconds: number }

const MINUTE = 60_000
const DAY = 86_400_000
const OFFSET = 7 * 3_600_000

export const minuteOf = (now: number): number => now - now % MINUTE
export const dayOf = (now: number): number => now - (now + OFFSET) % DAY

interface Window { starts: number; mine: number; others: number }

/** Counts one contract on one gateway. Calls of other gateways come in through `learn`, a second late at most: that much may pass too many. */
export class QuotaCounter {
  readonly #minute: Window = { starts: 0, mine: 0, others: 0 }
  readonly #day: Window = { starts: 0, mine: 0, others: 0 }

  /** Admits and counts one call, or says when to come again. */
  take(allowance: Allowance, now: number): QuotaAnswer {
    const minute = this.#roll(this.#minute, minuteOf(now))
    const day = this.#roll(this.#day, dayOf(now))
    if (allowance.perDay !== null && day.mine + day.others >= allowance.perDay) return { ok: false, span: 'day', most: allowance.perDay, retryAfterSeconds: Math.ceil((day.starts + DAY - now) / 1000) }
    if (allowance.perMinute !== null && minute.mine + minute.others >= allowance.perMinute) return { ok: false, span: 'minute', most: allowance.perMinute, retryAfterSeconds: Math.ceil((minute.starts + MINUTE - now) / 1000) }
    minute.mine++
    day.mine++
    return { ok: true }
  }

  /** What the log says of a window: calls of other gateways, and of this one before it was started anew. */
  learn(span: 'minute' | 'day', starts: number, others: number, mineCounted: number): void {
    const window = span === 'minute' ? this.#minute : this.#day
    if (starts < window.starts) return
    this.#roll(window, starts)
    window.others = others
    window.mine = Math.max(window.mine, mineCounted)
  }

  used(span: 'minute' | 'day', now: number): number {
    const window = span === 'minute' ? this.#roll(this.#minute, minuteOf(now)) : this.#roll(this.#day, dayOf(now))
    return window.mine + window.others
  }

  #roll(window: Window, starts: number): Window {
    if (window.starts !== starts) { window.starts = starts; window.mine = 0; window.others = 0 }
    return window
  }
}
