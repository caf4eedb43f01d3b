import type { CatalogueIndex } from './catalogue-index.ts'
import { conceptsIn } from './concepts-in.ts'
import { rank } from './rank.ts'
import { readerOf } from './reader.ts'
import { putRight } from './spelling.ts'
import type { SynonymTable } from './synonyms.ts'
import { readQuery } from './words.ts'

const MOST = 4
/** each is a search of its own */
const MOST_TRIED = 8
/** `cấp lại` alone is no matter */
const FEWEST_WORDS = 3
/** longer official phrases read like the law */
const LONGEST = 80

/**
 * What somebody may have meant whose words were not sure: what officials call the concepts that the query names, those said by most of its words
 * first, each of which would find something sure. For long stories, too, whose ranking leaves concepts aside.
 */
export function relatedTo(index: CatalogueIndex, table: SynonymTable, text: string): readonly string[] {
  const query = readQuery(text)
  const { words } = putRight(index, table, query)
  const tried = new Set<string>()
  for (const { sought } of conceptsIn(words, table, readerOf(index, table, { words, marked: query.marked }).means).toSorted((a, b) => b.positions.length - a.positions.length)) {
    for (const phrase of sought) {
      const said = phrase.map((word) => word.text).join(' ')
      if (tried.size < MOST_TRIED && phrase.length >= FEWEST_WORDS && said.length <= LONGEST) tried.add(said)
    }
  }
  return [...tried].filter((said) => rank(index, table, said).sure).slice(0, MOST)
}
