import { sql } from 'kysely'
import { PLANNED_ONCE, tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { LocalDate } from '../../kernel/working-time.ts'
import type { ProceduresTables } from './tables.ts'

export interface OfferView { readonly receivingAgencyId: string; readonly competentAgencyId: string; readonly boundaryFree: boolean; readonly externalUrl: string | null }

/** Where a procedure may be filed on a day and who decides it (NĐ 61/2018 Đ14). */
export async function offersOf(db: Db | Tx, code: string, on: LocalDate): Promise<OfferView[]> {
  return tablesOf<ProceduresTables>(db).selectFrom('procedures.agency_offer').modifyFront(PLANNED_ONCE).select(['receiving_agency_id as receivingAgencyId', 'competent_agency_id as competentAgencyId', 'boundary_free as boundaryFree', 'external_url as externalUrl'])
    .where('code', '=', code).where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', on)])).execute()
}

const same = (a: OfferView, b: OfferView): boolean => a.receivingAgencyId === b.receivingAgencyId && a.competentAgencyId === b.competentAgencyId && a.boundaryFree === b.boundaryFree && a.externalUrl === b.externalUrl

/**
 * Delivers a procedure's offers from a day on; what was offered before stays on record. The same offers again change nothing, and once an administrator
 * has changed them no delivery does.
 */
export async function putOffers(tx: Tx, code: string, offers: readonly OfferView[], from: LocalDate): Promise<{ added: number; ended: number }> {
  const known = await tablesOf<ProceduresTables>(tx).selectFrom('procedures.procedure').select('offers_version').where('code', '=', code).executeTakeFirst()
  if (known && known.offers_version > 1) return { added: 0, ended: 0 }
  const present = await offersOf(tx, code, from)
  const ended = present.filter(p => !offers.some(o => same(o, p)))
  const added = offers.filter(o => !present.some(p => same(o, p)))
  const tables = tablesOf<ProceduresTables>(tx)
  if (ended.length) await tables.updateTable('procedures.agency_offer').set({ valid_to: sql<string>`greatest(valid_from, ${from}::date)` }).where('code', '=', code).where('valid_to', 'is', null).where('receiving_agency_id', 'in', ended.map(g => g.receivingAgencyId)).execute()
  if (added.length) await tables.insertInto('procedures.agency_offer').values(added.map(o => ({ id: newId(), code, receiving_agency_id: o.receivingAgencyId, competent_agency_id: o.competentAgencyId, boundary_free: o.boundaryFree, external_url: o.externalUrl, beneficiary_account: null, valid_from: from, valid_to: null }))).execute()
  return { added: added.length, ended: ended.length }
}
