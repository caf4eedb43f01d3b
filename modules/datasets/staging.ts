/** Name of the table that holds the rows of one load until they are accepted (datasets.build_staging). */
export const stagingOf = (loadId: string): string => `load_${loadId.replaceAll('-', '')}`
