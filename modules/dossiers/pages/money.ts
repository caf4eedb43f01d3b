import { formatMoney, type Lang } from '../../../ui/index.ts'

type Action = { readonly act: string; readonly payload: Readonly<Record<string, unknown>> }
const METHODS = { cash: { vi: 'tiền mặt', en: 'cash' }, transfer: { vi: 'chuyển khoản', en: 'transfer' } } as const

/** Of a payment or a refund: how much, how, and under which number; undefined of anything else. */
export function moneyMoved({ act, payload }: Action, lang: Lang): string | undefined {
  if (act !== 'recordPayment' && act !== 'refundPayment') return undefined
  const { amount, method, receiptNumber } = payload
  return [typeof amount === 'number' ? formatMoney(amount, lang) : '', method === 'cash' || method === 'transfer' ? METHODS[method][lang] : '', typeof receiptNumber === 'string' && receiptNumber !== '' ? `${lang === 'vi' ? 'số' : 'number'} ${receiptNumber}` : ''].filter(Boolean).join(', ')
}
