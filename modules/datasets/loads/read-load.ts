import { sql } from 'kysely'
import type { SystemActor } from '../../../kernel/actor.ts'
import { withCopySession, type CopySession } from '../../../kernel/db/copy.ts'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import type { FileStore } from '../../../kernel/files/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { t } from '../acts/dataset-work.ts'
import { mapHeader, type DriftFound } from '../domain/mapping.ts'
import { tableOf, type DatasetSchema } from '../domain/schema.ts'
import { followedReferences } from '../queries/references.ts'
import { inspectFile, startReading, UnreadableFile, writtenFields, type FileFault } from '../reading/index.ts'
import type { FileSettings } from '../reading/index.ts'
import { stagingOf } from '../staging.ts'
import type { Decided, LoadPhase } from '../tables.ts'
import { findDoubles, findUnknownReferences } from './staged-checks.ts'

const SYSTEM: SystemActor = { kind: 'system', name: 'read-load' }
/** Space of advisory locks: one reader of a load. */
const CLAIMS = 727_601
/** One block of 64 bytes remembers some dozens of keys; this is sharp up to some ten million rows and still right beyond. */
const FILTER_BYTES = 64 * 1024 * 1024
const SMALL_FILTER_BYTES = 1024 * 1024
/** References with fewer values are looked up while the file is read; others in the database, once, when all rows are there. */
const FEW_VALUES = 100_000
export const SHOWN_PROBLEMS = 200
const PROGRESS_MS = 700

export type Reader = Pick<Platform, 'db' | 'now' | 'log'> & { readonly store: FileStore }
/** Where a trial may kill the process. */
export type Step = 'claimed' | 'inspected' | 'staging-built' | 'copying' | 'copied' | 'checked-keys' | 'report-kept' | 'done'
type Probe = (step: Step) => void | Promise<void>
export type Line = readonly [row: number, field: string, rule: string, severity: 'error' | 'warning', value: string]

const inSystem = <T>(reader: Reader, work: (tx: Tx) => Promise<T>): Promise<T> => transact(reader.db, SYSTEM, work)
export async function tellProgress(reader: Pick<Reader, 'db' | 'now'>, loadId: string, phase: LoadPhase, bytes = 0, rows = 0): Promise<void> {
  await transact(reader.db, SYSTEM, tx => t(tx).insertInto('datasets.load_progress').values({ load_id: loadId, phase, bytes, rows, at: reader.now() }).onConflict(on => on.column('load_id').doUpdateSet({ phase, bytes, rows, at: reader.now() })).execute())
}

/**
 * Reads a load from its kept file into its staging table and checks every row: all or nothing. Killed at any step it is begun again from the file; the
 * staging table is made anew each time, and only the last statement says that the load is checked.
 */
export async function readLoad(reader: Reader, loadId: string, probe: Probe = () => undefined): Promise<void> {
  await withCopySession(reader.db, async session => {
    // a job that is thought dead may still live; whoever holds the claim reads
    if (!await session.claim(CLAIMS, loadId)) throw new Error(`load ${loadId} is being read`)
    await probe('claimed')
    try { await readClaimed(reader, session, loadId, probe) } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error
      await fail(reader, loadId, error.fault)
    }
  })
}

async function fail(reader: Reader, loadId: string, fault: FileFault): Promise<void> {
  await inSystem(reader, async tx => {
    await t(tx).updateTable('datasets.load').set({ state: 'failed', failure: fault, version: sql<number>`version + 1` }).where('id', '=', loadId).where('state', 'in', ['receiving', 'reading']).execute()
    await sql`select datasets.drop_staging(${loadId})`.execute(tx)
  })
}

/** Names of what does not fit and about which nobody said anything yet. */
export function undecided(drift: readonly DriftFound[], decided: Decided, schema: DatasetSchema): readonly DriftFound[] {
  return drift.filter(each => each.kind !== 'missing-field' || schema.fields.some(field => field.name === each.name && field.required) || !(decided.missing ?? []).includes(each.name))
}

