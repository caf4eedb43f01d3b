import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { read, transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { sql } from 'kysely'
import { createDataset, putSchema } from '../acts/create-dataset.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { boxCode } from '../domain/quality.ts'
import { findDataset, findDatasetById } from '../queries/datasets.ts'
import { failingRows, latestScore, publicQuality, scoreTrend } from '../queries/quality.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { SCORE_DATASET } from './score-job.ts'
import { scoreAll, scoreDataset } from './score.ts'

const t = useDb()
let agency: string
beforeAll(async () => { agency = await anAgency(t(), 'H55.951') })
const scorer = (at = NOW) => ({ db: t().db, now: () => at, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (fact: object) => { throw new Error(JSON.stringify(fact)) } } })
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)
async function boxes(id: string): Promise<Record<string, string>> {
  const latest = await read(t().db, SYSTEM, tx => latestScore(tx, id))
  return Object.fromEntries((latest?.boxes ?? []).map(box => [`${box.dimension}:${boxCode(box)}`, `${box.good}/${box.of}`]))
}
const failing = (code: string, box: string) => read(t().db, SYSTEM, async tx => { const dataset = await findDataset(tx, code); return dataset ? (await failingRows(tx, dataset, box)).rows.map(row => row.values) : [] })
const told = async (type: string): Promise<{ to: { accountIds: string[] }; reason: string; path: string }[]> => (await t().owner.pool.query<{ payload: { to: { accountIds: string[] }; reason: string; path: string } }>('select payload from kernel.outbox where type = $1 order by id', [type])).rows.map(row => row.payload)

