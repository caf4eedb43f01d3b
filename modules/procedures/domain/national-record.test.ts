import { expect, test } from 'vitest'
import { aNationalRecord } from '../testing.ts'
import { readNationalRecord } from './national-record.ts'

const refusal = (json: string): unknown => { const read = readNationalRecord(json); return read.ok ? 'taken' : read.refusal }

test('reads every part of NĐ 63/2010 Đ8', () => {
  const read = readNationalRecord(aNationalRecord({ name: ' Đăng ký\u00a0 khai sinh '.normalize('NFD') }))
  expect(read).toEqual({ ok: true, procedure: {
    code: '1.900001', name: 'Đăng ký khai sinh', field: 'Hộ tịch', ministry: 'Bộ Tư pháp', levels: ['commune'], decision: '1/QĐ-BTP', agency: 'Ủy ban nhân dân cấp xã',
    subjects: ['Công dân Việt Nam'], onlineLevel: 'unstated', content: {
      steps: 'Bước 1: nộp\nBước 2: nhận',
      channels: [
        { channel: 'counter', time: null, fees: [{ amount: null, currency: null, note: 'Theo nghị quyết' }], note: 'Ngay trong ngày' },
        { channel: 'online', time: { value: 1, unit: 'WORKING_DAY' }, fees: [{ amount: 0, currency: 'VND', note: 'Miễn phí' }], note: 'Nộp trên Cổng' },
      ],
      componentGroups: [{ case: '', items: [{ name: 'Giấy chứng sinh', originals: 1, copies: 0, forms: ['to-khai.docx'] }], note: '' }],
      competentAgency: null, coordinatingAgency: null, receivingAddress: null, results: [{ code: 'KQ.G15.000001', name: 'Giấy khai sinh' }],
      legalBasis: [{ number: '60/2014/QH13', name: 'Luật Hộ tịch' }], conditions: '', kind: 'TTHC được luật giao quy định chi tiết', nationalId: 'f-1',
    },
  } })
})

test.each([
  ['{', { reason: 'not-json' }],
  ['[1]', { reason: 'not-an-object' }],
  ['{}', { reason: 'missing-code' }],
  [aNationalRecord({ code: 'abc' }), { reason: 'bad-code', code: 'abc' }],
  [aNationalRecord({ name: '  ' }), { reason: 'missing-name', code: '1.900001', detail: '1.900001' }],
  [aNationalRecord({ name: 5 }), { reason: 'wrong-type', code: '1.900001', detail: 'name' }],
  [aNationalRecord({ methods: undefined }), { reason: 'missing-part', code: '1.900001', detail: 'methods' }],
  [aNationalRecord({ methods: [{ method: 'DIRECT', time: 3, unit: 'WEEK', fees: [], description: '' }] }), { reason: 'unknown-unit', code: '1.900001', detail: '"WEEK"' }],
  [aNationalRecord({ methods: [{ method: 'PIGEON', fees: [] }] }), { reason: 'unknown-channel', code: '1.900001', detail: '"PIGEON"' }],
  [aNationalRecord({ methods: [{ method: 'toString', fees: [] }] }), { reason: 'unknown-channel', code: '1.900001', detail: '"toString"' }],
  [aNationalRecord({ methods: [{ method: 'DIRECT', time: -1, unit: 'DAY', fees: [] }] }), { reason: 'bad-number', code: '1.900001', detail: 'time -1' }],
  [aNationalRecord({ levels: ['XOM'] }), { reason: 'unknown-level', code: '1.900001', detail: '"XOM"' }],
  [aNationalRecord({ documents: [{ case: '', items: [{ name: 'x', original: 0.5, copy: 0, forms: [] }] }] }), { reason: 'bad-number', code: '1.900001', detail: 'original 0.5' }],
])('refuses %# with its reason', (json, expected) => { expect(refusal(json)).toEqual(expected) })

test('a procedure without an online channel is information only', () => {
  const read = readNationalRecord(aNationalRecord({ methods: [{ method: 'DIRECT', fees: [] }] }))
  expect(read.ok && read.procedure.onlineLevel).toBe('information')
})
