/** Writes the Parquet files that analyses read, soon after a load; of one dataset at most one job waits. */
export const SNAPSHOT_DATASET = 'datasets-snapshot'
export const SNAPSHOT_AFTER_MS = 30_000
