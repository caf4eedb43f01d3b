import type { Platform } from '../../../kernel/platform.ts'
import { optionalText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Rút hồ sơ: the applicant may, until the result is decided; no reason need be given. */
export async function withdrawDossier(platform: Platform, call: ActCall & { reason?: string }): Promise<Done> {
  const reason = optionalText(call.reason, 'reason', { vi: 'lý do', en: 'the reason' }, 2000)
  return perform(platform, 'withdrawDossier', call, async ({ now }) => ({ changes: { finished_at: now, due_at: 'infinity' }, ...(reason ? { reason } : {}), event: { type: 'dossiers.withdrawn' } }))
}
