import { changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

/** Lets an agency outside its system's branch be reached, or takes one off the axis. Whoever holds a code receives what is sent to it. */
export async function decideAgency(call: Call, id: string, version: number, state: 'active' | 'removed', reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([state === 'removed' && reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'document_agency', id, version, act: state === 'active' ? 'admit-agency' : 'remove-agency', set: { state, changed_at: work.at.toISOString() }, reason: reason || null,
    guard: row => demand([row['state'] === 'removed' && fault('state', 'Đơn vị này đã ra khỏi trục.', 'This agency has left the axis.')]) }))
}
