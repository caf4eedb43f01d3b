import { canonicalTone, fold } from '../../kernel/vi-text/index.ts'
import { toTcvn3, toTelex, toVni } from '../../kernel/vi-text/testing.ts'

/** Leaves out one letter, two fifths into the text. */
function loseLetter(text: string): string {
  const from = Math.floor(text.length * 0.4)
  const at = from + Math.max(0, text.slice(from).search(/\p{L}/u))
  return text.slice(0, at) + text.slice(at + 1)
}

/** Ten ways in which the same name reaches a search box. */
export const WAYS_OF_TYPING: Readonly<Record<string, (name: string) => string>> = {
  'as published': (name) => name,
  'upper case': (name) => name.toUpperCase(),
  'no diacritics': (name) => fold(name),
  'NFD': (name) => name.normalize('NFD'),
  'hoà, kí': (name) => canonicalTone(name).replace(/òa(?!\p{L})/gu, 'oà').replace(/ủy(?!\p{L})/gu, 'uỷ').replace(/(?<=[klmtQq])ý(?!\p{L})/gu, 'í'),
  'raw Telex': toTelex,
  'raw VNI': toVni,
  'one letter lost': loseLetter,
  'TCVN3': toTcvn3,
  'Ð for Đ': (name) => name.replaceAll('Đ', 'Ð').replaceAll('đ', 'ð'),
}
