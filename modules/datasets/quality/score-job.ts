/** Scores one dataset, soon after its rows changed; of one dataset at most one job waits. */
export const SCORE_DATASET = 'datasets-score'
