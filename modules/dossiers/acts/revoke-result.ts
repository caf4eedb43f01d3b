import type { Platform } from '../../../kernel/platform.ts'
import { findCurrentResult } from '../queries.ts'
import { revokeResultRow } from '../store.ts'
import { requireText } from './inputs.ts'
import { nameOf, perform, refusedAct, type ActCall, type Done } from './perform.ts'

/** Thu hồi kết quả sai: with reason; the public check says so from this moment (NĐ 61/2018 Đ21). */
export async function revokeResult(platform: Platform, call: ActCall & { reason: string }): Promise<Done> {
  const reason = requireText(call.reason, 'reason', { vi: 'lý do thu hồi', en: 'the reason' }, 2000)
  return perform(platform, 'revokeResult', call, async ({ tx, dossier, now, actor }) => {
    const result = await findCurrentResult(tx, dossier.id)
    if (!result) throw refusedAct('result-revoked')
    await revokeResultRow(tx, result.id, { at: now, by: nameOf(actor), reason })
    return { payload: { result: result.code }, reason, event: { type: 'dossiers.result-revoked', reason } }
  })
}
