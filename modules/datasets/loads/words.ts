import type { DatasetSchema } from '../domain/schema.ts'
import type { LoadKind, LoadMode, LoadPhase, LoadState } from '../tables.ts'
import type { TagTone } from '../../../ui/index.ts'

interface Both { readonly vi: string; readonly en: string }
const w = (vi: string, en: string): Both => ({ vi, en })

export const STATES: Readonly<Record<LoadState, Both & { readonly tone: TagTone }>> = {
  receiving: { ...w('Chờ đọc', 'Waiting'), tone: 'blue' }, drifted: { ...w('Chờ quyết định cột', 'Columns to decide'), tone: 'yellow' }, reading: { ...w('Đang đọc', 'Reading'), tone: 'blue' }, checked: { ...w('Chờ nhận', 'To accept'), tone: 'yellow' },
  accepting: { ...w('Đang nhận', 'Accepting'), tone: 'blue' }, accepted: { ...w('Đã nhận', 'Accepted'), tone: 'green' }, rejected: { ...w('Đã từ chối', 'Rejected'), tone: 'grey' }, failed: { ...w('Không đọc được', 'Unreadable'), tone: 'red' },
}
export const KINDS: Readonly<Record<LoadKind, Both>> = { upload: w('Tải tệp lên', 'Upload'), form: w('Nhập biểu mẫu', 'Form'), pull: w('Kéo về', 'Pull'), drop: w('Thư mục nhận', 'Drop folder'), register: w('Nền tảng cấp', 'From the platform'), correction: w('Đính chính', 'Correction') }
export const MODES: Readonly<Record<LoadMode, Both & { readonly hint: Both }>> = {
  upsert: { ...w('Thêm và cập nhật', 'Add and update'), hint: w('Dòng có khóa đã có thì cập nhật, khóa mới thì thêm; dòng không có trong tệp giữ nguyên.', 'Rows with a known key are updated, new ones added; rows that the file lacks stay.') },
  snapshot: { ...w('Thay toàn bộ', 'Replace all'), hint: w('Tệp là toàn bộ dữ liệu: dòng không có trong tệp kết thúc hiệu lực.', 'The file is the whole: rows that it lacks end.') },
  append: { ...w('Chỉ thêm', 'Only add'), hint: w('Mọi dòng đều là dòng mới.', 'Every row is new.') },
}
export const PHASES: Readonly<Record<LoadPhase, Both>> = { inspect: w('Xem tệp là gì', 'Looking at the file'), copy: w('Đọc và kiểm tra từng dòng', 'Reading and checking rows'), check: w('Đối chiếu khóa và tham chiếu', 'Comparing keys and references'), accept: w('Ghi vào kho', 'Writing into the store') }
export const DRIFTS = { 'extra-column': w('Cột trong tệp, không có trong cấu trúc', 'Column that the schema lacks'), 'missing-field': w('Trường của cấu trúc, không có trong tệp', 'Field that the file lacks'), 'doubled-column': w('Hai cột cùng một trường', 'Two columns of one field') } as const

