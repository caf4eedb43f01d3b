import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseCsv, writeCsv } from './csv.ts'

it('reads quotes, commas, line breaks and a byte order mark', () => {
  expect(parseCsv('\ufeffcode,name\r\n01,"Xã ""Mẫu"", cũ"\r\n\r\n02,"hai\ndòng"\n')).toEqual([{ code: '01', name: 'Xã "Mẫu", cũ' }, { code: '02', name: 'hai\ndòng' }])
  expect(parseCsv('a,b\n1')).toEqual([{ a: '1', b: '' }])
})

it('reads back what was quoted', () => {
  const cell = fc.string().map((text) => text.normalize('NFC').replace(/\r|\ufeff/g, '').trim()).filter((text) => text !== '')
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
    const text = ['a,b', ...rows.map((row) => row.map((part) => `"${part.replaceAll('"', '""')}"`).join(','))].join('\n')
    expect(parseCsv(text)).toEqual(rows.map(([a, b]) => ({ a, b })))
  }))
})

it('writes what it reads back, and lets no cell run as a formula', () => {
  const text = fc.string({ unit: 'grapheme' }).map(value => value.normalize('NFC').replace(/\r/g, '').trim()).filter(value => value !== '' && !/^[=+\-@\t＝＋－＠'\ufeff]/u.test(value))
  fc.assert(fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), rows => { expect(parseCsv(writeCsv(['a', 'b'], rows))).toEqual(rows.map(([a, b]) => ({ a, b }))) }))
  for (const evil of ['=1+1', '+84912', '-2+3', '@SUM(A1)', '\t=1', '＝1']) expect(writeCsv(['a'], [[evil]])).toContain(`'${evil}`)
  expect(writeCsv(['n'], [[-5]])).toBe('\ufeffn\r\n-5\r\n')
})
