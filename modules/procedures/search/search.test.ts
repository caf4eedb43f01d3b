import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildIndex, type Entry } from './catalogue-index.ts'
import { rank } from './rank.ts'
import { synonymTable, variantsOf } from './synonyms.ts'
import { readQuery, wordsOf } from './words.ts'

const entry = (code: string, name: string, more: Partial<Entry> = {}): Entry => ({ code, name, field: '', levels: [], agency: null, subjects: [], onlineLevel: 'unstated', popularity: 0, fileable: false, ...more })
const NAMES = ['Thủ tục đăng ký khai sinh', 'Thủ tục đăng ký khai tử', 'Chứng thực di chúc', 'Cấp giấy xác nhận tình trạng hôn nhân', 'Chức danh tư pháp', 'Cấp lại giấy chứng nhận do bị mất']
const index = buildIndex(NAMES.map((name, at) => entry(`1.00000${at}`, name)))
const found = (q: string, table = synonymTable([])): readonly string[] => rank(index, table, q).hits.map((hit) => index.entries[hit.entry]?.name ?? '')

describe('words', () => {
  test('tone placement and y do not part words, other diacritics do', () => {
    expect(wordsOf('Hoà Ký')).toEqual(wordsOf('hòa kí'))
    expect(wordsOf('má')[0]?.toned).not.toBe(wordsOf('mã')[0]?.toned)
  })
  test('knows whether diacritics were meant', () => {
    expect(readQuery('khai tu').marked).toBe(false)
    expect(readQuery('ddawng kys').marked).toBe(true)
  })
})

describe('synonyms', () => {
  const table = synonymTable([{ phrase: 'báo tử', replacements: ['đăng ký khai tử'] }, { phrase: 'sổ đỏ', replacements: ['giấy chứng nhận', 'quyền sử dụng đất'] }, { phrase: 'mất', replacements: ['cấp lại'] }])
  const variants = (q: string): string[] => variantsOf(readQuery(q), table).map((words) => words.map((word) => word.folded).join(' '))
  test('each by itself, then all together', () => {
    expect(variants('mất sổ đỏ')).toEqual(['mat so do', 'cap lai so do', 'mat giai chung nhan', 'mat quyen su dung dat', 'cap lai giai chung nhan'].map((text) => text.replaceAll('giai', 'giay')))
  })
  test('a phrase typed with other diacritics is another phrase', () => {
    expect(variants('bao tư')).toHaveLength(1)
    expect(variants('bao tu')).toHaveLength(2)
  })
})

describe('ranking', () => {
  test('a telling word beats common ones, with its diacritics', () => { expect(found('viết di chúc')[0]).toBe('Chứng thực di chúc') })
  test('the beginning of the last word is enough', () => { expect(found('dang ky khai si')[0]).toBe('Thủ tục đăng ký khai sinh') })
  test('what the synonym means comes first', () => {
    expect(found('báo tử', synonymTable([{ phrase: 'báo tử', replacements: ['khai tử'] }]))[0]).toBe('Thủ tục đăng ký khai tử')
  })
  test('a whole name finds itself first, whatever it is', () => {
    for (const name of NAMES) expect(found(name)[0]).toBe(name)
  })
  test('takes anything without failing, scores fall', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (q) => {
      const { hits } = rank(index, synonymTable([]), q)
      expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).toSorted((a, b) => b - a))
    }))
  })
  test('an empty catalogue answers nothing', () => { expect(rank(buildIndex([]), synonymTable([]), 'khai sinh')).toEqual({ hits: [], sure: false }) })
  test('among equals, what can be filed here and is used comes first', () => {
    const twins = buildIndex([entry('a', 'Hỗ trợ'), entry('b', 'Hỗ trợ', { fileable: true }), entry('c', 'Hỗ trợ', { popularity: 9, fileable: true })])
    expect(rank(twins, synonymTable([]), 'hỗ trợ').hits.map((hit) => twins.entries[hit.entry]?.code)).toEqual(['c', 'b', 'a'])
  })
})
