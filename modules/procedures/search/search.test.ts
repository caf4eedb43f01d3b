import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildIndex, type Entry, type ListedEntry } from './catalogue-index.ts'
import { conceptsIn } from './concepts-in.ts'
import { importanceOf } from './fillers.ts'
import { rank } from './rank.ts'
import { relatedTo } from './related.ts'
import { putRight } from './spelling.ts'
import { synonymTable, type SynonymTable } from './synonyms.ts'
import { readQuery, wordsOf } from './words.ts'

const entry = (code: string, name: string, more: Partial<ListedEntry> = {}): ListedEntry => ({ code, name, field: '', levels: [], agency: null, subjects: [], onlineLevel: 'unstated', popularity: 0, fileable: false, results: [], ...more })
const NAMES = ['Thủ tục đăng ký khai sinh', 'Thủ tục đăng ký khai tử', 'Chứng thực di chúc', 'Cấp giấy xác nhận tình trạng hôn nhân', 'Chức danh tư pháp', 'Cấp lại giấy chứng nhận do bị mất', 'Thủ tục đăng ký khai sinh có yếu tố nước ngoài']
const index = buildIndex(NAMES.map((name, at) => entry(`1.00000${at}`, name)))
const none = synonymTable([])
const found = (q: string, table = none, of = index): readonly string[] => rank(of, table, q).hits.map((hit) => of.entries[hit.entry]?.name ?? '')

describe('words', () => {
  test('tone placement and y do not part words, other diacritics do', () => {
    expect(wordsOf('Hoà Ký').map((word) => word.toned)).toEqual(wordsOf('hòa kí').map((word) => word.toned))
    expect(wordsOf('Hoà Ký').map((word) => word.folded)).toEqual(wordsOf('hòa kí').map((word) => word.folded))
    expect(wordsOf('má')[0]?.toned).not.toBe(wordsOf('mã')[0]?.toned)
    expect(wordsOf('sữa')[0]?.soft).toBe(wordsOf('sửa')[0]?.soft)
  })
  test('numbers are the same with and without dots', () => { expect(wordsOf('98.49 và 5.000')[0]?.folded).toBe(wordsOf('9849')[0]?.folded) })
  test('knows whether diacritics were meant', () => {
    expect(readQuery('khai tu').marked).toBe(false)
    expect(readQuery('ddawng kys').marked).toBe(true)
  })
})

describe('fillers', () => {
  const importance = (q: string): number[] => importanceOf(wordsOf(q), true)
  test('a question says nothing, the matter all', () => { expect(importance('cần giấy tờ gì để kết hôn ở đâu')).toEqual([0, 0, 0, 0, 0.2, 1, 1, 0, 0]) })
  test('nothing but such words keeps them', () => { expect(importance('làm thế nào')).toEqual([1, 1, 1]) })
})

describe('an answer is sure', () => {
  const cards = ['Cấp thẻ căn cước', 'Cấp lại thẻ căn cước', 'Cấp đổi thẻ căn cước']
  const names = ['Cấp lại giấy chứng nhận căn cước', 'Khóa căn cước điện tử', 'Cấp thẻ thường trú cho người nước ngoài', ...NAMES]
  const table = synonymTable([{ phrase: 'cccd', replacements: ['căn cước'] }, { phrase: 'làm lại + căn cước', replacements: ['cấp lại thẻ căn cước', 'cấp đổi thẻ căn cước'] }])
  const sure = (of: readonly string[], q: string): boolean => rank(buildIndex(of.map((name, at) => entry(`${at}`, name))), table, q).sure
  test.each(['làm lại cccd', 'lam lai cccd', 'làm lại căn cước'])('%s: where the catalogue holds what officials call it, not by what merely lies near', (q) => { expect([sure([...cards, ...names], q), sure(names, q)]).toEqual([true, false]) })
})

describe('spelling', () => {
  const table = synonymTable([{ phrase: 'cà vẹt xe', replacements: ['chứng nhận đăng ký xe'] }])
  const right = (q: string): string => putRight(index, table, readQuery(q)).words.map((word) => word.folded).join(' ')
  test('says what it read, with diacritics to those who use them', () => {
    expect(rank(index, none, 'xác nhận tìnhh trạng').meant).toBe('xác nhận tình trạng')
    expect(rank(index, none, 'khai sih').meant).toBe('khai sinh')
    expect(rank(index, none, 'khai sinh').meant).toBeUndefined()
  })
  test('what questions are made of is no slip', () => { expect(putRight(buildIndex([entry('a', 'Thế bảo đảm')]), synonymTable([]), readQuery('thế nào')).meant).toBeUndefined() })
  test.each([['khai sih', 'khai sinh'], ['khai sinnh', 'khai sinh'], ['khia sinh', 'khai sinh'], ['khaisinh', 'khai sinh'], ['hon nhaan', 'hon nhan'], ['cà vẹtt xe', 'ca vet xe'], ['xác nhận tìh trạng', 'xac nhan tinh trang'], ['blockchain', 'blockchain']])(
    '%s is %s', (typed, meant) => { expect(right(typed)).toBe(meant) })
})