/** Why a file could not be read, and what helps. */
const FAILURES: Readonly<Record<string, Both>> = {
  'empty': w('Tệp không có dòng nào. Hãy kiểm tra lại tệp rồi gửi lại.', 'The file has no rows. Check it and send it again.'),
  'no-header': w('Không thấy dòng tên cột. Thêm một dòng tên cột ở đầu, hoặc chọn đúng số dòng tên cột rồi đọc lại.', 'No row names the columns. Add one, or say which row it is and read again.'),
  'unknown-format': w('Không nhận ra loại tệp. Hãy lưu thành CSV, XLSX, JSON, GeoJSON hoặc Parquet.', 'The kind of file is unknown. Save it as CSV, XLSX, JSON, GeoJSON or Parquet.'),
  'too-many-columns': w('Tệp có hơn 2.000 cột. Có thể sai dấu phân cách; hãy chọn lại dấu phân cách, hoặc tách tệp.', 'More than 2,000 columns. The delimiter may be wrong; choose another, or split the file.'),
  'row-too-long': w('Có dòng dài quá 2 MB. Có thể thiếu dấu nháy kép đóng; hãy sửa tệp rồi gửi lại.', 'A row is longer than 2 MB. A closing quote may be missing; mend the file.'),
  'broken': w('Tệp hỏng hoặc bị cắt giữa chừng. Hãy xuất lại tệp từ phần mềm gốc rồi gửi lại.', 'The file is broken or cut short. Export it again from where it comes.'),
  'bomb': w('Tệp cần nhiều bộ nhớ hơn mức an toàn. Hãy lưu thành CSV, hoặc chia thành nhiều tệp nhỏ.', 'The file needs more memory than is safe. Save it as CSV, or split it.'),
  'encrypted': w('Tệp đặt mật khẩu. Bỏ mật khẩu rồi gửi lại.', 'The file has a password. Remove it and send again.'),
  'too-many-strings': w('Bảng tính có quá nhiều chữ khác nhau. Hãy lưu thành CSV rồi gửi lại.', 'The workbook holds too many different texts. Save it as CSV.'),
  'not-supported': w('Chưa đọc được loại tệp này. Với tệp .xls, PDF hoặc nén kiểu lạ: mở bằng phần mềm gốc, lưu thành XLSX hoặc CSV.', 'This kind is not read. Open .xls, PDF and oddly packed files where they come from and save them as XLSX or CSV.'),
  'unexpected': w('Có lỗi ở phía hệ thống khi ghi vào kho; chưa ghi dòng nào. Hãy nhận lại; nếu vẫn lỗi, báo quản trị hệ thống.', 'The system failed while writing; no row was written. Accept it again; if it fails again, tell the administrators.'),
  'busy': w('Bộ dữ liệu đang lập chỉ mục hoặc đang nhận lần nạp khác. Hệ thống tự ghi ngay sau đó.', 'An index of the dataset is being built, or another load accepted. This one follows by itself.'),
  'storage-full': w('Kho lưu trữ hoặc cơ sở dữ liệu đã đầy; chưa có gì mất và chưa ghi dòng nào. Hệ thống tự làm tiếp khi có chỗ. Báo quản trị hệ thống giải phóng chỗ.', 'The storage or the database is full; nothing is lost and no row was written. It goes on by itself when there is room. Ask the administrators for room.'),
  'staging-lost': w('Cơ sở dữ liệu vừa khởi động lại nên tệp được đọc lại từ bản gốc. Chưa có gì bị mất.', 'The database restarted, so the file is read again from the kept original. Nothing is lost.'),
}
export const failureText = (failure: string): Both => FAILURES[failure] ?? w(failure, failure)

