import { Readable } from 'node:stream'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { strToU8, zipSync } from 'fflate'
import writeXlsx from 'write-excel-file/node'
import { describe, expect, test } from 'vitest'
import { writeCsv } from '../../../kernel/csv.ts'
import { csvRows } from './csv-rows.ts'
import { inspect } from './inspect.ts'
import { hashBytes, keyFilter } from './key-filter.ts'
import { readRows } from './read-rows.ts'
import type { FileSettings } from './settings.ts'

const streamOf = (bytes: Buffer, piece = 1000): Readable => Readable.from((function* () { for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece) })())
const look = (bytes: Buffer | string, told: Partial<FileSettings> = {}) => inspect(streamOf(Buffer.from(bytes)), told)
async function rowsOf(bytes: Buffer, piece?: number): Promise<string[][]> {
  const { settings, header } = await inspect(streamOf(bytes), {})
  const rows: string[][] = []
  await readRows(streamOf(bytes, piece), settings, header, { spans: row => { rows.push(Array.from({ length: row.count }, (_, at) => Buffer.from(row.bytes).toString('utf8', row.starts[at], row.ends[at]))) }, texts: cells => { rows.push([...cells]) }, pause: () => Promise.resolve(false) })
  return rows
}
const csvOf = (text: string, piece: number): string[][] => {
  const rows: string[][] = []
  const reader = csvRows(44, ({ bytes, starts, ends, count }) => { rows.push(Array.from({ length: count }, (_, at) => Buffer.from(bytes).toString('utf8', starts[at], ends[at]))) })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece))
  reader.end()
  return rows
}

describe('CSV', () => {
  test('whatever was written is read again, however it is cut into pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ặ', '"', ',', '\n', '\r\n', ' ', 'b'), maxLength: 6 }).map(text => text.replace(/\r(?!\n)|^\r/g, ''))
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (rows, piece) => {
      const text = writeCsv([], rows).slice(1).replace(/^\r\n/, '')
      expect(csvOf(text, piece)).toEqual(rows.map(row => row))
    }), { numRuns: 500 })
  })
  test('a quote that never ends, and a last row without an end', () => {
    expect(csvOf('a,"b\nc', 2)).toEqual([['a', 'b\nc']])
    expect(csvOf('a,b\nc,', 3)).toEqual([['a', 'b'], ['c', '']])
  })
})

describe('a file looked at', () => {
  const text = 'Mã;Tên trạm\nA;Trạm y tế phường Quang Vinh\nB;Trạm y tế xã Quyết Thắng\nC;Trạm y tế xã Tân Cương\n'
  test.each([['utf-8', Buffer.from(text)], ['utf-8', Buffer.from(`\ufeff${text}`)], ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')], ['utf-16le', Buffer.from(text, 'utf16le')], ['utf-16be', iconv.encode(`\ufeff${text}`, 'utf-16be')]] as const)('in %s', async (encoding, bytes) => {
    expect(await look(bytes)).toMatchObject({ settings: { format: 'csv', encoding, font: 'unicode', delimiter: ';' }, header: ['Mã', 'Tên trạm'] })
    expect((await rowsOf(bytes, 7))[2]).toEqual(['C', 'Trạm y tế xã Tân Cương'])
  })
  test('in the old fonts, as bytes and as letters that were copied', async () => {
    const tcvn3 = 'M·;Tªn tr¹m\nA;Tr¹m y tÕ ph\u00adêng Quang Vinh\nB;Tr¹m y tÕ x· QuyÕt Th¾ng\n'
    for (const bytes of [Buffer.from(tcvn3, 'latin1'), Buffer.from(tcvn3)]) {
      expect(await look(bytes)).toMatchObject({ settings: { font: 'tcvn3' }, header: ['Mã', 'Tên trạm'] })
      expect((await rowsOf(bytes, 5))[1]).toEqual(['B', 'Trạm y tế xã Quyết Thắng'])
    }
    const vni = 'Maõ;Teân traïm\nA;Traïm y teá xaõ Taân Cöông\nB;Phöôøng Quang Vinh\n'
    expect(await look(Buffer.from(vni, 'latin1'))).toMatchObject({ settings: { encoding: 'windows-1252', font: 'vni' }, header: ['Mã', 'Tên trạm'] })
    expect((await rowsOf(Buffer.from(vni, 'latin1')))[0]).toEqual(['A', 'Trạm y tế xã Tân Cương'])
  })
  test('French and a broken cell are no old fonts; the steward has the last word', async () => {
    expect((await look('nom;ville\nRené;Besançon\nHélène;Orléans\nFrançois;Alençon\n')).settings.font).toBe('unicode')
    const broken = Buffer.concat([Buffer.from(text), Buffer.from([0x44, 0x3b, 0xff, 0x0a])])
    expect((await look(broken)).settings.encoding).toBe('utf-8')
    expect((await look(text, { font: 'vni' })).settings.font).toBe('vni')
  })
  test('as JSON, lines of JSON and GeoJSON', async () => {
    const list = [{ ma: 'A', n: 1.5, ghi: { a: [1, '}'] } }, { ma: 'B "x" {', moi: true }]
    expect(await look(JSON.stringify(list))).toMatchObject({ settings: { format: 'json' }, header: ['ma', 'n', 'ghi', 'moi'] })
    for (const bytes of [JSON.stringify(list), JSON.stringify({ total: 2, list: [1, 2], records: list }), list.map(each => JSON.stringify(each)).join('\n')]) expect(await rowsOf(Buffer.from(bytes), 3)).toEqual([['A', '1.5', '{"a":[1,"}"]}', ''], ['B "x" {', '', '', 'true']])
    const geo = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { ten: 'X' }, geometry: { type: 'Point', coordinates: [105.8, 21.6] } }] }
    expect(await look(JSON.stringify(geo))).toMatchObject({ settings: { format: 'geojson' }, header: ['ten', 'geometry'] })
    expect(await rowsOf(Buffer.from(JSON.stringify(geo)))).toEqual([['X', '{"type":"Point","coordinates":[105.8,21.6]}']])
  })
  test('as a workbook: titles above, days, numbers, empty cells', async () => {
    const bytes = await writeXlsx([[{ value: 'BẢNG TRẠM Y TẾ' }], [], [{ value: 'Mã' }, { value: 'Ngày mở' }, { value: 'Số' }, { value: 'Có' }], [{ value: 'A' }, { value: new Date('2025-07-01T00:00:00Z'), format: 'dd/mm/yyyy' }, { value: 1234.5 }, { value: true }], [{ value: 'B' }, null, { value: 7 }]]).toBuffer()
    expect(await look(bytes)).toMatchObject({ settings: { format: 'xlsx', headerRow: 3 }, header: ['Mã', 'Ngày mở', 'Số', 'Có'], sample: [['A', '2025-07-01', '1234.5', 'true'], ['B', '', '7']] })
    expect(await rowsOf(bytes)).toEqual([['A', '2025-07-01', '1234.5', 'true'], ['B', '', '7']])
  })
})

