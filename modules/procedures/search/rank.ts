import { nameOf, type CatalogueIndex } from './catalogue-index.ts'
import { conceptsIn } from './concepts-in.ts'
import { importanceOf, withoutWrapping } from './fillers.ts'
import { piecesOf, pairsAsked } from './pieces.ts'
import { readerOf } from './reader.ts'
import { putRight } from './spelling.ts'
import type { SynonymTable } from './synonyms.ts'
import { weighAll } from './weigh.ts'
import { readQuery } from './words.ts'

/** An entry of the index with its score; roughly 0 (nothing in common) to 1 (the name itself). */
export interface Hit { readonly entry: number; readonly score: number }
/** Hits, best first; `sure`: the best one holds most of what was asked, unknown words counted in full; `meant`: what was read where slips were put right. */
export interface Ranking { readonly hits: readonly Hit[]; readonly sure: boolean; readonly meant?: string }

/** shares of the score: how much of the query the entry holds, how much of its name was asked for */
const SHARE = { query: 0.8, name: 0.2 }
/** a special procedure (`… có yếu tố nước ngoài`) comes after the plain one unless its speciality was asked for, at least this share of it */
const SPECIAL = 0.6
const SPECIALITY_ASKED = 0.2
/** an entry must hold this much of the query to be an answer; the second share holds when nothing reaches the first */
const ENOUGH = [0.34, 0.2] as const
const SURE = 0.6
/** an answer much worse than the best is none */
const NEAR_BEST = 0.5
/** nothing can be meant before the procedure whose whole name was typed */
const NAMED = 1.5
/** people's own words are fewer */
const MOST_SPOKEN = 30
const CODE = /^\s*(\d\.\d{6})(?:\.\S*)?\s*$/

function isAsked(speciality: ReadonlySet<string>, asked: ReadonlySet<string>): boolean {
  let held = 0
  for (const pair of speciality) if (asked.has(pair)) held++
  return held >= SPECIALITY_ASKED * speciality.size
}

/** Entries that answer the query, best first; a procedure code answers with itself. */
export function rank(index: CatalogueIndex, table: SynonymTable, text: string): Ranking {
  const code = CODE.exec(text)?.[1]
  const exact = code === undefined ? undefined : index.byCode.get(code)
  if (exact !== undefined) return { hits: [{ entry: exact, score: 2 }], sure: true }
  const query = readQuery(text)
  if (query.words.length === 0 || index.entries.length === 0) return { hits: [], sure: false }
  const { words, ...read } = putRight(index, table, query)
  const reader = readerOf(index, table, { words, marked: query.marked })
  // the longest name there is: as typed, then without what it is wrapped in, `cho tôi hỏi đăng ký khai tử ở đâu`
  const named = new Set(index.byName.get(nameOf(query.words)) ?? index.byName.get(nameOf(withoutWrapping(query.words, query.marked))))
  // whoever types a whole name, or so much, speaks as officials do
  const concepts = named.size > 0 || words.length > MOST_SPOKEN ? [] : conceptsIn(words, table, reader.means)
  const pieces = piecesOf(words, importanceOf(words, query.marked), concepts)
  const { value, held, weight, fullWeight } = weighAll(reader, pieces)
  const asked = pairsAsked(pieces)
  const scoreOf = (entry: number): number => {
    if (named.has(entry)) return NAMED
    const speciality = index.beyondPlain[entry]
    const ofName = Math.min(1, (held[entry] ?? 0) / (index.nameWeights[entry] || 1))
    return (speciality && !isAsked(speciality, asked) ? SPECIAL : 1) * (SHARE.query * (value[entry] ?? 0) + SHARE.name * ofName)
  }
  for (const enough of ENOUGH) {
    const hits: Hit[] = []
    for (let entry = 0; entry < value.length; entry++) if ((value[entry] ?? 0) >= enough || named.has(entry)) hits.push({ entry, score: scoreOf(entry) + (index.priors[entry] ?? 0) })
    hits.sort((a, b) => b.score - a.score || a.entry - b.entry)
    const first = hits[0]
    if (!first) continue
    return { hits: hits.filter((hit) => hit.score >= NEAR_BEST * Math.min(1, first.score)), sure: named.size > 0 || (value[first.entry] ?? 0) * weight >= SURE * fullWeight, ...read }
  }
  return { hits: [], sure: false, ...read }
}
