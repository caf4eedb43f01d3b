import { sql } from 'kysely'
import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import type { LegalDocument, Level, OnlineLevel, Result } from './domain/content.ts'
import type { ProceduresTables } from './tables.ts'

export interface RegisteredProcedure {
  readonly code: string; readonly version: number; readonly name: string; readonly field: string; readonly ministry: string; readonly levels: readonly Level[]; readonly agency: string | null; readonly onlineLevel: OnlineLevel; readonly decision: string
  readonly validFrom: string; /** first day on which it no longer held */ readonly validTo: string | null; readonly published: boolean
  readonly results: readonly Result[]; readonly legalBasis: readonly LegalDocument[]
}
/** Every version of every procedure, with what it gives and what it rests on; the long texts stay behind. */
export async function registerOfProcedures(db: Db | Tx): Promise<readonly RegisteredProcedure[]> {
  return tablesOf<ProceduresTables>(db).selectFrom('procedures.procedure_version as v').innerJoin('procedures.procedure as p', 'p.code', 'v.code')
    .select(['v.code', 'v.version', 'v.name', 'v.field', 'v.ministry', 'v.levels', 'v.agency', 'v.online_level as onlineLevel', 'v.decision', 'v.valid_from as validFrom', 'v.valid_to as validTo',
      sql<boolean>`p.local_status = 'published'`.as('published'), sql<readonly Result[]>`coalesce(v.content->'results', '[]')`.as('results'), sql<readonly LegalDocument[]>`coalesce(v.content->'legalBasis', '[]')`.as('legalBasis')])
    .orderBy('v.code').orderBy('v.version').execute()
}
