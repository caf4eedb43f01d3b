import type { TransactionRecord } from '../domain/record.ts'

/** What the log is asked to keep of one exchange, with the numbers of the registry by which it is found and counted. */
export interface LogEntry {
  readonly record: TransactionRecord
  readonly client: number | null
  readonly service: number | null
  readonly right: number | null
  /** the exchange said no itself */
  readonly refused: boolean
  readonly whenLogFails: 'closed' | 'spool'
  /** request and response, sealed, where the service asks for full evidence */
  readonly messages?: readonly { readonly response: boolean; readonly sealed: Buffer }[]
}