/** What a finding means and what to do about it. */
const RULES: Readonly<Record<string, readonly [meaning: Both, cure: Both]>> = {
  'required': [w('Ô bắt buộc để trống', 'A required cell is empty'), w('Điền giá trị.', 'Fill it in.')],
  'text': [w('Không phải chữ', 'Not a text'), w('Sửa ô.', 'Correct the cell.')],
  'integer': [w('Không phải số nguyên', 'Not a whole number'), w('Gõ số, không kèm chữ.', 'Type digits only.')], 'money': [w('Không phải số tiền', 'Not an amount'), w('Gõ số đồng, không kèm chữ khác.', 'Type the amount in dong.')],
  'decimal': [w('Không phải số', 'Not a number'), w('Gõ số theo một kiểu thống nhất: 1.234,5 hoặc 1234.5.', 'Write numbers in one style: 1.234,5 or 1234.5.')],
  'boolean': [w('Không phải Có/Không', 'Neither yes nor no'), w('Ghi Có hoặc Không.', 'Write yes or no.')],
  'date': [w('Không phải ngày', 'Not a date'), w('Ghi ngày/tháng/năm có thật, ví dụ 01/07/2025.', 'Write a real day, such as 01/07/2025.')], 'datetime': [w('Không phải ngày giờ', 'Not a date and time'), w('Ghi 01/07/2025 08:30.', 'Write 01/07/2025 08:30.')],
  'unit': [w('Không phải mã đơn vị hành chính', 'Not a code of an administrative unit'), w('Dùng mã 2 đến 5 chữ số của danh mục.', 'Use the code of 2 to 5 digits.')],
  'personal-id': [w('Không phải số định danh', 'Not a personal number'), w('Số định danh có 12 chữ số; kiểm tra ô có mất số 0 đầu không.', 'It has 12 digits; look whether a leading zero was lost.')],
  'phone': [w('Không phải số điện thoại', 'Not a phone number'), w('Số có 10 hoặc 11 chữ số, bắt đầu bằng 0.', '10 or 11 digits, beginning with 0.')], 'email': [w('Không phải thư điện tử', 'Not an e-mail address'), w('Sửa địa chỉ.', 'Correct it.')], 'url': [w('Không phải địa chỉ web', 'Not a web address'), w('Bắt đầu bằng https://', 'Begin with https://')],
  'point': [w('Không phải tọa độ', 'Not a point'), w('Ghi vĩ độ, kinh độ: 21.59, 105.84', 'Write latitude, longitude: 21.59, 105.84')], 'geometry': [w('Không phải hình GeoJSON', 'Not a GeoJSON shape'), w('Xuất lại thành GeoJSON.', 'Export it as GeoJSON.')],
  'minimum': [w('Nhỏ hơn mức thấp nhất', 'Below the minimum'), w('Kiểm tra số liệu.', 'Check the figure.')], 'maximum': [w('Lớn hơn mức cao nhất', 'Above the maximum'), w('Kiểm tra số liệu.', 'Check the figure.')], 'max-length': [w('Dài quá', 'Too long'), w('Rút gọn.', 'Shorten it.')],
  'pattern': [w('Không đúng mẫu', 'Not of the pattern'), w('Viết theo mẫu của trường.', 'Write it as the field asks.')], 'choices': [w('Không có trong danh sách', 'Not in the list'), w('Chọn một giá trị của danh sách.', 'Use a value of the list.')],
  'control-character': [w('Có ký tự điều khiển', 'Holds control characters'), w('Gõ lại ô.', 'Type the cell again.')], 'encoding': [w('Chữ bị hỏng mã', 'Characters are broken'), w('Lưu tệp bằng UTF-8, hoặc chọn đúng bảng mã rồi đọc lại.', 'Save the file as UTF-8, or choose its encoding and read again.')],
  'columns': [w('Thừa ô so với dòng tên cột', 'More cells than columns'), w('Có thể thiếu dấu nháy kép quanh ô có dấu phân cách.', 'A cell with a delimiter may lack its quotes.')], 'row-too-long': [w('Dòng dài quá', 'The row is too long'), w('Tách dòng.', 'Split it.')],
  'key': [w('Trùng khóa với dòng trước', 'The key of an earlier row'), w('Giữ một dòng, xóa dòng kia.', 'Keep one of them.')], 'unique': [w('Trùng giá trị phải duy nhất', 'A value that must be unique stands twice'), w('Sửa một trong hai dòng.', 'Correct one of them.')],
  'taken': [w('Giá trị đã thuộc về dòng khác trong kho', 'Another row of the store has this value'), w('Kiểm tra hai dòng.', 'Check both rows.')], 'reference': [w('Không có trong bộ dữ liệu được tham chiếu', 'Unknown to the dataset it refers to'), w('Dùng mã có thật, hoặc nạp bộ dữ liệu kia trước.', 'Use a known code, or load that dataset first.')],
}
export interface Finding { readonly rule: string; readonly meaning: Both; readonly cure: Both; readonly field: Both | undefined }
/** `required:ma_xa` in words; rules of the contract speak for themselves. */
export function describeFinding(rule: string, field: string, schema: DatasetSchema): Finding {
  const known = RULES[rule]
  const own = schema.rules.find(each => each.code === rule)
  const titles = field.split(',').flatMap(name => { const found = schema.fields.find(each => each.name === name); return found ? [{ vi: found.title.vi, en: found.title.en ?? found.title.vi }] : [] })
  const message = own ? w(own.message.vi, own.message.en ?? own.message.vi) : w(rule, rule)
  return { rule, meaning: known?.[0] ?? message, cure: known?.[1] ?? w('Sửa các ô mà quy tắc nêu.', 'Correct the cells that the rule names.'), field: titles.length === 0 ? undefined : w(titles.map(each => each.vi).join(', '), titles.map(each => each.en).join(', ')) }
}