async function readClaimed(reader: Reader, session: CopySession, loadId: string, probe: Probe): Promise<void> {
  const found = await inSystem(reader, async tx => {
    const load = await t(tx).selectFrom('datasets.load').selectAll().where('id', '=', loadId).executeTakeFirst()
    if (!load || load.file_key === null || !['receiving', 'reading'].includes(load.state)) return undefined
    const { schema } = await t(tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', load.dataset_id).where('version', '=', load.schema_version).executeTakeFirstOrThrow()
    const dataset = await t(tx).selectFrom('datasets.dataset').select(['code', 'last_load', 'agency_id']).where('id', '=', load.dataset_id).executeTakeFirstOrThrow()
    // what was left out before is left out again: a steward says it once
    const before = await t(tx).selectFrom('datasets.load').select('decided').where('dataset_id', '=', load.dataset_id).where('state', '=', 'accepted').where('file_key', 'is not', null).orderBy('number', 'desc').executeTakeFirst()
    return { load, schema, dataset, decided: { columns: { ...before?.decided.columns, ...load.decided.columns }, missing: [...before?.decided.missing ?? [], ...load.decided.missing ?? []] } }
  })
  if (!found) return
  const { load, schema, dataset, decided } = found
  const key = load.file_key ?? ''
  await tellProgress(reader, loadId, 'inspect')
  const inspection = await inspectFile(await reader.store.get(key), load.file_bytes, load.settings)
  const { columns, mapping, drift } = mapHeader(inspection.header, schema, decided.columns)
  const open = undecided(drift, decided, schema)
  await probe('inspected')
  const began = await inSystem(reader, async tx => {
    const changed = await t(tx).updateTable('datasets.load').set({ state: open.length > 0 ? 'drifted' : 'reading', settings: JSON.stringify(inspection.settings), header: JSON.stringify(inspection.header), format: inspection.settings.format, encoding: `${inspection.settings.encoding}${inspection.settings.font === 'unicode' ? '' : ` ${inspection.settings.font}`}`, mapping: JSON.stringify(mapping), drift: JSON.stringify(drift), ...open.length > 0 ? { version: sql<number>`version + 1` } : {} })
      .where('id', '=', loadId).where('state', 'in', ['receiving', 'reading']).executeTakeFirst()
    if (Number(changed.numUpdatedRows) === 0 || open.length > 0) return false
    await sql`select datasets.build_staging(${loadId})`.execute(tx)
    return true
  })
  if (!began) return
  await probe('staging-built')
  await copyAndCheck(reader, session, { loadId, key, bytes: load.file_bytes, schema, code: dataset.code, agencyId: dataset.agency_id, hasRows: dataset.last_load > 0, header: inspection.header, columns, settings: inspection.settings }, probe)
}

interface Work { readonly loadId: string; readonly key: string; readonly bytes: number; readonly schema: DatasetSchema; readonly code: string; readonly agencyId: string; readonly hasRows: boolean; readonly header: readonly string[]; readonly columns: readonly (string | null)[]; readonly settings: FileSettings }

/** Values that a reference may have, where there are few; the rest is asked of the database. */
async function fewValues(reader: Reader, work: Work): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  await inSystem(reader, async tx => {
    const followed = await followedReferences(tx, work)
    for (const field of work.schema.fields) {
      if (!field.reference) continue
      if (!followed.has(field.name)) { found[field.name] = []; continue }
      const { rows } = await sql<{ value: string }>`select distinct ${sql.id(field.reference.field)}::text as value from dataset_rows.${sql.id(tableOf(field.reference.dataset))} where _ended is null and ${sql.id(field.reference.field)} is not null limit ${FEW_VALUES + 1}`.execute(tx)
      if (rows.length <= FEW_VALUES) found[field.name] = rows.map(row => row.value)
    }
  })
  return found
}

