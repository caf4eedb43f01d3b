// modules/dossiers/queries.ts breaks no-explicit-any
export const first = (rows: any): unknown => rows
