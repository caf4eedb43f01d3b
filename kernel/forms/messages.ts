import type { Text } from './definition.ts'

/** The label as it is quoted inside a sentence; a question keeps its mark. */
interface Named { readonly vi: string; readonly en: string }
const named = (label: Text): Named => ({ vi: `“${label.vi}”`, en: `“${label.en ?? label.vi}”` })

/**
 * Every fault names the field, the cause and the cure. `detail` is what the cause needs: a count, a bound, what was typed.
 * Keys are the stable codes.
 */
export const FAULT_TEXTS = {
  'required': (f, _) => ({ vi: `Bạn chưa trả lời ${f.vi}. Hãy điền mục này để tiếp tục.`, en: `You have not answered ${f.en}. Fill it in to continue.` }),
  'choose-one': (f, _) => ({ vi: `Bạn chưa chọn câu trả lời cho ${f.vi}. Hãy chọn một mục trong danh sách.`, en: `You have not chosen an answer for ${f.en}. Choose one from the list.` }),
  'not-a-choice': (f, _) => ({ vi: `Câu trả lời cho ${f.vi} không có trong danh sách. Hãy chọn lại một mục.`, en: `Your answer for ${f.en} is not on the list. Choose one of the options.` }),
  'too-few-choices': (f, d) => ({ vi: `${f.vi} cần chọn ít nhất ${d} mục. Hãy chọn thêm.`, en: `${f.en} needs at least ${d} options. Choose more.` }),
  'confirm': (f, _) => ({ vi: `Bạn chưa đánh dấu ${f.vi}. Hãy đọc kỹ rồi đánh dấu vào ô nếu bạn đồng ý.`, en: `You have not ticked ${f.en}. Read it and tick the box if you agree.` }),
  'wrong-type': (f, _) => ({ vi: `Không đọc được câu trả lời cho ${f.vi}. Hãy nhập lại mục này.`, en: `The answer for ${f.en} could not be read. Enter it again.` }),
  'unknown-field': (_, d) => ({ vi: `Mẫu này không hỏi mục “${d}”. Hãy bỏ mục đó rồi gửi lại.`, en: `This form has no field “${d}”. Remove it and send again.` }),
  'too-long': (f, d) => ({ vi: `${f.vi} dài quá ${d} chữ cái và khoảng trắng. Hãy viết ngắn lại.`, en: `${f.en} is longer than ${d} characters. Shorten it.` }),
  'pattern': (f, d) => ({ vi: `${f.vi} chưa đúng mẫu. ${d || 'Hãy xem ví dụ bên cạnh và nhập lại.'}`, en: `${f.en} is not in the right format. ${d || 'Check the example and enter it again.'}` }),
  'name-incomplete': (f, d) => ({ vi: `${f.vi} cần đủ họ và tên. Bạn mới nhập “${d}”; hãy ghi cả họ, chữ đệm và tên như trên giấy tờ.`, en: `${f.en} needs family and given name. You entered “${d}”; write the full name as on the papers.` }),
  'name-characters': (f, d) => ({ vi: `${f.vi} có ký tự “${d}” không dùng trong tên người. Hãy xóa ký tự đó.`, en: `${f.en} contains “${d}”, which does not belong in a name. Remove it.` }),
  'personal-id-length': (f, d) => ({ vi: `${f.vi}: số định danh phải có 12 chữ số. Bạn đã nhập ${d} số; hãy kiểm tra lại trên thẻ căn cước.`, en: `${f.en}: a personal ID number has 12 digits. You entered ${d}; check it on the identity card.` }),
  'personal-id-old': (f, _) => ({ vi: `${f.vi}: bạn đã nhập 9 số, có lẽ là số chứng minh nhân dân cũ. Hãy nhập số định danh 12 chữ số trên thẻ căn cước.`, en: `${f.en}: 9 digits look like an old identity card. Enter the 12-digit personal ID number.` }),
  'personal-id-digits': (f, _) => ({ vi: `${f.vi}: số định danh chỉ gồm chữ số. Hãy xóa chữ cái và ký hiệu rồi nhập lại 12 số trên thẻ căn cước.`, en: `${f.en}: a personal ID number has digits only. Remove the other characters and enter the 12 digits.` }),
  'personal-id-impossible': (f, d) => ({ vi: `${f.vi}: không có số định danh nào bắt đầu bằng ${d}. Hãy so lại từng số với thẻ căn cước.`, en: `${f.en}: no personal ID number begins with ${d}. Compare each digit with the card.` }),
  'tax-code-length': (f, d) => ({ vi: `${f.vi}: mã số thuế có 10 chữ số, chi nhánh 13 chữ số, cá nhân và hộ kinh doanh 12 chữ số. Bạn đã nhập ${d} số; hãy kiểm tra lại.`, en: `${f.en}: a tax code has 10 digits, a branch 13, a person or household business 12. You entered ${d}; check it.` }),
  'tax-code-digits': (f, _) => ({ vi: `${f.vi}: mã số thuế chỉ gồm chữ số và dấu gạch ngang. Hãy xóa ký tự khác.`, en: `${f.en}: a tax code has digits and a hyphen only. Remove other characters.` }),
  'tax-code-check': (f, d) => ({ vi: `${f.vi}: mã số thuế ${d} không đúng số kiểm tra. Có thể bạn gõ nhầm một chữ số; hãy so lại với giấy đăng ký.`, en: `${f.en}: tax code ${d} fails its check digit. One digit may be mistyped; compare it with the certificate.` }),
  'phone': (f, d) => ({ vi: `${f.vi}: “${d}” không phải số điện thoại ở Việt Nam. Hãy nhập 10 số bắt đầu bằng 0, ví dụ 0912 345 678.`, en: `${f.en}: “${d}” is not a Vietnamese phone number. Enter 10 digits beginning with 0, such as 0912 345 678.` }),
  'email': (f, d) => ({ vi: `${f.vi}: “${d}” chưa phải địa chỉ thư điện tử. Địa chỉ cần có dạng ten@vidu.vn.`, en: `${f.en}: “${d}” is not an e-mail address. It should look like name@example.vn.` }),
  'date': (f, d) => ({ vi: `${f.vi}: không có ngày “${d}”. Hãy nhập ngày, tháng, năm, ví dụ 27 3 2026.`, en: `${f.en}: there is no date “${d}”. Enter day, month and year, such as 27 3 2026.` }),
  'date-early': (f, d) => ({ vi: `${f.vi}: ngày này quá sớm. Hãy nhập từ ngày ${d} trở đi.`, en: `${f.en}: this date is too early. Enter ${d} or later.` }),
  'date-late': (f, d) => ({ vi: `${f.vi}: ngày này quá muộn. Hãy nhập ngày ${d} hoặc trước đó.`, en: `${f.en}: this date is too late. Enter ${d} or earlier.` }),
  'date-closed': (f, d) => ({ vi: `${f.vi}: ${d}`, en: `${f.en}: ${d}` }),
  'number': (f, d) => ({ vi: `${f.vi}: “${d}” không phải là số. Hãy nhập bằng chữ số, ví dụ 12 hoặc 12,5.`, en: `${f.en}: “${d}” is not a number. Use digits, such as 12 or 12.5.` }),
  'whole-number': (f, d) => ({ vi: `${f.vi}: “${d}” không phải là số. Hãy nhập số nguyên bằng chữ số, ví dụ 2.`, en: `${f.en}: “${d}” is not a number. Use a whole number in digits, such as 2.` }),
  'integer': (f, d) => ({ vi: `${f.vi}: ${d} không phải số nguyên. Hãy nhập số không có phần lẻ.`, en: `${f.en}: ${d} is not a whole number. Enter a number without decimals.` }),
  'money': (f, d) => ({ vi: `${f.vi}: “${d}” không phải số tiền. Hãy nhập số đồng bằng chữ số, ví dụ 1.500.000.`, en: `${f.en}: “${d}” is not an amount. Enter whole đồng in digits, such as 1500000.` }),
  'too-small': (f, d) => ({ vi: `${f.vi} phải từ ${d} trở lên. Hãy nhập lại số.`, en: `${f.en} must be ${d} or more. Enter another number.` }),
  'too-large': (f, d) => ({ vi: `${f.vi} không được quá ${d}. Hãy nhập lại số.`, en: `${f.en} must be ${d} or less. Enter another number.` }),
  'commune': (f, _) => ({ vi: `${f.vi}: xã, phường này không có trong danh sách hiện nay. Hãy chọn lại tên xã, phường từ danh sách.`, en: `${f.en}: this commune is not on today's list. Choose one from the list.` }),
  'address-commune': (f, _) => ({ vi: `${f.vi} còn thiếu xã, phường. Hãy chọn xã, phường trong danh sách.`, en: `${f.en} lacks the commune or ward. Choose it from the list.` }),
  'address-detail': (f, _) => ({ vi: `${f.vi} còn thiếu số nhà, đường hoặc tên xóm, tổ dân phố. Hãy ghi thêm.`, en: `${f.en} lacks the house number, street or hamlet. Add it.` }),
  'too-few-items': (f, d) => ({ vi: `Bạn cần khai ít nhất ${d} mục ở ${f.vi}. Hãy thêm cho đủ.`, en: `Give at least ${d} entries under ${f.en}. Add what is missing.` }),
  'too-many-items': (f, d) => ({ vi: `${f.vi} chỉ nhận nhiều nhất ${d} mục. Hãy bớt đi, hoặc nộp thêm một hồ sơ nữa.`, en: `${f.en} takes at most ${d} entries. Remove some, or file a second dossier.` }),
} as const satisfies Readonly<Record<string, (field: Named, detail: string) => { vi: string; en: string }>>

export type FaultCode = keyof typeof FAULT_TEXTS

/** The text of a fault for a field with this label; a detail that is a text itself is taken in each language. */
export function faultText(code: FaultCode, label: Text, detail: string | Text = ''): Text {
  const [vi, en] = typeof detail === 'string' ? [detail, detail] : [detail.vi, detail.en ?? detail.vi]
  return { vi: FAULT_TEXTS[code](named(label), vi).vi, en: FAULT_TEXTS[code](named(label), en).en }
}
