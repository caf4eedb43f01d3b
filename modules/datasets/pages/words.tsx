import { formatDate, formatDateTime, formatMoney, formatNumber, Tag, useLang, type Lang, type TagTone } from '../../../ui/index.ts'
import { freshnessOf } from '../domain/freshness.ts'
import type { Field } from '../domain/schema.ts'

type Word = readonly [vi: string, en: string, tone?: TagTone]
/** Words of the store's states and kinds, as screens show them. */
export const WORDS = {
  state: { draft: ['Đang soạn', 'Draft', 'grey'], published: ['Đang công bố', 'Published', 'green'], withdrawn: ['Đã ngừng công bố', 'Withdrawn', 'yellow'] },
  access: { internal: ['Nội bộ', 'Internal'], shared: ['Chia sẻ theo quyền', 'Shared by contract'], open: ['Mở cho mọi người', 'Open to all'] },
  classification: { open: ['Mở', 'Open', 'green'], shared: ['Chia sẻ', 'Shared', 'blue'], personal: ['Cá nhân', 'Personal', 'yellow'], sensitive: ['Nhạy cảm', 'Sensitive', 'red'] },
  type: { text: ['Chữ', 'Text'], integer: ['Số nguyên', 'Whole number'], decimal: ['Số thập phân', 'Decimal'], money: ['Tiền (đồng)', 'Money (VND)'], boolean: ['Có, không', 'Yes or no'], date: ['Ngày', 'Date'], datetime: ['Ngày giờ', 'Date and time'], unit: ['Đơn vị hành chính', 'Administrative unit'], 'personal-id': ['Số định danh', 'Personal number'], phone: ['Điện thoại', 'Phone'], email: ['Thư điện tử', 'E-mail'], url: ['Địa chỉ web', 'Web address'], point: ['Tọa độ', 'Coordinates'], geometry: ['Hình (GeoJSON)', 'Shape (GeoJSON)'] },
  load: { receiving: ['Đang nhận tệp', 'Receiving', 'blue'], drifted: ['Chờ quyết định cột', 'Columns to decide', 'yellow'], reading: ['Đang đọc', 'Reading', 'blue'], checked: ['Chờ nhận', 'Waiting', 'yellow'], accepting: ['Đang nhận', 'Accepting', 'blue'], accepted: ['Đã nhận', 'Accepted', 'green'], rejected: ['Đã từ chối', 'Rejected', 'grey'], failed: ['Hỏng', 'Failed', 'red'] },
  kind: { upload: ['Tệp', 'File'], form: ['Biểu mẫu', 'Form'], pull: ['Lấy qua dịch vụ', 'Pulled'], drop: ['Thư mục nhận tệp', 'Drop folder'], register: ['Nền tảng cập nhật', 'Platform'], correction: ['Sửa dữ liệu', 'Correction'] },
  theme: { 'chinh-quyen': ['Chính quyền', 'Government'], 'ho-so': ['Hồ sơ, thủ tục', 'Dossiers, procedures'], 'dan-cu': ['Dân cư, xã hội', 'Population, society'], 'y-te': ['Y tế', 'Health'], 'giao-duc': ['Giáo dục', 'Education'], 'kinh-te': ['Kinh tế, tài chính', 'Economy, finance'], 'nong-nghiep': ['Nông nghiệp', 'Agriculture'], 'moi-truong': ['Tài nguyên, môi trường', 'Environment'], 'giao-thong': ['Giao thông, xây dựng', 'Transport, construction'], 'du-lich': ['Văn hóa, du lịch', 'Culture, tourism'], 'chuyen-doi-so': ['Chuyển đổi số', 'Digital transformation'] },
  licence: { 'CC-BY-4.0': ['CC BY 4.0: dùng tự do, ghi nguồn', 'CC BY 4.0'], 'CC0-1.0': ['CC0: dùng tự do', 'CC0'], 'ODbL-1.0': ['ODbL: dùng tự do, chia sẻ lại như cũ', 'ODbL'] },
  operator: { eq: ['bằng', 'is'], neq: ['khác', 'is not'], 'contains-text': ['có chữ', 'contains'], gt: ['lớn hơn', 'above'], gte: ['từ', 'at least'], lt: ['nhỏ hơn', 'below'], lte: ['đến', 'at most'], null: ['để trống', 'is empty'], 'not-null': ['có giá trị', 'is filled'] },
  formEntry: { keeper: ['Cơ quan chủ quản nhận rồi mới có hiệu lực', 'Counts once the owner accepts it'], 'at-once': ['Có hiệu lực ngay khi xã gửi', 'Counts as soon as it is sent'] },
} as const satisfies Record<string, Record<string, Word>>

