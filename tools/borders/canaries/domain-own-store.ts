// modules/dossiers/domain/clock.ts breaks domain-inside
import type { DossierRow } from '../store.ts'
export type Row = DossierRow
