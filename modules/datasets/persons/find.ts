import { createHmac } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import type { SystemActor } from '../../../kernel/actor.ts'
import { read, transact, type Tx } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Job, TimedJob } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { deriveKey } from '../../../kernel/secrets.ts'
import { t } from '../acts/dataset-work.ts'
import { ASK_FROM, blockingKeys, likenessOf, personFieldsOf, personOf, type PersonFields, type ShortForms } from '../domain/persons.ts'
import { findDatasetById, type DatasetView } from '../queries/datasets.ts'
import { CURRENT, rowsOf } from '../quality/count.ts'
import { FIND_DOUBLES } from './find-job.ts'

const SEARCHER: SystemActor = { kind: 'system', name: 'datasets-doubles' }
const BATCH = 5_000
/** A mark that more rows share tells too little; they are still compared by their other marks. */
const MOST_IN_BLOCK = 60
type Searcher = Pick<Platform, 'db' | 'now' | 'config'>

export interface Search { readonly rows: number; readonly compared: number; readonly found: number; readonly skippedBlocks: number }

export const partsOf = (fields: PersonFields): RawBuilder<unknown> => sql`jsonb_build_object(${sql.join(Object.entries(fields).flatMap(([part, name]) => [sql`${part}::text`, sql`${sql.ref(`r.${name}`)}::text`]))})`
export async function shortForms(tx: Tx): Promise<ShortForms> { return new Map((await t(tx).selectFrom('datasets.name_form').select(['short', 'whole']).execute()).map(row => [row.short, row.whole])) }

/** Keys of every row into a temporary table, batch by batch; nothing of all rows stands in memory at once. */
async function spreadKeys(tx: Tx, dataset: DatasetView, fields: PersonFields, forms: ShortForms): Promise<number> {
  await sql`create temp table person_key (key bigint not null, row bigint not null) on commit drop`.execute(tx)
  let rows = 0
  for (let after = 0; ;) {
    const { rows: batch }: { rows: { id: number; parts: Record<string, string | null> }[] } = await sql<{ id: number; parts: Record<string, string | null> }>`select r._id as id, ${partsOf(fields)} as parts from ${rowsOf(dataset.code)} where ${CURRENT} and r._id > ${after} order by r._id limit ${BATCH}`.execute(tx)
    if (batch.length === 0) return rows
    const keys: string[] = []
    const ids: number[] = []
    for (const { id, parts } of batch) for (const key of blockingKeys(personOf(parts, forms))) { keys.push(key); ids.push(id) }
    // eight bytes stand for a key: that two meet by chance costs one comparison
    await sql`insert into person_key select hashtextextended(key, 0), row from unnest(${keys}::text[], ${ids}::bigint[]) k (key, row)`.execute(tx)
    rows += batch.length
    after = batch.at(-1)?.id ?? after
  }
}

/** Looks for rows of one dataset that may be one person. What was answered before is not asked again. */
export async function findDoubles({ db, now, config }: Searcher, datasetId: string): Promise<Search | undefined> {
  return transact(db, SEARCHER, async tx => {
    await sql`set local statement_timeout = 0`.execute(tx)
    const dataset = await findDatasetById(tx, datasetId)
    const fields = dataset && personFieldsOf(dataset.schema)
    if (!dataset || !fields || dataset.releaseId !== null) return undefined
    const forms = await shortForms(tx)
    const rows = await spreadKeys(tx, dataset, fields, forms)
    await sql`create index on person_key (key)`.execute(tx)
    await sql`analyze person_key`.execute(tx)
    const { rows: [common] } = await sql<{ n: number }>`with common as (select key from person_key group by key having count(*) > ${MOST_IN_BLOCK}), gone as (delete from person_key k using common c where k.key = c.key) select count(*) as n from common`.execute(tx)
    await sql`create temp table person_candidate on commit drop as select a, b, row_number() over () as place from (select distinct least(x.row, y.row) as a, greatest(x.row, y.row) as b from person_key x join person_key y on y.key = x.key and y.row > x.row) p`.execute(tx)
    await sql`create index on person_candidate (place)`.execute(tx)
    const { compared, found } = await judge(tx, dataset, fields, forms, deriveKey(config.masterKey, `datasets-pair:${dataset.id}`), now())
    const search: Search = { rows, compared, found, skippedBlocks: common?.n ?? 0 }
    const kept = { at: now(), load_number: dataset.lastLoad, rows, compared, found, skipped_blocks: search.skippedBlocks }
    await t(tx).insertInto('datasets.person_search').values({ dataset_id: datasetId, ...kept }).onConflict(on => on.column('dataset_id').doUpdateSet(kept)).execute()
    return search
  })
}

