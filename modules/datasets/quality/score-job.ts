/** Scores one dataset, soon after its rows changed; of one dataset at most one job waits. */
export const SCORE_DATASET = 'datasets-score'
export const SCORED_AFTER_MS = 20_000
