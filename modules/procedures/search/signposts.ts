import type { Db } from '../../../kernel/db/db.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { buildIndex, type CatalogueIndex, type ListedEntry } from './catalogue-index.ts'
import { conceptsIn } from './concepts-in.ts'
import { heldCatalogue } from './held-catalogue.ts'
import { rank } from './rank.ts'
import { readerOf } from './reader.ts'
import { readQuery, wordsOf, type Word } from './words.ts'

/** Where people go for what other authorities publish and receive; `names`: what officials call it; `about`: words of theirs without which nobody means it. */
export interface Signpost { readonly slug: string; readonly about: readonly string[]; readonly names: readonly string[]; readonly title: Text; readonly advice: Text; readonly url: string | null; readonly urlText: Text | null }

const entryOf = (slug: string, name: string): ListedEntry => ({ code: slug, name, field: '', levels: [], agency: null, subjects: [], onlineLevel: 'information', popularity: 0, fileable: false, results: [] })
const indexes = new WeakMap<readonly Signpost[], CatalogueIndex>()
/** Names of signposts are found as names of procedures are: with slips of the finger, without diacritics, in people's own words. */
function indexOf(signposts: readonly Signpost[]): CatalogueIndex {
  const known = indexes.get(signposts)
  if (known) return known
  const built = buildIndex(signposts.flatMap(({ slug, names }) => names.map((name) => entryOf(slug, name))))
  indexes.set(signposts, built)
  return built
}

const key = (words: readonly Word[]): string => ` ${words.map(({ folded }) => folded).join(' ')} `

/**
 * The place to go to when the catalogue has no sure answer; undefined unless the signpost itself is one, and its matter was named: among so few
 * names anything comes near something. `q`: as the catalogue read it.
 */
export async function signpostFor(db: Db, q: string, now: Date): Promise<Signpost | undefined> {
  const { signposts, table } = await heldCatalogue(db, now)
  const index = indexOf(signposts)
  const { hits: [first], sure } = rank(index, table, q)
  const slug = first && sure ? index.entries[first.entry]?.code : undefined
  const found = signposts.find((each) => each.slug === slug)
  const query = readQuery(q)
  const said = [query.words, ...conceptsIn(query.words, table, readerOf(index, table, query).means).flatMap(({ sought }) => sought)].map(key)
  return found?.about.some((words) => said.some((each) => each.includes(key(wordsOf(words))))) === true ? found : undefined
}
