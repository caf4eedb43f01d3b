import { strToU8, zipSync, type Zippable } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Random } from './random.ts'

/** Files of rows that nobody honest sends; each is refused or read row by row, and none takes the house with it. */
const workbook = (sheet: string, more: Zippable = {}): Buffer => Buffer.from(zipSync({ 'xl/workbook.xml': strToU8('<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'), 'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'), 'xl/worksheets/sheet1.xml': strToU8(sheet), ...more }))
const rows = (text: string): string => `<worksheet><sheetData>${text}</sheetData></worksheet>`
const cells = (...values: readonly string[]): string => values.map(value => `<c t="str"><v>${value}</v></c>`).join('')
const HEAD = `<row>${cells('ma', 'ten', 'so')}</row>`

/** An archive that says its entry is small. */
function lying(): Buffer {
  const bytes = workbook(rows(`${HEAD}${'<row><c t="str"><v>A</v></c></row>'.repeat(400_000)}`))
  const at = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  bytes.writeUInt32LE(1000, at + 24)
  return bytes
}
export const honestParquet = (): Buffer => Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'ma', data: ['A', 'B'], type: 'STRING' }, { name: 'ten', data: ['Trạm A', 'Trạm B'], type: 'STRING' }, { name: 'so', data: [1, 2], type: 'INT32' }] }))

export const HOSTILE: Readonly<Record<string, () => Buffer>> = {
  'flat zip bomb': () => workbook(rows(`${HEAD}<row>${cells('A'.repeat(100_000_000))}</row>`)),
  'zip that lies about its size': lying,
  '100,000 entries': () => workbook(rows(HEAD), Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`x/${at}`, new Uint8Array(0)]))),
  'zip in zip': () => workbook(rows(HEAD), { 'xl/media/a.zip': zipSync({ b: new Uint8Array(50_000_000) }) }),
  'billion laughs': () => workbook(`<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`),
  'shared strings without end': () => workbook(rows(HEAD), { 'xl/sharedStrings.xml': strToU8(`<sst>${Array.from({ length: 1_600_000 }, (_, at) => `<si><t>${at}</t></si>`).join('')}</sst>`) }),
  'a million columns in a workbook': () => workbook(rows(`<row>${'<c t="str"><v>a</v></c>'.repeat(1_000_000)}</row>`)),
  'a million columns': () => Buffer.from(`${'c,'.repeat(1_000_000)}\n1,2\n`),
  'a quote that never ends': () => Buffer.from(`ma,ten,so\nA,"${'x'.repeat(5_000_000)}`),
  'NUL and control characters': () => Buffer.from('ma,ten,so\nA\0,B,1\nB,\u0007,2\nC,ok,3\n'),
  'mixed encodings': () => Buffer.concat([Buffer.from('ma,ten,so\nA,Trạm y tế xã Tân Cương,1\nB,Phường Quang Vinh,2\n'), Buffer.from([0x43, 0x2c, 0xff, 0xfe, 0x80, 0x2c, 0x33, 0x0a]), Buffer.from('D,Tr\u00ea,4\n', 'latin1')]),
  'formulas': () => Buffer.from('ma,ten,so\n=1+1,"=cmd|\' /C calc\'!A0",=2\n@SUM(A1),+84912345678,-x\n'),
  'names of prototypes': () => Buffer.from(JSON.stringify([JSON.parse('{"__proto__":{"ma":"X"},"constructor":"y","ma":"A","ten":"t","so":1}'), { ma: 'B', toString: 1 }])),
  'JSON in great depth': () => Buffer.from(`[{"ma":"A","ten":${'['.repeat(50_000)}${']'.repeat(50_000)},"so":1}]`),
  'JSON cut short': () => Buffer.from('[{"ma":"A","ten":"t","so":1},{"ma":"B'),
  'halves of characters': () => Buffer.from('{"ma":"A","ten":"\\ud800","so":1}\n{"ma":"B","ten":"\\udc00x","so":2}\n'),
  'one JSON object of 20 MB': () => Buffer.from(`[{"ma":"A","ten":"${'x'.repeat(20_000_000)}","so":1}]`),
  'numbers without end': () => Buffer.from(`ma,ten,so\nA,x,${'9'.repeat(100_000)}\nB,x,1e999\nC,x,0x10\nD,x,-9223372036854775809\n`),
  'parquet with a directory of lies': () => { const bytes = honestParquet(); bytes.writeUInt32LE(0x7fffffff, bytes.length - 8); return bytes },
  'parquet cut short': () => honestParquet().subarray(0, 60),
  'a program': () => Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(100_000, Buffer.from([0, 1, 2, 200, 255, 10]))]),
  'one column called the same a thousand times': () => Buffer.from(`${'ma,'.repeat(1000)}ten,so\n${'A,'.repeat(1000)}t,1\n`),
  'names of columns of 100 kB': () => Buffer.from(`ma,${'t'.repeat(100_000)},so\nA,B,1\n`),
  'every row wrong in every cell': () => Buffer.from(`ma,ten,so\n${',,x\n'.repeat(100_000)}`),
  'a key that stands a hundred thousand times': () => Buffer.from(`ma,ten,so\n${'A,t,1\n'.repeat(100_000)}`),
}
const HONEST: readonly (() => Buffer)[] = [() => Buffer.from('ma,ten,so\nA,"Trạm ""A""",1\nB,Trạm B,2\n'), () => workbook(rows(`${HEAD}<row>${cells('A', 'Trạm A', '1')}</row><row>${cells('B', 'Trạm B', '2')}</row>`)), () => Buffer.from(JSON.stringify([{ ma: 'A', ten: 'Trạm A', so: 1 }, { ma: 'B', ten: 'Trạm B', so: 2 }])), honestParquet]

/** An honest file with some bytes changed, or cut, or put in twice. */
export function mutated(random: Random): Buffer {
  const bytes = Buffer.from(random.pick(HONEST)())
  for (let times = 1 + random.below(6); times > 0; times--) bytes[random.below(bytes.length)] = random.below(256)
  const cut = random.below(3)
  return cut === 0 ? bytes.subarray(0, random.below(bytes.length)) : cut === 1 ? Buffer.concat([bytes, bytes.subarray(random.below(bytes.length))]) : bytes
}
