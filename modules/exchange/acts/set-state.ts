import { changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

const STATES = { member: ['active', 'suspended', 'left'], subsystem: ['active', 'suspended', 'closed'] } as const
export type PartyState = (typeof STATES)[keyof typeof STATES][number]

/** Suspends, closes or opens again a member or a subsystem: from then on the gateways refuse its calls, or take them. The reason is kept. */
export async function setPartyState(call: Call, table: 'member' | 'subsystem', id: string, version: number, state: string, reason: string): Promise<void> {
  stewardOnly(call.actor)
  const known = STATES[table].find(each => each === state)
  demand([!known && fault('state', 'Chọn tình trạng.', 'Choose a state.', 'required'), reason === '' && fault('reason', 'Chưa có lý do. Ghi vì sao, để người sau hiểu.', 'Say why, so that others understand later.', 'required')])
  const act = `${known === 'active' ? 'resume' : known === 'suspended' ? 'suspend' : 'close'}-${table}` as const
  await inRegistry(call, work => changeRow(work, { table, id, version, act, set: { state }, reason }))
}
