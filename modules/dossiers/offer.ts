import type { Tx } from '../../kernel/db/db.ts'
import type { LocalDate } from '../../kernel/working-time.ts'
import { offersOf } from '../procedures/index.ts'
import type { DossierRow } from './store.ts'

/** On what terms the receiving agency takes this procedure; without an offer it is its own matter, within its boundary. */
export async function offerOf(tx: Tx, dossier: Pick<DossierRow, 'procedure_code' | 'receiving_agency_id'>, on: LocalDate): Promise<{ readonly boundaryFree: boolean }> {
  const offers = await offersOf(tx, dossier.procedure_code, on)
  return { boundaryFree: offers.find(offer => offer.receivingAgencyId === dossier.receiving_agency_id)?.boundaryFree ?? false }
}
