import type { ReleaseKind, Treatment } from '../domain/anonymise.ts'
import type { TagTone } from '../../../ui/index.ts'
import type { ReleaseState } from '../tables.ts'

interface Both { readonly vi: string; readonly en: string }
const w = (vi: string, en: string): Both => ({ vi, en })

export const TREATMENT_WORDS: Readonly<Record<Treatment, Both>> = {
  'drop': w('Bỏ', 'Drop'), 'keep': w('Giữ, không dùng để nhận ra ai', 'Keep: identifies nobody'), 'as-is': w('Giữ nguyên, tính vào nhóm', 'Keep, count into combinations'),
  'year': w('Chỉ giữ năm', 'Year only'), 'years-5': w('Gộp 5 năm', 'Spans of 5 years'), 'years-10': w('Gộp 10 năm', 'Spans of 10 years'), 'parent': w('Đưa lên đơn vị cấp trên', 'The unit above'), 'province': w('Chỉ giữ tỉnh', 'Province only'),
  'band-5': w('Gộp theo 5', 'Bands of 5'), 'band-10': w('Gộp theo 10', 'Bands of 10'), 'band-100': w('Gộp theo 100', 'Bands of 100'), 'band-1000': w('Gộp theo 1.000', 'Bands of 1,000'), 'band-1000000': w('Gộp theo 1 triệu', 'Bands of a million'), 'pseudonym': w('Thay bằng mã không truy ngược', 'A code that leads back to nobody'),
}
export const KIND_WORDS: Readonly<Record<ReleaseKind, Both & { readonly hint: Both }>> = {
  rows: { ...w('Bộ mới, từng dòng đã ẩn danh', 'A new dataset of treated rows'), hint: w('Người dùng phân tích được nhiều nhất. Dòng dễ nhận ra bị bỏ.', 'Best for analysis. Rows that stand out are left out.') },
  counts: { ...w('Bộ mới, chỉ số đếm', 'A new dataset of counts'), hint: w('An toàn nhất: mỗi số đếm được cộng nhiễu ngẫu nhiên, ô nhỏ không công bố.', 'Safest: each count carries noise, small cells stay out.') },
  view: { ...w('Chính bộ này, chỉ các trường mở', 'This dataset, its open fields'), hint: w('Dùng khi dòng nói về sự vật, dữ liệu cá nhân chỉ là phụ, ví dụ người phụ trách.', 'For rows about things where persons are incidental, such as a contact.') },
}
export const RELEASE_STATES: Readonly<Record<ReleaseState, Both & { readonly tone: TagTone }>> = { checked: { ...w('Chờ ký', 'To sign'), tone: 'yellow' }, signed: { ...w('Đã ký', 'Signed'), tone: 'green' }, refused: { ...w('Không ký', 'Refused'), tone: 'grey' } }
