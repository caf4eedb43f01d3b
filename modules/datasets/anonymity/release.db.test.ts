import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { read, transact } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { changeDataset, createDataset, putSchema } from '../acts/create-dataset.ts'
import { makeRelease } from '../acts/make-release.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { refuseRelease, signRelease } from '../acts/sign-release.ts'
import type { ReleasePlan } from '../domain/anonymise.ts'
import { checkPlan } from './derive.ts'
import { findDataset, findDatasetById, type DatasetView } from '../queries/datasets.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, SYSTEM } from '../testing.ts'

const t = useDb()
const masterKey = randomBytes(32)
let agency: string, steward: OfficerActor, leader: OfficerActor, source: string
const people = aSchema([aField('so', { type: 'personal-id', classification: 'personal', required: true }), aField('ten', { classification: 'personal' }), aField('sinh', { type: 'date', classification: 'personal' }), aField('xa', { type: 'unit' }), aField('thu_nhap', { type: 'money', classification: 'personal' }), aField('benh', { classification: 'sensitive' })], { key: ['so'] })
const plan = (more: Partial<ReleasePlan> = {}): ReleasePlan => ({ kind: 'rows', treatments: { so: 'pseudonym', sinh: 'years-10', xa: 'as-is', thu_nhap: 'band-1000000', benh: 'keep' }, k: 3, epsilon: 1, ...more })
const call = (actor: OfficerActor = steward) => ({ ...callOf(t(), actor), masterKey })
const dataset = async (code: string): Promise<DatasetView> => { const found = await read(t().db, SYSTEM, tx => findDataset(tx, code)); if (!found) throw new Error(code); return found }
const rows = async (code: string): Promise<Record<string, unknown>[]> => (await sql<Record<string, unknown>>`select * from dataset_rows.${sql.id(code.replaceAll('-', '_'))} where _ended is null order by stt`.execute(t().owner.kysely)).rows
const check = async (asked: ReleasePlan) => { const { code, schema } = await dataset('ho-kho'); return transact(t().db, steward, tx => checkPlan(tx, { code, schema }, asked, { masterKey, releaseId: newId() })) }
const make = async (code: string, more: Partial<ReleasePlan> = {}): Promise<string> => makeRelease(call(), source, (await dataset('ho-kho')).version, plan(more), { code, title: `Hộ khó ${code}` })
const sign = (id: string, actor: OfficerActor = leader, version = 1): Promise<void> => signRelease(callOf(t(), actor), id, version, '')
/** Invented people: their numbers hold no province that exists. */
const person = (n: number, xa: string, year: number): Record<string, string> => ({ so: `999${String(n).padStart(9, '0')}`, ten: `Người Thử ${n}`, sinh: `${year}-0${n % 9 + 1}-1${n % 9}`, xa, thu_nhap: String(1_200_000 + n * 1000), benh: n % 2 === 0 ? 'tim' : 'phổi' })

beforeAll(async () => {
  agency = await anAgency(t(), 'H55.961')
  steward = anOfficer(agency, 'data-steward')
  leader = anOfficer(agency, 'approver')
  source = await createDataset(callOf(t(), steward), 'ho-kho', aDescription(agency, { title: 'Hộ khó', access: 'internal' }), people)
  await loaded(t(), source, [...Array.from({ length: 6 }, (_, n) => person(n, '05443', 1971 + n)), ...Array.from({ length: 4 }, (_, n) => person(10 + n, '05446', 1982 + n)), person(20, '05446', 1999), person(21, '05443', 1950)])
})

describe('the check', () => {
  test('counts the combinations, leaves out who stands out and says how varied the sensitive values are', async () => {
    expect(await check(plan())).toEqual({ rows: 12, kept: 10, suppressed: 2, groups: 2, smallest: 4, smallGroups: 2, variety: [{ field: 'benh', least: 2 }], epsilon: null, delta: null })
    expect(await check(plan({ treatments: { ...plan().treatments, sinh: 'as-is' } }))).toMatchObject({ kept: 0, groups: 0 })
    expect(await read(t().db, SYSTEM, tx => sql`select from datasets.release`.execute(tx))).toMatchObject({ rows: [] })
  })
  test('nothing comes of a plan that leaves nobody, keeps a number or asks for too few', async () => {
    await expect(make('a1', { treatments: { sinh: 'as-is', ten: 'as-is' } })).rejects.toMatchObject({ details: { fields: [{ code: 'not-anonymous' }] } })
    await expect(make('a2', { treatments: { so: 'as-is' } })).rejects.toMatchObject({ details: { fields: [{ field: 'treat.so' }] } })
    await expect(make('a3', { k: 1 })).rejects.toMatchObject({ details: { fields: [{ field: 'k' }] } })
    await expect(makeRelease(call(anOfficer(await anAgency(t(), 'H55.962'), 'data-steward')), source, (await dataset('ho-kho')).version, plan(), { code: 'a4', title: 'x' })).rejects.toThrow()
    expect(await read(t().db, SYSTEM, tx => findDataset(tx, 'a1'))).toBeUndefined()
  })
})

