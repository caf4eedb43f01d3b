import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { Field } from '../../modules/datasets/domain/schema.ts'
import { aField, aSchema } from '../../modules/datasets/testing.ts'

/** A register of facilities: ten fields of eight types, a key, a reference, two rules. */
export const WARDS: readonly Field[] = [aField('ma', { type: 'unit', required: true })]
export const FACILITIES = aSchema([
  aField('ma', { required: true, maxLength: 20 }), aField('ten', { required: true, maxLength: 200 }), aField('ma_xa', { type: 'unit', required: true, reference: { dataset: 'xa', field: 'ma' } }), aField('so_giuong', { type: 'integer', minimum: 0, maximum: 5000 }), aField('dien_tich', { type: 'decimal', minimum: 0 }),
  aField('ngay_cap', { type: 'date', required: true }), aField('ngay_het_han', { type: 'date' }), aField('loai', { choices: ['cong', 'tu', 'khac'].map(value => ({ value, label: { vi: value } })) }), aField('dien_thoai', { type: 'phone' }), aField('ghi_chu'),
], { key: ['ma'], rules: [
  { code: 'cap-truoc-het-han', severity: 'error', message: { vi: 'Ngày cấp phải trước ngày hết hạn.' }, rule: { kind: 'compare', left: 'ngay_cap', operator: '<', right: 'ngay_het_han' } },
  { code: 'nha-nuoc-co-giuong', severity: 'warning', message: { vi: 'Cơ sở công nên có số giường.' }, rule: { kind: 'required-if', field: 'so_giuong', when: 'loai', is: 'cong' } },
] })

const NAMES = ['Trạm y tế phường Phan Đình Phùng', 'Phòng khám Tân Cương', 'Trạm y tế xã Quyết Thắng', 'Nhà hộ sinh Quang Vinh', 'Trung tâm y tế Phúc Trìu']
const two = (value: number): string => String(value).padStart(2, '0')
/** One row in ten thousand breaks something that no column type forbids: a doubled key would end COPY, so there is none of it. */
function rowOf(at: number): string {
  const wrong = at % 10_000 === 4_999 ? at / 10_000 % 3 | 0 : -1
  const [day, month] = [1 + at % 28, 1 + at % 12]
  return `CS${String(at * 7919 % 1_000_000_007).padStart(10, '0')},${NAMES[at % 5]} số ${at},${wrong === 0 ? '99999' : String(5000 + at % 400).padStart(5, '0')},${wrong === 1 ? 9999 : at % 300},${at % 9999}.${two(at % 100)},20${10 + at % 10}-${two(month)}-${two(day)},20${(wrong === 2 ? 0 : 20) + at % 10 < 10 ? '0' : ''}${(wrong === 2 ? 0 : 20) + at % 10}-${two(month)}-${two(day)},${['cong', 'tu', 'khac'][at % 3]},09${10_000_000 + at % 90_000_000},ghi chú ${at % 1000}\n`
}

export async function writeFacilities(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file)
  out.write(`${FACILITIES.fields.map(field => field.name).join(',')}\n`)
  let text = ''
  for (let at = 0; at < rows; at++) {
    text += rowOf(at)
    if (text.length > 1_000_000) { if (!out.write(text)) await once(out, 'drain'); text = '' }
  }
  out.end(text)
  await once(out, 'finish')
}
