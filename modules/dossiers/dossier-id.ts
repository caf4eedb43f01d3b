import { read, tablesOf, type Db } from '../../kernel/db/db.ts'
import { normaliseDossierCode, parseDossierCode } from './domain/code.ts'
import type { DossierTables } from './tables.ts'

/** The inner id of a dossier by the code on its receipt, as typed; undefined when there is none. Tells nothing else. */
export async function dossierIdOf(db: Db, typed: string): Promise<string | undefined> {
  const code = normaliseDossierCode(typed)
  if (!parseDossierCode(code).ok) return undefined
  const row = await read(db, { kind: 'system', name: 'ledger-reader' }, tx => tablesOf<DossierTables>(tx).selectFrom('dossiers.dossier').select('id').where('code', '=', code).executeTakeFirst())
  return row?.id
}