describe('boxes are counted over the rows that are there', () => {
  const loose = aSchema([aField('ma', { required: true }), aField('loai'), aField('dien_thoai'), aField('tu', { type: 'date' }), aField('den', { type: 'date' }), aField('so_giuong', { type: 'integer' }), aField('truc_thuoc'), aField('bo_trong')], { key: ['ma'] })
  const strict = aSchema([aField('ma', { required: true, pattern: '[A-Z]\\d' }), aField('loai', { required: true, choices: [{ value: 'xa', label: { vi: 'Xã' } }] }), aField('dien_thoai', { maxLength: 10 }), aField('tu', { type: 'date' }), aField('den', { type: 'date' }), aField('so_giuong', { type: 'integer', minimum: 0, maximum: 50 }), aField('truc_thuoc', { reference: { dataset: 'co-so', field: 'ma' } }), aField('bo_trong')], { key: ['ma'], rules: [
    { code: 'thu-tu', message: { vi: 'Từ trước đến' }, severity: 'warning', rule: { kind: 'compare', left: 'tu', operator: '<=', right: 'den' } },
    { code: 'cung-co', message: { vi: 'Cùng có' }, severity: 'warning', rule: { kind: 'together', fields: ['tu', 'den'] } },
    { code: 'can-giuong', message: { vi: 'Xã phải có giường' }, severity: 'warning', rule: { kind: 'required-if', field: 'so_giuong', when: 'loai', is: 'xa' } }] })
  const row = (ma: string, more: Record<string, string | null> = {}): Record<string, string | null> => ({ ma, loai: 'xa', dien_thoai: null, tu: null, den: null, so_giuong: '5', truc_thuoc: null, bo_trong: null, ...more })
  let id: string
  beforeAll(async () => {
    await loaded(t(), await createDataset(callOf(t(), SYSTEM), 'co-so', aDescription(agency, { title: 'Cơ sở' }), aSchema([aField('ma', { required: true })], { key: ['ma'] })), [{ ma: 'CS1' }])
    id = await createDataset(callOf(t(), SYSTEM), 'tram', aDescription(agency, { title: 'Trạm', refreshDays: 30 }), loose)
    await loaded(t(), id, [row('A1', { tu: '2026-01-01', den: '2026-02-01', truc_thuoc: 'CS1' }), row('A2', { tu: '2026-03-01', den: '2026-02-01', truc_thuoc: 'CS9' }), row('b3', { loai: null, tu: '2026-01-01', dien_thoai: '02803999888777' }), row('A4', { loai: 'phường', so_giuong: '99' }), row('A5', { so_giuong: null }), row('A6'), row('A7')])
    await putSchema(callOf(t(), SYSTEM), id, 2, strict, 'chặt hơn')
    await scoreDataset(scorer(), id)
  })
  test('completeness, validity, consistency, uniqueness, references: each with its numerator and denominator', async () => {
    expect(await boxes(id)).toMatchObject({
      'completeness:filled.ma': '7/7', 'completeness:filled.loai': '6/7', 'completeness:optional.bo_trong': '0/7', 'completeness:fields-in-use': '7/8', 'completeness:rule.can-giuong': '4/5',
      'validity:valid.ma': '6/7', 'validity:valid.loai': '5/6', 'validity:valid.dien_thoai': '0/1', 'validity:valid.so_giuong': '5/6',
      'consistency:rule.thu-tu': '1/2', 'consistency:rule.cung-co': '2/3', 'integrity:reference.truc_thuoc': '1/2', 'uniqueness:key.ma': '7/7', 'uniqueness:same-content': '6/7', 'timeliness:fresh': '30/30',
    })
  })
  test('the rows that break a box can be listed, and are exactly those that were not counted as good', async () => {
    expect((await failing('tram', 'valid.ma')).map(values => values['ma'])).toEqual(['b3'])
    expect((await failing('tram', 'rule.thu-tu')).map(values => values['ma'])).toEqual(['A2'])
    expect((await failing('tram', 'reference.truc_thuoc'))).toEqual([{ ma: 'A2', truc_thuoc: 'CS9' }])
    expect((await failing('tram', 'same-content')).map(values => values['ma'])).toEqual(['A6', 'A7'])
    await expect(failing('tram', 'no-such-box')).rejects.toThrow()
  })
  test('an accepted load asks for a score; who is not the platform writes none', async () => {
    const { rows } = await t().owner.pool.query<{ key: string }>('select key from graphile_worker.jobs where task_identifier = $1', [SCORE_DATASET])
    expect(rows.map(row => row.key)).toContain(`score-dataset:${id}`)
    await expect(transact(t().db, anOfficer(agency, 'data-steward'), tx => sql`insert into datasets.quality_day values (${id}, '2026-01-01', now(), 1, 1, 100, '[]')`.execute(tx))).rejects.toThrow('row-level security')
  })
})

test('a pattern that PostgreSQL cannot read, or reads otherwise, breaks and falsifies no score', async () => {
  const patterns = ['.{1,300}', '\\bmã', '[^]+', '\\w+', '.{256}']
  const id = await createDataset(callOf(t(), SYSTEM), 'mau', aDescription(agency, { title: 'Mẫu' }), aSchema(patterns.map((pattern, at) => aField(`f${at}`, { pattern }))))
  await loaded(t(), id, [{ f0: 'a', f1: 'mã', f2: 'a', f3: 'đ', f4: 'a' }])
  await scoreDataset(scorer(), id)
  expect(await boxes(id)).toMatchObject(Object.fromEntries(patterns.map((_, at) => [`validity:valid.f${at}`, '1/1'])))
  expect(await failing('mau', 'valid.f0')).toEqual([])
})
test('periods of one key that overlap are inconsistent', async () => {
  const id = await createDataset(callOf(t(), SYSTEM), 'ky', aDescription(agency, { title: 'Kỳ' }), aSchema([aField('ma', { required: true }), aField('ten')], { key: ['ma'], temporal: true }))
  await loaded(t(), id, [{ ma: 'A', ten: 'a' }], { effectiveOn: '2025-01-01' })
  await loaded(t(), id, [{ ma: 'A', ten: 'b' }], { effectiveOn: '2026-01-01' })
  await scoreDataset(scorer(), id)
  expect(await boxes(id)).toMatchObject({ 'consistency:periods': '2/2' })
  await t().owner.pool.query(`insert into dataset_rows.ky (_load, _from, _to, ma, ten) values (1, '2024-06-01', '2025-03-01', 'A', 'c')`)
  await scoreDataset(scorer(), id)
  expect(await boxes(id)).toMatchObject({ 'consistency:periods': '2/3' })
  expect(await failing('ky', 'periods')).toHaveLength(1)
})

