import type { Platform } from '../../../kernel/platform.ts'
import { optionalText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Duyệt: somebody else than the proposer agrees with the outcome; then it may be signed. */
export async function approveOutcome(platform: Platform, call: ActCall & { note?: string }): Promise<Done> {
  const note = optionalText(call.note, 'note', { vi: 'ghi chú', en: 'the note' }, 2000)
  return perform(platform, 'approveOutcome', call, async ({ case: { case: of } }) => {
    const signing = of.workflow.steps.find(step => step.kind === 'sign')
    return { changes: signing ? { step_id: signing.id } : {}, ...(note ? { reason: note } : {}) }
  })
}
