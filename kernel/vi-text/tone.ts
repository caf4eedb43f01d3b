import { splitSyllable, type ToneMark } from './syllable.ts'

const VOWELS = /^[aăâeêioôơuưy]+/
const MARKED = /[ăâêôơư]/
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g
const WORD = /\p{L}[\p{L}\p{M}]*/gu

/**
 * Where the tone stands in a toneless rhyme, old style (hòa, thủy): on the last marked vowel, else on the middle of three,
 * else on the second of two before a final consonant, else on the first.
 */
function toneIndex(rhyme: string): number {
  const vowels = VOWELS.exec(rhyme)?.[0] ?? ''
  for (let at = vowels.length - 1; at >= 0; at--) if (MARKED.test(vowels.charAt(at))) return at
  if (vowels.length === 3) return 1
  return vowels.length === 2 && rhyme.length > 2 ? 1 : 0
}

/** Puts a tone on a toneless syllable (NFC, any case) at its canonical place; null when the word is no syllable. */
export function placeTone(word: string, tone: ToneMark | ''): string | null {
  const parts = splitSyllable(word)
  if (!parts) return null
  const at = parts.initial.length + toneIndex(parts.rhyme)
  return (word.slice(0, at + 1) + tone + word.slice(at + 1)).normalize('NFC')
}

/** One spelling for each word: hoà → hòa, thuỷ → thủy, gìa → già. Words that are no Vietnamese syllable stay. NFC; idempotent. */
export function canonicalTone(text: string): string {
  return text.normalize('NFC').replace(WORD, (word) => {
    const tone = splitSyllable(word)?.tone
    if (!tone) return word
    return placeTone(word.normalize('NFD').replace(TONE, '').normalize('NFC'), tone) ?? word
  })
}
