import { read, tablesOf, type Db } from '../../kernel/db/db.ts'
import type { DossierTables } from './tables.ts'

const SHUT = ['returned', 'refused', 'withdrawn', 'stopped'] as const
const localDay = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)

/** Dossiers that an agency still holds, earliest promise first: what must be handed over when it ends. No names of people. */
export async function openDossiersOf(db: Db, agencyId: string, limit: number): Promise<{ readonly rows: readonly { id: string; code: string | null; procedureName: string; dueOn: string | null }[]; readonly count: number }> {
  return read(db, { kind: 'system', name: 'handover' }, async tx => {
    const open = tablesOf<DossierTables>(tx).selectFrom('dossiers.dossier').where('holder_agency_id', '=', agencyId).where('processing', 'not in', [...SHUT])
    const [rows, total] = [await open.select(['id', 'code', 'procedure_name', 'promised_at']).orderBy('promised_at', o => o.asc().nullsLast()).orderBy('id').limit(limit).execute(), await open.select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirst()]
    return { rows: rows.map(row => ({ id: row.id, code: row.code, procedureName: row.procedure_name, dueOn: row.promised_at === null ? null : localDay(row.promised_at) })), count: total?.n ?? 0 }
  })
}
