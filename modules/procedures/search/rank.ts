import { fold } from '../../../kernel/vi-text/index.ts'
import { deletionsOf, nameOf, type CatalogueIndex } from './catalogue-index.ts'
import { variantsOf, type SynonymTable, type VariantWord } from './synonyms.ts'
import { readQuery, type Word } from './words.ts'

/** An entry of the index with its score; roughly 0 (nothing in common) to 1 (the name itself). */
export interface Hit { readonly entry: number; readonly score: number }
/** Hits, best first; `sure`: the best one holds most of what was asked, unknown words counted in full. */
export interface Ranking { readonly hits: readonly Hit[]; readonly sure: boolean }

/** What a word of the query is worth when the name has it only so: other diacritics, one letter off, begun, as its field. */
const OTHER_DIACRITICS = 0.3
const ONE_LETTER_OFF = 0.6
const BEGUN = 0.8
const IN_FIELD = 0.3
/** shares of the score: words found, words in a row, how much of the name was asked for */
const SHARE = { words: 0.55, pairs: 0.28, name: 0.17 }
/** a name must hold this much of what was asked to be an answer; the second share holds when nothing reaches the first */
const ENOUGH = [0.34, 0.2] as const
/** People wrap their matter in these; they tell little about which procedure is meant. */
const FILLERS = new Set('làm xin cho của bị muốn cần ở đâu gì thế nào như sao tôi em mình bạn phải để với và hay hoặc thì là rồi được ai khi nếu'.split(' '))
const FOLDED_FILLERS = new Set([...FILLERS].map(fold))
const FILLER_SHARE = 0.3
/** a word the catalogue does not have tells nothing about which procedure is meant */
const UNKNOWN_SHARE = 0.3
/** what a synonym brought is the matter itself */
const REPLACED_SHARE = 1.4
const SURE = 0.65
/** an answer much worse than the best is none */
const NEAR_BEST = 0.5
const CODE = /^\s*(\d\.\d{6})(?:\.\S*)?\s*$/

interface Scratch { readonly words: Float64Array; readonly pairs: Float64Array; readonly held: Float64Array; readonly sureness: Float64Array; readonly best: Float64Array; readonly stamp: Int32Array; readonly value: Float64Array }
const scratches = new WeakMap<CatalogueIndex, Scratch>()
function scratchOf(index: CatalogueIndex): Scratch {
  const n = index.entries.length
  const made = scratches.get(index) ?? { words: new Float64Array(n), pairs: new Float64Array(n), held: new Float64Array(n), sureness: new Float64Array(n), best: new Float64Array(n), stamp: new Int32Array(n), value: new Float64Array(n) }
  scratches.set(index, made)
  return made
}

interface Reading { readonly folded: string; readonly toned?: string; readonly worth: number }

function begunBy(index: CatalogueIndex, start: string): string[] {
  let low = 0
  let high = index.sortedWords.length
  while (low < high) { const middle = (low + high) >> 1; if ((index.sortedWords[middle] ?? '') < start) low = middle + 1; else high = middle }
  const found: string[] = []
  for (let at = low; found.length < 8 && index.sortedWords[at]?.startsWith(start); at++) found.push(index.sortedWords[at] ?? '')
  return found
}

/** The words of the catalogue that a typed word may stand for. */
function readingsOf(index: CatalogueIndex, word: Word, marked: boolean, last: boolean): Reading[] {
  if (index.forms.has(word.folded)) {
    return marked ? [{ folded: word.folded, toned: word.toned, worth: 1 }, { folded: word.folded, worth: OTHER_DIACRITICS }] : [{ folded: word.folded, worth: 1 }]
  }
  if (last && word.folded.length >= 2) {
    const begun = begunBy(index, word.folded)
    if (begun.length > 0) return begun.map((folded) => ({ folded, worth: BEGUN }))
  }
  if (word.folded.length < 2 || /\d/.test(word.folded)) return []
  const near = new Set(index.deletions.get(word.folded) ?? [])
  for (const key of deletionsOf(word.folded)) for (const other of index.deletions.get(key) ?? []) if (Math.abs(other.length - word.folded.length) <= 1) near.add(other)
  return [...near].slice(0, 12).map((folded) => ({ folded, worth: ONE_LETTER_OFF }))
}

