import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { tablesOf, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { PublishedProcedure } from './domain/content.ts'
import { laterOf, localDate } from './domain/days.ts'
import type { ProceduresTables } from './tables.ts'

export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

export interface CurrentVersion { readonly id: string; readonly version: number; readonly hash: string; readonly source: string; readonly validFrom: string; readonly open: boolean }

/** Makes the codes known, locks them (two imports must not number the same version) and gives the latest version of each. */
export async function lockCodes(tx: Tx, codes: readonly string[], now: Date): Promise<Map<string, CurrentVersion>> {
  const tables = tablesOf<ProceduresTables>(tx)
  await tables.insertInto('procedures.procedure').values(codes.toSorted().map((code) => ({ code, created_at: now }))).onConflict((known) => known.doNothing()).execute()
  await tables.selectFrom('procedures.procedure').select('code').where('code', 'in', codes).orderBy('code').forUpdate().execute()
  const rows = await tables.selectFrom('procedures.procedure_version').distinctOn('code')
    .select(['id', 'code', 'version', 'content_hash', 'source', 'valid_from', 'valid_to']).where('code', 'in', codes).orderBy('code').orderBy('version', 'desc').execute()
  return new Map(rows.map((row) => [row.code, { id: row.id, version: row.version, hash: row.content_hash, source: row.source, validFrom: row.valid_from, open: row.valid_to === null }]))
}

/** Ends at `from` what would still hold then; what would only begin then or later never begins. */
export async function makeRoom(tx: Tx, table: 'procedure_version' | 'procedure_case', starts: readonly { readonly code: string; readonly from: string }[]): Promise<void> {
  await sql`update ${sql.table(`procedures.${table}`)} t set valid_to = greatest(t.valid_from, s.start)
    from unnest(${starts.map(({ code }) => code)}::text[], ${starts.map(({ from }) => from)}::date[]) as s(code, start)
    where t.code = s.code and (t.valid_to is null or t.valid_to > greatest(t.valid_from, s.start))`.execute(tx)
}

export interface NewVersion { readonly procedure: PublishedProcedure; readonly before: CurrentVersion | undefined; /** first day; default today, never before it where there was a wording already */ readonly from?: string }

/** Opens new versions; the ones before end the day the new ones begin. Nothing is overwritten. */
export async function addVersions(tx: Tx, versions: readonly NewVersion[], source: string, now: Date): Promise<string[]> {
  const today = localDate(now)
  const rows = versions.map(({ procedure, before, from }) => ({
    id: newId(now.getTime()), code: procedure.code, version: (before?.version ?? 0) + 1,
    valid_from: before ? laterOf(today, from ?? before.validFrom) : from ?? today, valid_to: null, source, decision: procedure.decision,
    name: procedure.name, field: procedure.field, ministry: procedure.ministry, levels: procedure.levels, agency: procedure.agency, subjects: procedure.subjects,
    online_level: procedure.onlineLevel, content: JSON.stringify(procedure.content), content_hash: hashOf(procedure), recorded_at: now,
  }))
  await makeRoom(tx, 'procedure_version', rows.map(({ code, valid_from }) => ({ code, from: valid_from })))
  await tablesOf<ProceduresTables>(tx).insertInto('procedures.procedure_version').values(rows).execute()
  return rows.map((row) => row.id)
}

/**
 * Keeps how often each procedure was filed of late; one that is not named was not. Answers how many counts changed. When none did, nothing is
 * written: a change makes every process build its search index anew.
 */
export async function savePopularity(tx: Tx, filings: ReadonlyMap<string, number>): Promise<number> {
  const tables = tablesOf<ProceduresTables>(tx)
  const rows = await tables.selectFrom('procedures.procedure').select(['code', 'popularity']).orderBy('code').execute()
  const changed = rows.flatMap(({ code, popularity }) => { const count = filings.get(code) ?? 0; return count === popularity ? [] : [{ code, count }] })
  if (changed.length === 0) return 0
  await sql`update procedures.procedure p set popularity = x.count from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as x(code text, count integer) where p.code = x.code`.execute(tx)
  return changed.length
}
