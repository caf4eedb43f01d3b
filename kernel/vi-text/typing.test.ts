import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalTone, decodeLegacyFont, decodeTcvn3, decodeTyped, decodeVniWindows, deTelex, deVni } from './index.ts'
import { toTcvn3, toTelex, toVni, toVniWindows } from './testing.ts'

describe('tone placement', () => {
  test.each([
    ['hoà', 'hòa'], ['thuỷ', 'thủy'], ['Hoè', 'Hòe'], ['gìa', 'già'], ['qúy', 'quý'], ['HOÀNG', 'HOÀNG'], ['của', 'của'], ['ngoài', 'ngoài'],
    ['khuỷu', 'khuỷu'], ['mía', 'mía'], ['đừơng', 'đường'], ['hóan', 'hoán'], ['uỷ ban', 'ủy ban'], ['Đắk Lắk', 'Đắk Lắk'], ['gì', 'gì'], ['résumé', 'résumé'],
  ])('%s is %s', (typed, canonical) => {
    expect(canonicalTone(typed)).toBe(canonical)
    expect(canonicalTone(typed.normalize('NFD'))).toBe(canonical)
  })
})

describe('raw key strokes', () => {
  test.each([
    ['ddawng kys keets hoon', 'đăng ký kết hôn'], ['dduwowngf thuwowng nguowif', 'đường thương người'], ['Giaays phepps', 'Giấy phepps'],
    ['CAAPS LAIJ', 'CẤP LẠI'], ['hofa', 'hòa'], ['hoaf', 'hòa'], ['quyeetf', 'quyeetf'], ['quyeetj', 'quyệt'], ['chuwngs thuwcj', 'chứng thực'], ['ddaats ddai', 'đất đai'],
    ['visa du lich', 'visa du lich'], ['photo oto', 'photo oto'], ['covid', 'covid'], ['Quyeets ddinhj', 'Quyết định'], ['khai sinh', 'khai sinh'], ['coong chuwngs', 'công chứng'],
  ])('Telex %s is %s', (typed, text) => { expect(deTelex(typed)).toBe(text) })
  test.each([
    ['d9ang8 ky1 ke61t ho6n', 'đăng ký kết hôn'], ['d9ường', 'd9ường'], ['du7o7ng2', 'dường'], ['nguoi72', 'người'], ['lái xe A1', 'lái xe A1'], ['mẫu TK1', 'mẫu TK1'],
    ['CA61P', 'CẤP'], ['khổ a4', 'khổ a4'], ['na17', 'na17'], ['2023', '2023'], ['qua61n', 'quấn'],
  ])('VNI %s is %s', (typed, text) => { expect(deVni(typed)).toBe(text) })
})

describe('old fonts', () => {
  test.each([['Céng hoµ x· héi chñ nghÜa ViÖt Nam', 'Cộng hoà xã hội chủ nghĩa Việt Nam'], ['CéNG HOµ', 'CỘNG HOÀ']])(
    'TCVN3 %s is %s', (typed, text) => { expect(decodeTcvn3(typed)).toBe(text) })
  test.each([['Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'], ['ÑAÊNG KYÙ', 'ĐĂNG KÝ'], ['quyeàn sôû höõu', 'quyền sở hữu']])(
    'VNI-Windows %s is %s', (typed, text) => { expect(decodeVniWindows(typed)).toBe(text) })
  test('leaves Unicode as it is', () => {
    for (const text of ['Tôi có ý kiến', 'là ô tô', 'Ô số 5', 'đăng ký', 'café']) expect(decodeLegacyFont(text)).toBe(text)
  })
})

const SAMPLE = 'Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con; Cấp Giấy phép xây dựng nhà ở riêng lẻ; Thủ tục đăng ký nuôi con nuôi trong nước; ' +
  'Xác nhận tình trạng hôn nhân; Chứng thực chữ ký; Trợ cấp mai táng người hưởng lương hưu; Đổi giấy chứng nhận quyền sử dụng đất; uỷ quyền thuê khoán nghiêng khuỷu tay'

/** Words of real text, in standard spelling (the decoder puts tones where the old style has them). */
const WORDS = [...new Set(SAMPLE.toLowerCase().match(/\p{L}+/gu) ?? [])].map((word) => canonicalTone(word))

test('what is encoded is decoded again, for every way of typing', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 8 }), (words) => {
    const text = words.join(' ')
    expect(deTelex(toTelex(text))).toBe(text)
    expect(deVni(toVni(text))).toBe(text)
    expect(decodeTcvn3(toTcvn3(text))).toBe(text)
    expect(decodeVniWindows(toVniWindows(text))).toBe(text)
  }))
})

test('decodeTyped finds out by itself how a text was typed', () => {
  const text = 'đăng ký kết hôn có yếu tố nước ngoài'
  for (const encode of [toTelex, toVni, toTcvn3, toVniWindows, (same: string) => same, (same: string) => same.normalize('NFD')]) {
    expect(decodeTyped(encode(text))).toBe(text)
  }
  expect(decodeTyped('dang ky ket hon')).toBe('dang ky ket hon')
})