async function judge(tx: Tx, dataset: DatasetView, fields: PersonFields, forms: ShortForms, key: Buffer, at: Date): Promise<{ readonly compared: number; readonly found: number }> {
  const told = (alias: 'r' | 'o'): RawBuilder<unknown> => dataset.schema.key.length === 0 ? sql`${sql.ref(`${alias}._id`)}::text` : sql`jsonb_build_array(${sql.join(dataset.schema.key.map(name => sql.ref(`${alias}.${name}`)))})::text`
  const others = sql`jsonb_build_object(${sql.join(Object.entries(fields).flatMap(([part, name]) => [sql`${part}::text`, sql`${sql.ref(`o.${name}`)}::text`]))})`
  let [compared, found] = [0, 0]
  for (let from = 1; ; from += BATCH) {
    const { rows } = await sql<{ a: number; b: number; keyA: string; keyB: string; partsA: Record<string, string | null>; partsB: Record<string, string | null> }>`select c.a, c.b, ${told('r')} as "keyA", ${told('o')} as "keyB", ${partsOf(fields)} as "partsA", ${others} as "partsB"
      from person_candidate c join ${rowsOf(dataset.code)} on r._id = c.a join dataset_rows.${sql.id(dataset.code.replaceAll('-', '_'))} o on o._id = c.b where c.place >= ${from} and c.place < ${from + BATCH}`.execute(tx)
    if (rows.length === 0) return { compared, found }
    compared += rows.length
    const asked = rows.flatMap(({ a, b, keyA, keyB, partsA, partsB }) => {
      const { score, reasons } = likenessOf(personOf(partsA, forms), personOf(partsB, forms))
      if (score < ASK_FROM) return []
      const hash = (text: string): string => createHmac('sha256', key).update(text).digest('hex')
      const [one, two] = [hash(keyA), hash(keyB)]
      return [one < two ? { id: newId(at.getTime()), a: one, b: two, row_a: a, row_b: b, score, reasons } : { id: newId(at.getTime()), a: two, b: one, row_a: b, row_b: a, score, reasons }]
    })
    found += asked.length
    if (asked.length > 0) await sql`insert into datasets.person_pair (id, dataset_id, a, b, row_a, row_b, score, reasons, found_at)
      select p.id, ${dataset.id}, decode(p.a, 'hex'), decode(p.b, 'hex'), p.row_a, p.row_b, p.score, array(select jsonb_array_elements_text(p.reasons)), ${at} from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as p (id uuid, a text, b text, row_a bigint, row_b bigint, score integer, reasons jsonb)
      on conflict (dataset_id, a, b) do update set row_a = excluded.row_a, row_b = excluded.row_b, score = excluded.score, reasons = excluded.reasons`.execute(tx)
  }
}

/** Every dataset about persons whose rows changed since it was last searched. */
export async function findAllDoubles(platform: Searcher & Pick<Platform, 'log'>): Promise<number> {
  const due = await read(platform.db, SEARCHER, tx => sql<{ id: string; code: string }>`select d.id, d.code from datasets.dataset d left join datasets.person_search s on s.dataset_id = d.id where d.last_load > coalesce(s.load_number, 0) and d.release_id is null and datasets.about_persons(d.id) order by d.code`.execute(tx))
  let searched = 0
  for (const { id, code } of due.rows) {
    try { if (await findDoubles(platform, id)) searched++ } catch (error) { platform.log.error({ dataset: code, error: error instanceof Error ? error.message : String(error) }, 'a dataset could not be searched for doubles') }
  }
  return searched
}
const idIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'datasetId' in payload && typeof payload.datasetId === 'string' ? payload.datasetId : undefined
/** Every night at 02:40 local time, and when a keeper asks. */
export const doublesJobs: readonly (Job | TimedJob)[] = [
  { name: FIND_DOUBLES, run: async (payload, platform) => { const id = idIn(payload); if (id !== undefined) await findDoubles(platform, id) } },
  { name: 'datasets-doubles', crontab: '40 19 * * *', run: async (_payload, platform) => { platform.log.info({ searched: await findAllDoubles(platform) }, 'datasets searched for doubles') } },
]
