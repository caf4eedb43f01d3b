import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { judgeSynonym, type SynonymWording } from '../domain/synonym.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'
import { settleMissIn } from './settle-miss.ts'

const taken = (phrase: string) => invalid([{ field: 'phrase', code: 'taken', message: { vi: `Cụm từ “${phrase.slice(0, 60)}” đã có trong danh sách. Mở cụm từ đó ra để sửa, hoặc dùng lại nếu nó đang bỏ.`, en: `"${phrase.slice(0, 60)}" stands in the list already. Change that one, or restore it.` } }])

/** Adds what people call something; every search from now on reads it. `miss` is the search without an answer that it settles. */
export async function createSynonym(platform: Platform, actor: OfficerActor, wording: SynonymWording, miss: string = ''): Promise<string> {
  mustAdminister(actor)
  const faults = judgeSynonym(wording)
  if (faults.length > 0) throw invalid(faults)
  const at = platform.now()
  try {
    return await transact(platform.db, actor, async (tx) => {
      const id = await insertSynonym(tx, actor, wording, at)
      if (miss !== '') await settleMissIn(tx, { actor, query: miss, settled: 'synonym', reason: wording.phrase, at })
      return id
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw taken(wording.phrase)
    throw error
  }
}

export async function insertSynonym(tx: Tx, actor: OfficerActor, { phrase, replacements }: SynonymWording, at: Date): Promise<string> {
  const id = newId(at.getTime())
  // version 2: the province pack leaves alone what an administrator said
  await tablesOf<ProceduresTables>(tx).insertInto('procedures.synonym').values({ id, phrase, replacements, version: 2, changed_at: at }).execute()
  await recordChange(tx, 'procedures', { actor, act: 'procedures.create-synonym', object: { type: 'synonym', id }, payload: { phrase, replacements: [...replacements] }, at })
  return id
}

export interface SynonymChange extends SynonymWording { readonly active: boolean }

/** Rewords, takes out of use (`active: false`) or brings back; the wording before stays in the history. */
export async function changeSynonym(platform: Platform, actor: OfficerActor, id: string, version: number, change: SynonymChange, reason: string | null = null): Promise<void> {
  mustAdminister(actor)
  const faults = judgeSynonym(change)
  if (faults.length > 0) throw invalid(faults)
  try {
    await transact(platform.db, actor, (tx) => changeSynonymIn(tx, actor, id, version, change, reason, platform.now()))
  } catch (error) {
    if (isUniqueViolation(error)) throw taken(change.phrase)
    throw error
  }
}

/** `version` undefined: whatever it is now. Answers whether anything changed. */
export async function changeSynonymIn(tx: Tx, actor: OfficerActor, id: string, version: number | undefined, change: SynonymChange, reason: string | null, at: Date): Promise<boolean> {
  const tables = tablesOf<ProceduresTables>(tx)
  const row = await tables.selectFrom('procedures.synonym').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  if (version !== undefined && row.version !== version) throw changedMeanwhile
  const before = { phrase: row.phrase, replacements: [...row.replacements], active: row.active }
  const after = { phrase: change.phrase, replacements: [...change.replacements], active: change.active }
  if (JSON.stringify(before) === JSON.stringify(after)) return false
  await tables.updateTable('procedures.synonym').set({ ...after, version: sql<number>`version + 1`, changed_at: at }).where('id', '=', id).execute()
  await recordChange(tx, 'procedures', { actor, act: after.active ? 'procedures.change-synonym' : 'procedures.remove-synonym', object: { type: 'synonym', id }, before: { version: row.version, content: before }, payload: after, reason, at })
  return true
}
