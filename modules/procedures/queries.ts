import { sql } from 'kysely'
import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import type { Text } from '../../kernel/forms/definition.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Level, OnlineLevel, ProcedureContent } from './domain/content.ts'
import type { ProcedurePack } from './domain/pack.ts'
import { localDate } from './domain/days.ts'
import type { ProceduresTables } from './tables.ts'

/** A published procedure as it stood on a day, with the pack it is filed by here (null: not filed here). Dates `yyyy-mm-dd`. */
export interface ProcedureView {
  readonly code: string
  readonly versionId: string
  readonly version: number
  readonly validFrom: string
  readonly validTo: string | null
  readonly source: string
  readonly decision: string
  readonly name: string
  readonly field: string
  readonly ministry: string
  readonly levels: readonly Level[]
  readonly agency: string | null
  readonly subjects: readonly string[]
  readonly onlineLevel: OnlineLevel
  readonly content: ProcedureContent
  readonly filing: ConfiguredCase | null
}

/** A pack in force; dossiers keep `id` for ever. `behind`: the published wording changed after the pack was approved. */
export interface ConfiguredCase {
  readonly id: string
  readonly code: string
  readonly versionId: string
  readonly pack: ProcedurePack
  readonly validFrom: string
  readonly validTo: string | null
  readonly approvedBy: string
  readonly approvedOn: string
  readonly amended: boolean
  readonly behind: boolean
}

const caseColumns = ['c.id', 'c.code', 'c.version_id as versionId', 'c.pack', 'c.valid_from as validFrom', 'c.valid_to as validTo',
  'c.approved_by as approvedBy', 'c.approved_on as approvedOn', 'c.amended'] as const
const behind = sql<boolean>`exists (select from procedures.procedure_version v where v.code = c.code and v.valid_to is null and v.id <> c.version_id)`.as('behind')
const cases = (db: Db | Tx) => tablesOf<ProceduresTables>(db).selectFrom('procedures.procedure_case as c').select(caseColumns).select(behind)
/** What is hidden or abolished takes no new dossiers. */
const casesInForce = (db: Db | Tx, day: string) => cases(db).innerJoin('procedures.procedure as p', (join) => join.onRef('p.code', '=', 'c.code').on('p.local_status', '=', 'published'))
  .where('c.valid_from', '<=', day).where((eb) => eb.or([eb('c.valid_to', 'is', null), eb('c.valid_to', '>', day)]))

/** The pack under which a procedure is filed at a moment; undefined when it is not filed here. */
export async function findCase(db: Db | Tx, code: string, at: Date): Promise<ConfiguredCase | undefined> {
  return casesInForce(db, localDate(at)).where('c.code', '=', code).executeTakeFirst()
}

/** The pack a dossier was filed under, also after its end; throws `not-found`. */
export async function getCase(db: Db | Tx, id: string): Promise<ConfiguredCase> {
  return cases(db).where('c.id', '=', id).executeTakeFirstOrThrow(notFound)
}

/** Every pack in force at a moment, by code. */
export async function listCases(db: Db | Tx, at: Date): Promise<ConfiguredCase[]> {
  return casesInForce(db, localDate(at)).orderBy('c.code').execute()
}

/** One procedure as it stood at a moment; undefined when it was not published then, or is hidden or abolished. */
export async function findProcedure(db: Db, code: string, at: Date): Promise<ProcedureView | undefined> {
  const day = localDate(at)
  const [found, filing] = await Promise.all([
    tablesOf<ProceduresTables>(db).selectFrom('procedures.procedure_version as v').innerJoin('procedures.procedure as p', 'p.code', 'v.code')
      .select(['v.code', 'v.id as versionId', 'v.version', 'v.valid_from as validFrom', 'v.valid_to as validTo', 'v.source', 'v.decision', 'v.name', 'v.field',
        'v.ministry', 'v.levels', 'v.agency', 'v.subjects', 'v.online_level as onlineLevel', 'v.content'])
      .where('v.code', '=', code).where('p.local_status', '=', 'published').where('v.valid_from', '<=', day)
      .where((eb) => eb.or([eb('v.valid_to', 'is', null), eb('v.valid_to', '>', day)])).executeTakeFirst(),
    findCase(db, code, at),
  ])
  return found && { ...found, onlineLevel: filing?.pack.onlineLevel ?? found.onlineLevel, filing: filing ?? null }
}

/** As `findProcedure`; throws `not-found`. */
export async function getProcedure(db: Db, code: string, at: Date): Promise<ProcedureView> {
  const found = await findProcedure(db, code, at)
  if (!found) throw notFound()
  return found
}

export interface LifeEvent { readonly slug: string; readonly title: Text; readonly summary: Text; readonly procedures: readonly { readonly code: string; readonly name: string; readonly fileable: boolean }[] }

/** Events of life with the procedures of each that are published on the day, in the order the province gave; events without any are left out. */
export async function listLifeEvents(db: Db, at: Date): Promise<LifeEvent[]> {
  const day = localDate(at)
  const tables = tablesOf<ProceduresTables>(db)
  const [events, names] = await Promise.all([
    tables.selectFrom('procedures.life_event').select(['slug', 'title', 'summary', 'codes']).where('active', '=', true).orderBy('position').orderBy('slug').execute(),
    tables.selectFrom('procedures.life_event as e').crossJoin(sql<{ code: string }>`unnest(e.codes)`.as<'listed'>(sql`listed(code)`))
      .innerJoin('procedures.procedure_version as v', (join) => join.onRef('v.code', '=', 'listed.code').on('v.valid_from', '<=', day).on((eb) => eb.or([eb('v.valid_to', 'is', null), eb('v.valid_to', '>', day)])))
      .innerJoin('procedures.procedure as p', (join) => join.onRef('p.code', '=', 'v.code').on('p.local_status', '=', 'published'))
      .select(['v.code', 'v.name']).select(sql<boolean>`exists (select from procedures.procedure_case c where c.code = v.code and c.valid_from <= ${day} and (c.valid_to is null or c.valid_to > ${day}))`.as('fileable')).distinct().execute(),
  ])
  const byCode = new Map(names.map((row) => [row.code, row]))
  return events.map(({ codes, ...event }) => ({ ...event, procedures: codes.flatMap((code) => byCode.get(code) ?? []) })).filter((event) => event.procedures.length > 0)
}

/** Versions of a procedure, newest first: what changed when, by which decision. */
export async function listVersions(db: Db, code: string): Promise<{ version: number; validFrom: string; validTo: string | null; decision: string; source: string; name: string }[]> {
  return tablesOf<ProceduresTables>(db).selectFrom('procedures.procedure_version')
    .select(['version', 'valid_from as validFrom', 'valid_to as validTo', 'decision', 'source', 'name']).where('code', '=', code).orderBy('version', 'desc').execute()
}
