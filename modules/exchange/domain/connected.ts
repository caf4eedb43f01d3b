const DAY = 86_400_000
export interface DatabaseFacts { readonly serviceId: string | null; readonly serviceState: string | null; readonly testedOk: boolean | null; readonly testedAt: Date | null; readonly answeredAt: Date | null; /** of a dataset in the store of this platform: what it still lacks, as computed there */ readonly misses?: readonly unknown[] }

/** A dataset of the store lacks nothing; of others: an open service stands for it, and it answered a call within 30 days or its latest test, not older than 7 days, succeeded. */
export const isConnected = (row: DatabaseFacts, now: Date): boolean => row.misses !== undefined ? row.misses.length === 0 : row.serviceId !== null && row.serviceState === 'enabled'
  && (row.answeredAt !== null && now.getTime() - row.answeredAt.getTime() <= 30 * DAY || row.testedOk === true && row.testedAt !== null && now.getTime() - row.testedAt.getTime() <= 7 * DAY)
