import type { Platform } from '../../../kernel/platform.ts'
import { requireText } from './inputs.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Ghi nhận đã nộp phí at the counter: the receipt's number is kept (NĐ 61/2018 Đ22). Amounts are whole VND. */
export async function recordPayment(platform: Platform, call: ActCall & { receiptNumber: string; method: 'cash' | 'transfer' }): Promise<Done> {
  const receiptNumber = requireText(call.receiptNumber, 'receiptNumber', { vi: 'số biên lai', en: 'the receipt number' }, 60)
  return perform(platform, 'recordPayment', call, async ({ dossier }) => ({ payload: { amount: dossier.fee_amount, receiptNumber, method: call.method } }))
}

/** Miễn phí, lệ phí, with the ground that exempts. */
export async function exemptPayment(platform: Platform, call: ActCall & { reason: string }): Promise<Done> {
  const reason = requireText(call.reason, 'reason', { vi: 'căn cứ miễn', en: 'the ground of the exemption' }, 500)
  return perform(platform, 'exemptPayment', call, async ({ dossier }) => ({ changes: { fee_amount: 0 }, payload: { amount: dossier.fee_amount }, reason }))
}
