import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ASK_FROM, blockingKeys, bornOf, likenessOf, oneSlip, personFieldsOf, personOf, type Person } from './persons.ts'
import { labelledPeople } from './persons.testing.ts'
import type { Field } from './schema.ts'

const forms = new Map([['ng', 'nguyen'], ['t', 'thi']])
const person = (values: Parameters<typeof personOf>[0]): Person => personOf({ name: 'Nguyễn Văn Hùng', born: '12/03/1960', unit: '05443', ...values }, forms)
const reasons = (a: Parameters<typeof personOf>[0], b: Parameters<typeof personOf>[0]): string => { const { score, reasons: said } = likenessOf(person(a), person(b)); return `${score >= ASK_FROM ? 'ask' : 'pass'}: ${said.join(', ')}` }

describe('what makes two rows alike', () => {
  test.each([
    [{}, {}, 'ask: same-name, same-born, same-unit'], [{ name: 'NGUYEN VAN HUNG' }, {}, 'ask: same-name, same-born, same-unit'], [{ name: 'Nguyễn Văn Hưng' }, {}, 'ask: name-marks, same-born, same-unit'],
    [{ name: 'Hùng Nguyễn Văn' }, {}, 'ask: name-order, same-born, same-unit'], [{ name: 'Nguyễn Hùng' }, {}, 'ask: name-part, same-born, same-unit'], [{ name: 'Ng. Văn Hùng' }, {}, 'ask: same-name, same-born, same-unit'],
    [{ born: '03/12/1960' }, {}, 'ask: same-name, born-swapped, same-unit'], [{ born: '1960' }, {}, 'ask: same-name, born-year, same-unit'], [{ born: '01/01/1960' }, {}, 'ask: same-name, born-year, same-unit'], [{ born: '12/03/1961' }, {}, 'ask: same-name, born-near, same-unit'],
    [{ born: '20/09/1985' }, {}, 'pass: same-name, born-differs, same-unit'], [{ name: 'Trần Thị Mai', phone: '0912345678' }, { phone: '0912345678' }, 'pass: '],
    [{ number: '999060000123' }, { number: '999060000132' }, 'ask: same-name, same-born, number-typo, same-unit'], [{ number: '999060000123' }, { number: '999060987456' }, 'pass: same-name, same-born, number-differs, same-unit'],
    [{ name: 'Trần Thị Mai', number: '999060000123', born: '' }, { number: '999060000123' }, 'ask: same-number, same-unit'],
  ] as const)('%j and %j', (a, b, said) => { expect(reasons(a, b)).toBe(said) })
  test('a slip is one letter more, less, other, or two changed over', () => { expect([oneSlip('1234', '1243'), oneSlip('1234', '124'), oneSlip('1234', '12834'), oneSlip('1234', '1934'), oneSlip('1234', '1234'), oneSlip('1234', '2143')]).toEqual([true, true, true, true, false, false]) })
  test('a day that is none is nothing', () => { expect([bornOf('31/02/1990'), bornOf('1990'), bornOf('1990-05-06'), bornOf('')]).toEqual([undefined, { year: 1990 }, { year: 1990, month: 5, day: 6 }, undefined]) })
})

describe('for any two people', () => {
  const anyone = fc.record({ name: fc.array(fc.constantFrom('Nguyễn', 'Văn', 'Thị', 'Hùng', 'Đỗ', 'An', 'Ánh'), { minLength: 1, maxLength: 5 }).map(parts => parts.join(' ')), born: fc.constantFrom('', '1960', '12/03/1960', '03/12/1960', '05/06/1971'), phone: fc.constantFrom('', '0912345678', '0912345687'), number: fc.constantFrom('', '999060000123', '999060000132'), unit: fc.constantFrom('', '05443') }).map(values => personOf(values, forms))
  test('likeness does not ask who comes first, stays within 0 and 100, and nobody is more like somebody than like themselves', () => {
    fc.assert(fc.property(anyone, anyone, (a, b) => {
      const [one, two] = [likenessOf(a, b), likenessOf(b, a)]
      expect(one).toEqual(two)
      expect(one.score).toBeGreaterThanOrEqual(0)
      expect(one.score).toBeLessThanOrEqual(likenessOf(a, a).score === 0 ? 100 : Math.max(likenessOf(a, a).score, likenessOf(b, b).score))
    }), { seed: 20, numRuns: 500 })
  })
  test('marks, case and spaces of a name change nothing', () => {
    fc.assert(fc.property(anyone, anyone, (a, b) => {
      const loud = personOf({ name: `  ${a.name.toUpperCase().replaceAll(' ', '   ')} ` }, forms)
      expect(loud.tokens).toEqual(personOf({ name: a.name }, forms).tokens)
      expect(blockingKeys({ ...a, tokens: loud.tokens })).toEqual(blockingKeys(a))
      expect(b.tokens.length).toBeGreaterThan(0)
    }), { seed: 20, numRuns: 200 })
  })
})

test('which fields say who somebody is', () => {
  const field = (name: string, type: Field['type'], classification: Field['classification'] = 'personal'): Field => ({ name, title: { vi: name }, type, classification })
  const schema = (fields: readonly Field[]) => ({ fields, key: [], temporal: false, rules: [] })
  expect(personFieldsOf(schema([field('so_cccd', 'personal-id'), field('ho_ten', 'text'), field('ngay_sinh', 'date'), field('sdt', 'phone'), field('ma_xa', 'unit', 'open')]))).toEqual({ name: 'ho_ten', born: 'ngay_sinh', phone: 'sdt', number: 'so_cccd', unit: 'ma_xa' })
  expect(personFieldsOf(schema([field('ten', 'text', 'open'), field('ma', 'text', 'open')]))).toBeUndefined()
})

test('of 3,000 invented people with known doubles, nearly all doubles are asked about and little else', () => {
  const rows = labelledPeople(3000)
  const people = rows.map(row => personOf(row.values, forms))
  const blocks = new Map<string, number[]>()
  people.forEach((each, at) => { for (const key of blockingKeys(each)) blocks.set(key, [...blocks.get(key) ?? [], at]) })
  const asked = new Set<string>()
  let compared = 0
  for (const block of blocks.values()) for (const [place, a] of block.entries()) for (const b of block.slice(place + 1)) {
    compared++
    const [one, two] = [people[a], people[b]]
    if (one && two && likenessOf(one, two).score >= ASK_FROM) asked.add(`${a} ${b}`)
  }
  const truth = new Set<string>()
  rows.forEach((row, a) => { const b = a + 1; if (rows[b]?.person === row.person) truth.add(`${a} ${b}`) })
  const found = [...asked].filter(pair => truth.has(pair)).length
  const [precision, recall] = [found / asked.size, found / truth.size]
  console.log(`duplicate persons: ${rows.length} rows, ${truth.size} doubles, ${compared} comparisons of ${rows.length * (rows.length - 1) / 2}; asked ${asked.size}, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`)
  expect(recall).toBeGreaterThan(0.95)
  expect(precision).toBeGreaterThan(0.85)
  expect(compared).toBeLessThan(rows.length * 10)
})
