/** What the shared data store asks of others, filled in by `app/`. */
export interface DatasetsPorts {
  /** names of officers by account */
  /** a gateway of the exchange; undefined: none runs, and nothing is pulled through it */
  gatewayUrl?(): string | undefined
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}
