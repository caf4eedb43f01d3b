import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { acceptWithin } from './acts/accept-load.ts'
import { inStore, t, type Call, type Work } from './acts/dataset-work.ts'
import { COLUMN_TYPES, stagedFields } from './domain/schema.ts'
import { valueReader } from './domain/value.ts'
import { findDataset, type DatasetView } from './queries/datasets.ts'
import { stagingOf } from './staging.ts'
import type { Applied } from './store-rows.ts'
import type { LoadKind, LoadMode } from './tables.ts'

/** One row by field name; for temporal datasets `valid_from` and `valid_to` (the first day on which it is no longer true). */
export type FeedRow = Readonly<Record<string, string | number | boolean | null>>
export interface Feeding { readonly rows: readonly FeedRow[]; readonly mode: LoadMode; /** yyyy-mm-dd; of rows that do not say it themselves */ readonly effectiveOn: string; readonly reason?: string }
export interface Staged { readonly loadId: string; readonly invalid: number }

/** Rows that travel in one statement: fewer cost round trips, more cost memory. */
const BATCH = 1000
const KEPT_PROBLEMS = 100
/** Thrown to take everything back: what the platform brought was there already. */
class NothingNew extends Error {}

/** Reads rows into a load's staging table, by statements of many rows (files come by COPY). What breaks the contract stays out and is told by row. */
export async function stageRows(work: Work, dataset: DatasetView, feeding: Feeding & { readonly kind: LoadKind; readonly byAccount?: string | null }): Promise<Staged> {
  const { tx, at } = work
  const id = newId(at.getTime())
  await t(tx).insertInto('datasets.load').values({ id, dataset_id: dataset.id, kind: feeding.kind, mode: feeding.mode, state: 'reading', schema_version: dataset.schemaVersion, effective_on: feeding.effectiveOn, begun_at: at, by_account: feeding.byAccount ?? null,
    file_key: null, file_sha256: createHash('sha256').update(JSON.stringify(feeding.rows)).digest('hex'), number: null, accept: null, failure: null, checked_at: null, decided_at: null, decided_by: null }).execute()
  await sql`select datasets.build_staging(${id})`.execute(tx)
  const fields = stagedFields(dataset.schema)
  const readers = fields.map(field => valueReader(field, 'en'))
  const problems: { row_number: number; field: string; rule: string; value: string }[] = []
  const findings: Record<string, number> = {}
  let invalid = 0
  for (let from = 0; from < feeding.rows.length; from += BATCH) {
    const cells: (string | null)[][] = fields.map(() => [])
    const numbers: number[] = []
    const valid: boolean[] = []
    for (const [place, row] of feeding.rows.slice(from, from + BATCH).entries()) {
      const before = problems.length
      readers.forEach((reader, column) => {
        const given = row[reader.field.name]
        const text = given === null || given === undefined ? null : reader.read(String(given))
        const rule = given !== null && given !== undefined && reader.fault ? reader.fault : text === null && reader.field.required ? 'required' : undefined
        if (rule !== undefined) problems.push({ row_number: from + place + 1, field: reader.field.name, rule, value: given === null || given === undefined ? '' : String(given).slice(0, 200) })
        cells[column]?.push(text)
      })
      numbers.push(from + place + 1)
      valid.push(problems.length === before)
      if (problems.length > before) invalid++
      for (const each of problems.slice(before)) findings[`${each.rule}:${each.field}`] = (findings[`${each.rule}:${each.field}`] ?? 0) + 1
    }
    const types = fields.map(field => sql.raw(COLUMN_TYPES[field.type]))
    await sql`insert into dataset_staging.${sql.id(stagingOf(id))} (_row, _valid, ${sql.join(fields.map(field => sql.id(field.name)))})
      select given._row, given._valid, ${sql.join(fields.map((field, column) => sql`${sql.ref(`given.${field.name}`)}::${types[column] ?? sql`text`}`))}
      from unnest(${numbers}::bigint[], ${valid}::boolean[], ${sql.join(cells.map(column => sql`${column}::text[]`))}) as given (_row, _valid, ${sql.join(fields.map(field => sql.id(field.name)))})`.execute(tx)
  }
  if (problems.length > 0) await t(tx).insertInto('datasets.load_problem').values(problems.slice(0, KEPT_PROBLEMS).map((each, place) => ({ load_id: id, place, severity: 'error', ...each }))).execute()
  await t(tx).updateTable('datasets.load').set({ state: 'checked', checked_at: at, rows_read: feeding.rows.length, rows_valid: feeding.rows.length - invalid, rows_invalid: invalid, findings: JSON.stringify(findings) }).where('id', '=', id).execute()
  return { loadId: id, invalid }
}

/**
 * Hands the platform's own rows to a dataset and accepts them at once: one transaction. When nothing differs from what is there, nothing is
 * left behind, no load either. Answers what changed; undefined when nothing did, or when the province has no such dataset.
 */
export async function feedDataset(call: Call, code: string, feeding: Feeding): Promise<Applied | undefined> {
  if (feeding.rows.length === 0 && feeding.mode !== 'snapshot') return undefined
  try {
    return await inStore(call, async work => {
      const dataset = await findDataset(work.tx, code)
      if (!dataset) return undefined
      const { loadId, invalid } = await stageRows(work, dataset, { ...feeding, kind: 'register' })
      if (invalid === feeding.rows.length && feeding.rows.length > 0) throw new Error(`datasets: every row that the platform feeds into ${code} breaks its contract`)
      const applied = await acceptWithin(work, loadId, undefined, invalid > 0 ? 'valid' : 'all', feeding.reason ?? '')
      if (applied.added + applied.changed + applied.ended === 0) throw new NothingNew()
      return applied
    })
  } catch (error) {
    if (error instanceof NothingNew) return undefined
    throw error
  }
}
