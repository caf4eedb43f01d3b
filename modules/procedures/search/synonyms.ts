import { wordsOf, type TypedQuery, type Word } from './words.ts'

export interface Synonym { readonly phrase: string; readonly replacements: readonly string[] }
/** A word of a reading of the query; `brought`: a synonym put it there. */
export interface VariantWord extends Word { readonly brought?: true }
/** Phrases by their first folded word, longest first. */
export type SynonymTable = ReadonlyMap<string, readonly { readonly words: readonly Word[]; readonly replacements: readonly (readonly VariantWord[])[] }[]>

const MAX_VARIANTS = 16

export function synonymTable(synonyms: readonly Synonym[]): SynonymTable {
  const table = new Map<string, { words: Word[]; replacements: VariantWord[][] }[]>()
  for (const { phrase, replacements } of synonyms) {
    const words = wordsOf(phrase)
    const first = words[0]
    if (!first) continue
    const list = table.get(first.folded) ?? []
    list.push({ words, replacements: replacements.map((text) => wordsOf(text).map((word): VariantWord => ({ ...word, brought: true }))) })
    table.set(first.folded, list)
  }
  for (const list of table.values()) list.sort((a, b) => b.words.length - a.words.length)
  return table
}

interface Found { readonly at: number; readonly length: number; readonly replacements: readonly (readonly VariantWord[])[] }

function phrasesIn(query: TypedQuery, table: SynonymTable): Found[] {
  const found: Found[] = []
  for (const [at, word] of query.words.entries()) {
    for (const entry of table.get(word.folded) ?? []) {
      // with diacritics the phrase must be meant: `báo tử` is no `bao tư`
      const key = query.marked ? 'toned' : 'folded'
      if (entry.words.every((each, k) => query.words[at + k]?.[key] === each[key])) found.push({ at, length: entry.words.length, replacements: entry.replacements })
    }
  }
  return found
}

function replaced(words: readonly VariantWord[], { at, length }: Found, replacement: readonly VariantWord[]): VariantWord[] {
  return [...words.slice(0, at), ...replacement, ...words.slice(at + length)]
}

/**
 * The query as typed, then as officials would say it: every phrase by itself with each of its replacements, and all together.
 * A word that a replacement brings twice in a row (`hộ chiếu phổ thông phổ thông`) does no harm: words count once.
 */
export function variantsOf(query: TypedQuery, table: SynonymTable): (readonly VariantWord[])[] {
  const found = phrasesIn(query, table)
  const variants: (readonly VariantWord[])[] = [query.words]
  for (const phrase of found) for (const replacement of phrase.replacements) variants.push(replaced(query.words, phrase, replacement))
  let together: readonly VariantWord[] = query.words
  let end = Infinity
  let count = 0
  const rightToLeft = found.toSorted((a, b) => b.at + b.length - (a.at + a.length) || b.length - a.length)
  for (const phrase of rightToLeft) {
    const first = phrase.replacements[0]
    if (!first || phrase.at + phrase.length > end) continue
    together = replaced(together, phrase, first)
    end = phrase.at
    count++
  }
  if (count > 1) variants.push(together)
  return variants.slice(0, MAX_VARIANTS)
}
