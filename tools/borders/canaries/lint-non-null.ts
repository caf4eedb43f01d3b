// modules/dossiers/queries.ts breaks no-non-null-assertion
export const first = (rows: readonly string[]): string => rows[0]!
