import { choose, formatDateTime, type Lang } from '../../../ui/index.ts'
import { WORDS, wordOf } from './words.tsx'

/** What forms call the columns of the registry, in the order in which they are read. Keys that are not here are machinery and are not told. */
const NAMES: readonly (readonly [column: string, vi: string, en: string, words?: keyof typeof WORDS])[] = [
  ['name', 'Tên', 'Name'], ['code', 'Mã', 'Code'], ['version_label', 'Phiên bản', 'Version'], ['member_class', 'Loại', 'Class', 'memberClass'], ['state', 'Tình trạng', 'State', 'state'], ['disabled_notice', 'Lời báo khi ngừng', 'Notice when stopped'],
  ['connection', 'Kết nối', 'Connection', 'connection'], ['kind', 'Loại', 'Kind', 'kind'], ['base_url', 'Địa chỉ gốc', 'Base address'], ['address', 'Địa chỉ', 'Address'], ['context', 'Ngữ cảnh', 'Context'], ['check_path', 'Đường kiểm tra', 'Path of the test'], ['endpoints', 'Điểm gọi', 'Endpoints'],
  ['description', 'Mô tả', 'Description'], ['purpose', 'Mục đích', 'Purpose'], ['legal_basis', 'Căn cứ pháp lý', 'Legal ground'], ['fields', 'Trường dữ liệu', 'Fields'], ['row_rule', 'Điều kiện dòng', 'Rows'], ['per_minute', 'Lượt một phút', 'Calls a minute'], ['per_day', 'Lượt một ngày', 'Calls a day'],
  ['valid_from', 'Có hiệu lực từ', 'Valid from'], ['valid_to', 'Dùng đến', 'Valid until'], ['ended_at', 'Chấm dứt lúc', 'Ended at'], ['ended_because', 'Lý do chấm dứt', 'Why it ended'], ['contact', 'Đầu mối', 'Contact'], ['terms', 'Điều khoản', 'Terms'],
  ['listed', 'Có trong danh mục', 'In the catalogue'], ['unlisted_because', 'Căn cứ để ẩn', 'Ground for hiding'], ['in_open_log', 'Có trong nhật ký công khai', 'In the open log'], ['evidence', 'Chứng cứ', 'Evidence', 'evidence'], ['when_log_fails', 'Khi nhật ký ngừng', 'When the log is away', 'logFails'], ['idempotent', 'Cổng gửi lại được', 'May be sent again'],
  ['error_envelope', 'Khuôn báo lỗi', 'Error envelope', 'envelope'], ['timeout_ms', 'Thời gian chờ (ms)', 'Time-out (ms)'], ['max_body_bytes', 'Dung lượng tối đa (byte)', 'Limit (bytes)'], ['retention_days', 'Giữ sự kiện (ngày)', 'Kept (days)'], ['payload_schema', 'Lược đồ', 'Schema'], ['dictionary', 'Từ điển', 'Dictionary'], ['ended', 'Đã kết thúc', 'Ended'],
]
const empty = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

function said(value: unknown, words: keyof typeof WORDS | undefined, lang: Lang): string {
  if (typeof value === 'boolean') return value ? choose(lang)('có', 'yes') : choose(lang)('không', 'no')
  if (typeof value === 'string') return words !== undefined ? wordOf(words, value, lang) : /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? formatDateTime(new Date(value), lang) : value
  if (Array.isArray(value)) return value.map(each => isEndpoint(each) ? `${each.method} ${each.path}` : said(each, undefined, lang)).join('; ')
  return JSON.stringify(value)
}
const isEndpoint = (value: unknown): value is { readonly method: string; readonly path: string } => typeof value === 'object' && value !== null && 'method' in value && 'path' in value

/** An earlier wording, one line for each thing it said, in the words of the forms. */
export const historyLines = (content: Readonly<Record<string, unknown>>, lang: Lang): string[] =>
  NAMES.flatMap(([column, vi, en, words]) => empty(content[column]) ? [] : [`${choose(lang)(vi, en)}: ${said(content[column], words, lang)}`.slice(0, 300)])
