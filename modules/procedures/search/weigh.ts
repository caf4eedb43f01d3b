import type { CatalogueIndex } from './catalogue-index.ts'
import { evidenceFor, type Evidence } from './evidence.ts'
import type { Piece, SoughtWord } from './pieces.ts'
import type { Reader } from './reader.ts'

/** what a concept says is the matter itself */
const CONCEPT = 1.2
/** beside concepts, words that no synonym knows are mostly circumstance */
const CIRCUMSTANCE = 0.55
/** what a phrase means as a whole is surer than what its parts mean */
const PARTS = 0.8
/** an entry that holds a concept nearly as well as the best counts as one that has it */
const NEARLY = 0.8
/** a concept that tells less does not turn the other words into circumstance */
const TELLS = 1

/** How well every entry holds a query or a piece of it; members as in Evidence. */
export interface Sheet { readonly value: Float64Array; readonly held: Float64Array; readonly weight: number; readonly fullWeight: number; readonly isConcept: boolean }

/** Evidence for official phrases does not depend on the query: kept as long as the index. */
const kept = new WeakMap<CatalogueIndex, Map<string, Evidence>>()
function officialEvidence(reader: Reader, words: readonly SoughtWord[]): Evidence {
  const known = kept.get(reader.index) ?? new Map<string, Evidence>()
  kept.set(reader.index, known)
  const key = words.map(({ word }) => word.toned).join(' ')
  const found = known.get(key) ?? evidenceFor(reader, words, true)
  known.set(key, found)
  return found
}

/** The same words may be typed in several pieces. */
const keptTyped = new WeakMap<Reader, Map<string, Evidence>>()
function typedEvidence(reader: Reader, words: readonly SoughtWord[], whole: boolean): Evidence {
  const known = keptTyped.get(reader) ?? new Map<string, Evidence>()
  keptTyped.set(reader, known)
  const key = `${whole} ${words.map(({ at }) => at).join()}`
  const found = known.get(key) ?? evidenceFor(reader, words, whole)
  known.set(key, found)
  return found
}

/** In how few entries a concept is found, as for words: ln(1 + n/df), as far as the best of them holds it; `full`: were it held whole. */
function tellingness(value: Float64Array): { readonly held: number; readonly full: number } {
  let most = 0
  for (let entry = 0; entry < value.length; entry++) most = Math.max(most, value[entry] ?? 0)
  let many = 0
  for (let entry = 0; entry < value.length; entry++) if ((value[entry] ?? 0) >= NEARLY * most) many++
  const full = Math.log(1 + value.length / (most === 0 ? 1 : many))
  return { held: full * most, full }
}

/** The best of the ways to say one piece, for every entry. */
function weighPiece(reader: Reader, { ways, importance }: Piece): Sheet {
  const n = reader.index.entries.length
  const [value, held] = [new Float64Array(n), new Float64Array(n)]
  const take = (entry: number, worth: number, words: number): void => { if (worth > (value[entry] ?? 0)) { value[entry] = worth; held[entry] = words } }
  const takeAll = ({ entries, values, held: words }: Evidence): void => { for (let k = 0; k < entries.length; k++) take(entries[k] ?? 0, values[k] ?? 0, words[k] ?? 0) }
  for (const way of ways) if (way.kind === 'official') takeAll(officialEvidence(reader, way.words))
  const isConcept = ways.some((way) => way.kind === 'official')
  const telling = tellingness(value)
  let weight = telling.held * CONCEPT * importance
  // a concept that the catalogue hardly holds is what was asked for all the same: its nearest procedure is no sure answer
  let fullWeight = isConcept ? telling.full * CONCEPT * importance : 0
  for (const way of ways) {
    if (way.kind === 'official') continue
    if (way.kind === 'pieces') {
      const parts = weighAll(reader, way.pieces)
      for (let entry = 0; entry < n; entry++) take(entry, PARTS * (parts.value[entry] ?? 0), parts.held[entry] ?? 0)
      continue
    }
    const typed = typedEvidence(reader, way.words, isConcept)
    takeAll(typed)
    if (isConcept) continue
    // words that no procedure has together are circumstance, too
    weight = typed.weight * typed.values.reduce((most, each) => Math.max(most, each), 0)
    fullWeight = typed.fullWeight
  }
  return { value, held, weight, fullWeight, isConcept }
}

/** All pieces of a query, each by its weight. */
export function weighAll(reader: Reader, pieces: readonly Piece[]): Sheet {
  const n = reader.index.entries.length
  const [value, held] = [new Float64Array(n), new Float64Array(n)]
  const sheets = pieces.map((piece) => weighPiece(reader, piece))
  const aboutConcepts = sheets.some((sheet) => sheet.isConcept && sheet.weight > TELLS)
  let [weight, fullWeight] = [0, 0]
  for (const sheet of sheets) {
    const share = aboutConcepts && !sheet.isConcept ? CIRCUMSTANCE : 1
    weight += share * sheet.weight
    fullWeight += share * sheet.fullWeight
    for (let entry = 0; entry < n; entry++) {
      value[entry] = (value[entry] ?? 0) + share * sheet.weight * (sheet.value[entry] ?? 0)
      held[entry] = (held[entry] ?? 0) + (sheet.held[entry] ?? 0)
    }
  }
  if (weight > 0) for (let entry = 0; entry < n; entry++) value[entry] = (value[entry] ?? 0) / weight
  return { value, held, weight, fullWeight, isConcept: aboutConcepts }
}