describe('concepts', () => {
  const said = (q: string, table: SynonymTable): string[] => conceptsIn(wordsOf(q), table, (at, meant) => wordsOf(q)[at]?.toned === meant.toned)
    .map(({ positions, sought }) => `${positions.join()} ${sought.map((words) => words.map((word) => word.folded).join(' ')).join('; ')}`)
  test('one row, several ways to say it', () => {
    const table = synonymTable([{ phrase: 'bìa đỏ | sổ hồng', replacements: ['giấy chứng nhận'] }])
    expect(said('đổi bìa đỏ', table)).toEqual(['1,2 giay chung nhan'])
    expect(said('sổ hồng', table)).toEqual(['0,1 giay chung nhan'])
  })
  test('parts stand apart, in any order', () => {
    const table = synonymTable([{ phrase: 'mất + khai sinh', replacements: ['cấp bản sao'] }])
    expect(said('khai sinh của tôi bị mất', table)).toEqual(['0,1,5 cap ban sao'])
    expect(said('khai sinh', table)).toEqual([])
    // one word cannot be two parts
    expect(said('mất', synonymTable([{ phrase: 'mất + mất', replacements: ['x'] }]))).toEqual([])
  })
  test('a way of another row is read on; what is in brackets is only read on', () => {
    const table = synonymTable([{ phrase: 'rơi', replacements: ['(mất)'] }, { phrase: 'bìa đỏ', replacements: ['sổ đỏ'] }, { phrase: 'sổ đỏ', replacements: ['giấy chứng nhận'] }, { phrase: 'mất + sổ đỏ', replacements: ['cấp lại'] }])
    expect(said('rơi bìa đỏ', table)).toEqual(['1,2 giay chung nhan', '0,1,2 cap lai'])
  })
  test('two rows that only name each other are both looked for', () => {
    const table = synonymTable([{ phrase: 'bhyt', replacements: ['bảo hiểm y tế'] }, { phrase: 'bảo hiểm y tế', replacements: ['bhyt'] }])
    expect(said('bhyt', table)).toEqual(['0 bao hiem y te', '0 bhyt'])
  })
  test('light words do not break a phrase, others do', () => {
    const table = synonymTable([{ phrase: 'bán đất', replacements: ['chuyển nhượng'] }])
    expect(said('bán miếng đất', table)).toEqual(['0,2 chuyen nhuong'])
    expect(said('bán thức ăn nuôi giun đất', table)).toEqual([])
  })
})

