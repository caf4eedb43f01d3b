import { deletionsIn } from './catalogue-index.ts'
import { wordsOf, type Word } from './words.ts'

/**
 * One concept: how people say it and how officials do.
 * `phrase`: ways to say it, `bìa đỏ | sổ hồng`; the parts of `mất + khai sinh` may stand apart, in any order.
 * `replacements`: words of officials to look for. One that is a way of another concept is read on (`bìa đỏ` → `sổ đỏ` → what that
 * stands for); one in brackets, `(cha mẹ)`, is only read on and never looked for.
 */
export interface Synonym { readonly phrase: string; readonly replacements: readonly string[] }

const WAYS = '|'
const PARTS = '+'
const ONLY_READ = /^\s*\((.*)\)\s*$/

type Words = readonly Word[]
interface Replacement { readonly words: Words; readonly onlyRead: boolean }
interface Concept { readonly ways: readonly (readonly Words[])[]; readonly replacements: readonly Replacement[] }
/** One way to say a concept: its parts, the words of officials to look for, and what it is read on as. */
export interface Row { readonly parts: readonly Words[]; readonly sought: readonly Words[]; readonly readOn: readonly Words[] }
/** Parts by their folded words, one after the other. */
export interface PartTree { readonly next: Map<string, PartTree>; isPart: boolean }
export interface SynonymTable {
  /** parts of the ways by their folded words, and which part of the row it is */
  readonly byPart: ReadonlyMap<string, readonly { readonly row: Row; readonly at: number }[]>
  readonly parts: ReadonlyMap<string, PartTree>
  /** words of the ways, folded; in a row; without one of their letters; with their diacritics: for slips of the finger */
  readonly words: ReadonlySet<string>
  readonly pairs: ReadonlySet<string>
  readonly deletions: ReadonlyMap<string, readonly string[]>
  readonly toned: ReadonlySet<string>
}

export const foldedKey = (words: Words): string => words.map((word) => word.folded).join(' ')
export const tonedKey = (words: Words): string => words.map((word) => word.toned).join(' ')

function conceptOf({ phrase, replacements }: Synonym): Concept {
  return {
    ways: phrase.split(WAYS).map((way) => way.split(PARTS).map(wordsOf).filter((part) => part.length > 0)).filter((parts) => parts.length > 0),
    replacements: replacements.map((text) => ({ words: wordsOf(text), onlyRead: ONLY_READ.test(text) })).filter(({ words }) => words.length > 0),
  }
}

/** Which replacements of each concept are looked for; the others are people's words of another concept. */
function soughtOf(concepts: readonly Concept[]): ReadonlyMap<Concept, readonly Words[]> {
  const byWay = Map.groupBy(concepts.flatMap((concept) => concept.ways.flatMap((parts) => parts.length === 1 ? [{ concept, key: tonedKey(parts[0] ?? []) }] : [])), ({ key }) => key)
  const othersSaying = (concept: Concept, { words }: Replacement): Concept[] => (byWay.get(tonedKey(words)) ?? []).map((each) => each.concept).filter((other) => other !== concept)
  const sought = new Map(concepts.map((concept) => [concept, concept.replacements.filter((each) => !each.onlyRead && othersSaying(concept, each).length === 0)] as const))
  const leadsSomewhere = (concept: Concept, been: Set<Concept>): boolean => {
    if (been.has(concept)) return false
    been.add(concept)
    return (sought.get(concept) ?? []).length > 0 || concept.replacements.some((each) => othersSaying(concept, each).some((other) => leadsSomewhere(other, been)))
  }
  // two concepts that only point at each other are both looked for
  return new Map(concepts.map((concept) => [concept, (leadsSomewhere(concept, new Set()) ? sought.get(concept) ?? [] : concept.replacements.filter((each) => !each.onlyRead)).map(({ words }) => words)]))
}

export function synonymTable(synonyms: readonly Synonym[]): SynonymTable {
  const concepts = synonyms.map(conceptOf)
  const sought = soughtOf(concepts)
  const everyday = new Set(concepts.flatMap(({ ways }) => ways.flat().map(tonedKey)))
  const byPart = new Map<string, { row: Row; at: number }[]>()
  const [words, pairs, toned] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const root: PartTree = { next: new Map(), isPart: false }
  for (const concept of concepts) {
    const readOn = concept.replacements.map((each) => each.words).filter((each) => everyday.has(tonedKey(each)))
    for (const parts of concept.ways) {
      const row: Row = { parts, sought: sought.get(concept) ?? [], readOn }
      for (const [at, part] of parts.entries()) {
        const list = byPart.get(foldedKey(part))
        if (list) list.push({ row, at }); else byPart.set(foldedKey(part), [{ row, at }])
        let node = root
        for (const [k, word] of part.entries()) {
          const next = node.next.get(word.folded) ?? { next: new Map(), isPart: false }
          node.next.set(word.folded, next)
          node = next
          words.add(word.folded)
          toned.add(word.toned)
          const after = part[k + 1]
          if (after) pairs.add(`${word.folded} ${after.folded}`)
        }
        node.isPart = true
      }
    }
  }
  return { byPart, parts: root.next, words, pairs, deletions: deletionsIn(words), toned }
}