function scoreVariant(index: CatalogueIndex, words: readonly VariantWord[], marked: boolean, enough: number, scratch: Scratch): void {
  const { best, stamp, value, held, sureness } = scratch
  const inWords = scratch.words.fill(0)
  const inPairs = scratch.pairs.fill(0)
  held.fill(0)
  stamp.fill(-1)
  const distinct = [...new Map(words.map((word) => [word.toned, word])).values()]
  const unknown = Math.log(1 + index.entries.length / 50)
  let asked = 0
  let unknownAsked = 0
  const primary = new Map<string, string>()
  for (const [at, word] of distinct.entries()) {
    const readings = readingsOf(index, word, marked, word === words.at(-1))
    const exact = marked && readings.length > 0 ? index.tonedWeights.get(word.toned) : undefined
    const telling = exact ?? (readings.length > 0 ? Math.max(...readings.map((reading) => index.weights.get(reading.folded) ?? 0)) : unknown * UNKNOWN_SHARE)
    const filler = marked ? FILLERS.has(word.toned) : FOLDED_FILLERS.has(word.folded)
    const weight = telling * (word.brought ? REPLACED_SHARE : filler ? FILLER_SHARE : 1)
    asked += weight
    if (readings.length === 0 && !filler) unknownAsked += unknown - weight
    const take = (entry: number, worth: number): void => {
      if (stamp[entry] === at) { if (worth <= (value[entry] ?? 0)) return } else { stamp[entry] = at; value[entry] = 0 }
      const more = weight * (worth - (value[entry] ?? 0))
      value[entry] = worth
      inWords[entry] = (inWords[entry] ?? 0) + more
      if (worth > IN_FIELD) held[entry] = (held[entry] ?? 0) + more
    }
    for (const { folded, toned, worth } of readings) {
      if (!primary.has(word.folded)) primary.set(word.folded, folded)
      for (const form of toned === undefined ? index.forms.get(folded) ?? [] : [toned]) for (const entry of index.postings.get(form) ?? []) take(entry, worth)
    }
    for (const entry of index.fieldPostings.get(word.folded) ?? []) take(entry, IN_FIELD)
  }
  let pairsAsked = 0
  for (const [at, word] of words.entries()) {
    const next = words[at + 1]
    if (!next) continue
    const [one, two] = [primary.get(word.folded) ?? word.folded, primary.get(next.folded) ?? next.folded]
    const weight = ((index.weights.get(one) ?? unknown * UNKNOWN_SHARE) + (index.weights.get(two) ?? unknown * UNKNOWN_SHARE)) / 2
    pairsAsked += weight
    for (const entry of index.pairs.get(`${one} ${two}`) ?? []) inPairs[entry] = (inPairs[entry] ?? 0) + weight
  }
  for (let entry = 0; entry < best.length; entry++) {
    const covered = (inWords[entry] ?? 0) / asked
    if (covered < enough) continue
    const inRow = pairsAsked > 0 ? (inPairs[entry] ?? 0) / pairsAsked : covered
    const ofName = Math.min(1, (held[entry] ?? 0) / (index.nameWeights[entry] || 1))
    const score = SHARE.words * covered + SHARE.pairs * Math.min(1, inRow) + SHARE.name * ofName
    if (score <= (best[entry] ?? 0)) continue
    best[entry] = score
    sureness[entry] = (inWords[entry] ?? 0) / (asked + unknownAsked)
  }
}

/** Entries that answer the query, best first; a procedure code answers with itself. */
export function rank(index: CatalogueIndex, synonyms: SynonymTable, text: string): Ranking {
  const code = CODE.exec(text)?.[1]
  const exact = code === undefined ? undefined : index.byCode.get(code)
  if (exact !== undefined) return { hits: [{ entry: exact, score: 2 }], sure: true }
  const query = readQuery(text)
  if (query.words.length === 0 || index.entries.length === 0) return { hits: [], sure: false }
  const scratch = scratchOf(index)
  const variants = variantsOf(query, synonyms)
  const named = index.byName.get(nameOf(query.words)) ?? []
  for (const enough of ENOUGH) {
    scratch.best.fill(0)
    scratch.sureness.fill(0)
    for (const words of variants) scoreVariant(index, words, query.marked, enough, scratch)
    // the whole name was typed: nothing else can be meant before it
    for (const entry of named) { scratch.best[entry] = 1.5; scratch.sureness[entry] = 1 }
    const hits: Hit[] = []
    for (const [entry, score] of scratch.best.entries()) if (score > 0) hits.push({ entry, score: score + (index.priors[entry] ?? 0) })
    hits.sort((a, b) => b.score - a.score || a.entry - b.entry)
    const first = hits[0]
    if (first) return { hits: hits.filter((hit) => hit.score >= NEAR_BEST * Math.min(1, first.score)), sure: (scratch.sureness[first.entry] ?? 0) >= SURE }
  }
  return { hits: [], sure: false }
}
