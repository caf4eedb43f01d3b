import { networkOf } from '../../../kernel/networks.ts'
import type { Log } from '../../../kernel/platform.ts'

/** Callers without proof that are answered and written down for one network in a minute; each is a record that stays. */
const MOST = 60
/** Networks that are counted apart; whoever comes in numbers beyond that is counted together. */
const MOST_NETWORKS = 10_000
const MINUTE = 60_000

export interface Refusals { /** Counts one refusal; seconds to wait when the network had too many. */ take(address: string | undefined, now: number): number | undefined }

/**
 * Counts callers who did not prove who they are. Asked only after the proof has failed: a right secret is never kept waiting, so nobody locks
 * anybody out, whatever address they share. Guessing is hopeless without this (secrets are 256 random bits); it spares the log.
 */
export function createRefusals(logger: Log, most = MOST, networks = MOST_NETWORKS): Refusals {
  let minute = 0
  const counts = new Map<string, number>()
  return { take(address, now) {
    const current = Math.floor(now / MINUTE)
    if (current !== minute) { minute = current; counts.clear() }
    const network = networkOf(address ?? '')
    const key = counts.has(network) || counts.size < networks ? network : ''
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count === most + 1) logger.warn({ network: key }, 'too many callers without proof: the rest of this minute is not written down')
    return count > most ? Math.ceil(((current + 1) * MINUTE - now) / 1000) : undefined
  } }
}