const find = (set: keyof typeof WORDS, value: string): Word => Object.entries<Word>(WORDS[set]).find(([key]) => key === value)?.[1] ?? [value, value]
export const wordOf = (set: keyof typeof WORDS, value: string, lang: Lang): string => find(set, value)[lang === 'vi' ? 0 : 1]
export const optionsOf = (set: keyof typeof WORDS, lang: Lang): { value: string; label: string }[] => Object.keys(WORDS[set]).map(value => ({ value, label: wordOf(set, value, lang) }))
export function State({ set, value }: { readonly set: 'state' | 'load' | 'classification'; readonly value: string }) { const lang = useLang(); return <Tag tone={find(set, value)[2]}>{wordOf(set, value, lang)}</Tag> }

/** How fresh a dataset is, in words first; late in colour too. */
export function Freshness({ dataset, now }: { readonly dataset: { readonly refreshDays: number | null; readonly refreshedAt: Date | null }; readonly now: Date }) {
  const lang = useLang()
  const { state, days, over } = freshnessOf(dataset, now)
  const [vi, en] = state === 'empty' ? ['Chưa có dữ liệu', 'No rows yet'] : days === 0 ? ['Hôm nay', 'Today'] : [`${days} ngày trước`, `${days} days ago`]
  const note = state === 'late' ? [`Trễ ${over} ngày`, `${over} days late`] as const : state === 'soon' ? ['Sắp đến hạn cập nhật', 'Due soon'] as const : undefined
  const says = lang === 'vi' ? 0 : 1
  return <span class={state === 'late' ? 'ts-fresh ts-fresh--late' : 'ts-fresh'}>{[vi, en][says]}{note && <small>{note[says]}</small>}</span>
}

/** Who reads a list: `owner` by its short name; the province's name stands in every one of them. */
export const shortAgency = (name: string): string => name.replace(/ tỉnh [\p{L} ]+$/u, '').replace(/^Ủy ban nhân dân /, 'UBND ')

/** One value as people read it. */
export function shownCell(field: Field, value: unknown, lang: Lang, units?: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined) return ''
  if (field.type === 'unit' && typeof value === 'string' && field.name !== 'ma') return units?.get(value) ?? value
  const choice = field.choices?.find(each => each.value === value)
  if (choice) return lang === 'en' ? choice.label.en ?? choice.label.vi : choice.label.vi
  if (value instanceof Date) return field.type === 'date' ? formatDate(value, lang) : formatDateTime(value, lang)
  if (typeof value === 'number') return field.type === 'money' ? formatMoney(value, lang) : formatNumber(value, lang, 6)
  if (typeof value === 'boolean') return value ? (lang === 'vi' ? 'Có' : 'Yes') : (lang === 'vi' ? 'Không' : 'No')
  if (field.type === 'date' && typeof value === 'string') return value.split('-').reverse().join('/')
  if (typeof value === 'object' && 'coordinates' in value && Array.isArray(value.coordinates) && field.type === 'point') return value.coordinates.toReversed().map(each => Math.round(Number(each) * 1e5) / 1e5).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
