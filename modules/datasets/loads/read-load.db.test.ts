import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { type FileStore, readAll } from '../../../kernel/files/index.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { acceptLoad, rejectLoad, requestAcceptance } from '../acts/accept-load.ts'
import { beginLoad, decideDrift } from '../acts/begin-load.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { t as tables } from '../acts/dataset-work.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import { stagingOf } from '../staging.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { acceptDecided } from './jobs.ts'
import { readLoad } from './read-load.ts'
import { reportCsv } from './report.ts'
import { aReader, aReadLoad, aStore, delivery, loadRow } from './testing.ts'

const t = useDb()
let agency: string
let store: FileStore
let made = 0
beforeAll(async () => { agency = await anAgency(t()); store = await aStore() })
const aDataset = async (schema: DatasetSchema): Promise<{ id: string; code: string }> => { const code = `bo-${++made}`; return { code, id: await createDataset(callOf(t(), SYSTEM), code, aDescription(agency), schema) } }
const problemsOf = async (id: string) => (await read(t().db, SYSTEM, tx => tables(tx).selectFrom('datasets.load_problem').selectAll().where('load_id', '=', id).orderBy('row_number').orderBy('place').execute())).map(each => [each.row_number, each.field, each.rule, each.value])
const rowsOf = async (code: string, columns = '*'): Promise<unknown[]> => (await sql`select ${sql.raw(columns)} from dataset_rows.${sql.id(code.replaceAll('-', '_'))} where _ended is null order by 1`.execute(t().owner.kysely)).rows
const staged = async (id: string): Promise<boolean> => (await sql<{ is: string | null }>`select to_regclass(${`dataset_staging.${stagingOf(id)}`}) as is`.execute(t().owner.kysely)).rows[0]?.is !== null
const stations = aSchema([aField('ma', { required: true, title: { vi: 'Mã trạm' } }), aField('ten', { required: true, title: { vi: 'Tên trạm y tế' } }), aField('so_giuong', { type: 'integer', title: { vi: 'Số giường' }, minimum: 0, maximum: 500 }), aField('mo', { type: 'date', title: { vi: 'Ngày mở' } }), aField('dong', { type: 'date', title: { vi: 'Ngày đóng' } })],
  { key: ['ma'], rules: [{ code: 'mo-truoc-dong', severity: 'error', message: { vi: 'Ngày mở phải trước ngày đóng.' }, rule: { kind: 'compare', left: 'mo', operator: '<', right: 'dong' } }, { code: 'nen-co-giuong', severity: 'warning', message: { vi: 'Trạm nên có số giường.' }, rule: { kind: 'required-if', field: 'so_giuong', when: 'ten', is: 'Trạm C' } }] })
const HEADER = 'Mã trạm;Tên trạm y tế;Số giường;Ngày mở;Ngày đóng\n'

