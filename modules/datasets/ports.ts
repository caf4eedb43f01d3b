/** What the shared data store asks of others, filled in by `app/`. */
export interface DatasetsPorts {
  /** a gateway of the exchange; undefined: none runs, and nothing is pulled through it */
  gatewayUrl?(): string | undefined
  /** code of the province of this installation */
  readonly province: string
  /** names of officers by account */
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}
