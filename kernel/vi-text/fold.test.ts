import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, stripMarks } from './index.ts'

test.each([
  ['Đăng ký kết hôn', 'dang ki ket hon'], ['ĐĂNG KÍ KẾT HÔN', 'dang ki ket hon'], ['Đăng ký'.normalize('NFD'), 'dang ki'],
  ['Ðỗ Thị Lý', 'do thi li'], ['quý/quí', 'qui/qui'], ['thủy, thuỷ', 'thuy, thuy'], ['y tế', 'y te'], ['hòa hoà', 'hoa hoa'],
  ['Phù Ủy Ứng ưỡn', 'phu uy ung uon'], ['Kỹ sư', 'ki su'], ['Yên', 'yen'], ['kyz', 'kyz'], ['', ''],
])('folds %s to %s', (text, folded) => { expect(fold(text)).toBe(folded) })

test('strips marks and keeps letter case', () => { expect(stripMarks('Đại Từ')).toBe('Dai Tu') })

test('gives the same for NFC and NFD, and folding twice changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
    const once = fold(text)
    expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
    expect(fold(once)).toBe(once)
  }))
})
