import type { Platform } from '../../../kernel/platform.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Trả lại để phân công: whoever holds it, or the head of the unit, frees it for somebody else (NĐ 61/2018 Đ19.1). Also takes an assignment back. */
export async function releaseDossier(platform: Platform, call: ActCall): Promise<Done> {
  return perform(platform, 'releaseDossier', call, async ({ dossier }) => ({ changes: { assignee_account_id: null }, payload: { from: dossier.assignee_account_id } }))
}
