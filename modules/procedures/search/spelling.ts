import { deletionsOf, type CatalogueIndex } from './catalogue-index.ts'
import type { SynonymTable } from './synonyms.ts'
import { isWrapping } from './fillers.ts'
import { wordsOf, type TypedQuery, type Word } from './words.ts'

/** How a message is thumbed: `fép`, `zay`, `jấy`. */
const THUMBED: readonly (readonly [RegExp, string])[] = [[/^f/, 'ph'], [/^z/, 'd'], [/^z/, 'gi'], [/^j/, 'gi'], [/^w/, 'qu'], [/^k(?=[aou])/, 'c']]

const isKnown = (index: CatalogueIndex, table: SynonymTable, folded: string): boolean => index.forms.has(folded) || table.words.has(folded)

/** Folded words of the catalogue and of the table that lie one letter off: lost, doubled, swapped or another. */
export function nearWords(index: CatalogueIndex, table: SynonymTable, folded: string): string[] {
  if (folded.length < 2 || /\d/.test(folded)) return []
  const near = new Set<string>()
  const deletions = deletionsOf(folded)
  for (const map of [index.deletions, table.deletions]) {
    for (const other of map.get(folded) ?? []) near.add(other)
    for (const key of deletions) for (const other of map.get(key) ?? []) if (Math.abs(other.length - folded.length) <= 1) near.add(other)
  }
  for (const [habit, meant] of THUMBED) { const other = folded.replace(habit, meant); if (other !== folded && isKnown(index, table, other)) near.add(other) }
  return [...near]
}

/** Two words that were glued together, when they stand so in the catalogue or in a phrase. */
function unglued(index: CatalogueIndex, table: SynonymTable, folded: string): string | undefined {
  for (let at = 2; at <= folded.length - 2; at++) {
    const pair = `${folded.slice(0, at)} ${folded.slice(at)}`
    if (index.pairs.has(pair) || table.pairs.has(pair)) return pair
  }
  return undefined
}

/** `meant`: the query as it was read, when that is not as it was typed. */
export interface Righted { readonly words: readonly Word[]; readonly meant?: string }

/**
 * The words of a query with slips of the finger put right where the neighbours leave one reading: `kinh doang` is `kinh doanh`. A word that
 * stays unknown is left as typed; ranking then takes all words near it.
 */
export function putRight(index: CatalogueIndex, table: SynonymTable, { words, marked }: TypedQuery): Righted {
  const paired = (one: string | undefined, two: string | undefined): boolean => one !== undefined && two !== undefined && (index.pairs.has(`${one} ${two}`) || table.pairs.has(`${one} ${two}`))
  const rightOf = (word: Word, at: number): string | undefined => {
    if (isKnown(index, table, word.folded) || isWrapping(word.folded) || word.folded.length < 2 || /\d/.test(word.folded)) return undefined
    const glued = unglued(index, table, word.folded)
    if (glued !== undefined) return glued
    const [before, after] = [words[at - 1]?.folded, words[at + 1]?.folded]
    const near = nearWords(index, table, word.folded)
    const fitting = near.filter((other) => paired(before, other) || paired(other, after))
    return fitting.length > 0 ? mostUsed(index, fitting) : near.length === 1 ? near[0] : undefined
  }
  // whoever types diacritics reads them
  const written = (folded: string): string => marked ? folded.split(' ').map((each) => mostWritten(index, each)).join(' ') : folded
  const righted = words.map((word, at) => { const right = rightOf(word, at); return right === undefined ? { words: [word], text: word.text } : { words: wordsOf(right), text: written(right) } })
  const text = righted.map((each) => each.text).join(' ')
  return { words: righted.flatMap((each) => each.words), ...(text !== words.map((word) => word.text).join(' ') && { meant: text }) }
}

const mostUsed = (index: CatalogueIndex, words: readonly string[]): string | undefined => words.toSorted((a, b) => (index.weights.get(a) ?? Infinity) - (index.weights.get(b) ?? Infinity))[0]
const mostWritten = (index: CatalogueIndex, folded: string): string => (index.forms.get(folded) ?? []).toSorted((a, b) => (index.postings.get(b)?.length ?? 0) - (index.postings.get(a)?.length ?? 0))[0] ?? folded
