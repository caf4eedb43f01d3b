import { expect, test } from 'vitest'
import { lintReadability } from './index.ts'

const rules = (text: string): string[] => lintReadability(text).remarks.map((remark) => remark.rule)

test('plain text passes', () => {
  expect(lintReadability('Bạn nộp tờ khai tại xã nơi bạn ở. Cán bộ trả giấy trong 3 ngày làm việc.')).toEqual({ median: 9, longest: 9, remarks: [] })
})
test('counts syllables and finds long sentences', () => {
  const long = Array.from({ length: 31 }, () => 'hồ').join(' ')
  const read = lintReadability(`${long}. Ngắn thôi.`)
  expect(read.longest).toBe(31)
  expect(rules(`${long}. Ngắn thôi.`)).toEqual(['long-sentence'])
  expect(rules(`${long}.`)).toEqual(['long-median', 'long-sentence'])
})
test('finds officialese and says what to write', () => {
  const remark = lintReadability('Công dân có nhu cầu đổi thẻ thì đến xã.').remarks[0]
  expect(remark).toEqual({ rule: 'officialese', excerpt: 'Công dân có nhu cầu', advice: 'Thay bằng: bạn muốn' })
})
test('finds shouting and unexplained abbreviations', () => {
  expect(rules('CHÚ Ý QUAN TRỌNG: nộp đúng hạn.')).toEqual(['capitals'])
  expect(rules('Nộp tại UBND xã.')).toEqual(['abbreviation'])
  expect(rules('Nộp tại ủy ban nhân dân (UBND) xã. UBND trả giấy.')).toEqual([])
})
