import { isSyllable, TONES, type ToneMark } from './syllable.ts'
import { likeCase } from './telex.ts'
import { placeTone } from './tone.ts'

const TONE_KEYS: Readonly<Record<string, ToneMark | ''>> = {
  1: TONES.sac, 2: TONES.huyen, 3: TONES.hoi, 4: TONES.nga, 5: TONES.nang, 0: '',
}
const MARK_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  6: { a: 'â', e: 'ê', o: 'ô' }, 7: { o: 'ơ', u: 'ư' }, 8: { a: 'ă' },
}
/**
 * Letters and mark keys. A lone vowel needs both a mark and a tone (`o73`, ở):
 * with one digit it is a licence class (A1) or a paper size (A4), unless the letter is one of the words ô and ý.
 */
const TOKEN = /(?<![\p{L}\p{N}])(?:[A-Za-z](?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]*[0-9][A-Za-z0-9]*|[A-Za-z][678][1-5]|[Oo]6|[Yy][1-5])(?![\p{L}\p{N}])/gu

/** Null when no letter takes the mark: `na17` is the number of a form. */
function applyMark(letters: string, key: string): string | null {
  if (key === '7' && letters.includes('uo') && !letters.startsWith('qu')) return letters.replace('uo', 'ươ')
  const marked = MARK_KEYS[key] ?? {}
  for (let at = letters.length - 1; at >= 0; at--) {
    const letter = marked[letters.charAt(at)]
    if (letter && !(letters.charAt(at) === 'u' && letters.charAt(at - 1) === 'q')) return letters.slice(0, at) + letter + letters.slice(at + 1)
  }
  return null
}

/** Decodes one lower-case token of raw VNI (`d9ang8`); null when no Vietnamese syllable comes out. */
export function vniSyllable(token: string): string | null {
  let letters = ''
  let tone: ToneMark | '' = ''
  for (const key of token) {
    const toneKey = TONE_KEYS[key]
    if (toneKey !== undefined) tone = toneKey
    else if (key === '9') letters = letters.replace(/^d/, 'đ')
    else {
      const next = key in MARK_KEYS ? applyMark(letters, key) : letters + key
      if (next === null) return null
      letters = next
    }
  }
  for (const candidate of [letters, letters.replace(/ưo|uơ(?=.)/, 'ươ')]) {
    const word = placeTone(candidate, tone)
    if (word && isSyllable(word, { toneless: true })) return word
  }
  return null
}

/** Turns raw VNI (`d9ang8 ky1`) into text; tokens that do not become a syllable stay as typed (`mau 01`, `A1`, `TK1`). */
export function deVni(text: string): string {
  return text.replace(TOKEN, (token) => {
    const word = vniSyllable(token.toLowerCase())
    return word === null ? token : likeCase(token.replace(/[0-9]/g, ''), word)
  })
}