describe('a file', () => {
  test('is checked row by row, and its good rows are taken', async () => {
    const { id, code } = await aDataset(stations)
    const load = await aReadLoad(t(), store, id, `${HEADER}A;Trạm A;1.200;01/02/2020;\nB;"Trạm ""B""\nhai dòng";7;;\nA;Trạm A nữa;8;;\n;Không mã;1;;\nD;Trạm D;bảy;31/02/2020;\nE;Trạm E;5;2021-01-01;2020-01-01\nC;Trạm C;;;\nF;Trạm F;501;;\n`)
    expect(load).toMatchObject({ state: 'checked', format: 'csv', encoding: 'utf-8', rows_read: 8, rows_valid: 3, rows_invalid: 5, rows_warned: 1, settings: { delimiter: ';', numbers: 'vi', headerRow: 1 } })
    expect(await problemsOf(load.id)).toEqual([[2, 'so_giuong', 'maximum', '1.200'], [5, 'ma', 'required', ''], [6, 'so_giuong', 'integer', 'bảy'], [6, 'mo', 'date', '31/02/2020'], [7, 'mo', 'mo-truoc-dong', ''], [8, 'so_giuong', 'nen-co-giuong', ''], [9, 'so_giuong', 'maximum', '501']])
    expect(load.findings).toEqual({ 'maximum:so_giuong': 2, 'required:ma': 1, 'integer:so_giuong': 1, 'date:mo': 1, 'mo-truoc-dong:mo': 1, 'nen-co-giuong:so_giuong': 1 })
    await expect(acceptLoad(callOf(t(), SYSTEM), load.id, undefined, 'all')).rejects.toMatchObject({ code: 'invalid' })
    expect(await rowsOf(code)).toEqual([])
  })
  test('whose key stands twice keeps the first and tells where it stands', async () => {
    const { id, code } = await aDataset(stations)
    const rows = Array.from({ length: 3000 }, (_, at) => `K${at},Trạm ${at},${at % 100},,`)
    const load = await aReadLoad(t(), store, id, `ma,ten,so_giuong,mo,dong\n${[...rows, 'K7,Trạm bảy,1,,', 'K2999,Trạm cuối,1,,'].join('\n')}`)
    expect(load).toMatchObject({ state: 'checked', rows_read: 3002, rows_valid: 3000, rows_invalid: 2, findings: { 'key:ma': 2 } })
    expect(await problemsOf(load.id)).toEqual([[3002, 'ma', 'key', 'K7 (dòng 9)'], [3003, 'ma', 'key', 'K2999 (dòng 3001)']])
    await requestAcceptance(callOf(t(), anOfficer(agency, 'data-steward')), load.id, load.version, 'valid', 'đã xem')
    await acceptDecided({ db: t().db, now: () => NOW }, { loadId: load.id, accept: 'valid', reason: 'đã xem', actor: anOfficer(agency, 'data-steward') })
    expect(await loadRow(t(), load.id)).toMatchObject({ state: 'accepted', number: 1, rows_added: 3000 })
    expect((await rowsOf(code, 'count(*)'))).toEqual([{ count: 3000 }])
    expect(await staged(load.id)).toBe(false)
  })
  test('whose numbers are written otherwise is checked by what they are; a field may be called as anything', async () => {
    const numbers = await aDataset(aSchema([aField('so', { type: 'integer', required: true })], { key: ['so'] }))
    expect(await aReadLoad(t(), store, numbers.id, 'so\n7\n007\n0\n-0\n')).toMatchObject({ state: 'checked', findings: { 'key:so': 2 } })
    const named = await aDataset(aSchema([aField('key', { unique: true }), aField('ten')]))
    expect(await aReadLoad(t(), store, named.id, 'key,ten\na,1\na,2\n')).toMatchObject({ state: 'checked', findings: { 'unique:key': 1 } })
  })
  test('that tells of a time gone by may hold what another row holds today, and twice', async () => {
    const { id } = await aDataset(aSchema([aField('ma', { required: true }), aField('so', { unique: true })], { key: ['ma'], temporal: true }))
    await loaded(t(), id, [{ ma: 'A', so: '1' }])
    expect(await aReadLoad(t(), store, id, 'ma,so,valid_from,valid_to\nB,1,2020-01-01,2021-01-01\nC,1,2021-01-01,2022-01-01\n')).toMatchObject({ state: 'checked', rows_valid: 2 })
    expect(await aReadLoad(t(), store, id, 'ma,so\nB,1\nC,2\nD,2\n')).toMatchObject({ findings: { 'taken:so': 1, 'unique:so': 1 } })
  })
  test('leaves a report whose letters are whole, however long it is', async () => {
    const { id } = await aDataset(stations)
    const load = await aReadLoad(t(), store, id, `ma,ten,so_giuong,mo,dong\n${Array.from({ length: 2000 }, (_, at) => `K${at},Trạm,${'ặ'.repeat(150)},,`).join('\n')}\n`)
    expect(load).toMatchObject({ state: 'checked', rows_invalid: 2000 })
    const report = (await readAll(reportCsv(store, load.report_key ?? '', stations, 'vi'))).toString('utf8')
    expect(report.match(/ặ{150}/g)).toHaveLength(2000)
    expect((await problemsOf(load.id)).filter(problem => problem[3] === 'ặ'.repeat(150))).toHaveLength(200)
  })
  test('is read by what it holds: references, unique values, choices, patterns', async () => {
    const wards = await aDataset(aSchema([aField('ma', { required: true, type: 'unit' })], { key: ['ma'] }))
    await loaded(t(), wards.id, [{ ma: '05443' }, { ma: '05446' }])
    const { id } = await aDataset(aSchema([aField('so', { required: true }), aField('xa', { type: 'unit', reference: { dataset: wards.code, field: 'ma' } }), aField('the', { unique: true, pattern: '[A-Z]{2}\\d+' }), aField('loai', { choices: [{ value: 'cong', label: { vi: 'Công lập' } }] })], { key: ['so'] }))
    await loaded(t(), id, [{ so: '9', xa: null, the: 'AB9', loai: null }])
    const load = await aReadLoad(t(), store, id, 'so,xa,the,loai\n1,05443,AB1,Công lập\n2,99999,AB2,cong\n3,05446,AB1,\n4,05446,ab3,\n5,,AB5,tu\n6,,AB9,\n')
    expect(await problemsOf(load.id)).toEqual([[3, 'xa', 'reference', '99999'], [4, 'the', 'unique', 'AB1 (dòng 2)'], [5, 'the', 'pattern', 'ab3'], [6, 'loai', 'choices', 'tu'], [7, 'the', 'taken', 'AB9']])
    expect(load).toMatchObject({ rows_valid: 1, rows_invalid: 5 })
    const whole = (await readAll(await store.get(load.report_key ?? ''))).toString('utf8').trim().split('\n')
    expect(whole).toHaveLength(5)
  })
  test('asks nobody’s persons of another agency, and no field that is not there: what a reference cannot follow is unknown', async () => {
    const persons = await aDataset(aSchema([aField('so', { type: 'personal-id', classification: 'personal', required: true })], { key: ['so'] }))
    await loaded(t(), persons.id, [{ so: '001201000018' }])
    const referring = (dataset: string, field: string) => aSchema([aField('ma', { required: true }), aField('so', { type: 'personal-id', classification: 'personal', reference: { dataset, field } })], { key: ['ma'] })
    const read = async (owner: string, code: string, schema: ReturnType<typeof referring>): Promise<unknown> => (await aReadLoad(t(), store, await createDataset(callOf(t(), SYSTEM), code, aDescription(owner), schema), 'ma,so\n1,001201000018\n2,001201000019\n')).findings
    const other = await anAgency(t(), 'H55.907')
    expect(await read(agency, 'cung-co-quan', referring(persons.code, 'so'))).toEqual({ 'reference:so': 1 })
    expect(await read(other, 'co-quan-khac', referring(persons.code, 'so'))).toEqual({ 'reference:so': 2 })
    expect(await read(agency, 'truong-la', referring(persons.code, 'khong_co'))).toEqual({ 'reference:so': 2 })
    expect(await read(agency, 'bo-la', referring('khong-co', 'so'))).toEqual({ 'reference:so': 2 })
  })
  test('that was taken before is told, and read again only on demand', async () => {
    const { id } = await aDataset(stations)
    const first = await aReadLoad(t(), store, id, `${HEADER}A;Trạm A;1;;\n`)
    await acceptLoad(callOf(t(), SYSTEM), first.id, undefined, 'all')
    expect(await beginLoad(callOf(t(), SYSTEM), store, id, delivery(`${HEADER}A;Trạm A;1;;\n`))).toMatchObject({ same: { id: first.id, number: 1, open: false } })
    const again = await aReadLoad(t(), store, id, `${HEADER}A;Trạm A;1;;\n`, { again: true })
    expect(await acceptLoad(callOf(t(), SYSTEM), again.id, undefined, 'all')).toEqual({ added: 0, changed: 0, same: 1, ended: 0 })
  })
  test('that cannot be read says why, and leaves nothing', async () => {
    const { id } = await aDataset(stations)
    for (const [content, failure] of [[Buffer.from('%PDF-1.7 x'), 'not-supported'], [Buffer.from('[{"ma": "A", "ten": "x"}, {'), 'broken'], [`${'x,'.repeat(5000)}\n1`, 'too-many-columns']] as const) {
      const load = await aReadLoad(t(), store, id, content)
      expect(load, failure).toMatchObject({ state: 'failed', failure })
      expect(await staged(load.id)).toBe(false)
    }
  })
})

