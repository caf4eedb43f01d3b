import type { Platform } from '../../../kernel/platform.ts'
import { formatMoney } from '../../../ui/index.ts'
import { requireText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Hoàn phí, lệ phí: the whole amount goes back, with the number of the slip or transfer and the ground (NĐ 61/2018 Đ22). It is written down after the money was given back; nothing is paid out by it. */
export async function refundPayment(platform: Platform, call: ActCall & { receiptNumber: string; method: 'cash' | 'transfer'; reason: string }): Promise<Done> {
  const receiptNumber = requireText(call.receiptNumber, 'receiptNumber', { vi: 'số phiếu chi hoặc mã giao dịch', en: 'the number of the slip or transaction' }, 60)
  const reason = requireText(call.reason, 'reason', { vi: 'lý do hoàn', en: 'the reason of the refund' }, 500)
  return perform(platform, 'refundPayment', call, async ({ dossier }) => ({
    payload: { amount: dossier.fee_amount, receiptNumber, method: call.method }, reason, event: { type: 'dossiers.payment-refunded', reason: formatMoney(dossier.fee_amount) } }))
}
