import type { Tx } from '../../kernel/db/db.ts'
import type { TimeStamper } from '../../kernel/signing/index.ts'

/** What the exchange asks of the house around it. */
export interface ExchangePorts {
  /** absent: chains are signed but no outside authority says when */
  readonly timeStamp: TimeStamper | undefined
  /** work addresses of officers, to write to them */
  emailsOf(tx: Tx, accountIds: readonly string[]): Promise<readonly string[]>
  /** names of accounts, for histories */
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}