describe('columns that do not fit', () => {
  test('wait for a steward, who leaves out, maps or stops; the next file of the kind needs no word', async () => {
    const { id, code } = await aDataset(stations)
    const file = (ma: string): string => `Mã trạm,Tên cơ sở,Số giường,Ngày mở,Ghi chú\n${ma},Trạm ${ma},3,,abc\n`
    const load = await aReadLoad(t(), store, id, file('A'))
    expect(load).toMatchObject({ state: 'drifted', drift: [{ kind: 'extra-column', name: 'Tên cơ sở' }, { kind: 'extra-column', name: 'Ghi chú' }, { kind: 'missing-field', name: 'ten' }, { kind: 'missing-field', name: 'dong' }] })
    const officer = callOf(t(), anOfficer(agency, 'data-steward'))
    await decideDrift(officer, load.id, load.version, { columns: { 'Tên cơ sở': 'ten', 'Ghi chú': '' }, missing: ['dong'] })
    await readLoad(aReader(t(), store), load.id)
    expect(await loadRow(t(), load.id)).toMatchObject({ state: 'checked', rows_valid: 1, mapping: { 'Tên cơ sở': 'ten', 'Ghi chú': '' } })
    await acceptLoad(officer, load.id, undefined, 'all')
    expect(await rowsOf(code, 'ma, ten')).toEqual([{ ma: 'A', ten: 'Trạm A' }])
    expect(await aReadLoad(t(), store, id, file('B'))).toMatchObject({ state: 'checked', rows_valid: 1 })
  })
  test('are nobody else’s matter', async () => {
    const { id } = await aDataset(stations)
    const load = await aReadLoad(t(), store, id, 'x,y\n1,2\n')
    const other = callOf(t(), anOfficer(await anAgency(t(), 'H55.903'), 'data-steward'))
    await expect(decideDrift(other, load.id, load.version, {})).rejects.toMatchObject({ code: 'not-found' })
    await expect(beginLoad(other, store, id, delivery('a'))).rejects.toMatchObject({ code: 'not-found' })
    await rejectLoad(callOf(t(), SYSTEM), load.id, load.version, 'sai tệp')
    expect(await loadRow(t(), load.id)).toMatchObject({ state: 'rejected' })
  })
})

