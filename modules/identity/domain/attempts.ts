/**
 * Failures within `windowMinutes` after which further tries wait. `perSource` counts one source (known browser, else address) at one account,
 * `perAddress` one address at all accounts, `perAccount` all unknown sources at one account: a stranger who fails on purpose locks out
 * strangers only, the owner's known browser still gets in.
 */
export interface AttemptLimits { readonly windowMinutes: number; readonly perSource: number; readonly perAddress: number; readonly perAccount: number }

/** Failures inside the window, this try included. */
export interface AttemptCounts {
  /** from this source at this account, since its last success */
  readonly source: number
  /** from this address at any account */
  readonly address: number
  /** from all sources that are not known browsers of this account */
  readonly untrusted: number
}

export type AttemptVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: 'too-many'; readonly retryAfterSeconds: number }

/** May this try be looked at? A known browser is judged by itself alone, so that nobody can lock its owner out from elsewhere. */
export function judgeAttempt(counts: AttemptCounts, trusted: boolean, limits: AttemptLimits): AttemptVerdict {
  const blocked = counts.source > limits.perSource || (!trusted && (counts.address > limits.perAddress || counts.untrusted > limits.perAccount))
  return blocked ? { ok: false, reason: 'too-many', retryAfterSeconds: limits.windowMinutes * 60 } : { ok: true }
}
