// modules/dossiers/queries.ts breaks consistent-type-assertions
export const first = (row: unknown): string => row as string
