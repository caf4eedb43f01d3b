import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact } from '../../../kernel/db/db.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import type { SynonymWording } from '../domain/synonym.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'
import { changeSynonymIn, insertSynonym } from './change-synonym.ts'

export interface SynonymImport { readonly added: number; readonly changed: number; readonly unchanged: number }

/** Takes rows that `readSynonyms` passed: new phrases come in, known ones get the file's wording, what the file does not name stays. All or nothing. */
export async function importSynonyms(platform: Platform, actor: OfficerActor, synonyms: readonly SynonymWording[], fileName: string): Promise<SynonymImport> {
  mustAdminister(actor)
  const at = platform.now()
  return transact(platform.db, actor, async (tx) => {
    const rows = await tablesOf<ProceduresTables>(tx).selectFrom('procedures.synonym').select(['id', 'phrase']).orderBy('id').forUpdate().execute()
    const known = new Map(rows.map(({ id, phrase }) => [fold(phrase), id]))
    let [added, changed] = [0, 0]
    for (const { phrase, replacements } of synonyms) {
      const id = known.get(fold(phrase))
      if (id === undefined) { await insertSynonym(tx, actor, { phrase, replacements }, at); added++ }
      else if (await changeSynonymIn(tx, actor, id, undefined, { phrase, replacements, active: true }, fileName, at)) changed++
    }
    const counts = { added, changed, unchanged: synonyms.length - added - changed }
    await appendLedger(tx, { actor, role: 'administrator', agency: actor.agencyId, act: 'procedures.import-synonyms', object: { type: 'import', id: 'synonyms' }, payload: counts, reason: fileName, at })
    return counts
  })
}
