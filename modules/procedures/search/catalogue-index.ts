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
/** `results`: names of the papers one gets. */
export interface ListedEntry extends Entry { readonly results: readonly string[] }

/** Inverted index over the names (and, more weakly, the fields and results) of the catalogue; entry numbers are positions in `entries`. */
export interface CatalogueIndex {
  readonly entries: readonly Entry[]
  readonly byCode: ReadonlyMap<string, number>
  /** folded whole name, with and without `thủ tục` before it and the level in brackets after it → entries (some procedures share one) */
  readonly byName: ReadonlyMap<string, readonly number[]>
  /** toned word → entries whose name has it */
  readonly postings: ReadonlyMap<string, readonly number[]>
  /** folded word → its toned forms */
  readonly forms: ReadonlyMap<string, readonly string[]>
  /** folded word → entries whose field or result has it */
  readonly besidePostings: ReadonlyMap<string, readonly number[]>
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
  /** pairs of words that a special procedure (`… có yếu tố nước ngoài`) has beyond the plain one of the same name; undefined: it is plain */
  readonly beyondPlain: readonly (ReadonlySet<string> | undefined)[]
  /** small head start of an entry: popularity, fileable here, close to people */
  readonly priors: Float64Array
}

/** Adds once per entry; entries come in rising order. */
function post(map: Map<string, number[]>, key: string, entry: number): void {
  const list = map.get(key)
  if (!list) map.set(key, [entry])
  else if (list.at(-1) !== entry) list.push(entry)
}

const PREFIX = /^thu tuc /
/** `(cấp tỉnh)`, `(thực hiện tại cấp xã)`, `(1.010727)`: nobody types it */
const LEVEL_AFTER = /(?:\s*\((?:[^()]*cấp (?:tỉnh|tinh|xã|huyện|trung ương)|[\d.\s]+)\))+\s*\.?$/iu
/** A whole name as the index compares it. */
export const nameOf = (words: readonly Word[]): string => words.map((word) => word.folded).join(' ').replace(PREFIX, '')

/** Every word that comes from `word` by leaving out one letter. */
export function deletionsOf(word: string): string[] {
  return [...word].map((_, at) => word.slice(0, at) + word.slice(at + 1))
}

/** Words by what is left of them without one letter; short words and numbers have too many neighbours. */
export function deletionsIn(words: Iterable<string>): Map<string, string[]> {
  const deletions = new Map<string, string[]>()
  for (const word of words) {
    if (word.length < 3 || /\d/.test(word)) continue
    for (const key of new Set([word, ...deletionsOf(word)])) {
      const list = deletions.get(key)
      if (list) list.push(word); else deletions.set(key, [word])
    }
  }
  return deletions
}

/** What follows the first time (renewal, return, correction) is meant when it is said; unsaid, the first time is. */
const LATER_ACT = /^(?:thủ tục )?(?:cấp lại|cấp đổi|cấp điều chỉnh|cấp gia hạn|gia hạn|sửa đổi|điều chỉnh|thay đổi|thu hồi|hủy|huỷ|xóa|xoá|trả lại|chấm dứt|đăng ký lại|chấp thuận lại|công bố lại|bổ nhiệm lại|miễn nhiệm) /i
function prior(entry: Entry, mostPopular: number): number {
  const popularity = mostPopular > 0 ? Math.log1p(entry.popularity) / Math.log1p(mostPopular) : 0
  return 0.1 * popularity - (LATER_ACT.test(entry.name) ? 0.015 : 0) + (entry.fileable ? 0.05 : 0) + (entry.levels.includes('commune') ? 0.01 : entry.levels.includes('province') ? 0.005 : 0)
}

/** `a b` for every two words in a row; a word alone stays alone. */
export function pairsIn(words: readonly string[]): string[] {
  return words.length === 1 ? [...words] : words.slice(1).map((word, at) => `${words[at] ?? ''} ${word}`)
}

/** Names that begin with the whole name of another procedure are special cases of it: what they add. */
function beyondPlain(names: readonly string[]): (ReadonlySet<string> | undefined)[] {
  const known = new Set(names)
  return names.map((name) => {
    for (let at = name.indexOf(' ', name.indexOf(' ') + 1); at > 0; at = name.indexOf(' ', at + 1)) {
      if (known.has(name.slice(0, at))) return new Set(pairsIn(name.slice(at + 1).split(' ')))
    }
    return undefined
  })
}

/** What the index reads of one entry, kept as long as the entry: after a change only what changed is read anew. */
interface Reading { readonly entry: Entry; readonly words: readonly Word[]; /** `a b` for every two words in a row */ readonly rows: readonly string[]; readonly folded: readonly string[]; readonly names: readonly string[]; readonly beside: readonly string[] }
const readings = new WeakMap<ListedEntry, Reading>()
const foldedOf = (words: readonly Word[]): readonly string[] => [...new Set(words.map((word) => word.folded))]
function readingOf(listed: ListedEntry): Reading {
  const known = readings.get(listed)
  if (known) return known
  const { results, ...entry } = listed
  const words = wordsOf(entry.name)
  const found: Reading = {
    entry, words, rows: words.slice(1).map((word, at) => `${words[at]?.folded ?? ''} ${word.folded}`), folded: foldedOf(words),
    names: entry.name.includes('(') ? [nameOf(words), nameOf(wordsOf(entry.name.replace(LEVEL_AFTER, '')))] : [nameOf(words)],
    beside: foldedOf([entry.field, ...results].flatMap(wordsOf)),
  }
  readings.set(listed, found)
  return found
}
/** Builds the index; some 250 ms for 10,000 procedures the first time, half of it when few of them changed. */
export function buildIndex(listed: readonly ListedEntry[]): CatalogueIndex {
  const read = listed.map(readingOf)
  const entries = read.map(({ entry }) => entry)
  const postings = new Map<string, number[]>()
  const besidePostings = new Map<string, number[]>()
  const pairs = new Map<string, number[]>()
  const forms = new Map<string, Set<string>>()
  const byName = new Map<string, number[]>()
  const frequency = new Map<string, number>()
  for (const [at, { words, rows, folded, names, beside }] of read.entries()) {
    for (const name of names) post(byName, name, at)
    for (const word of words) {
      post(postings, word.toned, at)
      const known = forms.get(word.folded)
      if (known) known.add(word.toned); else forms.set(word.folded, new Set([word.toned]))
    }
    for (const pair of rows) post(pairs, pair, at)
    for (const word of folded) frequency.set(word, (frequency.get(word) ?? 0) + 1)
    for (const word of beside) post(besidePostings, word, at)
  }
  const weights = new Map([...frequency].map(([word, df]) => [word, Math.log(1 + entries.length / df)]))
  const tonedWeights = new Map([...postings].map(([word, list]) => [word, Math.log(1 + entries.length / list.length)]))
  const nameWeights = Float64Array.from(read, ({ folded }) => folded.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0))
  const mostPopular = Math.max(0, ...entries.map((entry) => entry.popularity))
  return {
    entries, byCode: new Map(entries.map((entry, at) => [entry.code, at])), byName, postings, besidePostings, pairs, deletions: deletionsIn(forms.keys()), weights, tonedWeights, nameWeights,
    forms: new Map([...forms].map(([folded, toned]) => [folded, [...toned]])), sortedWords: [...forms.keys()].toSorted(),
    beyondPlain: beyondPlain(read.map(({ names }) => names[0] ?? '')),
    priors: Float64Array.from(entries, (entry) => prior(entry, mostPopular)),
  }
}
