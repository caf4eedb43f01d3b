import { describe, expect, test } from 'vitest'
import { fieldName, headerRowOf, inferSchema, numberStyleOf } from './infer.ts'
import { mapHeader } from './mapping.ts'
import { faultsOfSchema, type DatasetSchema } from './schema.ts'

const rows = (count: number, row: (at: number) => readonly string[]): readonly (readonly string[])[] => Array.from({ length: count }, (_, at) => row(at))

describe('a contract proposed from a file', () => {
  const sample = { header: ['STT', 'Mã trạm (*)', 'Tên trạm y tế', 'Mã xã', 'Số CCCD', 'Họ và tên', 'Ngày sinh', 'Số điện thoại', 'Loại hình', 'Số giường', 'Kinh phí', 'Diện tích', 'Đang mở', 'Tọa độ', 'Ghi chú', ''],
    rows: rows(60, at => [String(at + 1), `T0${at}`, `Trạm ${at}`, at % 2 ? '05443' : '05446', `0190${String(10000000 + at)}`, 'Nguyễn Văn A', '01/02/1990', '0912 345 678', at % 3 ? 'Công lập' : 'Tư nhân', String(at % 9), `${at + 1}.500.000`, `${at},5`, at % 2 ? 'Có' : 'Không', '21.59, 105.84', at % 4 ? '' : `xem ${at}`, '']) }
  const schema = inferSchema(sample, 'vi')
  test.each([
    ['stt', 'integer', 'open'], ['ma_tram', 'text', 'open'], ['ten_tram_y_te', 'text', 'open'], ['ma_xa', 'unit', 'open'], ['so_cccd', 'personal-id', 'personal'], ['ho_va_ten', 'text', 'personal'], ['ngay_sinh', 'date', 'personal'],
    ['so_dien_thoai', 'phone', 'personal'], ['loai_hinh', 'text', 'open'], ['so_giuong', 'integer', 'open'], ['kinh_phi', 'money', 'open'], ['dien_tich', 'decimal', 'open'], ['dang_mo', 'boolean', 'open'], ['toa_do', 'point', 'open'], ['ghi_chu', 'text', 'open'],
  ])('%s is a %s and %s', (name, type, classification) => { expect(schema.fields.find(field => field.name === name)).toMatchObject({ type, classification }) })
  test('its key, choices and required fields', () => {
    expect(schema.key).toEqual(['ma_tram'])
    expect(schema.fields.find(field => field.name === 'loai_hinh')?.choices?.map(choice => choice.value)).toEqual(['Công lập', 'Tư nhân'])
    expect(schema.fields.find(field => field.name === 'ghi_chu')?.required).toBeUndefined()
    expect(schema.fields.find(field => field.name === 'ma_tram')?.required).toBe(true)
    expect(schema.fields).toHaveLength(15)
  })
  test('can be kept as it is', () => { expect(faultsOfSchema(schema)).toEqual([]) })
  test('is without faults for odd files too', () => {
    for (const header of [['', '', ''], ['select', 'limit', 'limit'], ['1', '2', '3'], ['a'.repeat(200), '☎', 'a'.repeat(200)]]) expect(faultsOfSchema(inferSchema({ header, rows: [['1', 'b', 'c'], ['2', 'b', '']] }, 'vi'))).toEqual([])
  })
})

test('names of fields', () => {
  expect(fieldName('Tên trạm y tế', new Set())).toBe('ten_tram_y_te')
  expect(fieldName('Đường/phố', new Set(['duong_pho']))).toBe('duong_pho_2')
  expect(fieldName('order', new Set())).toBe('order_2')
  expect(fieldName('Constructor', new Set())).toBe('constructor_2')
})

test.each([[['1.234,5', '12'], 'vi'], [['1,234.5'], 'en'], [['12.5', '1.234'], 'en'], [['12.345', '1.000'], 'vi'], [['12,345'], 'en'], [['1', '2'], 'en'], [['01.02.2020'], 'en']] as const)('numbers like %j are written the %s way', (cells, style) => { expect(numberStyleOf(cells)).toBe(style) })

test('titles above the header are passed over', () => {
  expect(headerRowOf([['BẢNG TỔNG HỢP', '', ''], ['', '', ''], ['Mã', 'Tên', 'Số'], ['1', 'a', '2']])).toBe(2)
  expect(headerRowOf([['a', 'b'], ['1', '2']])).toBe(0)
})

describe('a header', () => {
  const schema: DatasetSchema = { key: [], temporal: true, rules: [], fields: [{ name: 'ma_xa', title: { vi: 'Mã xã' }, type: 'unit', classification: 'open' }, { name: 'ten', title: { vi: 'Tên', en: 'Name' }, type: 'text', classification: 'open', aliases: ['Tên đơn vị'] }] }
  test('fits by name, title, alias and without marks', () => {
    for (const header of [['MA_XA', 'ten'], ['Mã  Xã', 'TÊN ĐƠN VỊ'], ['ma xa', 'Name']]) expect(mapHeader(header, schema)).toMatchObject({ columns: ['ma_xa', 'ten'], drift: [] })
    expect(mapHeader(['Mã xã', 'Tên', 'Hiệu lực từ'], schema).columns).toEqual(['ma_xa', 'ten', 'valid_from'])
  })
  test('shows what is too much, missing and twice, and follows what was decided', () => {
    expect(mapHeader(['Mã xã', 'ma_xa', 'Ghi chú'], schema).drift).toEqual([{ kind: 'doubled-column', name: 'ma_xa' }, { kind: 'extra-column', name: 'Ghi chú' }, { kind: 'missing-field', name: 'ten' }])
    expect(mapHeader(['Mã xã', 'Ghi chú'], schema, { 'Ghi chú': 'ten' })).toMatchObject({ columns: ['ma_xa', 'ten'], drift: [] })
    expect(mapHeader(['Mã xã', 'Tên', 'Ghi chú'], schema, { 'Ghi chú': '' })).toMatchObject({ columns: ['ma_xa', 'ten', null], drift: [] })
    // a field that is no longer there decides nothing
    expect(mapHeader(['Mã xã', 'Tên', 'Ghi chú'], schema, { 'Ghi chú': 'cu' }).drift).toHaveLength(1)
  })
})
