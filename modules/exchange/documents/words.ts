import type { ListedDelivery } from './lists.ts'

/** How states of a delivery are told to clients: the client library's own words, QĐ 28/2018's codes where the receiver gave one. */
const STATE_WORDS = { waiting: ['initial', 'Chờ nhận'], fetched: ['processing', 'Đang nhận'], acknowledged: ['done', 'Đã nhận'], failed: ['fail', 'Nhận lỗi'], withdrawn: ['recalled', 'Đã thu hồi'] } as const
const STATUS_WORDS = { '01': 'Đã đến', '02': 'Từ chối tiếp nhận', '03': 'Đã tiếp nhận', '04': 'Chờ phân công', '05': 'Đang xử lý', '06': 'Đã hoàn thành' } as const
const RECALL_WORDS = { asked: 'đang đề nghị thu hồi', agreed: 'đã đồng ý thu hồi', disagreed: 'từ chối thu hồi' } as const

export const stateWord = (delivery: ListedDelivery): string => STATE_WORDS[delivery.state][0]
/** The code when there is one, else the word. */
export const statusWord = (delivery: ListedDelivery): string => delivery.state === 'withdrawn' ? '13' : delivery.status ?? STATE_WORDS[delivery.state][0]
export function stateText({ state, status, recall }: ListedDelivery): string {
  const text = status === null || state === 'withdrawn' ? STATE_WORDS[state][1] : STATUS_WORDS[status]
  return recall === null || state === 'withdrawn' ? text : `${text}, ${RECALL_WORDS[recall]}`
}
