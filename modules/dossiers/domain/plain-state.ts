import type { Text } from '../../../kernel/forms/definition.ts'
import { isSupplementOpen } from './axes.ts'
import type { Axes } from './axes.ts'

/** What a citizen is told: seven states, who holds the dossier, and what to do now. */
export const PLAIN_STATES = {
  drafting: { vi: 'Bạn đang soạn hồ sơ', en: 'You are preparing it' },
  'waiting-for-reception': { vi: 'Đã nộp, chờ tiếp nhận', en: 'Submitted, waiting to be received' },
  'needs-you': { vi: 'Cần bạn làm thêm', en: 'Needs something from you' },
  'in-progress': { vi: 'Đang giải quyết', en: 'In progress' },
  'result-ready': { vi: 'Đã có kết quả', en: 'The result is ready' },
  finished: { vi: 'Đã trả kết quả', en: 'Finished' },
  closed: { vi: 'Đã khép lại, không giải quyết', en: 'Closed without a result' }
} as const satisfies Record<string, Required<Text>>
export type PlainStateName = keyof typeof PLAIN_STATES

export const HOLDERS = {
  you: { vi: 'Bạn', en: 'You' },
  'one-stop': { vi: 'Bộ phận một cửa', en: 'The one-stop desk' },
  agency: { vi: 'Cơ quan giải quyết', en: 'The competent agency' },
  post: { vi: 'Bưu điện', en: 'The post' },
  nobody: { vi: 'Không ai còn giữ', en: 'Nobody' }
} as const satisfies Record<string, Required<Text>>
export type Holder = keyof typeof HOLDERS

export const TODOS = {
  'finish-and-submit': { vi: 'Hoàn thành rồi bấm nộp.', en: 'Finish it, then submit.' },
  'supplement-now': { vi: 'Xem phiếu yêu cầu và bổ sung đủ trong một lần.', en: 'Read the request and supply everything at once.' },
  'pay-now': { vi: 'Nộp phí, lệ phí tại bộ phận một cửa; số tiền và nơi nộp ghi trong trang hồ sơ.', en: 'Pay the fee at the one-stop desk; amount and place stand in the dossier.' },
  'download-result': { vi: 'Tải kết quả về máy.', en: 'Download the result.' },
  'collect-result': { vi: 'Mang giấy hẹn đến quầy nhận kết quả.', en: 'Bring the receipt and collect the result at the desk.' },
  'wait-for-post': { vi: 'Chờ bưu điện giao kết quả.', en: 'Wait for the post to bring the result.' },
  'read-the-reason': { vi: 'Xem lý do; nếu không đồng ý, bạn có thể phản ánh hoặc khiếu nại.', en: 'Read the reason; you may object or complain.' },
  nothing: { vi: 'Bạn chưa cần làm gì.', en: 'There is nothing for you to do.' }
} as const satisfies Record<string, Required<Text>>
export type Todo = keyof typeof TODOS

export interface PlainState { readonly state: PlainStateName; readonly holder: Holder; readonly todo: Todo }

/** Total over all axes. What waits for the citizen comes first: a supplement before a fee. */
export function plainState(axes: Axes): PlainState {
  switch (axes.processing) {
    case 'draft': return { state: 'drafting', holder: 'you', todo: 'finish-and-submit' }
    case 'refused':
    case 'stopped': return { state: 'closed', holder: 'nobody', todo: 'read-the-reason' }
    case 'withdrawn': return { state: 'closed', holder: 'nobody', todo: 'nothing' }
    case 'returned': return axes.delivery === 'delivered' ? { state: 'finished', holder: 'nobody', todo: axes.outcome === 'reject' ? 'read-the-reason' : 'nothing' } : handover(axes)
    case 'result-ready': return axes.money === 'due' ? { state: 'needs-you', holder: 'you', todo: 'pay-now' } : handover(axes)
    case 'submitted':
    case 'received':
    case 'in-progress':
    case 'proposed':
    case 'approved': return onTheWay(axes)
  }
}

function onTheWay(axes: Axes): PlainState {
  if (isSupplementOpen(axes)) return { state: 'needs-you', holder: 'you', todo: 'supplement-now' }
  // nothing is owed before the dossier is received: the desk may still find that it is exempt, or not theirs
  if (axes.processing === 'submitted') return { state: 'waiting-for-reception', holder: 'one-stop', todo: 'nothing' }
  if (axes.money === 'due') return { state: 'needs-you', holder: 'you', todo: 'pay-now' }
  return { state: 'in-progress', holder: axes.processing === 'received' ? 'one-stop' : 'agency', todo: 'nothing' }
}

function handover(axes: Axes): PlainState {
  if (axes.delivery === 'posted') return { state: 'result-ready', holder: 'post', todo: 'wait-for-post' }
  return axes.delivery === 'online-available' ? { state: 'result-ready', holder: 'one-stop', todo: 'download-result' } : { state: 'result-ready', holder: 'one-stop', todo: 'collect-result' }
}
