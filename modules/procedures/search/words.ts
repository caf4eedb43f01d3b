import { canonicalTone, decodeTyped, fold } from '../../../kernel/vi-text/index.ts'

/**
 * One word of a name or a query: folded for finding, toned (canonical tone, y as i) for telling má from mã, soft for those who write
 * hỏi and ngã alike; plain: written without any diacritics; text: as it was written, in lower case.
 */
export interface Word { readonly text: string; readonly folded: string; readonly toned: string; readonly soft: string; readonly plain: boolean }

const WORD = /[\p{L}\p{N}]+(?:\.[0-9]+)*/gu
const DOTTED = /^\d+(?:\.\d+)+$/
const FINAL_Y = /(?<=[bcdđghklmnpqrstvx]|qu)y([\u0300\u0301\u0303\u0309\u0323]?)$/
const NON_ASCII = /[^\u0000-\u007f]/
const NGA = /\u0303/g
const HOI = '\u0309'

function tonedKey(word: string): string {
  return word.normalize('NFD').replace(FINAL_Y, 'i$1').normalize('NFC')
}

/** For those who write hỏi and ngã alike. */
export const softOf = (toned: string): string => toned.normalize('NFD').replace(NGA, HOI)

/** The catalogue has some thousand different words, many thousand times: each is read once. */
const read = new Map<string, Word>()
const MEMORY = 20_000

function wordOf(written: string): Word {
  const known = read.get(written)
  if (known) return known
  if (read.size >= MEMORY) read.clear()
  // `98.49` and `9849`, `5.000` and `5000`: people leave the dots out
  const canonical = canonicalTone(DOTTED.test(written) ? written.replaceAll('.', '') : written)
  const toned = tonedKey(canonical.replace(/ð/g, 'đ'))
  const word = { text: written, folded: fold(canonical), toned, soft: softOf(toned), plain: !NON_ASCII.test(toned) }
  read.set(written, word)
  return word
}

/** Words of a text as it stands in the catalogue. */
export function wordsOf(text: string): Word[] {
  return (text.toLowerCase().normalize('NFC').match(WORD) ?? []).map(wordOf)
}

export interface TypedQuery {
  readonly words: readonly Word[]
  /** typed with diacritics: then a word without them means what it says */
  readonly marked: boolean
}

/** Longer queries are cut: nobody types them, and each word costs. */
export const MAX_QUERY_LENGTH = 600

/** Words of what a person typed, whatever the keyboard made of it. */
export function readQuery(text: string): TypedQuery {
  const decoded = decodeTyped(text.normalize('NFC').slice(0, MAX_QUERY_LENGTH))
  return { words: wordsOf(decoded), marked: NON_ASCII.test(decoded) }
}
