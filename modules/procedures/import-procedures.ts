import { createHash } from 'node:crypto'
import { transact, tablesOf, type Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { PublishedProcedure } from './domain/content.ts'
import { readNationalRecord, type Refusal } from './domain/national-record.ts'
import type { ProceduresTables } from './tables.ts'

export interface ImportReport {
  /** procedures not known before */
  readonly taken: number
  /** known ones with a new version */
  readonly changed: number
  readonly unchanged: number
  readonly refused: readonly (Refusal & { readonly line: number })[]
}
export interface ImportOptions { readonly now: Date; readonly source?: string }

const BATCH = 200
const LOCAL_OFFSET_MS = 7 * 3_600_000
const localDate = (now: Date): string => new Date(now.getTime() + LOCAL_OFFSET_MS).toISOString().slice(0, 10)
/** `readNationalRecord` makes objects with keys in one order, so their JSON is canonical. */
const hashOf = (procedure: PublishedProcedure): string => createHash('sha256').update(JSON.stringify(procedure)).digest('hex')

type Outcome = 'taken' | 'changed' | 'unchanged'

/** Writes one batch in one transaction: new codes, new versions; the version before ends the day the next begins. */
async function writeBatch(db: Db, procedures: readonly PublishedProcedure[], source: string, now: Date): Promise<Outcome[]> {
  return transact(db, { kind: 'system', name: 'import-procedures' }, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const today = localDate(now)
    const codes = procedures.map((procedure) => procedure.code)
    await tables.insertInto('procedures.procedure').values(codes.toSorted().map((code) => ({ code, created_at: now }))).onConflict((known) => known.doNothing()).execute()
    // the lock keeps a second import from numbering the same version
    await tables.selectFrom('procedures.procedure').select('code').where('code', 'in', codes).orderBy('code').forUpdate().execute()
    const latest = await tables.selectFrom('procedures.procedure_version').distinctOn('code')
      .select(['id', 'code', 'version', 'content_hash', 'valid_from', 'valid_to']).where('code', 'in', codes).orderBy('code').orderBy('version', 'desc').execute()
    const known = new Map(latest.map((row) => [row.code, row]))
    const outcomes = procedures.map((procedure): Outcome => {
      const before = known.get(procedure.code)
      if (!before) return 'taken'
      return before.content_hash === hashOf(procedure) && before.valid_to === null ? 'unchanged' : 'changed'
    })
    const fresh = procedures.filter((_, at) => outcomes[at] !== 'unchanged')
    if (fresh.length === 0) return outcomes
    const closing = fresh.map((procedure) => known.get(procedure.code)).filter((row) => row !== undefined && row.valid_to === null)
    if (closing.length > 0) {
      await tables.updateTable('procedures.procedure_version').set((eb) => ({ valid_to: eb.fn<string>('greatest', ['valid_from', eb.cast<string>(eb.val(today), 'date')]) }))
        .where('id', 'in', closing.flatMap((row) => row ? [row.id] : [])).execute()
    }
    await tables.insertInto('procedures.procedure_version').values(fresh.map((procedure) => {
      const before = known.get(procedure.code)
      return {
        id: newId(now.getTime()), code: procedure.code, version: (before?.version ?? 0) + 1,
        valid_from: before && before.valid_from > today ? before.valid_from : today, valid_to: null,
        source, decision: procedure.decision, name: procedure.name, field: procedure.field, ministry: procedure.ministry, levels: procedure.levels, agency: procedure.agency,
        subjects: procedure.subjects, online_level: procedure.onlineLevel, content: JSON.stringify(procedure.content), content_hash: hashOf(procedure), recorded_at: now,
      }
    })).execute()
    return outcomes
  })
}

/**
 * Takes the national catalogue, one JSON record a line (`tinhso import procedures`). Every change makes a new version; a second run
 * changes nothing; configured cases stay tied to the version they were approved for. Bad lines are refused with the reason, the rest goes in.
 */
export async function importProcedures(db: Db, lines: AsyncIterable<string> | Iterable<string>, options: ImportOptions): Promise<ImportReport> {
  const source = options.source ?? 'national-catalogue'
  const count: Record<Outcome, number> = { taken: 0, changed: 0, unchanged: 0 }
  const refused: (Refusal & { line: number })[] = []
  const seen = new Set<string>()
  let batch: PublishedProcedure[] = []
  let number = 0
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    for (const outcome of await writeBatch(db, batch, source, options.now)) count[outcome]++
    batch = []
  }
  for await (const raw of lines) {
    number++
    const json = number === 1 ? raw.replace(/^\ufeff/, '') : raw
    if (json.trim() === '') continue
    const read = readNationalRecord(json)
    if (!read.ok) refused.push({ line: number, ...read.refusal })
    else if (seen.has(read.procedure.code)) refused.push({ line: number, reason: 'repeated-code', code: read.procedure.code })
    else {
      seen.add(read.procedure.code)
      batch.push(read.procedure)
      if (batch.length >= BATCH) await flush()
    }
  }
  await flush()
  return { ...count, refused }
}
