/** What the shared data store asks of others, filled in by `app/`. */
export interface DatasetsPorts {
  /** names of officers by account */
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}
