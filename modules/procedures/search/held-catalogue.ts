import { sql } from 'kysely'
import { tablesOf, type Db, type Tx } from '../../../kernel/db/db.ts'
import { localDate } from '../domain/days.ts'
import type { ProceduresTables } from '../tables.ts'
import { buildIndex, type CatalogueIndex, type ListedEntry } from './catalogue-index.ts'
import type { Hit } from './rank.ts'
import type { Signpost } from './signposts.ts'
import { synonymTable, type Synonym, type SynonymTable } from './synonyms.ts'

/** A published wording with what it was listed as: the same object as long as nothing about it changed. */
interface Listed { readonly versionId: string; readonly entry: ListedEntry }
/** What searches read, as it stood in the database at one revision and one local day (packs begin and end by the calendar). */
export interface HeldCatalogue {
  readonly revision: number
  readonly day: string
  readonly listed: readonly Listed[]
  readonly synonyms: readonly Synonym[]
  readonly signposts: readonly Signpost[]
  readonly index: CatalogueIndex
  readonly table: SynonymTable
  /** every entry, most used first */
  readonly all: readonly Hit[]
}
const held = new WeakMap<Db, Promise<HeldCatalogue>>()

/** Grows with every change of the catalogue, its words and events of life, whichever process made it. */
export async function catalogueRevision(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ revision: number }>({ name: 'procedures-revision', text: 'select revision from procedures.catalogue_state' })
  return rows[0]?.revision ?? 0
}

/** What is published on the day; only wordings that are not held yet are read in full, for their results lie in a large document. */
async function readListed(tx: Tx, day: string, known: ReadonlyMap<string, ListedEntry>): Promise<Listed[]> {
  const tables = tablesOf<ProceduresTables>(tx)
  const inForce = (row: 'v' | 'c') => sql<boolean>`${sql.ref(`${row}.valid_from`)} <= ${day} and (${sql.ref(`${row}.valid_to`)} is null or ${sql.ref(`${row}.valid_to`)} > ${day})`
  const rows = await tables.selectFrom('procedures.procedure_version as v').innerJoin('procedures.procedure as p', 'p.code', 'v.code')
    .leftJoin(tables.selectFrom('procedures.procedure_case as c').select('c.code').distinct().where(inForce('c')).as('filed'), 'filed.code', 'v.code')
    .select(['v.id', 'p.popularity']).select(sql<boolean>`filed.code is not null`.as('fileable'))
    .where(inForce('v')).where('p.local_status', '=', 'published').orderBy('v.code').execute()
  const unknown = rows.filter(({ id }) => !known.has(id)).map(({ id }) => id)
  const read = unknown.length === 0 ? [] : await tables.selectFrom('procedures.procedure_version as v')
    .select(['v.id', 'v.code', 'v.name', 'v.field', 'v.levels', 'v.agency', 'v.subjects', 'v.online_level as onlineLevel'])
    .select(sql<string[]>`array(select r ->> 'name' from jsonb_array_elements(v.content -> 'results') r)`.as('results'))
    .where(sql<boolean>`v.id = any(${unknown}::uuid[])`).execute()
  const wordings = new Map(read.map(({ id, ...wording }) => [id, wording]))
  return rows.flatMap(({ id, popularity, fileable }): Listed[] => {
    const before = known.get(id)
    if (before?.popularity === popularity && before.fileable === fileable) return [{ versionId: id, entry: before }]
    const wording = before ?? wordings.get(id)
    return wording ? [{ versionId: id, entry: { ...wording, popularity, fileable } }] : []
  })
}

const unchanged = <T>(one: readonly T[], two: readonly T[], same: (a: T, b: T) => boolean): boolean => one.length === two.length && one.every((each, at) => { const other = two[at]; return other !== undefined && same(each, other) })
const saysTheSame = (a: Synonym, b: Synonym): boolean => a.phrase === b.phrase && unchanged(a.replacements, b.replacements, (one, two) => one === two)

/** Reads what changed since `before` and builds anew only what it touches. */
async function load(db: Db, day: string, before: HeldCatalogue | undefined): Promise<HeldCatalogue> {
  return db.kysely.transaction().setIsolationLevel('repeatable read').execute(async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const state = await tables.selectFrom('procedures.catalogue_state').select('revision').executeTakeFirst()
    const listed = await readListed(tx, day, new Map(before?.listed.map(({ versionId, entry }) => [versionId, entry])))
    const synonyms = await tables.selectFrom('procedures.synonym').select(['phrase', 'replacements']).where('active', '=', true).orderBy('phrase').execute()
    const signposts = await tables.selectFrom('procedures.signpost').select(['slug', 'about', 'names', 'title', 'advice', 'url', 'url_text as urlText']).where('active', '=', true).orderBy('slug').execute()
    const table = before && unchanged(before.synonyms, synonyms, saysTheSame) ? before.table : synonymTable(synonyms)
    const found = { revision: state?.revision ?? 0, day, listed, synonyms, signposts, table }
    if (before && unchanged(before.listed, listed, (one, two) => one.entry === two.entry)) return { ...found, index: before.index, all: before.all }
    const index = buildIndex(listed.map(({ entry }) => entry))
    return { ...found, index, all: index.entries.map((_, entry) => ({ entry, score: index.priors[entry] ?? 0 })).sort((a, b) => b.score - a.score || a.entry - b.entry) }
  })
}

/**
 * The catalogue as it stands in the database now. Measured (bench/search.ts): ranking 10,000 names by word_similarity in PostgreSQL takes
 * several times the budget of 50 ms; so every process keeps an index, and asks before each search whether it is still true.
 */
export async function heldCatalogue(db: Db, now: Date): Promise<HeldCatalogue> {
  const day = localDate(now)
  const [revision, before] = await Promise.all([catalogueRevision(db), held.get(db)?.catch(() => undefined)])
  if (before && before.day === day && before.revision >= revision) return before
  const waiting = load(db, day, before)
  held.set(db, waiting)
  return waiting
}
