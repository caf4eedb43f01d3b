import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, transact, type Tx } from '../../../kernel/db/db.ts'
import { Fault, invalid, notAllowed, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile, differences, recordChange } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { ExchangeAct } from '../act-names.ts'

/** Tables of the registry whose rows carry a version; the name is also the object's type in history and ledger. */
export type RegistryTable = 'member' | 'security_server' | 'subsystem' | 'credential' | 'data_service' | 'subject_group' | 'access_right' | 'access_request' | 'shared_database' | 'document_agency' | 'event_topic' | 'event_dead_letter'
export type Columns = Readonly<Record<string, JsonValue>>
export interface Call { readonly platform: Pick<Platform, 'db' | 'now' | 'config'>; readonly actor: OfficerActor }
export interface Work extends Call { readonly tx: Tx; readonly at: Date }

export const isSteward = (actor: OfficerActor): boolean => actor.roles.includes('administrator')
/** Whether the officer answers for the agency behind a party; parties without an agency are the stewards'. */
export const mayActFor = (actor: OfficerActor, agencyId: string | null): boolean => isSteward(actor) || (agencyId !== null && actor.roles.includes('unit-administrator') && actor.scopeAgencyIds.includes(agencyId))
export function stewardOnly(actor: OfficerActor): void { if (!isSteward(actor)) throw notAllowed({ vi: 'Việc này do quản trị tỉnh làm.', en: 'Only the administrators of the province do this.' }) }

/** One act of the registry: state, history and ledger commit together. A name that is taken becomes the fault given. */
export async function inRegistry<T>(call: Call, work: (work: Work) => Promise<T>, taken?: FieldFault): Promise<T> {
  try { return await transact(call.platform.db, call.actor, tx => work({ ...call, tx, at: call.platform.now() })) } catch (error) {
    if (taken && isUniqueViolation(error)) throw invalid([taken])
    throw error
  }
}

const SECRET = ['secret_hash', 'secret_sealed']
/** What history and ledger may keep of a row: nothing that lets anybody in. */
const told = (row: Columns): Record<string, JsonValue> => Object.fromEntries(Object.entries(row).filter(([key]) => !SECRET.includes(key)))
const namesOf = (columns: Columns) => sql.join(Object.keys(columns).map(name => sql.ref(name)))
/** Long texts would fill the ledger; their change is enough. */
const short = (columns: Record<string, JsonValue>): Record<string, JsonValue> => Object.fromEntries(Object.entries(columns).map(([key, value]) => key === 'openapi' || key === 'certificate' ? [key, 'changed'] : [key, value]))

/** Adds a row; its columns are JSON as PostgreSQL reads it (`\x…` for bytes). Answers its id. */
export async function addRow({ tx, actor, at }: Work, table: RegistryTable, act: ExchangeAct, columns: Columns, reason: string | null = null): Promise<string> {
  const { id = newId(at.getTime()), ...others } = columns
  if (typeof id !== 'string') throw new TypeError('an id is a text')
  const row = { id, ...others }
  await sql`insert into exchange.${sql.id(table)} (${namesOf(row)}) select ${namesOf(row)} from jsonb_populate_record(null::exchange.${sql.id(table)}, ${JSON.stringify(row)}::jsonb)`.execute(tx)
  await recordChange(tx, 'exchange', { actor, act: `exchange.${act}`, object: { type: table, id: row.id }, payload: short(told(others)), reason, at })
  return row.id
}

export interface RowChange { readonly table: RegistryTable; readonly id: string; readonly version: number; readonly act: ExchangeAct; readonly set: Columns; readonly reason?: string | null
  /** looks at the row, locked, before anything changes */
  readonly guard?: (before: Columns) => void | Promise<void>
  /** content that belongs to the object but stands in another table: before, after */
  readonly parts?: readonly [Columns, Columns] }

/** Changes a row that still has the version that was read; what it said before goes into the history. false when nothing differs. */
export async function changeRow(work: Work, change: RowChange): Promise<boolean> {
  const { tx, actor, at } = work
  const table = sql.id('exchange', change.table)
  const json = JSON.stringify(change.set)
  const { rows: [row] } = await sql<{ before: Record<string, JsonValue> & { version: number }; after: Record<string, JsonValue> }>`
    select to_jsonb(t) as before, to_jsonb(jsonb_populate_record(t, ${json}::jsonb)) as after from ${table} t where id = ${change.id} for update`.execute(tx)
  if (!row) throw notFound()
  await change.guard?.(row.before)
  if (row.before.version !== change.version) throw changedMeanwhile
  const changed = { ...differences(row.before, row.after), ...change.parts ? differences(...change.parts) : {} }
  if (Object.keys(changed).length === 0) return false
  const names = Object.keys(change.set)
  await sql`update ${table} t set version = t.version + 1 ${names.length === 0 ? sql`` : sql`, (${namesOf(change.set)}) = (select ${namesOf(change.set)} from jsonb_populate_record(t, ${json}::jsonb))`} where id = ${change.id} and version = ${change.version}`.execute(tx)
  await recordChange(tx, 'exchange', { actor, act: `exchange.${change.act}`, object: { type: change.table, id: change.id }, before: { version: change.version, content: { ...told(row.before), ...change.parts?.[0] } }, payload: short(told(changed)), reason: change.reason ?? null, at })
  return true
}

export const fault = (field: string, vi: string, en: string, code = 'invalid'): FieldFault => ({ field, code, message: { vi, en } })
export function demand(faults: readonly (FieldFault | false | undefined)[]): void {
  const real = faults.filter((each): each is FieldFault => typeof each === 'object')
  if (real.length > 0) throw invalid(real)
}

/** Runs every check and tells what all of them found: people mend a form once, not field by field. */
export function demandAll(...checks: readonly (() => void)[]): void {
  demand(checks.flatMap(check => { try { check(); return [] } catch (error) { if (error instanceof Fault && error.details.fields) return error.details.fields; throw error } }))
}
