import { fold } from './fold.ts'

const SPACES = /[\s\u00a0]+/g

/** NFC, single spaces, trimmed: how text enters the system at every edge. */
export function tidy(text: string): string {
  return text.normalize('NFC').replace(SPACES, ' ').trim()
}

/** Key for comparing names of people and places: folded, punctuation and runs of spaces as one space. */
export function nameKey(name: string): string {
  return fold(name).replace(/[^a-z0-9]+/g, ' ').trim()
}

/**
 * Sort key of a person: given name (last token), then the full name, both as written.
 * Compare with `viCollator` or `ORDER BY … COLLATE "vi-x-icu"`; a tab sorts before every letter and space.
 */
export function sortKey(name: string): string {
  const clean = tidy(name)
  return `${clean.slice(clean.lastIndexOf(' ') + 1)}\t${clean}`
}

/** Vietnamese alphabet and tone order (a ă â … d đ e ê; huyền, hỏi, ngã, sắc, nặng). */
export const viCollator = new Intl.Collator('vi')

/** Orders people as a class list does: Anh before Bình, and among Anh by family name. */
export function comparePeople(a: string, b: string): number {
  return viCollator.compare(sortKey(a), sortKey(b))
}
