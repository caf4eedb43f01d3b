import type { Platform } from '../../../kernel/platform.ts'
import { findForm } from '../domain/regime.ts'
import { requireText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Dừng giải quyết with notice (TT 03/2025/TT-VPCP Mẫu 05, where the regime has it). */
export async function stopDossier(platform: Platform, call: ActCall & { reason: string }): Promise<Done> {
  const reason = requireText(call.reason, 'reason', { vi: 'lý do dừng giải quyết', en: 'the reason' }, 2000)
  return perform(platform, 'stopDossier', call, async ({ now, regime }) => ({ changes: { finished_at: now, due_at: 'infinity' }, reason, event: { type: 'dossiers.stopped', reason }, papers: findForm(regime, 'stop-notice') ? ['stop-notice'] : [] }))
}
