import { sql } from 'kysely'
import type { OfficerActor, OfficerRole, SystemActor } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { TestDb } from '../../kernel/testing/db.ts'
import { acceptLoad } from './acts/accept-load.ts'
import type { Description } from './acts/create-dataset.ts'
import { t, type Call, type Keeper } from './acts/dataset-work.ts'
import { COLUMN_TYPES, stagedFields, type DatasetSchema, type Field } from './domain/schema.ts'
import { findDatasetById } from './queries/datasets.ts'
import { stagingOf } from './staging.ts'
import type { Applied } from './store-rows.ts'
import type { LoadMode } from './tables.ts'

export const SYSTEM: SystemActor = { kind: 'system', name: 'test' }
export const NOW = new Date('2026-11-29T02:00:00Z')

export async function anAgency(db: TestDb, code = 'H55.901'): Promise<string> {
  const id = newId()
  await sql`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values (${id}, ${code}, ${`Cơ quan ${code}`}, 'department', 'province', array[${id}]::uuid[], '2018-01-01')`.execute(db.owner.kysely)
  return id
}
export const anOfficer = (agencyId: string, ...roles: OfficerRole[]): OfficerActor => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId, roles, scopeAgencyIds: [agencyId], displayName: 'Nguyễn Thị Thử', positionTitle: 'Chuyên viên', agencyName: 'Cơ quan thử' })
export const callOf = (db: TestDb, actor: Keeper, at: Date = NOW): Call => ({ platform: { db: db.db, now: () => at }, actor })

export const aField = (name: string, more: Partial<Field> = {}): Field => ({ name, title: { vi: name }, type: 'text', classification: 'open', ...more })
export const aSchema = (fields: readonly Field[], more: Partial<DatasetSchema> = {}): DatasetSchema => ({ fields, key: [], temporal: false, rules: [], ...more })
export const aDescription = (agencyId: string, more: Partial<Description> = {}): Description => ({ title: 'Trạm y tế', titleEn: '', description: '', descriptionEn: '', agencyId, stewardAccountId: null, legalBasis: 'Nghị định 47/2020/NĐ-CP', purpose: 'Quản lý', theme: '', keywords: [], licence: 'CC-BY-4.0', refreshDays: null, retentionMonths: null, access: 'open', ...more })

type Cells = Readonly<Record<string, string | null>>
/** Stages rows of text as a reader of files would, without the file. Answers the load's id. */
export async function aCheckedLoad(db: TestDb, datasetId: string, rows: readonly Cells[], more: { mode?: LoadMode; effectiveOn?: string; actor?: Keeper; at?: Date } = {}): Promise<string> {
  return transact(db.db, more.actor ?? SYSTEM, async tx => {
    const dataset = await findDatasetById(tx, datasetId)
    if (!dataset) throw new Error('no dataset')
    const id = newId()
    await t(tx).insertInto('datasets.load').values({ id, dataset_id: datasetId, kind: 'upload', mode: more.mode ?? 'upsert', state: 'reading', schema_version: dataset.schemaVersion, effective_on: more.effectiveOn ?? '2026-01-01', begun_at: more.at ?? NOW, file_key: null, file_sha256: null, number: null, accept: null, failure: null, checked_at: null, decided_at: null, by_account: null, decided_by: null }).execute()
    await sql`select datasets.build_staging(${id})`.execute(tx)
    const types = new Map(stagedFields(dataset.schema).map(field => [field.name, COLUMN_TYPES[field.type]]))
    for (const [at, row] of rows.entries()) {
      const names = Object.keys(row)
      await sql`insert into dataset_staging.${sql.id(stagingOf(id))} (_row, _valid, ${sql.join(names.map(name => sql.id(name)))}) values (${at + 1}, true, ${sql.join(names.map(name => sql`${row[name] ?? null}::${sql.raw(types.get(name) ?? 'text')}`))})`.execute(tx)
    }
    await t(tx).updateTable('datasets.load').set({ state: 'checked', rows_read: rows.length, rows_valid: rows.length, checked_at: more.at ?? NOW }).where('id', '=', id).execute()
    return id
  })
}
export async function loaded(db: TestDb, datasetId: string, rows: readonly Cells[], more: Parameters<typeof aCheckedLoad>[3] = {}): Promise<Applied> {
  return acceptLoad(callOf(db, more.actor ?? SYSTEM, more.at), await aCheckedLoad(db, datasetId, rows, more), undefined, 'all')
}

/** A signed release for the dataset itself, as if a second person had signed: for tests that are about something else. */
export async function signedFor(db: TestDb, datasetId: string): Promise<void> {
  await db.owner.pool.query(`insert into datasets.release (id, dataset_id, target_id, state, plan, report, fields, k_required, k_found, load_number, made_at, decided_at, decided_by)
    select $1, d.id, d.id, 'signed', '{}', '{}', array(select f->>'name' from jsonb_array_elements(s.schema->'fields') f), 2, 2, 1, now(), now(), $2 from datasets.dataset d join datasets.schema_version s on s.dataset_id = d.id and s.version = d.schema_version where d.id = $3`, [newId(), newId(), datasetId])
}
