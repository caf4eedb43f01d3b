import { foldedKey, tonedKey, type PartTree, type Row, type SynonymTable } from './synonyms.ts'
import { wordsOf, type Word } from './words.ts'

/** A concept that a query names: which words of the query say it (rising positions), and how officials would. */
export interface Match { readonly positions: readonly number[]; readonly sought: readonly (readonly Word[])[] }
/** Whether a word of the query may be this word of the table; `alone`: the part has no other words to bear it out. */
export type Means = (at: number, word: Word, alone: boolean) => boolean

/** Words of the query, or what they were read as before, standing where a part may match. */
interface Span { readonly positions: readonly number[]; readonly words: readonly Word[]; readonly typed: boolean }

const disjoint = (a: Span, b: Span): boolean => !a.positions.some((at) => b.positions.includes(at))

const width = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + span.positions.length, 0)

/** One span for every part, none over another, together over as many words as can be; empty when there is no way. */
function widest([first, ...rest]: readonly (readonly Span[])[], taken: readonly Span[] = []): readonly Span[] {
  if (!first) return taken
  let best: readonly Span[] = []
  for (const span of first) {
    if (!taken.every((other) => disjoint(span, other))) continue
    const chosen = widest(rest, [...taken, span])
    if (width(chosen) > width(best)) best = chosen
  }
  return best
}

/** Words that may stand inside a part without breaking it: `bán miếng đất`, `trừ 12 điểm`, `bố tôi mất`. */
const LIGHT = new Set(wordsOf('miếng mảnh cái chiếc con tờ quyển cuốn thửa lô căn ngôi bộ tấm một hai ba mấy vài nhiều hết tôi em mình anh chị ông bà cháu của cho bị đã vừa mới được là thì có các những luôn').map((word) => word.toned))
const MOST_LIGHT = 2
/** who says a part oftener than this says nothing more */
const MOST_SPANS = 5

/** Every part of the table that stands in the query, light words inside it left aside. */
const isLight = (word: Word | undefined): boolean => word !== undefined && (LIGHT.has(word.toned) || /^\d+$/.test(word.toned))

function typedSpans(words: readonly Word[], table: SynonymTable): Span[] {
  const spans: Span[] = []
  const grow = (node: PartTree, positions: readonly number[], light: number): void => {
    if (node.isPart) spans.push({ positions, words: positions.flatMap((at) => words[at] ?? []), typed: true })
    for (let at = (positions.at(-1) ?? 0) + 1, skipped = light; at < words.length && skipped <= MOST_LIGHT; at++, skipped++) {
      const next = node.next.get(words[at]?.folded ?? '')
      if (next) grow(next, [...positions, at], skipped)
      if (!isLight(words[at])) break
    }
  }
  for (const [at, word] of words.entries()) { const node = table.parts.get(word.folded); if (node) grow(node, [at], 0) }
  return spans
}

/** Every concept of the table that the query names. */
export function conceptsIn(words: readonly Word[], table: SynonymTable, means: Means): Match[] {
  const spans = typedSpans(words, table)
  const matches: Match[] = []
  const seen = new Set<string>()
  const found = new Map<Row, Span[][]>()
  const take = (row: Row, chosen: readonly Span[]): void => {
    const positions = chosen.flatMap((span) => span.positions).toSorted((a, b) => a - b)
    if (row.sought.length > 0) matches.push({ positions, sought: row.sought })
    // what is read on is looked up as if it had been typed: the list grows while it is walked
    for (const replacement of row.readOn) spans.push({ positions, words: replacement, typed: false })
  }
  for (const span of spans) {
    const once = `${span.positions.join()} ${span.typed ? foldedKey(span.words) : tonedKey(span.words)}`
    if (seen.has(once)) continue
    seen.add(once)
    for (const { row, at } of table.byPart.get(foldedKey(span.words)) ?? []) {
      const part = row.parts[at] ?? []
      if (!part.every((word, k) => span.typed ? means(span.positions[k] ?? -1, word, part.length === 1) : span.words[k]?.toned === word.toned)) continue
      if (row.parts.length === 1) { take(row, [span]); continue }
      const spansOfRow = found.get(row) ?? row.parts.map(() => [])
      const here = spansOfRow[at]
      if (!here || here.length >= MOST_SPANS) continue
      const before = width(widest(spansOfRow))
      here.push(span)
      found.set(row, spansOfRow)
      const chosen = widest(spansOfRow)
      if (width(chosen) > before) take(row, chosen)
    }
  }
  return matches
}
