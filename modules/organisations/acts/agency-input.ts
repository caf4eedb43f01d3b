import type { FieldFault } from '../../../kernel/errors.ts'
import { AGENCY_CODE, EMAIL, PHONE } from '../domain/codes.ts'

export interface AgencyInput { readonly code: string; readonly name: string; readonly address: string; readonly phone: string; readonly email: string }

const fault = (field: string, vi: string, en: string): FieldFault => ({ field, code: 'invalid', message: { vi, en } })

/** What is wrong with an agency's own words, before the database is asked. */
export function agencyFaults(input: AgencyInput): readonly FieldFault[] {
  return [
    ...(input.name.trim() === '' ? [fault('name', 'Chưa có tên cơ quan. Gõ tên đầy đủ như trên con dấu.', 'The name is missing. Type it in full, as on the seal.')] : []),
    ...(input.name.length > 300 ? [fault('name', 'Tên dài quá 300 ký tự.', 'The name is longer than 300 characters.')] : []),
    ...(AGENCY_CODE.test(input.code) ? [] : [fault('code', `Mã “${input.code}” chưa đúng. Mã gồm chữ in hoa, số và dấu chấm, ví dụ H55.33 (Quyết định 20/2020/QĐ-TTg).`, `Code "${input.code}" is not valid: capital letters, digits and dots, for example H55.33.`)]),
    ...(input.phone === '' || PHONE.test(input.phone) ? [] : [fault('phone', `Số điện thoại “${input.phone}” chưa đúng. Gõ 8 đến 20 chữ số, hoặc để trống.`, `Telephone "${input.phone}" is not valid. Type 8 to 20 digits, or leave it empty.`)]),
    ...(input.email === '' || EMAIL.test(input.email) ? [] : [fault('email', `Thư điện tử “${input.email}” chưa đúng. Ví dụ: motcua@thainguyen.gov.vn.`, `E-mail "${input.email}" is not valid.`)]),
  ]
}
export const codeTaken = (code: string): FieldFault => fault('code', `Mã ${code} đã dùng cho cơ quan khác. Chọn mã khác, hoặc mở cơ quan đó để sửa.`, `Code ${code} belongs to another agency. Choose another, or open that agency.`)
