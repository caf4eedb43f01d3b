import { tablesOf, type Db } from '../../kernel/db/db.ts'
import type { PublishedProcedure } from './domain/content.ts'
import { writeNationalRecord } from './domain/national-record-text.ts'
import type { ProceduresTables } from './tables.ts'

/** Every procedure in force, one line of the national catalogue's shape each: `tinhso import procedures` takes it again unchanged. */
export async function* exportProcedures(db: Db): AsyncGenerator<string> {
  const rows = await tablesOf<ProceduresTables>(db).selectFrom('procedures.procedure_version')
    .select(['code', 'name', 'field', 'ministry', 'levels', 'decision', 'agency', 'subjects', 'online_level as onlineLevel', 'content']).where('valid_to', 'is', null).orderBy('code').execute()
  for (const row of rows) {
    const procedure: PublishedProcedure = row
    yield writeNationalRecord(procedure)
  }
}