describe('a release of rows', () => {
  let release: string
  beforeAll(async () => { release = await make('ho-kho-mo') })
  test('holds the treated rows of those who do not stand out, and no value that names anybody', async () => {
    const out = await rows('ho-kho-mo')
    expect(out).toHaveLength(10)
    expect(new Set(out.map(row => `${String(row['sinh'])} ${String(row['xa'])} ${String(row['thu_nhap'])}`))).toEqual(new Set(['1970–1979 05443 1000000–1999999', '1980–1989 05446 1000000–1999999']))
    expect(JSON.stringify(out)).not.toMatch(/999\d{9}|Người Thử|19\d\d-\d\d/)
    expect(new Set(out.map(row => row['so'])).size).toBe(10)
    expect((await dataset('ho-kho-mo')).schema.fields.every(field => field.classification === 'open')).toBe(true)
  })
  test('pseudonyms of two releases cannot be joined', async () => {
    await make('ho-kho-mo-2')
    expect(new Set([...await rows('ho-kho-mo'), ...await rows('ho-kho-mo-2')].map(row => row['so'])).size).toBe(20)
  })
  test('is not open before a second person signed: not by the act, and not past it', async () => {
    const { id, version } = await dataset('ho-kho-mo')
    await expect(publishDataset(callOf(t(), steward), id, version)).rejects.toMatchObject({ details: { fields: [{ code: 'not-signed' }] } })
    await expect(transact(t().db, steward, tx => sql`update datasets.dataset set state = 'published' where id = ${id}`.execute(tx))).rejects.toThrow('no signed release')
  })
  test('its maker does not sign, nor who keeps data, nor who is tied to the maker; nor does a statement past the act', async () => {
    await expect(sign(release, { ...steward, roles: ['data-steward', 'approver'] })).rejects.toMatchObject({ details: { detail: { vi: expect.stringContaining('không tự ký') } } })
    await expect(sign(release, anOfficer(agency, 'administrator'))).rejects.toThrow()
    const tied = anOfficer(agency, 'signer')
    await t().owner.pool.query(`insert into organisations.rights_given (id, account_id, by_account_id, act, given_at) values ($1, $2, $3, 'open-account', now())`, [newId(), steward.accountId, tied.accountId])
    await expect(sign(release, tied)).rejects.toMatchObject({ details: { detail: { vi: expect.stringContaining('cấp quyền') } } })
    const both: OfficerActor = { ...steward, roles: ['data-steward', 'approver'] }
    await expect(transact(t().db, both, tx => sql`update datasets.release set state = 'signed', decided_by = ${steward.accountId}, decided_at = now() where id = ${release}`.execute(tx))).rejects.toThrow('row-level security')
    await expect(transact(t().db, leader, tx => sql`update datasets.release set state = 'signed', decided_by = ${newId()}, decided_at = now() where id = ${release}`.execute(tx))).rejects.toThrow('row-level security')
    expect(Number((await transact(t().db, steward, tx => sql`update datasets.release set state = 'signed', decided_by = ${leader.accountId}, decided_at = now() where id = ${release}`.execute(tx))).numAffectedRows ?? 0n)).toBe(0)
  })
  test('is signed by another, published, and its rows never change again', async () => {
    await sign(release)
    await expect(sign(release, leader, 2)).rejects.toThrow()
    const { id, version } = await dataset('ho-kho-mo')
    await publishDataset(callOf(t(), steward), id, version)
    expect(await read(t().db, { kind: 'anonymous' }, tx => sql`select from dataset_rows.ho_kho_mo`.execute(tx))).toMatchObject({ rows: { length: 10 } })
    await expect(loaded(t(), id, [{ stt: '99', so: '999000000001' }])).rejects.toThrow()
    await expect(transact(t().db, SYSTEM, tx => sql`update datasets.dataset set last_load = last_load + 1 where id = ${id}`.execute(tx))).rejects.toThrow('came with a release')
    // a field that nobody judged brings everything to a stop
    const now = await dataset('ho-kho-mo')
    await expect(putSchema(callOf(t(), steward), id, now.version, { ...now.schema, fields: [...now.schema.fields, aField('ten')] }, 'thêm')).rejects.toMatchObject({ details: { fields: [{ code: 'not-signed' }] } })
    const { rows: entries } = await t().owner.pool.query<{ act: string }>(`select act from kernel.ledger_entry where object_id = $1 order by at`, [release])
    expect(entries.map(entry => entry.act)).toEqual(['datasets.make-release', 'datasets.sign-release'])
  })
  test('refused with a reason, it opens nothing', async () => {
    const refused = await make('ho-kho-mo-3')
    await expect(refuseRelease(callOf(t(), leader), refused, 1, ' ')).rejects.toMatchObject({ details: { fields: [{ field: 'note' }] } })
    await refuseRelease(callOf(t(), leader), refused, 1, 'gộp thô hơn')
    const { id, version } = await dataset('ho-kho-mo-3')
    await expect(publishDataset(callOf(t(), steward), id, version)).rejects.toMatchObject({ details: { fields: [{ code: 'not-signed' }] } })
  })
})

