import type { CatalogueIndex } from './catalogue-index.ts'
import type { Means } from './concepts-in.ts'
import { isFillerWord } from './fillers.ts'
import type { SoughtWord } from './pieces.ts'
import { nearWords } from './spelling.ts'
import type { SynonymTable } from './synonyms.ts'
import { softOf, type TypedQuery, type Word } from './words.ts'

/** What a word is worth when a name has it only so: hỏi for ngã, typed without its diacritics among words that have them, with others, one letter off, begun. */
const WORTH = { exact: 1, soft: 0.9, begun: 0.8, unseen: 0.6, near: 0.6, plain: 0.5, other: 0.3 } as const
/** a word the catalogue does not have tells little about which procedure is meant */
const UNKNOWN_SHARE = 0.2
/** words that tell less than this are everywhere: which diacritics they have tells nothing */
const COMMON = 1.5
const MOST_NEAR = 12
const MOST_BEGUN = 8

interface Reading { readonly folded: string; /** only this form of it */ readonly toned?: string; readonly worth: number }
export interface WordEvidence {
  /** how much the word tells; and how much it would, were it known */
  readonly weight: number
  readonly fullWeight: number
  /** entries whose name has the word, and what that is worth */
  readonly named: readonly { readonly entries: readonly number[]; readonly worth: number }[]
  /** entries whose field or result has it */
  readonly beside: readonly number[]
}
/** Reads the words of one query against the catalogue. */
export interface Reader {
  readonly index: CatalogueIndex
  readonly means: Means
  read(sought: SoughtWord): WordEvidence
  /** two words in a row */
  pair(one: SoughtWord, two: SoughtWord): { readonly weight: number; readonly entries: readonly number[] }
}

function begunBy({ sortedWords }: CatalogueIndex, start: string): string[] {
  let low = 0
  let high = sortedWords.length
  while (low < high) { const middle = (low + high) >> 1; if ((sortedWords[middle] ?? '') < start) low = middle + 1; else high = middle }
  const found: string[] = []
  for (let at = low; found.length < MOST_BEGUN && sortedWords[at]?.startsWith(start); at++) found.push(sortedWords[at] ?? '')
  return found
}

/** The words of the catalogue that a typed word may stand for. */
function typedReadings(index: CatalogueIndex, table: SynonymTable, { folded, toned, soft, plain }: Word, marked: boolean, last: boolean): Reading[] {
  const forms = index.forms.get(folded)
  if (forms) {
    if (!marked) return [{ folded, worth: WORTH.exact }]
    if (index.postings.has(toned) && (index.tonedWeights.get(toned) ?? 0) < COMMON) return [{ folded, toned, worth: WORTH.exact }]
    if (index.postings.has(toned)) return [{ folded, toned, worth: WORTH.exact }, { folded, worth: plain ? WORTH.plain : WORTH.other }]
    if (plain) return [{ folded, worth: WORTH.exact }]
    return [...forms.filter((form) => softOf(form) === soft).map((form) => ({ folded, toned: form, worth: WORTH.soft })), { folded, worth: WORTH.unseen }]
  }
  const begun = last && folded.length >= 2 ? begunBy(index, folded) : []
  if (begun.length > 0) return begun.map((word) => ({ folded: word, worth: WORTH.begun }))
  return nearWords(index, table, folded).filter((word) => index.forms.has(word)).slice(0, MOST_NEAR).map((word) => ({ folded: word, worth: WORTH.near }))
}

export function readerOf(index: CatalogueIndex, table: SynonymTable, { words, marked }: TypedQuery): Reader {
  const unknown = Math.log(1 + index.entries.length / 50)
  const isSeen = (word: Word): boolean => index.postings.has(word.toned) || table.toned.has(word.toned)
  const memory = new Map<string, readonly Reading[]>()
  const readingsOf = ({ word, at }: SoughtWord): readonly Reading[] => {
    // what a synonym brought is written as officials write it
    if (at === undefined) return index.postings.has(word.toned) ? [{ folded: word.folded, toned: word.toned, worth: WORTH.exact }] : []
    const known = memory.get(word.toned)
    if (known) return known
    const found = typedReadings(index, table, word, marked, at === words.length - 1)
    memory.set(word.toned, found)
    return found
  }
  return {
    index,
    means: (at, meant, alone) => {
      const word = words[at]
      if (!word || word.folded !== meant.folded) return false
      // without diacritics `roi` alone is `rồi`, which says nothing, rather than `rơi`
      if (!marked) return !alone || !isFillerWord(word, marked) || isFillerWord(meant, true)
      if (word.toned === meant.toned) return true
      // with diacritics the phrase must be meant: `báo tử` is no `bao tư`
      return alone ? !isSeen(word) && (word.plain || word.soft === meant.soft) : word.plain || word.soft === meant.soft || !isSeen(word)
    },
    read: (sought) => {
      const readings = readingsOf(sought)
      const exact = marked || sought.at === undefined ? index.tonedWeights.get(sought.word.toned) : undefined
      const telling = readings.length === 0 ? unknown * UNKNOWN_SHARE : exact ?? Math.max(...readings.map((reading) => index.weights.get(reading.folded) ?? 0))
      const weight = telling * sought.importance
      return {
        weight, fullWeight: readings.length === 0 ? unknown * sought.importance : weight,
        named: readings.flatMap(({ folded, toned, worth }) => (toned === undefined ? index.forms.get(folded) ?? [] : [toned]).map((form) => ({ entries: index.postings.get(form) ?? [], worth }))),
        beside: index.besidePostings.get(sought.word.folded) ?? [],
      }
    },
    pair: (one, two) => {
      const folded = [one, two].map((each) => readingsOf(each)[0]?.folded ?? each.word.folded)
      const weight = folded.reduce((sum, word) => sum + (index.weights.get(word) ?? unknown * UNKNOWN_SHARE), 0) / 2
      return { weight: Math.min(one.importance, two.importance) * weight, entries: index.pairs.get(folded.join(' ')) ?? [] }
    },
  }
}
