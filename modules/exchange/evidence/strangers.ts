import type { Log } from '../../../kernel/platform.ts'
import type { LogEntry } from './log-entry.ts'
import type { TransactionLog } from './transaction-log.ts'

/** Rows that callers whom nobody knows may fill the log with: at once, and a second in the long run (a million a day, about a gigabyte). */
const AT_ONCE = 1000
const A_SECOND = 10
const SUMMARY_MS = 60_000
const MOST_ADDRESSES = 1000

export interface StrangerParts { readonly now: () => number; readonly logger: Log; readonly newId: () => string; readonly instance: string; readonly ownAddress: string }
/** A log in which refusals of unknown callers have a bounded share; `summarise` writes how many were left out, each minute that any were. */
export interface BoundedLog extends TransactionLog { summarise(): Promise<void> }

/**
 * Whoever proves who they are is written down, call by call. Whoever does not could otherwise fill the disk from outside, and stand before honest
 * callers in the queue: beyond their share they are counted, and the count is a record of the chain like any other.
 */
export function boundStrangers(log: TransactionLog, parts: StrangerParts): BoundedLog {
  let share = AT_ONCE
  let refilled = parts.now()
  let since = 0
  let left = new Map<string, number>()
  const from = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string, most = Infinity, times = 1): void => { if (counts.has(key) || counts.size < most) counts.set(key, (counts.get(key) ?? 0) + times) }
  const hasRoom = (now: number): boolean => {
    share = Math.min(AT_ONCE, share + Math.max(0, now - refilled) * A_SECOND / 1000)
    refilled = now
    if (share < 1) return false
    share--
    return true
  }
  const write = async (now: number): Promise<void> => {
    const codes = left
    left = new Map()
    const counted = [...codes].map(([code, times]) => `${times} ${code}`).join(', ')
    const [busiest] = [...from].sort((a, b) => b[1] - a[1])
    try {
      await log.write({ client: null, service: null, right: null, refused: true, whenLogFails: 'closed', record: { securityServerInternalIp: parts.ownAddress, securityServerType: 'Producer', requestInTs: now, requestOutTs: null, responseInTs: null, responseOutTs: now,
        client: undefined, service: undefined, serviceVersion: null, serviceType: null, restMethod: '', restPath: '', representedPartyClass: null, representedPartyCode: null, messageId: `${parts.instance}-unknown-callers`, messageUserId: null, messageIssue: null,
        clientSecurityServerAddress: busiest?.[0] ?? null, serviceSecurityServerAddress: null, requestSize: 0, responseSize: 0, succeeded: false, faultCode: 'unknown-callers', faultString: `Refusals of unknown callers that were only counted, since ${new Date(since).toISOString()}: ${counted}`.slice(0, 500), statusCode: 0, requestId: parts.newId(), requestHash: null, responseHash: null } })
    } catch (error) {
      for (const [code, times] of codes) count(left, code, Infinity, times)
      throw error
    }
    from.clear()
    parts.logger.warn({ counted, mostFrom: busiest?.[0] }, 'unknown callers are refused faster than each is written down')
  }
  return {
    write(entry: LogEntry) {
      const now = parts.now()
      if (entry.client !== null || !entry.refused || hasRoom(now)) return log.write(entry)
      if (left.size === 0) since = now
      count(left, entry.record.faultCode ?? 'refused')
      count(from, entry.record.clientSecurityServerAddress ?? '', MOST_ADDRESSES)
      return Promise.resolve()
    },
    async summarise() {
      const now = parts.now()
      if (left.size > 0 && now - since >= SUMMARY_MS) await write(now)
    },
    get state() { return log.state },
    async stop() {
      if (left.size > 0) await write(parts.now()).catch(() => undefined)
      await log.stop()
    },
  }
}