describe('counts', () => {
  const counts = (more: Partial<ReleasePlan> = {}): Partial<ReleasePlan> => ({ kind: 'counts', treatments: { xa: 'as-is', benh: 'as-is' }, k: 2, ...more })
  test('carry noise that is the same whenever asked, other in another release, and state their epsilon', async () => {
    const first = await make('dem-1', counts())
    await make('dem-2', counts())
    const [one, again, two] = [await rows('dem-1'), await rows('dem-1'), await rows('dem-2')]
    expect(one).toEqual(again)
    const { rows: [kept] } = await t().owner.pool.query<{ report: { epsilon: number; delta: number } }>('select report from datasets.release where id = $1', [first])
    expect(kept?.report.epsilon).toBe(1)
    expect(kept?.report.delta).toBeGreaterThan(0)
    expect(one.every(row => Number(row['so_luong']) >= 2)).toBe(true)
    expect((await dataset('dem-1')).schema.fields.find(field => field.name === 'so_luong')?.description?.vi).toContain('epsilon 1')
    expect(two.length).toBeGreaterThan(0)
  })
})

describe('a dataset with hidden personal fields', () => {
  test('opens as it is only when its open fields were judged and signed, and no further', async () => {
    const schema = aSchema([aField('ma', { required: true }), aField('loai'), aField('phu_trach', { classification: 'personal' })], { key: ['ma'] })
    const id = await createDataset(callOf(t(), steward), 'nha-van-hoa', aDescription(agency, { title: 'Nhà văn hóa', access: 'open' }), schema)
    await loaded(t(), id, ['A', 'B', 'C', 'D'].map((ma, at) => ({ ma, loai: at < 2 ? 'x' : 'y', phu_trach: `Người Thử ${ma}` })))
    const view = (treatments: ReleasePlan['treatments'], k = 2): ReleasePlan => ({ kind: 'view', treatments, k, epsilon: 1 })
    const version = async (): Promise<number> => (await dataset('nha-van-hoa')).version
    await expect(publishDataset(callOf(t(), steward), id, await version())).rejects.toMatchObject({ details: { fields: [{ code: 'not-signed' }] } })
    await expect(makeRelease(call(), id, await version(), view({ ma: 'as-is', loai: 'as-is' }), { code: '', title: '' })).rejects.toMatchObject({ details: { fields: [{ code: 'not-anonymous' }] } })
    const release = await makeRelease(call(), id, await version(), view({ ma: 'keep', loai: 'as-is' }), { code: '', title: '' })
    await sign(release)
    await publishDataset(callOf(t(), steward), id, await version())
    await expect(putSchema(callOf(t(), steward), id, await version(), { ...schema, fields: schema.fields.map(field => ({ ...field, classification: 'open' as const })) }, 'gọi tên là mở')).rejects.toMatchObject({ details: { fields: [{ code: 'not-signed' }] } })
  })
  test('a shared dataset about persons needs no signature until it is to be open', async () => {
    const id = await createDataset(callOf(t(), steward), 'chia', aDescription(agency, { title: 'Chia', access: 'shared' }), people)
    await loaded(t(), id, [person(1, '05443', 1980)])
    await publishDataset(callOf(t(), steward), id, 2)
    const view = await read(t().db, SYSTEM, tx => findDatasetById(tx, id))
    await expect(changeDataset(callOf(t(), steward), id, view?.version ?? 0, aDescription(agency, { title: 'Chia', access: 'open' }))).rejects.toMatchObject({ details: { fields: [{ code: 'not-signed' }] } })
  })
})
