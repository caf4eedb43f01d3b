import { tablesOf, transact, type Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { contentOfPack, PACK_SOURCE } from './domain/pack-content.ts'
import type { ProcedurePack } from './domain/pack.ts'
import { addVersions, hashOf, localDate, lockCodes } from './store.ts'
import type { ProceduresTables } from './tables.ts'

export interface PublishPackOptions {
  readonly now: Date
  /** number and day of the decision that puts the pack into force */
  readonly approvedBy: string
  readonly approvedOn: string
  /** changed by this province against what was delivered: later deliveries leave it alone */
  readonly amended?: boolean
}
export type PackOutcome = { readonly outcome: 'taken' | 'changed' | 'unchanged' | 'kept-amended'; readonly procedureCaseId: string }

const later = (a: string, b: string): string => a > b ? a : b

/**
 * Puts a pack that `checkPack` passed into force: from its own first day when it is the first, else from today. The row before stays
 * readable for the dossiers filed under it; the same pack again changes nothing; a locally amended one gives way only to another amendment.
 */
export async function publishPack(db: Db, pack: ProcedurePack, options: PublishPackOptions): Promise<PackOutcome> {
  return transact(db, { kind: 'system', name: 'publish-pack' }, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const today = localDate(options.now)
    const procedure = contentOfPack(pack)
    const before = (await lockCodes(tx, [pack.code], options.now)).get(pack.code)
    const wordingIsOurs = before === undefined || before.source === PACK_SOURCE
    const fresh = wordingIsOurs && !(before?.open && before.hash === hashOf(procedure))
    const current = await tables.selectFrom('procedures.procedure_case').select(['id', 'pack_hash', 'amended', 'valid_from'])
      .where('code', '=', pack.code).where('valid_to', 'is', null).executeTakeFirst()
    if (current?.amended && !options.amended) return { outcome: 'kept-amended', procedureCaseId: current.id }
    const hash = hashOf(pack)
    if (current?.pack_hash === hash) return { outcome: 'unchanged', procedureCaseId: current.id }
    const versionId = fresh ? (await addVersions(tx, [{ procedure, before, from: pack.validFrom }], PACK_SOURCE, options.now))[0] : before?.id
    if (versionId === undefined) throw new Error(`no version of ${pack.code} to tie its pack to`)
    if (current) {
      await tables.updateTable('procedures.procedure_case').set({ valid_to: later(today, current.valid_from) }).where('id', '=', current.id).execute()
    }
    const id = newId(options.now.getTime())
    await tables.insertInto('procedures.procedure_case').values({
      id, code: pack.code, version_id: versionId, pack: JSON.stringify(pack), pack_hash: hash, valid_from: current ? later(today, current.valid_from) : pack.validFrom, valid_to: null,
      approved_by: options.approvedBy, approved_on: options.approvedOn, amended: options.amended ?? false, recorded_at: options.now,
    }).execute()
    return { outcome: current ? 'changed' : 'taken', procedureCaseId: id }
  })
}
