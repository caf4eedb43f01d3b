// modules/dossiers/queries.ts breaks module-door
import type { CaseRow } from '../procedures/store.ts'
export type Row = CaseRow