describe('what is refused', () => {
  const sheet = (xml: string): Buffer => Buffer.from(zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'xl/workbook.xml': strToU8('<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'), 'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'), 'xl/worksheets/sheet1.xml': strToU8(xml) }))
  test.each([
    ['nothing', Buffer.alloc(0), 'empty'], ['a PDF', Buffer.from('%PDF-1.4\n'), 'not-supported'], ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'not-supported'], ['noise', Buffer.alloc(5000, Buffer.from([1, 0, 0, 200, 0, 3, 0])), 'unknown-format'],
    ['too many columns', Buffer.from('a,'.repeat(3000)), 'too-many-columns'], ['a workbook that is none', Buffer.from('PK\u0003\u0004 nothing'), 'broken'], ['XML with entities', sheet('<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'), 'broken'],
    ['a bomb', sheet(`<worksheet>${' '.repeat(60_000_000)}</worksheet>`), 'bomb'], ['a cell far away', sheet('<worksheet><sheetData><row r="1"><c r="XFD1" t="str"><v>a</v></c></row></sheetData></worksheet>'), 'too-many-columns'], ['JSON cut short', Buffer.from('[{"a":1},{"a":'), 'broken'], ['JSON in depth', Buffer.from('['.repeat(100_000)), 'broken'],
  ])('%s', async (_, bytes, fault) => { await expect(look(bytes)).rejects.toMatchObject({ fault }) })
  test.each([['1.5'], ['0'], ['x'], [''], ['2000000'], ['99999999999999999999'], ['3', '3'], ['3', '2']])('a workbook whose rows are numbered %s', async (...numbers) => {
    await expect(look(sheet(`<worksheet><sheetData>${numbers.map(number => `<row r="${number}"><c t="str"><v>a</v></c></row>`).join('')}</sheetData></worksheet>`))).rejects.toMatchObject({ fault: 'broken' })
  })
})

test('the filter misses no key that passed before and suspects few others', () => {
  const filter = keyFilter(1024 * 1024)
  const ask = (key: string): boolean => { const bytes = Buffer.from(key); return filter.seen(hashBytes(bytes, 0, bytes.length, 0x811c9dc5), hashBytes(bytes, 0, bytes.length, 0x9747b28c)) }
  let suspected = 0
  for (let at = 0; at < 50_000; at++) if (ask(`CS${at}`)) suspected++
  expect(suspected).toBeLessThan(100)
  for (let at = 0; at < 50_000; at++) if (!ask(`CS${at}`)) throw new Error(`missed ${at}`)
})
