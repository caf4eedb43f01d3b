import type { ListedDelivery } from './lists.ts'
import type { SignatureFault } from './signature/verify.ts'
import type { KeptSignature } from './store.ts'

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

const FAULT_WORDS: Readonly<Record<SignatureFault, string>> = {
  'form': 'sai cấu trúc chữ ký', 'several-signatures': 'có nhiều chữ ký', 'external-reference': 'tham chiếu ra ngoài văn bản', 'algorithm': 'thuật toán không được chấp nhận', 'no-certificate': 'không có chứng thư số', 'wrong': 'nội dung hoặc chữ ký đã bị thay đổi',
  'not-all-signed': 'không ký toàn bộ nội dung', 'unknown-authority': 'tổ chức chứng thực chưa được tin cậy', 'expired': 'chứng thư số hết hạn', 'not-yet-valid': 'chứng thư số chưa có hiệu lực', 'revoked': 'chứng thư số đã bị thu hồi', 'not-for-signing': 'chứng thư số không dùng để ký', 'too-heavy': 'tốn quá nhiều tài nguyên',
}
const isFault = (text: string): text is SignatureFault => Object.hasOwn(FAULT_WORDS, text)
const because = (fault: string | null): string => fault !== null && isFault(fault) ? ` (${FAULT_WORDS[fault]})` : ''
export function signatureText({ state, by, fault }: KeptSignature): string {
  const whose = by === null ? '' : ` của ${by}`
  switch (state) {
    case 'unsigned': return 'Không ký số'
    case 'valid': return `Chữ ký số hợp lệ${whose}`
    case 'untrusted': return `Chữ ký số${whose} chưa đủ tin cậy${because(fault)}`
    case 'invalid': return `Chữ ký số không hợp lệ${whose}${because(fault)}`
    case 'unchecked': return `Chưa kiểm tra chữ ký số${because(fault)}`
  }
}
/** What receivers are told, beside what the axes tell: clients that do not know the names pass over them. */
export const signatureFields = (signature: KeptSignature): { signature: string; signedBy: string; signatureDesc: string } => ({ signature: signature.state, signedBy: signature.by ?? '', signatureDesc: signatureText(signature) })