test('rows staged in an unlogged table that a crash emptied are read again, not taken as none', async () => {
  const { id, code } = await aDataset(stations)
  const load = await aReadLoad(t(), store, id, `${HEADER}A;Trạm A;1;;\n`)
  await sql`truncate dataset_staging.${sql.id(stagingOf(load.id))}`.execute(t().owner.kysely)
  await requestAcceptance(callOf(t(), SYSTEM), load.id, load.version, 'all')
  await acceptDecided({ db: t().db, now: () => NOW }, { loadId: load.id, accept: 'all', reason: '', actor: SYSTEM })
  expect(await loadRow(t(), load.id)).toMatchObject({ state: 'receiving' })
  await readLoad(aReader(t(), store), load.id)
  await acceptLoad(callOf(t(), SYSTEM), load.id, undefined, 'all')
  expect(await rowsOf(code, 'ma')).toEqual([{ ma: 'A' }])
})

test('a value that no index holds puts the load back before the steward, in words', async () => {
  const { id } = await aDataset(stations)
  const long = Array.from({ length: 100 }, (_, at) => createHash('sha256').update(String(at)).digest('hex')).join('')
  const load = await aReadLoad(t(), store, id, `${HEADER}${long};Trạm;1;;\n`)
  await requestAcceptance(callOf(t(), SYSTEM), load.id, load.version, 'all')
  await acceptDecided({ db: t().db, now: () => NOW }, { loadId: load.id, accept: 'all', reason: '', actor: SYSTEM })
  expect(await loadRow(t(), load.id)).toMatchObject({ state: 'checked', failure: expect.stringContaining('quá dài') })
})

test('what nobody foresaw puts the load back before the steward; a database that is away does not', async () => {
  const { id, code } = await aDataset(stations)
  const load = await aReadLoad(t(), store, id, `${HEADER}K1;Trạm;1;;\n`)
  await requestAcceptance(callOf(t(), SYSTEM), load.id, load.version, 'all')
  const accept = (): Promise<void> => acceptDecided({ db: t().db, now: () => NOW }, { loadId: load.id, accept: 'all', reason: '', actor: SYSTEM })
  const failing = (state: string) => t().owner.pool.query(`create or replace function dataset_rows.trouble() returns trigger language plpgsql as $$ begin raise exception using errcode = '${state}', message = 'trouble'; end $$`)
  await failing('57P01')
  await t().owner.pool.query(`create trigger trouble before insert on dataset_rows.${code.replaceAll('-', '_')} for each statement execute function dataset_rows.trouble()`)
  await expect(accept()).rejects.toThrow('trouble')
  expect(await loadRow(t(), load.id)).toMatchObject({ state: 'accepting', failure: null })
  await failing('XX000')
  await expect(accept()).rejects.toThrow('trouble')
  expect(await loadRow(t(), load.id)).toMatchObject({ state: 'checked', failure: 'unexpected' })
  await t().owner.pool.query('drop function dataset_rows.trouble() cascade')
})

test('the indexes of a first load of many rows are sorted in, and none is missing afterwards', async () => {
  const { id, code } = await aDataset(aSchema([aField('ma', { required: true }), aField('ten', { unique: true }), aField('so', { type: 'integer', indexed: true })], { key: ['ma'] }))
  const indexes = async (): Promise<unknown[]> => (await sql`select indexname, indexdef from pg_indexes where schemaname = 'dataset_rows' and tablename = ${code.replaceAll('-', '_')} order by 1`.execute(t().owner.kysely)).rows
  const before = await indexes()
  const load = await aReadLoad(t(), store, id, `ma,ten,so\n${Array.from({ length: 25_000 }, (_, at) => `K${at},Tên ${at},${at % 7}`).join('\n')}\n`)
  expect(await acceptLoad(callOf(t(), SYSTEM), load.id, undefined, 'all')).toMatchObject({ added: 25_000 })
  expect(await indexes()).toEqual(before)
  expect(before.length).toBeGreaterThan(5)
  expect((await sql`select 1 from datasets.lifted_index`.execute(t().owner.kysely)).rows).toEqual([])
  await expect(sql`select datasets.lift_indexes(${id})`.execute(t().owner.kysely)).rejects.toThrow(/not yours|has rows/)
})
