import { invalid } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { nextSteps } from '../../procedures/index.ts'
import { optionalText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Chuyển bước along the internal process of the case (TT 01/2018/TT-VPCP Đ8). */
export async function advanceStep(platform: Platform, call: ActCall & { toStepId: string; note?: string }): Promise<Done> {
  const note = optionalText(call.note, 'note', { vi: 'ghi chú', en: 'the note' }, 2000)
  return perform(platform, 'advanceStep', call, async ({ dossier, case: { case: of } }) => {
    const from = dossier.step_id ?? of.workflow.steps[0]?.id ?? ''
    const to = nextSteps(of.workflow, from).find(step => step.id === call.toStepId)
    if (!to) throw invalid([{ field: 'toStepId', code: 'not-next', message: { vi: 'Quy trình không cho chuyển thẳng đến bước này. Hãy chọn một bước trong danh sách.', en: 'The process has no way from here to this step. Choose one of the list.' } }])
    return { changes: { step_id: to.id }, payload: { from, to: to.id }, ...(note ? { reason: note } : {}) }
  })
}
