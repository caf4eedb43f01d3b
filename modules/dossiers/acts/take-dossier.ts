import type { Platform } from '../../../kernel/platform.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Nhận xử lý: a case officer takes what nobody holds. */
export async function takeDossier(platform: Platform, call: ActCall): Promise<Done> {
  return perform(platform, 'takeDossier', call, async ({ actor, dossier }) => ({
    changes: { assignee_account_id: actor.kind === 'officer' ? actor.accountId : null, holder_agency_id: dossier.competent_agency_id } }))
}
