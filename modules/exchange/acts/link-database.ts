import { changeRow, inRegistry, stewardOnly, type Call } from './registry-row.ts'

/** Says which service stands for a database that the province has to connect; null: none. */
export async function linkDatabase(call: Call, id: string, version: number, serviceId: string | null): Promise<void> {
  stewardOnly(call.actor)
  await inRegistry(call, work => changeRow(work, { table: 'shared_database', id, version, act: 'link-database', set: { service_id: serviceId } }))
}