describe('ranking', () => {
  test('a telling word beats common ones, with its diacritics', () => { expect(found('viết di chúc')[0]).toBe('Chứng thực di chúc') })
  test('the beginning of the last word is enough', () => { expect(found('dang ky khai si')[0]).toBe('Thủ tục đăng ký khai sinh') })
  test('what the synonym means comes first', () => { expect(found('báo tử', synonymTable([{ phrase: 'báo tử', replacements: ['khai tử'] }]))[0]).toBe('Thủ tục đăng ký khai tử') })
  test('a phrase typed with other diacritics is another phrase, hỏi for ngã is not', () => {
    const table = synonymTable([{ phrase: 'báo tử', replacements: ['khai tử'] }])
    expect(found('bao tư', table)).not.toContain('Thủ tục đăng ký khai tử')
    expect(found('báo tữ', table)[0]).toBe('Thủ tục đăng ký khai tử')
  })
  test('a long phrase means more than its parts', () => {
    const table = synonymTable([{ phrase: 'mất', replacements: ['cấp lại'] }, { phrase: 'sổ đỏ', replacements: ['giấy chứng nhận quyền sử dụng đất'] }, { phrase: 'mất + sổ đỏ', replacements: ['cấp lại giấy chứng nhận do bị mất'] }])
    const land = buildIndex(['Cấp lại giấy chứng nhận do bị mất', 'Cấp đổi giấy chứng nhận quyền sử dụng đất', 'Cấp lại thẻ'].map((name, at) => entry(String(at), name)))
    expect(found('sổ đỏ nhà em bị mất', table, land)[0]).toBe('Cấp lại giấy chứng nhận do bị mất')
  })
  test('the plain procedure comes before its special cases, unless they are asked for', () => {
    expect(found('khai sinh')[0]).toBe('Thủ tục đăng ký khai sinh')
    expect(found('khai sinh yếu tố nước ngoài')[0]).toBe('Thủ tục đăng ký khai sinh có yếu tố nước ngoài')
    const asSpecial = buildIndex([entry('1', 'Cấp thẻ căn cước tại nhà', { fileable: true }), entry('2', 'Cấp thẻ căn cước')])
    expect(found('căn cước', none, asSpecial)[0]).toBe('Cấp thẻ căn cước')
  })
  test('the field and the result count, but less than the name', () => {
    const of = buildIndex([entry('1', 'Cấp lại giấy phép', { results: ['Giấy phép lái xe'] }), entry('2', 'Cấp lại giấy phép', { field: 'Môi trường' }), entry('3', 'Lái xe')])
    expect(rank(of, none, 'cấp lại giấy phép lái xe').hits[0]?.entry).toBe(0)
    expect(rank(of, none, 'cấp lại giấy phép môi trường').hits[0]?.entry).toBe(1)
    expect(found('lái xe', none, of)[0]).toBe('Lái xe')
  })
  test('a whole name finds itself first, whatever it is', () => {
    for (const name of NAMES) expect(found(name)[0]).toBe(name)
  })
  test('a plain name comes first without its `thủ tục`, its level in brackets, and inside a question', () => {
    const of = buildIndex([entry('a', 'Thủ tục đăng ký khai tử'), entry('b', 'Đăng ký khai tử có yếu tố nước ngoài'), entry('c', 'Trình báo mất hộ chiếu (thực hiện tại cấp tỉnh)'), entry('d', 'Trình báo mất hộ chiếu của người chết (thực hiện tại cấp tỉnh)')])
    // a concept that would lead elsewhere does not: the name was typed
    const table = synonymTable([{ phrase: 'khai tử', replacements: ['khai tử có yếu tố nước ngoài'] }, { phrase: 'mất hộ chiếu', replacements: ['hộ chiếu của người chết'] }])
    for (const q of ['đăng ký khai tử', 'dang ky khai tu', 'cho tôi hỏi đăng ký khai tử ở đâu', 'thủ tục đăng ký khai tử']) expect(found(q, table, of)[0]).toBe('Thủ tục đăng ký khai tử')
    expect(found('trình báo mất hộ chiếu', table, of)[0]).toBe('Trình báo mất hộ chiếu (thực hiện tại cấp tỉnh)')
  })
  test('unsaid, the first time is meant; said, what follows it', () => {
    const of = buildIndex([entry('a', 'Cấp lại thẻ hành nghề'), entry('b', 'Cấp mới thẻ hành nghề'), entry('c', 'Thu hồi thẻ hành nghề')])
    expect(found('thẻ hành nghề', none, of)[0]).toBe('Cấp mới thẻ hành nghề')
    expect(found('cấp lại thẻ hành nghề', none, of)[0]).toBe('Cấp lại thẻ hành nghề')
    expect(found('thu hồi thẻ hành nghề', none, of)[0]).toBe('Thu hồi thẻ hành nghề')
  })
  test('sure when what was asked is there, not when most of it is unknown', () => {
    const many = buildIndex([...NAMES, ...Array.from({ length: 60 }, (_, at) => `Kiểm tra mẫu ${at}`)].map((name, at) => entry(String(at), name)))
    expect(rank(many, none, 'khai tử').sure).toBe(true)
    expect(rank(many, none, 'khai tử blockchain metaverse web3 khổng lồ').sure).toBe(false)
  })
  test('takes anything without failing, scores fall', () => {
    const table = synonymTable([{ phrase: 'a + b | c', replacements: ['(d)', 'khai'] }, { phrase: 'd', replacements: ['sinh'] }])
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'khai', 'sinh', 'sin', '12'), { maxLength: 12 }).map((words) => words.join(' '))), (q) => {
      const { hits } = rank(index, table, q)
      expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).toSorted((a, b) => b - a))
      expect(new Set(hits.map((hit) => hit.entry)).size).toBe(hits.length)
    }))
  })
  test('an empty catalogue answers nothing', () => { expect(rank(buildIndex([]), none, 'khai sinh')).toEqual({ hits: [], sure: false }) })
  test('among equals, what can be filed here and is used comes first', () => {
    const twins = buildIndex([entry('a', 'Hỗ trợ'), entry('b', 'Hỗ trợ', { fileable: true }), entry('c', 'Hỗ trợ', { popularity: 9, fileable: true })])
    expect(rank(twins, none, 'hỗ trợ').hits.map((hit) => twins.entries[hit.entry]?.code)).toEqual(['c', 'b', 'a'])
  })
})

describe('related searches', () => {
  const table = synonymTable([
    { phrase: 'mất + ví', replacements: ['cấp lại giấy chứng nhận'] }, { phrase: 'có em bé', replacements: ['đăng ký khai sinh', 'cấp lại', 'trợ cấp không có ở đây'] }, { phrase: 'người già mất', replacements: ['đăng ký khai tử'] },
  ])
  test('are what officials call what was named, as far as it finds something', () => {
    expect(relatedTo(index, table, 'metaverse mất cái ví rồi lại có em bé blockchain')).toEqual(['đăng ký khai sinh', 'cấp lại giấy chứng nhận'])
    expect(relatedTo(index, table, 'metaverse blockchain')).toEqual([])
  })
})

test('the index keeps no more of an entry than pages show', () => {
  const kept: Entry | undefined = buildIndex([entry('a', 'Hỗ trợ', { results: ['Quyết định'] })]).entries[0]
  expect(kept).not.toHaveProperty('results')
})
