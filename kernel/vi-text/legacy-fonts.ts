/**
 * Text of the fonts used before Unicode, as it looks when a program reads its bytes as Latin-1:
 * TCVN3 (ABC, `Céng hoµ x· héi`) and VNI-Windows (`Coäng hoøa xaõ hoäi`).
 */
const TCVN3 = new Map<string, string>()
for (const [from, to] of [
  ['µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË', 'àảãáạăằẳẵắặâầẩẫấậ'], ['®ÌÎÏÐÑªÒÓÔÕÖ', 'đèẻẽéẹêềểễếệ'], ['×ØÜÝÞ', 'ìỉĩíị'],
  ['ßáâãä«åæçèé¬êëìíî', 'òỏõóọôồổỗốộơờởỡớợ'], ['ïñòóô\u00adõö÷øù', 'ùủũúụưừửữứự'], ['úûüýþ', 'ỳỷỹýỵ'], ['¡¢£¤¥¦§', 'ĂÂÊÔƠƯĐ'],
] as const) {
  const letters = [...to]
  for (const [at, char] of [...from].entries()) TCVN3.set(char, letters[at] ?? char)
}

/** TCVN3 to Unicode. A capitals font (.VnTimeH) stores lower-case bytes, so a word whose ASCII letters are all capitals comes out in capitals. */
export function decodeTcvn3(text: string): string {
  return text.normalize('NFC').replace(/\S+/g, (word) => {
    const decoded = [...word].map((char) => TCVN3.get(char) ?? char).join('')
    return /[A-Z]/.test(word) && !/[a-z]/.test(word) && word.length > 1 ? decoded.toUpperCase() : decoded
  })
}

const PLAIN_TONES = { 'ù': '\u0301', 'ø': '\u0300', 'û': '\u0309', 'õ': '\u0303', 'ï': '\u0323' }
const CIRCUMFLEXES = { 'â': '\u0302', 'á': '\u0302\u0301', 'à': '\u0302\u0300', 'å': '\u0302\u0309', 'ã': '\u0302\u0303', 'ä': '\u0302\u0323' }
const BREVES = { 'ê': '\u0306', 'é': '\u0306\u0301', 'è': '\u0306\u0300', 'ú': '\u0306\u0309', 'ü': '\u0306\u0303', 'ë': '\u0306\u0323' }
const MARKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { ...PLAIN_TONES, ...CIRCUMFLEXES, ...BREVES }, e: { ...PLAIN_TONES, ...CIRCUMFLEXES }, o: { ...PLAIN_TONES, ...CIRCUMFLEXES },
  u: PLAIN_TONES, y: PLAIN_TONES, 'ô': PLAIN_TONES, 'ö': PLAIN_TONES,
}
const SINGLE: Readonly<Record<string, string>> = { 'ô': 'ơ', 'ö': 'ư', 'ñ': 'đ', 'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ' }
const isCapital = (char: string): boolean => char !== char.toLowerCase()

/** VNI-Windows to Unicode: a vowel and the mark that follows it, or a letter of its own. */
export function decodeVniWindows(text: string): string {
  const chars = [...text.normalize('NFC')]
  let out = ''
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? ''
    const lower = char.toLowerCase()
    const base = SINGLE[lower] ?? lower
    const mark = MARKS[lower]?.[(chars[at + 1] ?? '').toLowerCase()]
    if (mark) at++
    const letter = (base + (mark ?? '')).normalize('NFC')
    out += isCapital(char) ? letter.toUpperCase() : letter
  }
  return out
}
