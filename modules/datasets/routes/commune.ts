import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { agenciesById } from '../../organisations/index.ts'
import type { OwnCommune } from '../acts/enter-rows.ts'

/** The commune for which an officer enters rows: that of the people's committee in which the position stands. Undefined for everybody else. */
export async function communeOf(tx: Tx, actor: OfficerActor): Promise<OwnCommune | undefined> {
  const agency = (await agenciesById(tx, [actor.agencyId])).get(actor.agencyId)
  return agency?.kind === 'commune-committee' && agency.unitCode !== null ? { agencyId: agency.id, unitCode: agency.unitCode, agencyName: agency.name } : undefined
}