async function copyAndCheck(reader: Reader, session: CopySession, work: Work, probe: Probe): Promise<void> {
  const { loadId, schema } = work
  const references = await fewValues(reader, work)
  let told = 0
  let cancelled = false
  const reading = startReading(await reader.store.get(work.key), work.bytes, { do: 'read', settings: work.settings, header: work.header, columns: work.columns, schema, references, filterBytes: work.bytes > 4 * 1024 * 1024 ? FILTER_BYTES : SMALL_FILTER_BYTES }, message => {
    const now = reader.now().getTime()
    if (message.kind !== 'progress' || now - told < PROGRESS_MS) return
    told = now
    // rejected meanwhile: nobody waits for the rest
    void tellProgress(reader, loadId, 'copy', message.bytes, message.rows).then(() => inSystem(reader, tx => t(tx).selectFrom('datasets.load').select('state').where('id', '=', loadId).executeTakeFirst()))
      .then(load => { if (load?.state !== 'reading') { cancelled = true; reading.kill() } }).catch(() => undefined)
  })
  const report = new Report(reader.store, reading.aside)
  const fields = writtenFields(schema, work.columns)
  await probe('copying')
  const statement = `copy dataset_staging.${stagingOf(loadId)} (_row, _valid, _raw${fields.map(name => `, "${name}"`).join('')}) from stdin`
  let copied: number
  try { copied = await session.copyIn(statement, reading.output) } catch (error) { reading.kill(); throw await report.abandon() ?? error }
  const answer = await reading.ended
  // without room for what it finds the process breaks: that is no fault of the file
  const trouble = answer.ok ? undefined : await report.abandon()
  if (trouble !== undefined) throw trouble
  await reading.fed.catch(async (error: unknown) => { await report.abandon(); throw error })
  if (cancelled) { await report.abandon(); await inSystem(reader, tx => sql`select datasets.drop_staging(${loadId})`.execute(tx)); return }
  if (!answer.ok || answer.said.kind !== 'read') {
    await report.abandon()
    if (!answer.ok && answer.reason === 'killed') throw new Error('the process that read a file was killed')
    throw new UnreadableFile(answer.ok && answer.said.kind === 'unreadable' ? answer.said.fault : 'bomb')
  }
  const { tally, bytes } = answer.said
  if (copied !== tally.rows) { await report.abandon(); throw new Error(`${copied} rows came of ${tally.rows}`) }
  await probe('copied')

  await tellProgress(reader, loadId, 'check', bytes, tally.rows)
  const findings: Record<string, number> = { ...tally.findings }
  let invalid = tally.invalid
  await inSystem(reader, async tx => {
    await sql`set local statement_timeout = 0`.execute(tx)
    const plan = { staging: stagingOf(loadId), schema, code: work.code, agencyId: work.agencyId, hasRows: work.hasRows, suspects: tally.suspects, known: new Set(Object.keys(references)) }
    for (const finding of [...await findDoubles(tx, plan), ...await findUnknownReferences(tx, plan)]) {
      invalid += finding.count
      if (finding.count > 0) findings[`${finding.rule}:${finding.field}`] = finding.count
      await report.add(finding.examples.map(({ row, value }): Line => [row, finding.field, finding.rule, 'error', value]))
    }
  })
  await probe('checked-keys')
  const kept = await report.close()
  await probe('report-kept')
  await inSystem(reader, async tx => {
    const done = await t(tx).updateTable('datasets.load').set({ state: 'checked', checked_at: reader.now(), rows_read: tally.rows, rows_valid: tally.rows - invalid, rows_warned: tally.warned, rows_invalid: invalid, bytes_read: bytes, findings: JSON.stringify(findings), report_key: kept.key, failure: null, version: sql<number>`version + 1` })
      .where('id', '=', loadId).where('state', '=', 'reading').executeTakeFirst()
    if (Number(done.numUpdatedRows) === 0) { await sql`select datasets.drop_staging(${loadId})`.execute(tx); return }
    await t(tx).deleteFrom('datasets.load_problem').where('load_id', '=', loadId).execute()
    if (kept.first.length > 0) await t(tx).insertInto('datasets.load_problem').values(kept.first.map(([row, field, rule, severity, value], place) => ({ load_id: loadId, place, row_number: row, field, rule, severity, value }))).execute()
  })
  await probe('done')
}

const text = (value: unknown): string => typeof value === 'string' ? value : ''
/** A finding as it stands in the report. */
export function lineOf(json: string): Line {
  const found: unknown = JSON.parse(json)
  const [row, field, rule, severity, value]: unknown[] = Array.isArray(found) ? found : []
  return [Number(row), text(field), text(rule), severity === 'warning' ? 'warning' : 'error', text(value)]
}

/** Gathers findings: the first for the page, all of them in one file of the store, a line of JSON each, without holding them. */
class Report {
  readonly #kept: Promise<{ hash: string; size: number }>
  readonly #first: Line[] = []
  #later: string[] = []
  #closed = false
  #wake: () => void = () => undefined

  constructor(store: FileStore, aside: AsyncIterable<Uint8Array>) {
    this.#kept = store.put(this.#lines(aside))
    this.#kept.catch(() => undefined)
  }
  async *#lines(aside: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of aside) {
      if (this.#first.length < SHOWN_PROBLEMS) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines.slice(0, SHOWN_PROBLEMS - this.#first.length)) this.#first.push(lineOf(line))
      }
      yield chunk
    }
    for (;;) {
      for (const text of this.#later.splice(0)) yield Buffer.from(text)
      if (this.#later.length > 0) continue
      if (this.#closed) return
      await new Promise<void>(done => { this.#wake = done })
    }
  }
  async add(lines: readonly Line[]): Promise<void> {
    // what the database finds concerns keys: it comes first on the page
    this.#first.unshift(...lines.slice(0, SHOWN_PROBLEMS / 2))
    if (lines.length > 0) this.#later.push(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    this.#wake()
    return Promise.resolve()
  }
  /** Answers why the findings could not be kept, if they could not. */
  async abandon(): Promise<unknown> { this.#closed = true; this.#wake(); return this.#kept.then(() => undefined, (error: unknown) => error) }
  async close(): Promise<{ readonly key: string | null; readonly first: readonly Line[] }> {
    this.#closed = true
    this.#wake()
    const { hash, size } = await this.#kept
    return { key: size === 0 ? null : hash, first: this.#first.slice(0, SHOWN_PROBLEMS) }
  }
}
