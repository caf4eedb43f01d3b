import { invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { hasAccount } from '../facts.ts'
import { insertDelivery } from '../store.ts'
import { requireText } from './inputs.ts'
import { nameOf, perform, type ActCall, type Done } from './perform.ts'

/** Gửi qua bưu chính: the tracking number is kept; handing over is recorded when the post confirms. */
export async function postResult(platform: Platform, call: ActCall & { trackingNumber: string }): Promise<Done> {
  const trackingNumber = requireText(call.trackingNumber, 'trackingNumber', { vi: 'số vận đơn', en: 'the tracking number' }, 60)
  return perform(platform, 'postResult', call, async ({ tx, dossier, now, actor }) => {
    await insertDelivery(tx, { id: newId(now.getTime()), dossier_id: dossier.id, method: 'post', recipient_name: null, recipient_id_last4: null, tracking_number: trackingNumber, at: now, by_name: nameOf(actor) })
    return { payload: { trackingNumber } }
  })
}

/** Trả kết quả: at the counter the recipient is recorded, by name and the last four digits of the number seen (NĐ 61/2018 Đ20). */
export async function returnResult(platform: Platform, call: ActCall & { method: 'online' | 'counter' | 'post'; recipientName?: string; recipientIdLast4?: string }): Promise<Done> {
  const recipient = call.method === 'counter' ? requireText(call.recipientName, 'recipientName', { vi: 'tên người nhận', en: 'the recipient' }, 120) : null
  if (call.method === 'counter' && !/^\d{4}$/.test(call.recipientIdLast4 ?? '')) throw invalid([{ field: 'recipientIdLast4', code: 'pattern', message: { vi: 'Ghi 4 số cuối của số định danh người nhận, ví dụ 0123.', en: 'Give the last four digits of the recipient’s ID number, such as 0123.' } }])
  return perform(platform, 'returnResult', call, async ({ tx, dossier, now, actor }) => {
    if (call.method === 'online' && !hasAccount(dossier)) throw invalid([{ field: 'method', code: 'no-account', message: { vi: 'Người này chưa có tài khoản nên không nhận được bản điện tử. Hãy chọn trả tại quầy hoặc qua bưu chính.', en: 'Without an account the result cannot be received electronically. Choose the counter or the post.' } }])
    await insertDelivery(tx, { id: newId(now.getTime()), dossier_id: dossier.id, method: call.method, recipient_name: recipient, recipient_id_last4: call.method === 'counter' ? call.recipientIdLast4 ?? null : null, tracking_number: null, at: now, by_name: nameOf(actor) })
    return { payload: { method: call.method }, event: { type: 'dossiers.returned' } }
  })
}
