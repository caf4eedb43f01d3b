import { deflateSync } from 'node:zlib'
import { PDFArray, PDFContext, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRawStream, PDFRef } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { HeavyPdf, PdfSource, UnclearPdf, viewOf } from './index.ts'
import { Syntax } from './syntax.ts'

const key = (name: string): PDFName => PDFName.of(name)

/** Objects in their order and a table of where they lie; what a program may write otherwise is handed in. */
interface Made { readonly objects: Readonly<Record<number, string | Buffer>>; readonly table?: (places: ReadonlyMap<number, number>, at: number) => Buffer; readonly start?: number }
function aFile({ objects, table, start = 0 }: Made): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n')]
  let length = 9
  const places = new Map<number, number>()
  for (const [number, body] of Object.entries(objects)) {
    const part = Buffer.concat([Buffer.from(`${number} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')])
    places.set(Number(number), length)
    parts.push(part)
    length += part.length
  }
  return Buffer.concat([...parts, (table ?? plainTable())(places, length), Buffer.from(`\nstartxref\n${length + start}\n%%EOF\n`)])
}
const plainTable = (trailer = '', rows: Readonly<Record<number, string>> = {}) => (places: ReadonlyMap<number, number>): Buffer => {
  const size = Math.max(...places.keys(), ...Object.keys(rows).map(Number)) + 1
  const row = (number: number): string => rows[number] ?? (places.has(number) ? `${String(places.get(number)).padStart(10, '0')} 00000 n \n` : '0000000000 65535 f \n')
  return Buffer.from(`xref\n0 ${size}\n${Array.from({ length: size }, (_, number) => row(number)).join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>`)
}
const stream = (dict: string, data: Buffer | string): Buffer => Buffer.concat([Buffer.from(`<< ${dict} /Length ${data.length} >>\nstream\n`), Buffer.from(data), Buffer.from('\nendstream')])
const CATALOGUE = '<< /Type /Catalog /Pages 2 0 R >>'
const PAGES = '<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>'
const PAGE = '<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>'
const ONE_PAGE = { 1: CATALOGUE, 2: PAGES, 3: PAGE, 4: stream('', 'q Q') }
const pagesIn = (bytes: Uint8Array): string[] => [...viewOf(new PdfSource(bytes)).pages].map(String)
const refused = (bytes: Uint8Array): void => { expect(() => viewOf(new PdfSource(bytes))).toThrow(UnclearPdf) }
const rowsOf = (rows: readonly (readonly [number, number, number])[]): Buffer => Buffer.from(rows.flatMap(([kind, at, index]) => [kind, at >>> 24, at >>> 16 & 255, at >>> 8 & 255, at & 255, index]))

describe('what honest programs write', () => {
  it('a table, with numbers never used and an end that points a line too early', () => {
    expect(pagesIn(aFile({ objects: ONE_PAGE }))).toEqual(['3 0 R'])
    expect(pagesIn(aFile({ objects: ONE_PAGE, table: plainTable('', { 5: '0000000000 00000 n \n', 6: '0000000000 65535 f \n' }) }))).toEqual(['3 0 R'])
    expect(pagesIn(aFile({ objects: ONE_PAGE, start: -1 }))).toEqual(['3 0 R'])
  })
  it('packed objects, as pdf-lib writes them', async () => {
    const document = await PDFDocument.create()
    for (let i = 0; i < 60; i++) document.addPage([200, 200])
    const bytes = await document.save({ useObjectStreams: true })
    const view = viewOf(new PdfSource(bytes))
    expect([...view.pages].map(String).toSorted()).toEqual((await PDFDocument.load(bytes)).getPages().map(({ ref }) => String(ref)).toSorted())
  })
  it.each([0, 1, 2, 3, 4])('cross-references with prediction %i', (kind) => {
    const objects = { ...ONE_PAGE, 1: '<< >>', 5: stream('/Type /ObjStm /N 1 /First 4', `1 0 ${CATALOGUE}`) }
    const bytes = aFile({ objects, table: (places, at) => {
      const rows = rowsOf([[0, 0, 0], [2, 5, 0], ...[2, 3, 4, 5].map((number) => [1, places.get(number) ?? 0, 0] as const), [1, at, 0]])
      const predicted = Buffer.alloc(7 * 7)
      for (let row = 0; row < 7; row++) for (let column = 0; column < 6; column++) {
        const [left, up, corner] = [column ? rows[row * 6 + column - 1] ?? 0 : 0, row ? rows[(row - 1) * 6 + column] ?? 0 : 0, row && column ? rows[(row - 1) * 6 + column - 1] ?? 0 : 0]
        const paeth = [left, up, corner].toSorted((a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b))[0] ?? 0
        predicted[row * 7] = kind
        predicted[row * 7 + 1 + column] = (rows[row * 6 + column] ?? 0) - ([0, left, up, Math.floor((left + up) / 2), paeth][kind] ?? 0)
      }
      return Buffer.concat([Buffer.from('6 0 obj\n'), stream('/Type /XRef /W [ 1 4 1 ] /Size 7 /Root 1 0 R /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 6 >>', deflateSync(predicted)), Buffer.from('\nendobj')])
    } })
    const view = viewOf(new PdfSource(bytes))
    expect([...view.pages].map(String)).toEqual(['3 0 R'])
    expect(view.root.get(key('Type'))).toBe(key('Catalog'))
  })
  it('a second list that only tells of hidden objects, as word processors write it', () => {
    const hidden = (listed: number) => aFile({ objects: { 2: PAGES, 3: PAGE, 4: stream('', 'q Q'), 5: stream('/Type /ObjStm /N 1 /First 4', `1 0 ${CATALOGUE}`), 6: stream(`/Type /XRef /W [ 1 4 1 ] /Index [ ${listed} 1 ] /Size 7`, rowsOf([[2, 5, 0]])) },
      table: (places) => plainTable(`/XRefStm ${places.get(6)}`)(places) })
    expect(pagesIn(hidden(1))).toEqual(['3 0 R'])
    refused(hidden(3))
  })
  it('a stream whose length is another object', () => {
    const view = viewOf(new PdfSource(aFile({ objects: { ...ONE_PAGE, 4: '<< /Length 5 0 R >>\nstream\nq endstream Q\nendstream', 5: '13' } })))
    const contents = view.resolve(PDFRef.of(4))
    expect(contents instanceof PDFRawStream && Buffer.from(contents.contents).toString()).toBe('q endstream Q')
  })
  it('an object that a later revision wrote again or gave up', () => {
    const first = aFile({ objects: ONE_PAGE })
    const at = first.length
    const later = Buffer.concat([first, Buffer.from(`4 0 obj\n(new)\nendobj\nxref\n4 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev ${/startxref\n(\d+)/.exec(first.toString('latin1'))?.[1]} >>\nstartxref\n${at + 21}\n%%EOF\n`)])
    const source = new PdfSource(later)
    expect(String(viewOf(source).resolve(PDFRef.of(4)))).toBe('(new)')
    expect(viewOf(source).isAllListedFrom(at)).toBe(true)
    expect(viewOf(source, at).resolve(PDFRef.of(4))).toBeInstanceOf(PDFRawStream)
  })
})

describe('what would be a guess', () => {
  it.each<[string, Buffer]>([
    ['an object that is not where the list says', aFile({ objects: ONE_PAGE, table: (places) => plainTable()(new Map([...places, [4, (places.get(4) ?? 0) + 1]])) })],
    ['a number twice in one list', aFile({ objects: ONE_PAGE, table: (places) => Buffer.from(plainTable()(places).toString('latin1').replace('trailer', `4 1\n${String(places.get(3)).padStart(10, '0')} 00000 n \ntrailer`)) })],
    ['a size that leaves objects out', aFile({ objects: ONE_PAGE, table: (places) => Buffer.from(plainTable()(places).toString('latin1').replace('/Size 5', '/Size 4')) })],
    ['a key twice', aFile({ objects: { ...ONE_PAGE, 3: PAGE.replace('>>', '/Contents 4 0 R >>') } })],
    ['a length too short', aFile({ objects: { ...ONE_PAGE, 4: '<< /Length 1 >>\nstream\nq Q\nendstream' } })],
    ['a length that leads nowhere', aFile({ objects: { ...ONE_PAGE, 4: '<< /Length 9 0 R >>\nstream\nq Q\nendstream' } })],
    ['a page tree in a circle', aFile({ objects: { ...ONE_PAGE, 2: '<< /Type /Pages /Kids [ 2 0 R ] >>' } })],
    ['encryption', aFile({ objects: ONE_PAGE, table: plainTable('/Encrypt 4 0 R') })],
    ['an unusual code for cross-references', aFile({ objects: ONE_PAGE, table: () => Buffer.concat([Buffer.from('5 0 obj\n'), stream('/Type /XRef /W [ 1 4 1 ] /Size 6 /Root 1 0 R /Filter /LZWDecode', 'x'), Buffer.from('\nendobj')]) })],
    ['nothing before the header', Buffer.concat([Buffer.from(' '), aFile({ objects: ONE_PAGE })])],
  ])('%s', (_what, bytes) => { refused(bytes) })
  it('a reference with another generation', () => {
    const view = viewOf(new PdfSource(aFile({ objects: ONE_PAGE })))
    expect(view.resolve(PDFRef.of(77))).toBeUndefined()
    expect(() => view.resolve(PDFRef.of(4, 1))).toThrow(UnclearPdf)
  })
  it('is not made for what inflates too far', () => {
    const objects = { ...ONE_PAGE, 5: stream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', deflateSync(Buffer.concat([Buffer.from('6 0 '), Buffer.alloc(50 * 1024 * 1024, 0x20)]))) }
    const bytes = aFile({ objects, table: (places, at) => Buffer.concat([Buffer.from('7 0 obj\n'), stream('/Type /XRef /W [ 1 4 1 ] /Size 8 /Root 1 0 R', rowsOf([[0, 0, 0], ...[1, 2, 3, 4, 5].map((number) => [1, places.get(number) ?? 0, 0] as const), [2, 5, 0], [1, at, 0]])), Buffer.from('\nendobj')]) })
    expect(() => viewOf(new PdfSource(bytes))).toThrow(HeavyPdf)
  })
})

describe('objects', () => {
  const read = (text: string) => new Syntax(text, PDFContext.create(), 0).object()
  it('of every kind', () => {
    const value = read('<< /A#42 [ 1 -2.5 .5 +3. 4 0 R true null /x#20y (a\\)(b)) <0aF > ] % remark\n /C << /D false >> >>')
    const list = value instanceof PDFDict ? value.get(key('AB')) : undefined
    expect(list instanceof PDFArray && list.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : String(item)))).toEqual([1, -2.5, 0.5, 3, '4 0 R', 'true', 'null', '/x#20y', '(a\\)(b))', '<0aF >'])
  })
  it.each(['<< /A 1 /A 2 >>', '<< /A 1 /#41 2 >>', '<< /Con#6etents 1 /Con#6Etents 2 >>', '[ 1.2.3 ]', '[ 0--5 ]', '[ 1x ]', '[ 1 0 Rx ]', '[ truex ]', '(open', '<0g>', '[ 1', '<< /A >>', 'obj', `${'['.repeat(200)}${']'.repeat(200)}`])('not %s', (text) => { expect(() => read(text)).toThrow(UnclearPdf) })
  it('a number sign in a name is no second escape', () => { expect(read('/a#2341')).not.toBe(key('aA')) })
})
