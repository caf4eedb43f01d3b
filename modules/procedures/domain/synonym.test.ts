import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judgeSynonym, phraseIn, replacementsIn, waysIn } from './synonym.ts'
import { readSynonyms, writeSynonyms } from './synonym-csv.ts'

const delivered: readonly { readonly phrase: string; readonly replacements: readonly string[] }[] = JSON.parse(readFileSync(new URL('../../../provinces/thai-nguyen/synonyms.json', import.meta.url), 'utf8'))
const faultsOf = (phrase: string, ...replacements: string[]): string[] => judgeSynonym({ phrase, replacements }).map(({ field, code }) => `${field} ${code}`)

describe('synonyms', () => {
  test('whatever the product delivers may be saved by an administrator', () => {
    expect(delivered.length).toBeGreaterThan(900)
    expect(delivered.filter((row) => judgeSynonym(row).length > 0)).toEqual([])
  })
  test('the form and the file give back what they were given', () => {
    for (const { phrase, replacements } of delivered) {
      expect(phraseIn(waysIn(phrase).join('\r\n'))).toBe(phrase)
      expect(replacementsIn(replacements.join('\r\n'))).toEqual(replacements)
    }
    expect(readSynonyms(writeSynonyms(delivered))).toEqual({ ok: true, synonyms: delivered })
  })
  test.each([
    ['sổ đỏ', ['giấy chứng nhận'], []],
    ['bìa đỏ | sổ hồng\nmất + sổ', ['giấy chứng nhận'], []],
    ['hộ kinh doanh', ['hộ kinh doanh'], []],
    ['thẻ chip | can cuoc', ['căn cước'], []],
    ['công ty + 1', ['công ty một thành viên'], []],
    [' | ', ['x'], ['phrase required']],
    ['613', ['x'], ['phrase no-letter']],
    ['mất + ', ['x'], ['phrase empty-part']],
    [`ngắn | ${'x'.repeat(101)}`, ['y'], ['phrase too-long']],
    [Array.from({ length: 61 }, (_, at) => `cách ${at}`).join('|'), ['y'], ['phrase too-many']],
    ['sổ hồng', ['so hong'], ['replacements same']],
    ['sổ hồng', ['x'.repeat(301)], ['replacements too-long']],
    ['sổ hồng', ['một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'], ['replacements too-many']],
    ['sổ hồng', ['12'], ['replacements no-letter']],
    ['sổ hồng', [], ['replacements required']],
  ])('“%s” → %j', (phrase, replacements, faults) => { expect(faultsOf(phraseIn(phrase) || phrase, ...replacements)).toEqual(faults) })
})
