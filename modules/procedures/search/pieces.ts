import { pairsIn } from './catalogue-index.ts'
import type { Match } from './concepts-in.ts'
import { IMPORTANCE } from './fillers.ts'
import type { Word } from './words.ts'

/** A word to look for; `at`: its position in the query, when it was typed and not brought by a synonym. */
export interface SoughtWord { readonly word: Word; readonly importance: number; readonly at?: number }
/** One way to say a piece of the query: as typed, as officials do, or piece by piece. */
export type Way = { readonly kind: 'typed' | 'official'; readonly words: readonly SoughtWord[] } | { readonly kind: 'pieces'; readonly pieces: readonly Piece[] }
/** A piece of the query; an entry holds it as well as it holds the best of its ways. `importance`: fillers that happen to be a phrase are hardly one. */
export interface Piece { readonly ways: readonly Way[]; readonly importance: number }

const contains = (outer: ReadonlySet<number>, inner: readonly number[]): boolean => inner.every((at) => outer.has(at))

/**
 * Cuts a query into pieces: the longest phrases that the table knows, then what is left between them. Each phrase may also be said as typed
 * or by the shorter phrases in it, so a longer one never hides a better one.
 */
export function piecesOf(words: readonly Word[], importance: readonly number[], matches: readonly Match[], within?: readonly number[]): Piece[] {
  const positions = within ?? words.map((_, at) => at)
  const importanceAt = (at: number): number => importance[at] ?? 0
  const sum = (some: readonly number[], worth: (at: number) => number): number => some.reduce((total, at) => total + worth(at), 0)
  const typedAt = (at: number): SoughtWord[] => { const word = words[at]; return word && importanceAt(at) > IMPORTANCE.none ? [{ word, importance: importanceAt(at), at }] : [] }
  const free = new Set(positions)
  const inside = matches.filter((match) => contains(free, match.positions))
  const told = ({ positions: some }: Match): number => sum(some, (at) => 0.5 + importanceAt(at))
  const pieces: Piece[] = []
  for (const match of inside.toSorted((a, b) => told(b) - told(a))) {
    if (!contains(free, match.positions)) continue
    for (const at of match.positions) free.delete(at)
    const own = new Set(match.positions)
    const covered = inside.filter((other) => contains(own, other.positions))
    const alike = covered.filter((other) => other.positions.length === own.size)
    const smaller = covered.filter((other) => other.positions.length < own.size)
    const typed = match.positions.flatMap(typedAt)
    const ways: Way[] = [...new Set(alike.flatMap((each) => each.sought))].map((replacement) => ({ kind: 'official', words: replacement.map((word) => ({ word, importance: IMPORTANCE.full })) }))
    if (typed.length > 0) ways.push({ kind: 'typed', words: typed })
    if (smaller.length > 0 && !within) ways.push({ kind: 'pieces', pieces: piecesOf(words, importance, smaller, match.positions) })
    pieces.push({ ways, importance: Math.min(1, sum(match.positions, importanceAt)) })
  }
  let run: SoughtWord[] = []
  const close = (): void => { if (run.some((each) => each.importance === IMPORTANCE.full) || (run.length > 0 && !within)) pieces.push({ ways: [{ kind: 'typed', words: run }], importance: IMPORTANCE.full }); run = [] }
  for (const at of positions) if (free.has(at)) run.push(...typedAt(at)); else close()
  close()
  return pieces
}

/** Every two words in a row that a query asks for, in whatever way it is said; folded. */
export function pairsAsked(pieces: readonly Piece[]): Set<string> {
  return new Set(pieces.flatMap((piece) => piece.ways).flatMap((way) => way.kind === 'pieces' ? [...pairsAsked(way.pieces)] : pairsIn(way.words.map(({ word }) => word.folded))))
}
