import type { Level, OnlineLevel } from '../domain/content.ts'
import { wordsOf, type Word } from './words.ts'

/** What the index knows of one procedure in force. */
export interface Entry {
  readonly code: string
  readonly name: string
  readonly field: string
  readonly levels: readonly Level[]
  readonly agency: string | null
  readonly subjects: readonly string[]
  readonly onlineLevel: OnlineLevel
  readonly popularity: number
  /** a case is configured here: it can be filed online with us */
  readonly fileable: boolean
}

/** Inverted index over the names (and, more weakly, the fields) of the catalogue; entry numbers are positions in `entries`. */
export interface CatalogueIndex {
  readonly entries: readonly Entry[]
  readonly byCode: ReadonlyMap<string, number>
  /** folded whole name → entries (some procedures share one) */
  readonly byName: ReadonlyMap<string, readonly number[]>
  /** toned word → entries whose name has it */
  readonly postings: ReadonlyMap<string, readonly number[]>
  /** folded word → its toned forms */
  readonly forms: ReadonlyMap<string, readonly string[]>
  readonly fieldPostings: ReadonlyMap<string, readonly number[]>
  /** two folded words in a row, `a b` → entries */
  readonly pairs: ReadonlyMap<string, readonly number[]>
  /** a folded word without one of its letters → the words */
  readonly deletions: ReadonlyMap<string, readonly string[]>
  readonly sortedWords: readonly string[]
  /** how telling a word is, folded and toned: ln(1 + n/df); chúc tells much, though chức is everywhere */
  readonly weights: ReadonlyMap<string, number>
  readonly tonedWeights: ReadonlyMap<string, number>
  /** sum of the weights of the words of each name */
  readonly nameWeights: Float64Array
  /** small head start of an entry: popularity, fileable here, close to people */
  readonly priors: Float64Array
}

/** Adds once per entry; entries come in rising order. */
function post(map: Map<string, number[]>, key: string, entry: number): void {
  const list = map.get(key)
  if (!list) map.set(key, [entry])
  else if (list.at(-1) !== entry) list.push(entry)
}

/** A whole name as the index compares it. */
export const nameOf = (words: readonly Word[]): string => words.map((word) => word.folded).join(' ')

/** Every word that comes from `word` by leaving out one letter. */
export function deletionsOf(word: string): string[] {
  return [...word].map((_, at) => word.slice(0, at) + word.slice(at + 1))
}

function prior(entry: Entry, mostPopular: number): number {
  const popularity = mostPopular > 0 ? Math.log1p(entry.popularity) / Math.log1p(mostPopular) : 0
  return 0.03 * popularity + (entry.fileable ? 0.05 : 0) + (entry.levels.includes('commune') ? 0.01 : entry.levels.includes('province') ? 0.005 : 0)
}

/** Builds the index; some 150 ms for 10,000 procedures. */
export function buildIndex(entries: readonly Entry[]): CatalogueIndex {
  const postings = new Map<string, number[]>()
  const fieldPostings = new Map<string, number[]>()
  const pairs = new Map<string, number[]>()
  const forms = new Map<string, Set<string>>()
  const byName = new Map<string, number[]>()
  const frequency = new Map<string, number>()
  const nameWords = entries.map((entry) => wordsOf(entry.name))
  for (const [at, words] of nameWords.entries()) {
    post(byName, nameOf(words), at)
    for (const [k, word] of words.entries()) {
      post(postings, word.toned, at)
      const known = forms.get(word.folded)
      if (known) known.add(word.toned); else forms.set(word.folded, new Set([word.toned]))
      const next = words[k + 1]
      if (next) post(pairs, `${word.folded} ${next.folded}`, at)
    }
    for (const folded of new Set(words.map((word) => word.folded))) frequency.set(folded, (frequency.get(folded) ?? 0) + 1)
    for (const word of wordsOf(entries[at]?.field ?? '')) post(fieldPostings, word.folded, at)
  }
  const weights = new Map([...frequency].map(([word, df]) => [word, Math.log(1 + entries.length / df)]))
  const tonedWeights = new Map([...postings].map(([word, list]) => [word, Math.log(1 + entries.length / list.length)]))
  const deletions = new Map<string, string[]>()
  for (const word of forms.keys()) {
    if (word.length < 3 || /\d/.test(word)) continue
    for (const key of new Set([word, ...deletionsOf(word)])) {
      const list = deletions.get(key)
      if (list) list.push(word); else deletions.set(key, [word])
    }
  }
  const nameWeights = Float64Array.from(nameWords, (words) => [...new Set(words.map((word) => word.folded))].reduce((sum, word) => sum + (weights.get(word) ?? 0), 0))
  const mostPopular = Math.max(0, ...entries.map((entry) => entry.popularity))
  return {
    entries, byCode: new Map(entries.map((entry, at) => [entry.code, at])), byName, postings, fieldPostings, pairs, deletions, weights, tonedWeights, nameWeights,
    forms: new Map([...forms].map(([folded, toned]) => [folded, [...toned]])), sortedWords: [...forms.keys()].toSorted(),
    priors: Float64Array.from(entries, (entry) => prior(entry, mostPopular)),
  }
}
