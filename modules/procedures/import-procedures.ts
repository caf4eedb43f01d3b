import { sql } from 'kysely'
import { transact, type Db, type Tx } from '../../kernel/db/db.ts'
import { appendLedger } from '../../kernel/ledger/index.ts'
import type { PublishedProcedure } from './domain/content.ts'
import { readNationalRecord, type Refusal } from './domain/national-record.ts'
import { addVersions, hashOf, lockCodes } from './store.ts'

export interface ImportReport {
  /** procedures not known before */
  readonly taken: number
  /** known ones with a new version */
  readonly changed: number
  readonly unchanged: number
  readonly refused: readonly (Refusal & { readonly line: number })[]
}
export interface ImportOptions { readonly now: Date; readonly source?: string; /** hears how many records have been read */ readonly progress?: (records: number) => void }

const BATCH = 200
type Outcome = 'taken' | 'changed' | 'unchanged'

async function writeBatch(tx: Tx, procedures: readonly PublishedProcedure[], source: string, now: Date): Promise<Outcome[]> {
  const known = await lockCodes(tx, procedures.map((procedure) => procedure.code), now)
  const judged = procedures.map((procedure) => {
    const before = known.get(procedure.code)
    const outcome: Outcome = !before ? 'taken' : before.open && before.hash === hashOf(procedure) ? 'unchanged' : 'changed'
    return { procedure, before, outcome }
  })
  const fresh = judged.filter(({ outcome }) => outcome !== 'unchanged')
  if (fresh.length > 0) await addVersions(tx, fresh, source, now)
  return judged.map(({ outcome }) => outcome)
}

/**
 * Takes the national catalogue, one JSON record a line (`tinhso import procedures`). Every change makes a new version; a second run
 * changes nothing; configured cases stay tied to the version they were approved for. Bad lines are refused with the reason, the rest goes in,
 * all in one transaction with its ledger entry.
 */
export async function importProcedures(db: Db, lines: AsyncIterable<string> | Iterable<string>, options: ImportOptions): Promise<ImportReport> {
  const actor = { kind: 'system', name: 'import-procedures' } as const
  return transact(db, actor, async (tx) => {
    // two imports at once would lock the same codes in different orders
    await sql`select pg_advisory_xact_lock(hashtext('procedures.import'))`.execute(tx)
    const report = await takeLines(tx, lines, options)
    const { taken, changed, unchanged, refused } = report
    if (taken + changed > 0) await appendLedger(tx, { actor, act: 'procedures.import', object: { type: 'import', id: options.source ?? 'national-catalogue' }, payload: { taken, changed, unchanged, refused: refused.length }, at: options.now })
    return report
  })
}

async function takeLines(tx: Tx, lines: AsyncIterable<string> | Iterable<string>, options: ImportOptions): Promise<ImportReport> {
  const source = options.source ?? 'national-catalogue'
  const count: Record<Outcome, number> = { taken: 0, changed: 0, unchanged: 0 }
  const refused: (Refusal & { line: number })[] = []
  const seen = new Set<string>()
  let batch: PublishedProcedure[] = []
  let number = 0
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    for (const outcome of await writeBatch(tx, batch, source, options.now)) count[outcome]++
    batch = []
    options.progress?.(number)
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
