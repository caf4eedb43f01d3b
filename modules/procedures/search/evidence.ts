import type { CatalogueIndex } from './catalogue-index.ts'
import type { SoughtWord } from './pieces.ts'
import type { Reader } from './reader.ts'

/** of how well an entry holds some words: the share that counts whether they stand in a row */
const IN_ROW = 0.3
/** what a phrase is worth that only the field or the result of a procedure has */
const BESIDE = 0.3
/** less than this is nothing */
const LEAST = 0.02

/** How well entries hold some words. Entries that are not listed hold nothing. */
export interface Evidence {
  readonly entries: Int32Array
  /** 0 to 1 */
  readonly values: Float32Array
  /** weight of the words found in the name */
  readonly held: Float32Array
  /** how much the words tell about which procedure is meant; and how much they would, were they all known */
  readonly weight: number
  readonly fullWeight: number
}

interface Scratch { readonly named: Float64Array; readonly beside: Float64Array; readonly pairs: Float64Array; readonly worth: Float64Array; readonly stamp: Int32Array }
const scratches = new WeakMap<CatalogueIndex, Scratch>()
function cleanScratch(index: CatalogueIndex): Scratch {
  const n = index.entries.length
  const made = scratches.get(index) ?? { named: new Float64Array(n), beside: new Float64Array(n), pairs: new Float64Array(n), worth: new Float64Array(n), stamp: new Int32Array(n) }
  scratches.set(index, made)
  made.named.fill(0)
  made.beside.fill(0)
  made.pairs.fill(0)
  made.stamp.fill(-1)
  return made
}

/** Evidence for words in this order; `whole`: they are one phrase; half of it is another phrase, so that shares count squared. */
export function evidenceFor(reader: Reader, sought: readonly SoughtWord[], whole: boolean): Evidence {
  const n = reader.index.entries.length
  const { named, beside, pairs, worth: worthNow, stamp } = cleanScratch(reader.index)
  let weight = 0
  let fullWeight = 0
  let pairWeight = 0
  for (const [k, each] of [...new Map(sought.map((one) => [one.word.toned, one])).values()].entries()) {
    const word = reader.read(each)
    weight += word.weight
    fullWeight += word.fullWeight
    for (const { entries, worth } of word.named) {
      const share = word.weight * worth
      for (const entry of entries) {
        if (stamp[entry] !== k) {
          stamp[entry] = k
          worthNow[entry] = worth
          named[entry] = (named[entry] ?? 0) + share
        } else if (worth > (worthNow[entry] ?? 0)) {
          named[entry] = (named[entry] ?? 0) + share - word.weight * (worthNow[entry] ?? 0)
          worthNow[entry] = worth
        }
      }
    }
    for (const entry of word.beside) if (stamp[entry] !== k) beside[entry] = (beside[entry] ?? 0) + word.weight
  }
  for (const [k, each] of sought.entries()) {
    const next = sought[k + 1]
    if (!next) continue
    const pair = reader.pair(each, next)
    pairWeight += pair.weight
    for (const entry of pair.entries) pairs[entry] = (pairs[entry] ?? 0) + pair.weight
  }
  const found = new Int32Array(n)
  const values = new Float32Array(n)
  let count = 0
  for (let entry = 0; entry < n; entry++) {
    const own = named[entry] ?? 0
    const other = beside[entry] ?? 0
    if (own + other === 0) continue
    const share = pairWeight > 0 ? (1 - IN_ROW) * own / weight + IN_ROW * Math.min(1, (pairs[entry] ?? 0) / pairWeight) : own / weight
    const inName = whole ? share * share : share
    const both = (own + other) / weight
    const value = other > 0 ? inName + BESIDE * Math.max(0, (whole ? both * both : both) - inName) : inName
    if (value < LEAST) continue
    found[count] = entry
    values[count++] = value
  }
  const entries = found.slice(0, count)
  return { entries, values: values.slice(0, count), held: Float32Array.from(entries, (entry) => named[entry] ?? 0), weight, fullWeight }
}