describe('who hears of it', () => {
  test('a score that fell and a promise that was missed are told once each, to the steward', async () => {
    const steward = newId()
    const id = await createDataset(callOf(t(), SYSTEM), 'giam', aDescription(agency, { title: 'Giảm', stewardAccountId: steward, refreshDays: 10 }), aSchema([aField('ma', { required: true }), aField('loai')], { key: ['ma'] }))
    await loaded(t(), id, [{ ma: 'A', loai: 'x' }, { ma: 'B', loai: null }])
    await scoreDataset(scorer(), id)
    expect(await told('datasets.quality-fell')).toEqual([])
    // stricter from today on: one row of two is no longer complete
    await putSchema(callOf(t(), SYSTEM), id, 2, aSchema([aField('ma', { required: true }), aField('loai', { required: true })], { key: ['ma'] }), 'bắt buộc')
    await scoreDataset(scorer(inDays(1)), id)
    await scoreDataset(scorer(inDays(1)), id)
    expect(await told('datasets.quality-fell')).toEqual([expect.objectContaining({ path: '/kho-du-lieu/giam/chat-luong', to: expect.objectContaining({ accountIds: [steward] }) })])
    expect(await told('datasets.refresh-missed')).toEqual([])
    await scoreDataset(scorer(inDays(12)), id)
    await scoreDataset(scorer(inDays(13)), id)
    expect(await told('datasets.refresh-missed')).toEqual([expect.objectContaining({ reason: expect.stringContaining('đã 12 ngày') })])
    await loaded(t(), id, [{ ma: 'C', loai: 'z' }], { at: inDays(14) })
    await scoreDataset(scorer(inDays(30)), id)
    expect(await told('datasets.refresh-missed')).toHaveLength(2)
    expect((await read(t().db, SYSTEM, tx => scoreTrend(tx, id))).map(each => each.day)).toEqual(['2026-11-29', '2026-11-30', '2026-12-11', '2026-12-12', '2026-12-29'])
  })
  test('every dataset is scored each night, an empty one too', async () => {
    await createDataset(callOf(t(), SYSTEM), 'trong', aDescription(agency, { title: 'Trống' }), aSchema([aField('ma')]))
    expect(await scoreAll(scorer())).toBe(Number((await t().owner.pool.query('select count(*) as n from datasets.dataset')).rows[0]?.n))
  })
})

test('what the public learns names no field that is not open; of drafts it learns nothing', async () => {
  const id = await createDataset(callOf(t(), SYSTEM), 'chia-se', aDescription(agency, { title: 'Chia sẻ', access: 'shared' }), aSchema([aField('ma', { required: true }), aField('benh_an', { classification: 'sensitive' })], { key: ['ma'] }))
  await loaded(t(), id, [{ ma: 'A', benh_an: 'x' }])
  await scoreDataset(scorer(), id)
  const seen = (): Promise<unknown> => read(t().db, { kind: 'anonymous' }, async tx => { const dataset = await findDatasetById(tx, id); return dataset ? publicQuality(tx, dataset) : undefined })
  expect(await seen()).toBeUndefined()
  await publishDataset(callOf(t(), SYSTEM), id, 2)
  expect(JSON.stringify(await seen())).toContain('filled.ma')
  expect(JSON.stringify(await seen())).not.toContain('benh_an')
})
