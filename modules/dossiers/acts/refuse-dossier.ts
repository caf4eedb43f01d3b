import type { Platform } from '../../../kernel/platform.ts'
import { requireText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Từ chối tiếp nhận with its reason (Mẫu 03, NĐ 61/2018 Đ17.1.b); the code stays empty, nothing was accepted. */
export async function refuseDossier(platform: Platform, call: ActCall & { reason: string }): Promise<Done> {
  const reason = requireText(call.reason, 'reason', { vi: 'lý do từ chối', en: 'the reason' }, 2000)
  return perform(platform, 'refuseDossier', call, async ({ now }) => ({ changes: { finished_at: now, due_at: 'infinity' }, reason, event: { type: 'dossiers.refused', reason }, papers: ['refusal'] }))
}
