import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { displayable } from './displayable.ts'
import { qrSvg, renderPdf } from './index.ts'
import { pdfInfo, pdfPictures, pdfText, toolPresent } from './testing.ts'

const poppler = toolPresent('pdftotext', '-v')
const source = `#set page(width: 12cm, height: auto, margin: 5mm)
#set text(font: "Tinos", lang: "vi", size: 9pt)
#let d = json(bytes(sys.inputs.data))
#d.name`

const hostile: readonly (readonly [string, string, string])[] = [
  ['an import', '#import "@preview/cetz:0.2.0": *', '#import "@preview/cetz:0.2.0": *'],
  ['a file read', '#read("/etc/passwd")', '#read("/etc/passwd")'],
  ['quotes and brackets', '"]} #panic("x") \\u{41} `raw` $x$ *b* _i_ <l> @r // c', '"]} #panic("x") \\u{41} `raw` $x$ *b* _i_ <l> @r // c'],
  ['emoji', 'Chào 👨‍👩‍👧 bạn', 'Chào □□□ bạn'],
  ['Han and Cham characters', '漢字 ꨀ', '□□ □'],
  ['a direction override', 'giấy‮fdp.exe', 'giấyfdp.exe'],
  ['controls', 'a\u0000b\u0007c\ud800d', 'abcd'],
  ['decomposed Vietnamese', 'Nguyễn Thị Hường'.normalize('NFD'), 'Nguyễn Thị Hường'],
]

describe('user text in a PDF', () => {
  it.skipIf(!poppler).each(hostile)('%s is printed, never run', async (_name, text, printed) => {
    expect((await pdfText(await renderPdf({ source }, { name: text }))).trim()).toBe(printed)
  })
  it('takes 5,000 characters and any string at all', async () => {
    expect((await renderPdf({ source }, { name: 'Đơn đề nghị '.repeat(417) })).length).toBeGreaterThan(1000)
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (name) => {
      expect(Buffer.from(await renderPdf({ source }, { name })).toString('latin1', 0, 5)).toBe('%PDF-')
    }), { numRuns: 60 })
  })
  it('keeps every Vietnamese letter', () => {
    const letters = [...'aăâeêioôơuưy'].flatMap((base) => ['', '̀', '́', '̉', '̃', '̣'].map((tone) => (base + tone).normalize('NFC'))).join(' ')
    const all = `${letters} đ ${letters.toUpperCase()} Đ`
    expect(displayable(all, new Set([...all].map((c) => c.codePointAt(0) ?? 0)))).toBe(all)
    return renderPdf({ source }, { name: all }).then(async (pdf) => { if (poppler) expect((await pdfText(pdf)).replaceAll(' ', '')).toBe(all.replaceAll(' ', '')) })
  })
  it('refuses a template that reads outside its folder', async () => {
    await expect(renderPdf({ source: '#read("/etc/passwd")' }, {})).rejects.toThrow('does not compile')
    await expect(renderPdf({ source: '#read("../../../../../../etc/passwd")' }, {})).rejects.toThrow('does not compile')
  })
})

describe('a rendered PDF', () => {
  it.skipIf(!poppler)('is PDF/A-2b with the time given, the same bytes each time', async () => {
    const at = new Date('2026-03-02T01:30:00Z')
    const make = (): Promise<Uint8Array> => renderPdf({ source: `#set document(title: "Giấy", date: auto)\n${source}` }, { name: 'x' }, { at })
    const [one, two] = [await make(), await make()]
    expect(Buffer.from(one).equals(two)).toBe(true)
    expect(Buffer.from(one).toString('latin1')).toMatch(/pdfaid:part>2<\/pdfaid:part>|pdfaid:part="2"/)
    expect((await pdfInfo(one))['CreationDate']).toContain('2026')
  })
  it.skipIf(!poppler)('carries a QR code that a camera reads', async () => {
    const text = 'https://example.invalid/tra-cuu/H55.33-231015-0007'
    const pdf = await renderPdf({ source: '#set page(width: 4cm, height: 4cm, margin: 5mm)\n#image(bytes(json(bytes(sys.inputs.data)).qr), format: "svg", width: 20mm)' }, { qr: qrSvg(text) })
    const [picture] = await pdfPictures(pdf, 150)
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))).buffer } })
    const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    const found = await readBarcodes({ data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' })
    expect(found.map((code) => code.text)).toEqual([text])
  })
  it.skipIf(!poppler)('holds an empty signature field where the template asks for one', async () => {
    const pdf = await renderPdf({ source: '#set page(width: 10cm, height: 10cm)\nx #metadata((name: "signer", page: 1, x: 20, y: 30, width: 100, height: 40)) <signature-place>' }, {})
    expect((await pdfInfo(pdf))['Form']).toBe('AcroForm')
    expect(Buffer.from(pdf).toString('latin1')).toContain('/FT /Sig')
  })
  it('is made in a few milliseconds once warm', async () => {
    await renderPdf({ source }, { name: 'ấm' })
    const times: number[] = []
    for (let i = 0; i < 20; i++) {
      const start = performance.now()
      await renderPdf({ source }, { name: `Nguyễn Văn ${i}` })
      times.push(performance.now() - start)
    }
    const median = times.sort((a, b) => a - b)[10] ?? Infinity
    expect(median).toBeLessThan(100)
  })
})
