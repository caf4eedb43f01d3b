import { transact, type Db } from '../../kernel/db/db.ts'
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
export interface ImportOptions { readonly now: Date; readonly source?: string }

const BATCH = 200
type Outcome = 'taken' | 'changed' | 'unchanged'

/** Writes one batch in one transaction. */
async function writeBatch(db: Db, procedures: readonly PublishedProcedure[], source: string, now: Date): Promise<Outcome[]> {
  return transact(db, { kind: 'system', name: 'import-procedures' }, async (tx) => {
    const known = await lockCodes(tx, procedures.map((procedure) => procedure.code), now)
    const judged = procedures.map((procedure) => {
      const before = known.get(procedure.code)
      const outcome: Outcome = !before ? 'taken' : before.open && before.hash === hashOf(procedure) ? 'unchanged' : 'changed'
      return { procedure, before, outcome }
    })
    const fresh = judged.filter(({ outcome }) => outcome !== 'unchanged')
    if (fresh.length > 0) await addVersions(tx, fresh, source, now)
    return judged.map(({ outcome }) => outcome)
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
