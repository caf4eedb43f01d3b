import { isFoldedSyllable, isSyllable, TONES, type ToneMark } from './syllable.ts'
import { placeTone } from './tone.ts'

const TONE_KEYS: Readonly<Record<string, ToneMark | ''>> = {
  f: TONES.huyen, s: TONES.sac, x: TONES.nga, r: TONES.hoi, j: TONES.nang, z: '',
}
const VOWEL = /[aăâeêioôơuưy]/
const CIRCUMFLEX: Readonly<Record<string, string>> = { a: 'â', e: 'ê', o: 'ô' }
/** Words of forms and searches that read as Telex by accident: `visa` is no `vía`. */
const FOREIGN = new Set(['visa', 'taxi', 'test', 'gas', 'bus', 'fax', 'pos', 'sos', 'nas', 'ios', 'box', 'tax', 'mix', 'plus', 'lux', 'bar', 'car', 'sex', 'photo', 'oto', 'moto'])
const TOKEN = /[A-Za-z]+/g

/** `w`: a pair uo becomes ươ, else the last of a, o, u gets its hook or breve; with no vowel yet it is ư itself. */
function applyHook(letters: string): string {
  const pair = letters.search(/uo(?!.*[aou])/)
  if (pair >= 0 && !letters.startsWith('qu')) return letters.slice(0, pair) + 'ươ' + letters.slice(pair + 2)
  for (let at = letters.length - 1; at >= 0; at--) {
    const hooked = { a: 'ă', o: 'ơ', u: 'ư' }[letters.charAt(at)]
    if (hooked && !(letters.charAt(at) === 'u' && letters.charAt(at - 1) === 'q')) return letters.slice(0, at) + hooked + letters.slice(at + 1)
  }
  return letters + 'ư'
}

/** The second a, e or o makes a circumflex on its twin: straight after it (aa) or after the final consonant (ana). */
function applyCircumflex(letters: string, key: string): string | null {
  const at = letters.lastIndexOf(key)
  if (at < 0 || VOWEL.test(letters.slice(at + 1))) return null
  return letters.slice(0, at) + (CIRCUMFLEX[key] ?? key) + letters.slice(at + 1)
}

/** ưo and uơ before a final are half-typed ươ (nguwoi, thuowng). */
const completeHorn = (letters: string): string => letters.replace(/ưo|uơ(?=.)/, 'ươ')

/** Decodes one lower-case token of raw Telex; null when no Vietnamese syllable comes out. */
export function telexSyllable(token: string): string | null {
  let letters = ''
  let tone: ToneMark | '' = ''
  for (const key of token) {
    const hasVowel = VOWEL.test(letters)
    const toneKey = TONE_KEYS[key]
    if (toneKey !== undefined && hasVowel) tone = toneKey
    else if (key === 'w') letters = applyHook(letters)
    else if (key === 'd' && letters.startsWith('d')) letters = 'đ' + letters.slice(1)
    else letters = (key in CIRCUMFLEX ? applyCircumflex(letters, key) : null) ?? letters + key
  }
  for (const candidate of [letters, completeHorn(letters)]) {
    const word = placeTone(candidate, tone)
    if (word && isSyllable(word, { toneless: true })) return word
  }
  return null
}

/** Gives a decoded word the letter case of what was typed: all capitals, first capital or none. */
export function likeCase(typed: string, word: string): string {
  if (typed.length > 1 && typed === typed.toUpperCase()) return word.toUpperCase()
  const first = typed.charAt(0)
  return first === first.toUpperCase() && first !== first.toLowerCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word
}

/** Turns raw Telex (`ddawng kys`) into text; tokens that are syllables already, or never become one, stay as typed. */
export function deTelex(text: string): string {
  return text.replace(/[\p{L}\p{M}\p{N}]+/gu, (run) => run.replace(TOKEN, (token) => {
    if (token !== run || isFoldedSyllable(token) || FOREIGN.has(token.toLowerCase())) return token
    const word = telexSyllable(token.toLowerCase())
    return word === null ? token : likeCase(token, word)
  }))
}
