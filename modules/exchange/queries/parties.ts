import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'

/** The agency that owns a service, or a subsystem; null for members that are no agency of this province. */
export async function ownerOfService(tx: Tx, serviceId: string): Promise<string | null> {
  const { rows: [row] } = await sql<{ agency_id: string | null }>`select m.agency_id from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where d.id = ${serviceId}`.execute(tx)
  if (!row) throw notFound()
  return row.agency_id
}
export async function ownerOfSubsystem(tx: Tx, subsystemId: string): Promise<string | null> {
  const { rows: [row] } = await sql<{ agency_id: string | null }>`select m.agency_id from exchange.subsystem s join exchange.member m on m.id = s.member_id where s.id = ${subsystemId}`.execute(tx)
  if (!row) throw notFound()
  return row.agency_id
}
