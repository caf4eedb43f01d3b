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
 * Sort keys of a person: given name (last token), then the full name, both as written. They are compared one after the other,
 * because tones count only between names of equal letters: joined, Ánh would stand between two Anhs.
 * In SQL: `ORDER BY given COLLATE "vi-x-icu", full COLLATE "vi-x-icu"`.
 */
export function sortKey(name: string): { readonly given: string; readonly full: string } {
  const full = tidy(name)
  return { given: full.slice(full.lastIndexOf(' ') + 1), full }
}

/** Vietnamese alphabet and tone order (a ă â … d đ e ê; huyền, hỏi, ngã, sắc, nặng). */
export const viCollator = new Intl.Collator('vi')

/** Orders people as a class list does: Anh before Bình, and among Anh by family name. */
export function comparePeople(a: string, b: string): number {
  const [one, two] = [sortKey(a), sortKey(b)]
  return viCollator.compare(one.given, two.given) || viCollator.compare(one.full, two.full)
}
