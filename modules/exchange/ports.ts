import type { Tx } from '../../kernel/db/db.ts'
import type { Text } from '../../kernel/forms/definition.ts'
import type { WithinProvider } from './within.ts'
import type { TimeStamper } from '../../kernel/signing/index.ts'

/** What the exchange asks of the house around it. */
export interface ExchangePorts {
  /** absent: chains are signed but no outside authority says when */
  readonly timeStamp: TimeStamper | undefined
  /** work addresses of officers, to write to them */
  emailsOf(tx: Tx, accountIds: readonly string[]): Promise<readonly string[]>
  /** names of accounts, for histories */
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** the data store of this platform: answers tests of its services, and says what keeps each from counting as connected (by service; none: connected) */
  readonly store?: { readonly provider: WithinProvider; misses(now: Date): Promise<ReadonlyMap<string, readonly Text[]>> }
}
