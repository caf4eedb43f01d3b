import type { Lang } from '../../../kernel/http/route.ts'
import { FULL_DESCRIPTION, type Box, type Dimension } from '../domain/quality.ts'
import type { DatasetSchema } from '../domain/schema.ts'

interface Both { readonly vi: string; readonly en: string }
const w = (vi: string, en: string): Both => ({ vi, en })

export const DIMENSION_WORDS: Readonly<Record<Dimension, { readonly name: Both; readonly asks: Both }>> = {
  validity: { name: w('Hợp lệ', 'Validity'), asks: w('Giá trị đúng kiểu, đúng mẫu, trong danh sách và giới hạn của cấu trúc hiện nay.', 'Values are of the type, pattern, list and range of the present contract.') },
  consistency: { name: w('Nhất quán', 'Consistency'), asks: w('Các ô trong một dòng không mâu thuẫn; thời gian hiệu lực của một khóa không chồng nhau.', 'Cells of a row do not contradict; periods of one key do not overlap.') },
  completeness: { name: w('Đầy đủ', 'Completeness'), asks: w('Ô bắt buộc có giá trị; không trường nào bỏ không. Trường không bắt buộc chỉ nêu cho biết, không trừ điểm.', 'Required cells are filled and no field is unused. Optional fields are shown and cost nothing.') },
  uniqueness: { name: w('Không trùng', 'Uniqueness'), asks: w('Mỗi đối tượng một dòng.', 'One row for each thing.') },
  timeliness: { name: w('Kịp thời', 'Timeliness'), asks: w('Cập nhật đúng chu kỳ đã hứa, hôm nay và suốt một năm qua. Trễ ít mất ít điểm.', 'Refreshed as promised, today and through the last year. A little late costs little.') },
  integrity: { name: w('Tham chiếu', 'Referential integrity'), asks: w('Mã dẫn sang bộ dữ liệu khác và mã đơn vị hành chính đều có thật.', 'Codes that refer to other datasets and administrative units exist.') },
  metadata: { name: w('Mô tả', 'Metadata'), asks: w('Người khác đọc là hiểu và dùng được, không phải hỏi.', 'Others understand and may use it without asking.') },
  sharing: { name: w('Dùng chung', 'Sharing'), asks: w('Được công bố, có dịch vụ đang trả lời và có cơ quan khác dùng. Dữ liệu nội bộ không chấm phần này.', 'Published, served and used by others. Internal data is not judged here.') },
}

const BOXES: Readonly<Record<string, Both>> = {
  'filled': w('“{s}” có giá trị', '"{s}" is filled'), 'optional': w('“{s}” có giá trị (không bắt buộc)', '"{s}" is filled (optional)'), 'fields-in-use': w('Trường có ít nhất một dòng điền', 'Fields that some row fills'),
  'valid': w('“{s}” đúng kiểu và giới hạn', '"{s}" is valid'), 'periods': w('Thời gian hiệu lực không chồng nhau', 'Periods do not overlap'),
  'key': w('Khóa không trùng: {s} (cơ sở dữ liệu giữ)', 'The key is unique: {s} (held by the database)'), 'unique': w('“{s}” không trùng (cơ sở dữ liệu giữ)', '"{s}" is unique (held by the database)'), 'same-content': w('Không có dòng giống hệt nhau', 'No two rows say the same'),
  'reference': w('“{s}” có trong bộ dữ liệu được dẫn', '"{s}" exists where it refers to'), 'unit': w('“{s}” là mã đơn vị hành chính có thật', '"{s}" is a real administrative unit'),
  'fresh': w('Trong chu kỳ cập nhật (ngày)', 'Within the promised period (days)'), 'promise-kept': w('Số ngày giữ đúng hẹn trong một năm qua', 'Days of the last year on which the promise held'), 'fed-nightly': w('Nền tảng đối chiếu với danh mục gốc mỗi đêm', 'Compared with its register every night'),
  'description': w(`Mô tả từ ${FULL_DESCRIPTION} ký tự`, `A description of ${FULL_DESCRIPTION} characters`), 'title-en': w('Có tên tiếng Anh', 'Has an English title'), 'keywords': w('Có từ khóa', 'Has keywords'), 'theme': w('Có chủ đề', 'Has a theme'), 'steward': w('Có người giữ', 'Has a steward'), 'frequency': w('Nêu chu kỳ cập nhật', 'Says how often it is refreshed'), 'legal-basis': w('Nêu căn cứ pháp lý', 'Names its legal basis'), 'licence': w('Có giấy phép sử dụng', 'Has a licence'), 'fields-explained': w('Trường có diễn giải, danh sách giá trị hoặc tham chiếu', 'Fields with a meaning, a list or a reference'),
  'published': w('Đang công bố', 'Is published'), 'open-format': w('Tải được ở định dạng mở', 'Comes in open formats'), 'service': w('Dịch vụ trên nền tảng tích hợp đang trả lời', 'Its service in the exchange answers'), 'used': w('Có cơ quan khác dùng trong 30 ngày', 'Another agency used it within 30 days'),
}
const KEYED = w('Có khóa phân biệt từng dòng', 'Has a key')

/** A box in words; `s` is its field by title, rules speak for themselves. */
export function boxWords(box: Pick<Box, 'kind' | 'subject' | 'dimension'>, schema: DatasetSchema, lang: Lang): string {
  if (box.dimension === 'metadata' && box.kind === 'key') return KEYED[lang]
  const rule = box.kind === 'rule' ? schema.rules.find(each => each.code === box.subject) : undefined
  if (rule) return lang === 'vi' ? `Quy tắc: ${rule.message.vi}` : `Rule: ${rule.message.en ?? rule.message.vi}`
  const title = box.subject.split(',').map(name => { const field = schema.fields.find(each => each.name === name); return field ? (lang === 'en' ? field.title.en : undefined) ?? field.title.vi : name }).join(', ')
  return (BOXES[box.kind]?.[lang] ?? box.kind).replace('{s}', title)
}
