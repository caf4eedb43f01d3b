import { sql } from 'kysely'
import type { Actor, OfficerActor, SystemActor } from '../../../kernel/actor.ts'
import { tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { DatasetsAct } from '../act-names.ts'
import type { DatasetsTables } from '../tables.ts'

/** Who changes the store: an officer who keeps the dataset, or the platform feeding its own registers. */
export type Keeper = OfficerActor | SystemActor
export interface Call { readonly platform: Pick<Platform, 'db' | 'now'>; readonly actor: Keeper }
export interface Work extends Call { readonly tx: Tx; readonly at: Date }
export type DatasetRow = Awaited<ReturnType<typeof lockDataset>>

export const t = (tx: Tx): ReturnType<typeof tablesOf<DatasetsTables>> => tablesOf<DatasetsTables>(tx)
export const inStore = <T>(call: Call, work: (work: Work) => Promise<T>): Promise<T> => transact(call.platform.db, call.actor, tx => work({ ...call, tx, at: call.platform.now() }))

const isActor = (value: unknown): value is Actor => typeof value === 'object' && value !== null && 'kind' in value
/** Whoever a job is told to act for. */
export const isKeeper = (value: unknown): value is Keeper => isActor(value) && (value.kind === 'system' || value.kind === 'officer' && Array.isArray(value.roles) && Array.isArray(value.scopeAgencyIds))

/** Same rule as `datasets.keeps` in the database. */
export const keeps = (actor: Keeper, agencyId: string): boolean => actor.kind === 'system' || actor.roles.includes('administrator')
  || (actor.roles.includes('data-steward') || actor.roles.includes('unit-administrator')) && actor.scopeAgencyIds.includes(agencyId)
export function keeperOnly(actor: Keeper, agencyId: string): void {
  if (!keeps(actor, agencyId)) throw notAllowed({ vi: 'Việc này do cán bộ quản trị dữ liệu của cơ quan chủ quản hoặc quản trị tỉnh làm.', en: 'Only stewards of the owner agency or administrators of the province do this.' })
}

/** The row, locked; `version` is the one that the page showed. */
export async function lockDataset(tx: Tx, actor: Keeper, id: string, version?: number) {
  const row = await t(tx).selectFrom('datasets.dataset').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  keeperOnly(actor, row.agency_id)
  if (version !== undefined && row.version !== version) throw changedMeanwhile
  return row
}

/** Earlier wording into the history, the act into the ledger. */
export async function record(work: Work, act: DatasetsAct, object: { type: 'dataset' | 'load' | 'source' | 'release' | 'pair' | 'name-form' | 'harvest-source'; id: string }, payload: JsonValue, before?: { version: number; content: JsonValue }, reason: string | null = null): Promise<void> {
  const { actor, tx, at } = work
  if (actor.kind === 'officer') { await recordChange(tx, 'datasets', { actor, act: `datasets.${act}`, object, payload, ...(before ? { before } : {}), reason, at }); return }
  await appendLedger(tx, { actor, act: `datasets.${act}`, object, payload, reason, at })
}

export const fault = (field: string, vi: string, en: string, code = 'invalid'): FieldFault => ({ field, code, message: { vi, en } })
export function demand(faults: readonly (FieldFault | false | undefined)[]): void {
  const real = faults.filter((each): each is FieldFault => typeof each === 'object')
  if (real.length > 0) throw invalid(real)
}

/** Loads of one dataset are accepted one after another: their numbers are the positions of the change feed. */
export const holdDataset = (tx: Tx, number: number): Promise<unknown> => sql`select pg_advisory_xact_lock(hashtext('datasets.dataset'), ${number})`.execute(tx)
