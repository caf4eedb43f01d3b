import type { Lang, TagTone } from '../../../../ui/index.ts'
import type { Axes, Processing } from '../../domain/axes.ts'
import { isSupplementOpen } from '../../domain/axes.ts'
import type { RegisterFilter } from '../../desk-queries.ts'
import type { WorkListName } from '../../work-queries.ts'

type Both = { readonly vi: string; readonly en: string }

/** Work lists: slug in the address, name, what an empty one says, and what the due column is called. */
export const LISTS = {
  'to-receive': { slug: 'cho-tiep-nhan', name: { vi: 'Chờ tiếp nhận', en: 'To receive' }, due: { vi: 'Hạn tiếp nhận', en: 'Receive by' }, empty: { vi: 'Không còn hồ sơ nào chờ tiếp nhận', en: 'Nothing waits to be received' } },
  'waiting-supplement': { slug: 'cho-bo-sung', name: { vi: 'Chờ bổ sung', en: 'Awaiting supplement' }, due: { vi: 'Đang chờ', en: 'Waiting' }, empty: { vi: 'Không có hồ sơ nào đang chờ người nộp bổ sung', en: 'No dossier waits for a supplement' } },
  'to-transfer': { slug: 'cho-chuyen', name: { vi: 'Chờ chuyển', en: 'To pass on' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không còn hồ sơ nào phải chuyển đến cơ quan giải quyết', en: 'Nothing has to be passed on' } },
  'to-assign': { slug: 'cho-phan-cong', name: { vi: 'Chờ phân công', en: 'To assign' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Mọi hồ sơ đều đã có người xử lý', en: 'Every dossier has somebody to handle it' } },
  'in-progress': { slug: 'dang-xu-ly', name: { vi: 'Đang xử lý', en: 'In progress' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không có hồ sơ nào đang xử lý', en: 'Nothing is in progress' } },
  mine: { slug: 'cua-toi', name: { vi: 'Tôi đang thụ lý', en: 'Held by me' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Bạn không giữ hồ sơ nào', en: 'You hold no dossier' } },
  'to-approve': { slug: 'cho-duyet', name: { vi: 'Chờ duyệt', en: 'To approve' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không có kết quả nào chờ duyệt', en: 'Nothing waits for approval' } },
  'to-sign': { slug: 'cho-ky', name: { vi: 'Chờ ký', en: 'To sign' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không có kết quả nào chờ ký', en: 'Nothing waits for a signature' } },
  'to-return': { slug: 'cho-tra', name: { vi: 'Chờ trả kết quả', en: 'To hand over' }, due: { vi: 'Hẹn trả', en: 'Promised' }, empty: { vi: 'Không có kết quả nào chờ trả', en: 'No result waits to be handed over' } },
  'to-replace': { slug: 'cho-cap-lai', name: { vi: 'Chờ cấp bản thay thế', en: 'To replace' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không có kết quả bị thu hồi nào chờ bản thay thế', en: 'No revoked result waits for its replacement' } },
  'due-soon': { slug: 'sap-han', name: { vi: 'Sắp đến hạn', en: 'Due soon' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không có hồ sơ nào sắp đến hạn', en: 'Nothing is due soon' } },
  overdue: { slug: 'qua-han', name: { vi: 'Quá hạn', en: 'Overdue' }, due: { vi: 'Hạn', en: 'Due' }, empty: { vi: 'Không có hồ sơ nào quá hạn', en: 'Nothing is overdue' } },
  stalled: { slug: 'khong-tien-trien', name: { vi: 'Không có tiến triển', en: 'No progress' }, due: { vi: 'Hạn', en: 'Due' }, empty: { vi: 'Không có hồ sơ nào nằm im lâu ngày', en: 'No dossier has lain still for long' } },
  'to-urge': { slug: 'can-don-doc', name: { vi: 'Cần đôn đốc', en: 'To urge' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Mọi hồ sơ quầy này tiếp nhận đều còn xa hạn', en: 'Nothing that this desk received is due soon or late' } },
  consultations: { slug: 'xin-y-kien', name: { vi: 'Nơi khác xin ý kiến', en: 'Opinions asked of us' }, due: { vi: 'Hạn trả kết quả', en: 'Due' }, empty: { vi: 'Không có cơ quan nào đang chờ ý kiến của đơn vị', en: 'Nobody waits for your opinion' } },
  closed: { slug: 'da-dong', name: { vi: 'Đã kết thúc', en: 'Closed' }, due: { vi: 'Kết thúc', en: 'Closed' }, empty: { vi: 'Chưa có hồ sơ nào kết thúc', en: 'Nothing has been closed yet' } },
} as const satisfies Record<WorkListName, { readonly slug: string; readonly name: Both; readonly due: Both; readonly empty: Both }>

export const CHANNELS = { online: { vi: 'Trực tuyến', en: 'Online' }, counter: { vi: 'Tại quầy', en: 'Counter' }, post: { vi: 'Bưu chính', en: 'Post' } } as const
export type ChannelName = keyof typeof CHANNELS
export const RETURN_METHODS = { online: { vi: 'Bản điện tử trên cổng', en: 'Electronically' }, counter: { vi: 'Nhận tại quầy', en: 'At the counter' }, post: { vi: 'Qua bưu chính', en: 'By post' } } as const

export const PROCESSING_TEXTS: Readonly<Record<Processing, { readonly text: Both; readonly tone: TagTone }>> = {
  draft: { text: { vi: 'Đang soạn', en: 'Draft' }, tone: 'grey' },
  submitted: { text: { vi: 'Mới nộp', en: 'New' }, tone: 'blue' },
  received: { text: { vi: 'Đã tiếp nhận', en: 'Received' }, tone: 'blue' },
  'in-progress': { text: { vi: 'Đang xử lý', en: 'In progress' }, tone: 'blue' },
  proposed: { text: { vi: 'Chờ duyệt', en: 'To approve' }, tone: 'purple' },
  approved: { text: { vi: 'Chờ ký', en: 'To sign' }, tone: 'purple' },
  'result-ready': { text: { vi: 'Có kết quả', en: 'Result ready' }, tone: 'green' },
  returned: { text: { vi: 'Đã trả', en: 'Handed over' }, tone: 'green' },
  refused: { text: { vi: 'Không tiếp nhận', en: 'Refused' }, tone: 'red' },
  withdrawn: { text: { vi: 'Đã rút', en: 'Withdrawn' }, tone: 'grey' },
  stopped: { text: { vi: 'Đã dừng', en: 'Stopped' }, tone: 'red' },
}

/** The state of a dossier in two or three words; what waits for the applicant comes first. */
export function stateOf(axes: Pick<Axes, 'processing' | 'supplement'>): { readonly text: Both; readonly tone: TagTone } {
  const open = axes.processing === 'submitted' || axes.processing === 'received' || axes.processing === 'in-progress'
  if (isSupplementOpen(axes)) return { text: { vi: 'Chờ bổ sung', en: 'Awaiting supplement' }, tone: 'yellow' }
  if (open && axes.supplement === 'answered') return { text: { vi: 'Đã bổ sung', en: 'Supplemented' }, tone: 'yellow' }
  return PROCESSING_TEXTS[axes.processing]
}

export const MONEY_TEXTS = { none: { vi: 'Không thu phí', en: 'No fee' }, open: { vi: 'Mức thu của tỉnh chưa được xác nhận', en: 'The province has yet to confirm the amount' }, due: { vi: 'chưa nộp', en: 'unpaid' }, paid: { vi: 'đã nộp', en: 'paid' }, exempt: { vi: 'được miễn', en: 'exempt' }, refunded: { vi: 'đã hoàn', en: 'refunded' } } as const

export const PAPER_KINDS: Readonly<Record<string, Both>> = {
  'filing-receipt': { vi: 'Xác nhận đã nộp hồ sơ', en: 'Filing receipt' }, receipt: { vi: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', en: 'Receipt with appointment' }, 'supplement-request': { vi: 'Phiếu yêu cầu bổ sung', en: 'Request for supplement' },
  refusal: { vi: 'Phiếu từ chối tiếp nhận', en: 'Refusal' }, reappointment: { vi: 'Phiếu xin lỗi và hẹn lại', en: 'Apology and new appointment' }, 'stop-notice': { vi: 'Thông báo dừng giải quyết', en: 'Notice of stopping' },
}

export const REGISTER_TEXTS: Readonly<Record<RegisterFilter, { readonly slug: string; readonly name: Both }>> = {
  received: { slug: 'tiep-nhan', name: { vi: 'Đã tiếp nhận', en: 'Received' } },
  open: { slug: 'dang-giai-quyet', name: { vi: 'Đang giải quyết', en: 'Open' } },
  'open-late': { slug: 'dang-qua-han', name: { vi: 'Đang giải quyết, quá hạn', en: 'Open and late' } },
  finished: { slug: 'da-giai-quyet', name: { vi: 'Đã giải quyết', en: 'Finished' } },
  'finished-on-time': { slug: 'dung-han', name: { vi: 'Giải quyết trước và đúng hạn', en: 'Finished in time' } },
  'finished-late': { slug: 'tre-han', name: { vi: 'Giải quyết trễ hạn', en: 'Finished late' } },
  refused: { slug: 'tu-choi', name: { vi: 'Không tiếp nhận', en: 'Refused' } },
  withdrawn: { slug: 'da-rut', name: { vi: 'Người nộp rút', en: 'Withdrawn' } },
}

export const both = (vi: string, en: string, lang: Lang): string => lang === 'vi' ? vi : en
