/** Searches one dataset for rows that may be one person; of one dataset at most one job waits. */
export const FIND_DOUBLES = 'datasets-find-doubles'
