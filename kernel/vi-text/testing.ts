/** Types text the way people without a working input method, or with an old font, do. For tests and benchmarks. */
import iconv from 'iconv-lite'

const TELEX_TONES: Readonly<Record<string, string>> = { '\u0300': 'f', '\u0301': 's', '\u0303': 'x', '\u0309': 'r', '\u0323': 'j' }
const VNI_TONES: Readonly<Record<string, string>> = { '\u0300': '2', '\u0301': '1', '\u0303': '4', '\u0309': '3', '\u0323': '5' }

function typeWords(text: string, letter: (base: string, marks: string) => string, tones: Readonly<Record<string, string>>): string {
  return text.normalize('NFC').replace(/\p{L}+/gu, (word) => {
    let tone = ''
    const typed = [...word].map((char) => {
      const [base = '', ...marks] = char.normalize('NFD')
      tone = marks.map((mark) => tones[mark] ?? '').join('') || tone
      return letter(base, marks.filter((mark) => !(mark in tones)).join(''))
    }).join('')
    return typed + tone
  })
}

/** Raw Telex, tone key at the end of the word. */
export function toTelex(text: string): string {
  return typeWords(text, (base, marks) => {
    if (base === 'đ') return 'dd'
    if (base === 'Đ') return 'DD'
    return base + (marks === '\u0302' ? base : marks === '' ? '' : 'w')
  }, TELEX_TONES)
}

/** Raw VNI, tone key at the end of the word. */
export function toVni(text: string): string {
  return typeWords(text, (base, marks) => {
    if (base === 'đ') return 'd9'
    if (base === 'Đ') return 'D9'
    return base + ({ '\u0302': '6', '\u031b': '7', '\u0306': '8' }[marks] ?? '')
  }, VNI_TONES)
}

/** TCVN3 bytes seen as Latin-1, by iconv-lite's independent table. */
export function toTcvn3(text: string): string {
  return iconv.encode(text.normalize('NFC'), 'tcvn').toString('latin1')
}

const VNI_MARKS: Readonly<Record<string, string>> = {
  '\u0301': 'ù', '\u0300': 'ø', '\u0309': 'û', '\u0303': 'õ', '\u0323': 'ï',
  '\u0302': 'â', '\u0302\u0301': 'á', '\u0302\u0300': 'à', '\u0302\u0309': 'å', '\u0302\u0303': 'ã', '\u0302\u0323': 'ä',
  '\u0306': 'ê', '\u0306\u0301': 'é', '\u0306\u0300': 'è', '\u0306\u0309': 'ú', '\u0306\u0303': 'ü', '\u0306\u0323': 'ë',
}
const VNI_OWN: Readonly<Record<string, string>> = { 'đ': 'ñ', 'ỉ': 'æ', 'ĩ': 'ó', 'ị': 'ò', 'ỵ': 'î', 'í': 'í', 'ì': 'ì' }

/** VNI-Windows seen as Latin-1 (lower case only). */
export function toVniWindows(text: string): string {
  return [...text.normalize('NFC')].map((char) => {
    if (VNI_OWN[char]) return VNI_OWN[char]
    const parts = [...char.normalize('NFD')]
    const base = parts[0] ?? ''
    const horn = parts.includes('\u031b')
    const marks = parts.slice(1).filter((mark) => mark !== '\u031b')
    // NFD orders marks by class: dot below comes before circumflex and breve
    const key = marks.toSorted((a, b) => Number(b === '\u0302' || b === '\u0306') - Number(a === '\u0302' || a === '\u0306')).join('')
    return (horn ? { o: 'ô', u: 'ö' }[base] ?? base : base) + (VNI_MARKS[key] ?? '')
  }).join('')
}
