import { invalid } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { officersOf } from '../../organisations/index.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Phân công: the head of the unit names who handles it (NĐ 61/2018 Đ19.1); also reassigns. */
export async function assignDossier(platform: Platform, call: ActCall & { toAccountId: string }): Promise<Done> {
  return perform(platform, 'assignDossier', call, async ({ tx, dossier, now, work }) => {
    const officers = await officersOf(tx, dossier.competent_agency_id, work.localDate(now), ['case-officer'])
    const chosen = officers.find(officer => officer.accountId === call.toAccountId)
    if (!chosen) throw invalid([{ field: 'toAccountId', code: 'unknown', message: { vi: 'Người này không phải chuyên viên đang làm việc ở cơ quan giải quyết. Hãy chọn trong danh sách.', en: 'This is not a case officer of the competent agency today. Choose from the list.' } }])
    return { changes: { assignee_account_id: chosen.accountId, holder_agency_id: dossier.competent_agency_id }, payload: { assignee: chosen.accountId, assigneeName: chosen.name } }
  })
}
