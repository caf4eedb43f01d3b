import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { inTemporaryFolder, pdfInfo, pdfPictures, pdfText, toolPresent } from '../../../kernel/pdf/testing.ts'
import { renderPaper, type PaperKind, type PaperViews } from './index.ts'
import { codeText, signerLines } from './parts.ts'
import { aBirthExtract, aCertifiedCopy, aFilingReceipt, aHouseholdBusiness, aMaritalStatus, aProcessControl, aReappointment, aReceipt, aRefusal, aRegister, aRejection, aResult, aStopNotice, aSupplementRequest } from './testing.ts'

const poppler = toolPresent('pdftotext', '-v')
const scan = await sharp({ create: { width: 800, height: 560, channels: 3, background: '#fdf6e3' } }).png().toBuffer()
const A5 = '419.528 x 595.276', A4 = '595.276 x 841.89', A4_LYING = '841.89 x 595.276'

const views: PaperViews = {
  'filing-receipt': aFilingReceipt(), receipt: aReceipt(), 'supplement-request': aSupplementRequest(), refusal: aRefusal(), reappointment: aReappointment(), 'stop-notice': aStopNotice(),
  'process-control': aProcessControl(), register: aRegister(), result: aResult(), rejection: aRejection(), 'marital-status': aMaritalStatus(), 'birth-extract': aBirthExtract(),
  'household-business': aHouseholdBusiness(), 'certified-copy': aCertifiedCopy([scan]),
}
/** size, pages, words that must be read */
const expected: { readonly [Kind in PaperKind]: readonly [string, number, readonly string[]] } = {
  'filing-receipt': [A5, 1, ['XÁC NHẬN NỘP HỒ SƠ TRỰC TUYẾN', 'N-0198F3C2', '9f86d081884c7d65', '21 giờ 05 phút, ngày 01 tháng 3 năm 2026', '1,2 MB']],
  receipt: [A5, 1, ['GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'H55.330-260302-0007', '08 giờ 30 phút, ngày 02 tháng 3 năm 2026', '17 giờ 00 phút, ngày 05 tháng 3 năm 2026', 'Mẫu số 01']],
  'supplement-request': [A5, 1, ['PHIẾU YÊU CẦU BỔ SUNG', 'Hết hạn', 'Xin cấp lại tại']],
  refusal: [A5, 1, ['PHIẾU TỪ CHỐI TIẾP NHẬN', 'chưa đủ 20 tuổi']],
  reappointment: [A5, 1, ['PHIẾU XIN LỖI', 'Ngày 02 tháng 3 năm 2026', 'ngày 09 tháng 3 năm 2026', 'GIÁM ĐỐC']],
  'stop-notice': [A5, 1, ['THÔNG BÁO DỪNG GIẢI QUYẾT', 'quá 30 ngày']],
  'process-control': [A5, 1, ['PHIẾU KIỂM SOÁT QUÁ TRÌNH', 'Quá hạn', 'Ma Văn Tài']],
  register: [A4_LYING, 2, ['SỔ THEO DÕI HỒ SƠ NĂM 2026', 'H55.330-260302-0020', 'Ký nhận']],
  result: [A4, 1, ['QUYẾT ĐỊNH', 'Số: 05/QĐ-UBND', 'Nơi nhận:', 'PHÓ GIÁM ĐỐC']],
  rejection: [A4, 1, ['THÔNG BÁO', 'không đủ điều kiện giải quyết', 'khiếu nại']],
  'marital-status': [A4, 1, ['GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN', '05/04/1998', 'Sán Dìu', '6 tháng']],
  'birth-extract': [A4, 1, ['TRÍCH LỤC KHAI SINH', 'Ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu', '019226000001']],
  'household-business': [A4, 1, ['HỘ KINH DOANH CHÈ ĐỒNG CHÈ', '205.000.000 đồng (Hai trăm linh năm triệu đồng)', '1076']],
  'certified-copy': [A4, 2, ['BẢN SAO', 'ĐÚNG VỚI BẢN CHÍNH', '01/2026-SCT/BS']],
}

const render = (kind: PaperKind): Promise<Uint8Array> => renderPaper(kind, views[kind])
const kinds = Object.keys(expected).filter((kind): kind is PaperKind => kind in views)

/** Words that stand outside the page, or over its edge. */
const wordsOutside = (pdf: Uint8Array): Promise<string[]> => inTemporaryFolder((folder) => {
  writeFileSync(join(folder, 'a.pdf'), pdf)
  const outside: string[] = []
  let width = 0, height = 0
  for (const line of execFileSync('pdftotext', ['-bbox', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' }).split('\n')) {
    const page = /<page width="([\d.]+)" height="([\d.]+)"/.exec(line)
    if (page) [width, height] = [Number(page[1]), Number(page[2])]
    const word = /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<\/word>/.exec(line)
    if (word && (Number(word[1]) < 5 || Number(word[2]) < 3 || Number(word[3]) > width - 5 || Number(word[4]) > height - 3)) outside.push(word[5] ?? '')
  }
  return outside
})

/** Words on which a signature would be put: places count from below, words from above. */
const wordsSigned = (pdf: Uint8Array): Promise<string[]> => inTemporaryFolder(async (folder) => {
  writeFileSync(join(folder, 'a.pdf'), pdf)
  const document = await PDFDocument.load(pdf)
  const places = document.getForm().getFields().flatMap(({ acroField }) => acroField.getWidgets()).map((widget) => ({ page: document.getPages().findIndex(({ ref }) => ref === widget.P()), ...widget.getRectangle() }))
  expect(places).not.toEqual([])
  const signed: string[] = []
  let page = -1, high = 0
  for (const line of execFileSync('pdftotext', ['-bbox', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' }).split('\n')) {
    const begun = /<page width="[\d.]+" height="([\d.]+)"/.exec(line)
    if (begun) [page, high] = [page + 1, Number(begun[1])]
    const [, left = 0, top = 0, right = 0, bottom = 0] = (/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">/.exec(line) ?? []).map(Number)
    if (places.some((place) => place.page === page && left < place.x + place.width && right > place.x && high - bottom < place.y + place.height && high - top > place.y)) signed.push(line)
  }
  return signed
})

/** The same view with every free text made very long; codes, days, addresses of pages and fingerprints keep their form. */
function lengthen<T>(value: T): T
function lengthen(value: unknown): unknown {
  if (typeof value === 'string') return value === '' || /^[\d-]+$|^[0-9a-f]{64}$|^https?:|^H55|^N-|^(paragraph|facts|table|heading|early|on-time|late|none)$/.test(value) ? value : `${value} Nguyễn Hoàng Thị Phương Thảo Ngọc Huyền khongcokhoangtrangkhongcokhoangtrangkhongcokhoangtrang@example.invalid`
  if (value instanceof Date || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map((item: unknown) => lengthen(item))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, lengthen(item)]))
  return value
}

describe.skipIf(!poppler)('every paper', () => {
  // seals of results stand over the third of a signature (NĐ 30/2020 App. I.8), not over words
  it.each(['receipt', 'supplement-request', 'refusal', 'reappointment', 'stop-notice', 'register'] as const)('%s leaves the place to sign free of words', async (kind) => { expect(await wordsSigned(await render(kind))).toEqual([]) })
  it.each(kinds)('%s has its size, pages and words, and nothing over the edge', async (kind) => {
    const pdf = await render(kind)
    const [size, pages, words] = expected[kind]
    const info = await pdfInfo(pdf)
    expect(info['Page size']).toContain(size)
    expect(Number(info['Pages'])).toBe(pages)
    const text = await pdfText(pdf)
    for (const word of words) expect(text).toContain(word)
    expect(await wordsOutside(pdf)).toEqual([])
    expect(Buffer.from(pdf).toString('latin1')).toMatch(/pdfaid:part/)
  })
  it('a filing without files says so, and shows no empty table', async () => {
    const text = await pdfText(await renderPaper('filing-receipt', aFilingReceipt(0)))
    expect([text.includes('Hồ sơ không kèm tệp nào'), text.includes('Tệp và dấu vân tay'), text.includes('0 tệp sau')]).toEqual([true, false, false])
  })
  it.each(kinds)('%s bears names and texts of any length', async (kind) => {
    const outside = await wordsOutside(await renderPaper(kind, lengthen(views[kind])))
    expect(outside).toEqual([])
  })
  it('is the same, byte for byte, for the same view', async () => {
    expect(Buffer.from(await render('receipt')).equals(await render('receipt'))).toBe(true)
  })
})

describe.skipIf(!poppler)('the receipt', () => {
  it('takes 30 components over two pages and repeats the head of the table', async () => {
    const pdf = await renderPaper('receipt', aReceipt(30))
    expect((await pdfInfo(pdf))['Pages']).toBe('2')
    const text = await pdfText(pdf)
    expect(text.match(/Tên giấy tờ/g)).toHaveLength(2)
    expect(text).toContain('Trang 2/2')
    expect(await wordsOutside(pdf)).toEqual([])
  })
  it('carries the dossier\'s QR code at the top left and the ledger\'s proof at the bottom', async () => {
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))).buffer } })
    const [picture] = await pdfPictures(await render('receipt'), 200)
    const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    const found = await readBarcodes({ data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' })
    const code = found.find(({ text }) => text === codeText(views.receipt.code))
    expect(codeText(views.receipt.code)).toBe('https://tinhso.example/tra-cuu/H55.330-260302-0007#hs=H55.330-260302-0007&tthc=1.000894&giay=giay-tiep-nhan')
    expect(code && code.position.topLeft.x < info.width * 0.15 && code.position.topLeft.y < info.height * 0.1).toBe(true)
    expect(found.some(({ text }) => text === views.receipt.proof)).toBe(true)
  })
})

it.each([
  ['Chủ tịch', ['Chủ tịch']],
  ['Phó Chủ tịch', ['KT. Chủ tịch', 'Phó Chủ tịch']],
  ['Phó Trưởng Công an', ['KT. Trưởng Công an', 'Phó Trưởng Công an']],
])('lets %s sign by the right they have', (title, lines) => { expect(signerLines(title)).toEqual(lines) })
