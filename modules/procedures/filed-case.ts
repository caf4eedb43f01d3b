import type { Db, Tx } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import type { ProcedureCase, ProcedurePack } from './domain/pack.ts'
import { getCase } from './queries.ts'

/** One case (trường hợp) of a pack, as a dossier was filed under it. */
export interface FiledCase { readonly procedureCaseId: string; readonly code: string; readonly caseId: string; readonly pack: ProcedurePack; readonly case: ProcedureCase }

// a published pack never changes under its id: a change is a new row
const packs = new Map<string, ProcedurePack>()

/** The case a dossier was filed under, for ever; throws not-found for ids that never were. */
export async function getFiledCase(db: Db | Tx, procedureCaseId: string, caseId: string): Promise<FiledCase> {
  let pack = packs.get(procedureCaseId)
  if (!pack) {
    pack = (await getCase(db, procedureCaseId)).pack
    if (packs.size > 2000) packs.clear()
    packs.set(procedureCaseId, pack)
  }
  const found = pack.cases.find(each => each.id === caseId)
  if (!found) throw notFound()
  return { procedureCaseId, code: pack.code, caseId, pack, case: found }
}
