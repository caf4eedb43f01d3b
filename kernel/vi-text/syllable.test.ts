import { expect, test } from 'vitest'
import { isFoldedSyllable, isSyllable, splitSyllable } from './index.ts'

test.each(['nghiêng', 'Quốc', 'quý', 'quyển', 'giếng', 'gì', 'gìn', 'giữ', 'khuỷu', 'hoà', 'hòa', 'thuỷ', 'rượu', 'đường', 'kết', 'yêu', 'huỳnh', 'quýnh', 'ngoèo', 'khuya', 'của', 'xoong', 'Kạn'])(
  '%s is a syllable', (word) => { expect(isSyllable(word)).toBe(true) })
test.each(['kys', 'ddawng', 'các1', 'wifi', 'cat', 'ngê', 'cế', 'ghà', 'hợpp', 'tooi', 'x·', 'hoµ', 'mờì', 'quu', 'jo'])(
  '%s is none', (word) => { expect(isSyllable(word)).toBe(false) })
test('a stop final without tone counts only where tones may be missing', () => {
  expect(isSyllable('cap')).toBe(false)
  expect(isSyllable('cap', { toneless: true })).toBe(true)
})
test('takes a syllable apart', () => {
  expect(splitSyllable('Quyền')).toEqual({ initial: 'qu', rhyme: 'yên', tone: '\u0300' })
  expect(splitSyllable('GÌ')).toEqual({ initial: 'g', rhyme: 'i', tone: '\u0300' })
})
test('knows syllables without diacritics', () => {
  for (const word of ['dang', 'ky', 'giay', 'quyen', 'nghi', 'HON', 'thuong', 'quyet']) expect(isFoldedSyllable(word)).toBe(true)
  for (const word of ['coong', 'kys', 'ddang', 'khais', 'hoon', 'vaf']) expect(isFoldedSyllable(word)).toBe(false)
})
