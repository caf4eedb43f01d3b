import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { read, type Db, type Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { t } from '../acts/dataset-work.ts'
import { tableOf } from '../domain/schema.ts'

/** Loads that the present actor keeps (row-level security), newest first. */
export async function listLoads(tx: Tx, filter: { readonly code?: string; readonly state?: string; readonly page: number; readonly size: number }) {
  const base = t(tx).selectFrom('datasets.load as l').innerJoin('datasets.dataset as d', 'd.id', 'l.dataset_id').$if(filter.code !== undefined, query => query.where('d.code', '=', filter.code ?? '')).$if(filter.state !== undefined, query => query.where(sql`l.state`, '=', filter.state ?? ''))
  const rows = await base.select(['l.id', 'd.code', 'd.title', 'l.kind', 'l.mode', 'l.state', 'l.number', 'l.file_name', 'l.rows_read', 'l.rows_valid', 'l.rows_invalid', 'l.rows_added', 'l.rows_changed', 'l.rows_ended', 'l.begun_at', 'l.decided_at', 'l.by_account', 'l.failure']).orderBy('l.begun_at', 'desc').limit(filter.size + 1).offset((filter.page - 1) * filter.size).execute()
  return { rows: rows.slice(0, filter.size), more: rows.length > filter.size }
}

/** One load with its dataset, contract and progress. Another agency's is as unknown as none. */
export async function getLoad(tx: Tx, id: string) {
  const load = await t(tx).selectFrom('datasets.load').selectAll().where('id', '=', id).executeTakeFirst()
  const dataset = load && await t(tx).selectFrom('datasets.dataset').selectAll().where('id', '=', load.dataset_id).executeTakeFirst()
  if (!load || !dataset) throw notFound()
  const { schema } = await t(tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', load.dataset_id).where('version', '=', load.schema_version).executeTakeFirstOrThrow()
  const progress = await t(tx).selectFrom('datasets.load_progress').selectAll().where('load_id', '=', id).executeTakeFirst()
  return { load, dataset, schema, progress }
}
export type LoadView = Awaited<ReturnType<typeof getLoad>>

export const problemsOf = (tx: Tx, id: string, limit: number) => t(tx).selectFrom('datasets.load_problem').selectAll().where('load_id', '=', id).orderBy('place').limit(limit).execute()
export type ProblemLine = Awaited<ReturnType<typeof problemsOf>>[number]

/** Where a row comes from: the load that recorded it, the one that ended it, and the acts in the ledger about them. */
export async function lineageOf(db: Db, actor: OfficerActor, code: string, rowId: number) {
  const found = await read(db, actor, async tx => {
    const dataset = await t(tx).selectFrom('datasets.dataset').selectAll().where('code', '=', code).executeTakeFirst()
    const row = dataset && (await sql<{ _load: number; _ended: number | null; _from: string; _to: string | null }>`select _load, _ended, _from::text, _to::text from dataset_rows.${sql.id(tableOf(code))} where _id = ${rowId}`.execute(tx)).rows[0]
    if (!dataset || !row) throw notFound()
    const loads = await t(tx).selectFrom('datasets.load').selectAll().where('dataset_id', '=', dataset.id).where('number', 'in', row._ended === null ? [row._load] : [row._load, row._ended]).execute()
    // the row of an open dataset is everybody's, its loads are its keepers'
    if (loads.length === 0) throw notFound()
    return { dataset, row, recordedBy: loads.find(load => load.number === row._load), endedBy: row._ended === null ? undefined : loads.find(load => load.number === row._ended), loads }
  })
  // the ledger is read by its own readers; of these loads, which the actor keeps, the platform tells which acts stand there
  const acts = await read(db, { kind: 'system', name: 'lineage' }, async tx => (await sql<{ id: string; at: Date; act: string; object_id: string }>`select id, at, act, object_id from kernel.ledger_entry where object_type = 'load' and object_id in (${sql.join(found.loads.map(load => load.id))}) order by xact, id`.execute(tx)).rows)
  return { ...found, acts }
}
export type Lineage = Awaited<ReturnType<typeof lineageOf>>
