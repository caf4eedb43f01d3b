import { createHash } from 'node:crypto'
import { sql, type ColumnType } from 'kysely'
import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { LocalDate } from '../../kernel/working-time.ts'
import type { ProcedureCase, ProcedurePack } from './domain/pack.ts'

type Json<T> = ColumnType<T, string, string>
export interface CaseTables {
  'procedures.procedure_case': { id: string; code: string; case_key: string; version_id: string; pack: Json<ProcedurePack>; pack_hash: string; valid_from: string; valid_to: string | null; approved_by: string; approved_on: string; amended: boolean; recorded_at: Date }
  'procedures.agency_offer': { id: string; code: string; receiving_agency_id: string; competent_agency_id: string; boundary_free: boolean; external_url: string | null; beneficiary_account: string | null; valid_from: string; valid_to: string | null }
}
const t = (db: Db | Tx): ReturnType<typeof tablesOf<CaseTables>> => tablesOf<CaseTables>(db)

/** One case of a procedure as this province runs it; a dossier keeps the id, so that it is handled under it for ever. */
export interface ConfiguredCase {
  readonly id: string
  readonly code: string
  readonly caseId: string
  readonly pack: ProcedurePack
  readonly case: ProcedureCase
  readonly validFrom: LocalDate
  readonly validTo: LocalDate | null
}

// a configured case never changes under its id: a change is a new row
const known = new Map<string, ConfiguredCase>()

function configured(row: { id: string; code: string; case_key: string; pack: ProcedurePack; valid_from: string; valid_to: string | null }): ConfiguredCase {
  const found = row.pack.cases.find(c => c.id === row.case_key)
  if (!found) throw new Error(`the pack of ${row.code} has no case ${row.case_key}`)
  return { id: row.id, code: row.code, caseId: row.case_key, pack: row.pack, case: found, validFrom: row.valid_from, validTo: row.valid_to }
}

export async function getCase(db: Db | Tx, id: string): Promise<ConfiguredCase> {
  const cached = known.get(id)
  if (cached) return cached
  const row = await t(db).selectFrom('procedures.procedure_case').select(['id', 'code', 'case_key', 'pack', 'valid_from', 'valid_to']).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound()
  const made = configured(row)
  if (known.size > 2000) known.clear()
  known.set(id, made)
  return made
}

/** Cases of a procedure that may be filed on a day, in the order of the pack; empty when it is not configured here. */
export async function openCases(db: Db | Tx, code: string, on: LocalDate): Promise<ConfiguredCase[]> {
  const rows = await t(db).selectFrom('procedures.procedure_case').select('id').where('code', '=', code).where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)])).execute()
  const cases = await Promise.all(rows.map(row => getCase(db, row.id)))
  return cases.sort((a, b) => a.pack.cases.indexOf(a.case) - b.pack.cases.indexOf(b.case))
}

/** Codes that can be filed online on a day. */
export async function openCodes(db: Db | Tx, on: LocalDate): Promise<string[]> {
  const rows = await t(db).selectFrom('procedures.procedure_case').select('code').distinct().where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)])).orderBy('code').execute()
  return rows.map(row => row.code)
}

export interface OfferView { readonly receivingAgencyId: string; readonly competentAgencyId: string; readonly boundaryFree: boolean; readonly externalUrl: string | null }

/** Where a procedure may be filed on a day and who decides it. */
export async function offersOf(db: Db | Tx, code: string, on: LocalDate): Promise<OfferView[]> {
  return t(db).selectFrom('procedures.agency_offer').select(['receiving_agency_id as receivingAgencyId', 'competent_agency_id as competentAgencyId', 'boundary_free as boundaryFree', 'external_url as externalUrl'])
    .where('code', '=', code).where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)])).execute()
}

/** Replaces a procedure's offers from a day on; what was offered before stays on record. */
export async function putOffers(tx: Tx, code: string, offers: readonly OfferView[], from: LocalDate): Promise<void> {
  const present = await offersOf(tx, code, from)
  const same = (a: OfferView, b: OfferView): boolean => a.receivingAgencyId === b.receivingAgencyId && a.competentAgencyId === b.competentAgencyId && a.boundaryFree === b.boundaryFree && a.externalUrl === b.externalUrl
  const gone = present.filter(p => !offers.some(o => same(o, p)))
  const fresh = offers.filter(o => !present.some(p => same(o, p)))
  if (gone.length) await t(tx).updateTable('procedures.agency_offer').set({ valid_to: sql<string>`greatest(valid_from, ${from}::date - 1)` }).where('code', '=', code).where('valid_to', 'is', null).where('receiving_agency_id', 'in', gone.map(g => g.receivingAgencyId)).execute()
  if (fresh.length) await t(tx).insertInto('procedures.agency_offer').values(fresh.map(o => ({ id: newId(), code, receiving_agency_id: o.receivingAgencyId, competent_agency_id: o.competentAgencyId, boundary_free: o.boundaryFree, external_url: o.externalUrl, beneficiary_account: null, valid_from: from, valid_to: null }))).execute()
}

export const packHash = (pack: ProcedurePack): string => createHash('sha256').update(JSON.stringify(pack)).digest('hex')
