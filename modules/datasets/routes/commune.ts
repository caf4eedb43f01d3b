import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { agenciesById } from '../../organisations/index.ts'

export interface OwnCommune { readonly agencyId: string; readonly unitCode: string; readonly agencyName: string }
/** The commune for which an officer enters rows: where the agency of the position stands. Undefined for officers of the province. */
export async function communeOf(tx: Tx, actor: OfficerActor): Promise<OwnCommune | undefined> {
  const agency = (await agenciesById(tx, [actor.agencyId])).get(actor.agencyId)
  return agency?.level === 'commune' && agency.unitCode !== null ? { agencyId: agency.id, unitCode: agency.unitCode, agencyName: agency.name } : undefined
}
