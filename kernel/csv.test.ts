import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseCsv } from './csv.ts'

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
