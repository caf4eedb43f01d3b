import type { Platform } from '../../../kernel/platform.ts'
import { requireText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Trả lại: approver or signer returns the proposal to the colleague with the reason. */
export async function sendBack(platform: Platform, call: ActCall & { reason: string }): Promise<Done> {
  const reason = requireText(call.reason, 'reason', { vi: 'lý do trả lại', en: 'the reason' }, 2000)
  return perform(platform, 'sendBack', call, async ({ dossier, case: { case: of } }) => {
    const work = of.workflow.steps.findLast(step => step.kind === 'work' || step.kind === 'propose')
    // the draft of the outcome stays with the case officer: nobody writes it twice
    return { changes: { outcome: null, proposed_by_account_id: null, ...(work ? { step_id: work.id } : {}) }, payload: { draft: JSON.parse(JSON.stringify(dossier.outcome)) }, reason }
  })
}
