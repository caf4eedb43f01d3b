/**
 * The search form of Vietnamese text: no diacritics, đ as d, ASCII lower case, final y after a consonant as i.
 * Its SQL twin is `kernel.vi_fold`; the two are proven equal, so change both or neither.
 */
const COMBINING = /[\u0300-\u036f]+/g
/** đ Đ, and the letters mistyped for them: eth ð Ð (U+00F0, U+00D0) and African Ɖ (U+0189). */
const SMALL_D = /[đð]/g
const CAPITAL_D = /[ĐÐƉ]/g
/** ký/kí, lý/lí, quý/quí are one word to a searcher; thuý keeps its y (it is the vowel uy). */
const FINAL_Y = /([bcdfghjklmnpqrstvwxz]|qu)y(?![a-z])/g
const ASCII_UPPER = /[A-Z]+/g
const ONLY_ASCII = /^[\u0000-\u007f]*$/

/** Removes tones and vowel marks and turns đ into d; letter case stays. */
export function stripMarks(text: string): string {
  if (ONLY_ASCII.test(text)) return text
  return text.normalize('NFD').replace(COMBINING, '').replace(SMALL_D, 'd').replace(CAPITAL_D, 'D')
}

/** Folds any text (NFC or NFD) for matching. Idempotent; length may change; spaces and punctuation stay. */
export function fold(text: string): string {
  return stripMarks(text)
    .replace(ASCII_UPPER, (letters) => letters.toLowerCase())
    .replace(FINAL_Y, '$1i')
}
