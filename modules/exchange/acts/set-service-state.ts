import { ownerOfService } from '../queries/parties.ts'
import { changeRow, demand, fault, inRegistry, mayActFor, type Call } from './registry-row.ts'
import { notAllowed } from '../../../kernel/errors.ts'

/** Stops a service, or opens it again: an administrator, or the agency that owns it. Callers are told the notice (X-Road: Service … is disabled: notice). */
export async function setServiceState(call: Call, id: string, version: number, state: string, notice: string): Promise<void> {
  demand([state !== 'enabled' && state !== 'disabled' && fault('state', 'Chọn mở hoặc ngừng.', 'Choose open or stopped.', 'required'),
    state === 'disabled' && notice === '' && fault('notice', 'Ghi lời báo cho hệ thống đang gọi: vì sao ngừng, đến khi nào, hỏi ai.', 'Write what callers are told: why, until when, whom to ask.', 'required')])
  await inRegistry(call, async work => {
    if (!mayActFor(call.actor, await ownerOfService(work.tx, id))) throw notAllowed()
    await changeRow(work, { table: 'data_service', id, version, act: state === 'enabled' ? 'enable-service' : 'disable-service', set: { state, disabled_notice: state === 'enabled' ? '' : notice }, reason: notice })
  })
}
