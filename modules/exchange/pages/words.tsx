import { Tag, useLang, type TagTone } from '../../../ui/index.ts'
import type { Lang } from '../../../ui/index.ts'

type Word = readonly [vi: string, en: string, tone?: TagTone]
/** Words of the exchange's states and kinds, as screens show them. */
export const WORDS = {
  state: { active: ['Hoạt động', 'Active', 'green'], suspended: ['Tạm ngừng', 'Suspended', 'yellow'], left: ['Đã rời', 'Left', 'grey'], closed: ['Đã đóng', 'Closed', 'grey'], enabled: ['Đang mở', 'Open', 'green'], disabled: ['Đang ngừng', 'Stopped', 'yellow'] },
  request: { waiting: ['Chờ trả lời', 'Waiting', 'yellow'], granted: ['Đã cấp', 'Granted', 'green'], refused: ['Từ chối', 'Refused', 'red'], withdrawn: ['Đã rút', 'Withdrawn', 'grey'] },
  topic: { open: ['Đang mở', 'Open', 'green'], closed: ['Đã đóng', 'Closed', 'grey'] },
  kind: { call: ['Gọi dịch vụ', 'Call a service'], subscribe: ['Nhận sự kiện', 'Hear a topic'], publish: ['Phát sự kiện', 'Announce on a topic'] },
  deadLetter: { waiting: ['Chờ xử lý', 'Waiting', 'yellow'], replaying: ['Đang gửi lại', 'Being sent again', 'blue'], replayed: ['Đã nhận', 'Taken', 'green'], dropped: ['Đã bỏ', 'Dropped', 'grey'] },
  pause: { 'by-hand': ['có người tạm dừng', 'paused by hand'], 'subscriber-gone': ['hệ thống nhận báo thôi nhận (410)', 'the subscriber wants no more (410)'], 'subscriber-away': ['không liên lạc được sau 18 lần gửi', 'away for 18 attempts'], 'events-refused': ['từ chối 5 sự kiện liền nhau', 'refused five in a row'] },
  failure: { timeout: ['Quá 15 giây không trả lời', 'No answer in 15 seconds'], connect: ['Không kết nối được', 'No connection'], broken: ['Kết nối bị ngắt giữa chừng', 'The connection broke'], 'refused-address': ['Địa chỉ bị chặn: dẫn về mạng của cổng', 'Address refused: it leads to the gateway'], expired: ['Chủ đề không còn giữ sự kiện này', 'The topic keeps it no more'] },
  register: { population: ['Cơ sở dữ liệu quốc gia về dân cư', 'Population database'], 'civil-status': ['Hộ tịch điện tử', 'Civil status'], 'business-registry': ['Đăng ký doanh nghiệp', 'Business registry'], 'social-insurance': ['Bảo hiểm xã hội, thẻ bảo hiểm y tế', 'Social insurance'], categories: ['Danh mục dùng chung', 'Shared categories'] },
  lookup: { found: ['Có kết quả', 'Found', 'green'], 'not-found': ['Không có', 'Not there', 'grey'], 'no-answer': ['Không trả lời', 'No answer', 'red'], refused: ['Bị từ chối', 'Refused', 'red'], unreadable: ['Không đọc được', 'Unreadable', 'red'] },
  axisDelivery: { waiting: ['Chờ bên nhận lấy', 'Waiting to be fetched', 'yellow'], fetched: ['Đã lấy, chưa xác nhận', 'Fetched, not acknowledged', 'blue'], acknowledged: ['Đã nhận', 'Received', 'green'], failed: ['Bên nhận báo lỗi', 'Failed at the receiver', 'red'], withdrawn: ['Đã thu hồi', 'Withdrawn', 'grey'] },
  axisSaid: { processing: ['Đang nhận', 'Receiving'], done: ['Đã nhận xong', 'Received'], fail: ['Nhận lỗi', 'Failed'], '01': ['Đã đến', 'Arrived'], '02': ['Từ chối tiếp nhận', 'Refused'], '03': ['Đã tiếp nhận', 'Accepted'], '04': ['Chờ phân công', 'To be assigned'], '05': ['Đang xử lý', 'In work'], '06': ['Đã hoàn thành', 'Completed'], '13': ['Xin thu hồi', 'Recall asked'], '15': ['Đồng ý thu hồi', 'Recall agreed'], '16': ['Từ chối thu hồi', 'Recall refused'] },
  axisBusiness: { '0': ['Văn bản mới', 'New'], '1': ['Thu hồi', 'Recall'], '2': ['Cập nhật', 'Update'], '3': ['Thay thế', 'Replacement'] },
  axisSignature: { valid: ['Chữ ký hợp lệ', 'Valid', 'green'], untrusted: ['Khớp, chưa tin chứng thư', 'Matches, certificate not trusted', 'yellow'], invalid: ['Chữ ký không khớp', 'Does not match', 'red'], unsigned: ['Không ký số', 'Not signed', 'grey'], unchecked: ['Chưa kiểm tra', 'Not checked', 'grey'] },
  axisAgency: { active: ['Đang dùng', 'In use', 'green'], pending: ['Chờ quản trị', 'Waits for a steward', 'yellow'] },
  connection: { credential: ['Mã truy cập (token)', 'Access token'], 'mutual-tls': ['Chứng thư hai chiều (mTLS)', 'Mutual TLS'], https: ['HTTPS trong mạng tin cậy', 'HTTPS from trusted networks'], http: ['HTTP trong mạng tin cậy', 'HTTP from trusted networks'] },
  credential: { 'oauth-client': ['Khóa OAuth (kiểu WSO2)', 'OAuth client (WSO2 style)'], 'access-key': ['AccessKey (lgspaccesstoken)', 'Access key (lgspaccesstoken)'], certificate: ['Chứng thư máy chủ', 'Client certificate'], 'document-axis': ['Trục văn bản', 'Document axis'], 'signing-key': ['Khóa ký', 'Signing key'] },
  evidence: { metadata: ['Ghi 38 trường và mã băm', '38 fields and hashes'], full: ['Giữ cả nội dung, niêm phong', 'Bodies too, sealed'], none: ['Không giữ mã băm', 'No hashes'] },
  envelope: { 'x-road': ['X-Road', 'X-Road'], wso2: ['WSO2', 'WSO2'], 'error-code': ['error_code', 'error_code'] },
  logFails: { closed: ['Ngừng trả lời', 'No answer'], spool: ['Ghi tạm ra đĩa', 'Spool to disk'] },
  memberClass: { GOV: ['Cơ quan nhà nước', 'Government'], COM: ['Doanh nghiệp', 'Company'], ORG: ['Tổ chức khác', 'Other organisation'] },
  outcome: { passed: ['Thành công', 'Passed'], declined: ['Bên cung cấp từ chối (4xx)', 'Declined by the provider (4xx)'], failed: ['Bên cung cấp lỗi', 'Provider failed'], refused: ['Cổng từ chối', 'Refused by the gateway'] },
} as const satisfies Record<string, Record<string, Word>>

const find = (set: keyof typeof WORDS, value: string): Word => Object.entries<Word>(WORDS[set]).find(([key]) => key === value)?.[1] ?? [value, value]
export const wordOf = (set: keyof typeof WORDS, value: string, lang: Lang): string => find(set, value)[lang === 'vi' ? 0 : 1]
export const optionsOf = (set: keyof typeof WORDS, lang: Lang): { value: string; label: string }[] => Object.keys(WORDS[set]).map(value => ({ value, label: wordOf(set, value, lang) }))
export function State({ set, value }: { readonly set: 'state' | 'request' | 'topic' | 'deadLetter' | 'lookup' | 'axisDelivery' | 'axisAgency' | 'axisSignature'; readonly value: string }) { const lang = useLang(); return <Tag tone={find(set, value)[2]}>{wordOf(set, value, lang)}</Tag> }
