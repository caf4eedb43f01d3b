import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { read, transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { loadProvinceHolidays } from '../calendar/index.ts'
import { loadProvinceOrganisation } from '../organisations/index.ts'
import { checkPack, publishPack } from '../procedures/index.ts'
import { setFormEntry } from './acts/form-entry-settings.ts'
import { createDataset } from './acts/create-dataset.ts'
import type { RowQuery } from './domain/query.ts'
import { feedDataset } from './feed.ts'
import { feedDatasets, FEEDS } from './feeds/index.ts'
import { loadProvinceDatasets, publishProvinceDatasets } from './load-province.ts'
import { findDataset } from './queries/datasets.ts'
import { selectRows } from './queries/rows.ts'
import { forgetEndedRows } from './retention.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, NOW, SYSTEM } from './testing.ts'

const t = useDb()
const DIR = 'provinces/thai-nguyen'
const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(`${DIR}/${file}`, 'utf8'))
const files = async (): Promise<{ name: string; content: unknown }[]> => Promise.all((await readdir(`${DIR}/datasets`)).sort().map(async name => ({ name, content: await json(`datasets/${name}`) })))
const platform = (at = NOW): Parameters<typeof feedDatasets>[0] => ({ db: t().db, now: () => at })
const rowsOf = (code: string, more: Partial<RowQuery> = {}) => read(t().db, SYSTEM, async tx => {
  const dataset = await findDataset(tx, code)
  if (!dataset) throw new Error(`no dataset ${code}`)
  return (await selectRows(tx, { code, schema: dataset.schema, rowCount: dataset.rowCount, fields: dataset.schema.fields }, { select: [], order: [], limit: 1000, offset: 0, ...more })).rows
})
const loads = async (code: string): Promise<number> => (await t().owner.pool.query<{ n: number }>('select count(*) as n from datasets.load l join datasets.dataset d on d.id = l.dataset_id where d.code = $1', [code])).rows[0]?.n ?? 0

describe('the registers of a province', () => {
  let made = 0
  beforeAll(async () => {
    await loadProvinceHolidays(t().db, await json('holidays.json'), NOW)
    await loadProvinceOrganisation(t().db, { units: await json('units.json'), agencies: await json('agencies.json') })
    const pack = checkPack(await json('procedures/1.000656.json'), { staffedRoles: null })
    if (!pack.ok) throw new Error('pack')
    await publishPack(t().db, pack.pack, { now: NOW, approvedBy: 'thử', approvedOn: '2026-01-01' })
    made = await loadProvinceDatasets(t().db, await files(), NOW)
  })
  test('are there after the first start; a second start makes nothing', async () => {
    expect(made).toBe(14)
    expect(await loadProvinceDatasets(t().db, await files(), NOW)).toBe(0)
    expect((await rowsOf('tram-y-te')).length).toBe(92)
    expect(await read(t().db, SYSTEM, tx => findDataset(tx, 'to-cong-nghe-so'))).toMatchObject({ formEntry: 'keeper', state: 'draft' })
    const rows = new Map(await Promise.all(['don-vi-hanh-chinh', 'ke-thua-don-vi-hanh-chinh', 'co-quan', 'thu-tuc-hanh-chinh', 'ngay-nghi-lam-bu', 'ngan-hang', 'van-ban-phap-luat'].map(async code => [code, (await rowsOf(code)).length] as const)))
    for (const [code, count] of rows) expect(count, code).toBeGreaterThan(0)
    expect(rows.get('co-quan')).toBe(207)
  })
  test('every feed is some dataset of the pack, and the other way round', async () => {
    const named = (await files()).flatMap(({ content }) => typeof content === 'object' && content !== null && 'feed' in content && typeof content.feed === 'string' ? [content.feed] : [])
    expect(named.sort()).toEqual(FEEDS.map(each => each.name).sort())
  })
  test('units answer as of 30/06/2025, the day before communes were merged', async () => {
    const wards = async (validOn: string): Promise<number> => (await rowsOf('don-vi-hanh-chinh', { validOn, where: { field: 'cap', operator: 'eq', value: 'commune' } })).length
    expect(await wards('2025-07-01')).toBe(92)
    expect(await wards('2025-06-30')).toBeGreaterThan(200)
    expect((await rowsOf('don-vi-hanh-chinh', { where: { field: 'cap', operator: 'eq', value: 'district' } })).length).toBe(0)
  })
  test('feeding again leaves nothing behind; a change is one load with that row', async () => {
    const before = await loads('co-quan')
    expect(await feedDatasets(platform())).toBe(0)
    expect(await loads('co-quan')).toBe(before)
    await t().owner.pool.query(`update organisations.agency set phone = '0208 3 999 999' where code = 'H55.12'`)
    expect(await feedDatasets(platform(), ['agencies'])).toBe(1)
    expect(await loads('co-quan')).toBe(before + 1)
    expect(await rowsOf('co-quan', { where: { field: 'ma', operator: 'eq', value: 'H55.12' }, select: [{ field: 'dien_thoai' }] })).toMatchObject([{ dien_thoai: '0208 3 999 999' }])
  })
  test('results of dossiers come with their agency, and are revoked; the holder is personal', async () => {
    const { id: agency } = (await t().owner.pool.query<{ id: string }>(`select id from organisations.agency where code = 'H55.138'`)).rows[0] ?? { id: '' }
    const dossier = newId()
    await aResult(dossier, agency)
    expect(await feedDatasets(platform(), ['dossier-results'], false)).toBe(1)
    expect(await rowsOf('ket-qua-giai-quyet')).toMatchObject([{ ma: 'KQ-H55.138-26-1', ma_co_quan: 'H55.138', trang_thai: 'in-force', chu_the: 'Nguyễn Văn Thử' }])
    await t().owner.pool.query(`update dossiers.result set state = 'revoked', revoked_at = $1`, [NOW])
    expect(await feedDatasets(platform(), ['dossier-results'], false)).toBe(1)
    expect(await rowsOf('ket-qua-giai-quyet')).toMatchObject([{ trang_thai: 'revoked' }])
    const dataset = await read(t().db, SYSTEM, tx => findDataset(tx, 'ket-qua-giai-quyet'))
    expect(dataset?.access).toBe('shared')
    expect(dataset?.schema.fields.filter(field => field.classification === 'open')).toEqual([])
    expect(dataset?.schema.fields.filter(field => field.classification === 'personal').map(field => field.name)).toEqual(['ten', 'chu_the', 'ma_ho_so'])
  })
  test('the demonstration publishes what the pack says and has rows', async () => {
    expect(await publishProvinceDatasets(t().db, await files(), NOW)).toBeGreaterThan(8)
    expect(await publishProvinceDatasets(t().db, await files(), NOW)).toBe(0)
    const anonymous = await read(t().db, { kind: 'anonymous' }, tx => sql<{ code: string }>`select code from datasets.dataset`.execute(tx))
    expect(anonymous.rows.map(row => row.code)).toContain('tram-y-te')
  })

  async function aResult(dossier: string, agency: string): Promise<void> {
    const procedureCase = (await t().owner.pool.query<{ id: string }>('select id from procedures.procedure_case limit 1')).rows[0]?.id
    await sql`insert into dossiers.dossier (id, submission_key, code, regime, procedure_code, procedure_name, field, procedure_case_id, case_id, channel, subject_kind, subject_name, subject_contact, submitter_name, receiving_agency_id, competent_agency_id, holder_agency_id, answers, summary, processing, supplement, money, delivery, digitisation, sync, return_method, submitted_at, due_trace, reappointed, supplement_count, fee_amount, last_event_at, search)
      values (${dossier}, ${newId()}, 'H55.138-261129-0001', '2025', '1.000656', 'Khai tử', 'Hộ tịch', ${procedureCase}, 'chung', 'online', 'person', 'Nguyễn Văn Thử', '{}', 'Nguyễn Văn Thử', ${agency}, ${agency}, ${agency}, '{}', '', 'decided', 'none', 'none', 'none', 'none', 'none', 'online', ${NOW}, '[]', false, 0, 0, ${NOW}, '')`.execute(t().owner.kysely)
    await sql`insert into dossiers.result (id, dossier_id, kind_code, kind, code, symbol, title, owner_name, agency_id, agency_name, signer_name, signer_title, signed_at, valid_from, file_id, file_hash)
      values (${newId()}, ${dossier}, 'KQ.G01', 'granted', 'KQ-H55.138-26-1', '1/TLKT', 'Trích lục khai tử', 'Nguyễn Văn Thử', ${agency}, 'UBND phường', 'Lãnh đạo Thử', 'Phó Chủ tịch', ${NOW}, '2026-11-29', ${newId()}, ${Buffer.alloc(32)})`.execute(t().owner.kysely)
  }
})

describe('feeds', () => {
  test('rows that break the contract stay out and are told; all broken is a fault', async () => {
    const agency = await anAgency(t(), 'H55.911')
    await createDataset(callOf(t(), SYSTEM), 'dut-gay', aDescription(agency), aSchema([aField('a', { required: true }), aField('n', { type: 'integer' })], { key: ['a'] }))
    const feeding = { mode: 'upsert', effectiveOn: '2026-01-01' } as const
    expect(await feedDataset(callOf(t(), SYSTEM), 'dut-gay', { ...feeding, rows: [{ a: 'x', n: 1 }, { a: null, n: 2 }, { a: 'z', n: 'nhiều' }] })).toEqual({ added: 1, changed: 0, same: 0, ended: 0 })
    expect((await t().owner.pool.query('select field, rule, row_number from datasets.load_problem order by place')).rows).toEqual([{ field: 'a', rule: 'required', row_number: 2 }, { field: 'n', rule: 'integer', row_number: 3 }])
    await expect(feedDataset(callOf(t(), SYSTEM), 'dut-gay', { ...feeding, rows: [{ a: null, n: 1 }] })).rejects.toThrow('breaks its contract')
    expect(await feedDataset(callOf(t(), SYSTEM), 'khong-co', { ...feeding, rows: [{ a: 'x' }] })).toBeUndefined()
  })
  test('a dataset without a unit or a key cannot be opened to communes', async () => {
    const agency = await anAgency(t(), 'H55.912')
    const id = await createDataset(callOf(t(), SYSTEM), 'khong-xa', aDescription(agency), aSchema([aField('a')]))
    await expect(setFormEntry(callOf(t(), SYSTEM), id, 1, 'keeper')).rejects.toMatchObject({ details: { fields: [{ code: 'no-unit-field' }, { code: 'no-key' }] } })
  })
})

describe('retention', () => {
  test('only what ended longer ago than it is kept goes; the ledger says how many; the present stays', async () => {
    const agency = await anAgency(t(), 'H55.913')
    const id = await createDataset(callOf(t(), SYSTEM, new Date('2023-01-01T02:00:00Z')), 'co-han', aDescription(agency, { retentionMonths: 12 }), aSchema([aField('a', { required: true }), aField('n', { type: 'integer' })], { key: ['a'] }))
    const at = async (day: string, n: number): Promise<unknown> => loaded(t(), id, [{ a: 'x', n: String(n) }], { at: new Date(`${day}T02:00:00Z`) })
    await at('2023-01-02', 1)
    await at('2023-02-02', 2)
    await at('2099-11-01', 3)
    expect(await forgetEndedRows(platform())).toEqual(new Map([['co-han', 1]]))
    expect((await t().owner.pool.query('select n from dataset_rows.co_han order by n')).rows).toEqual([{ n: 2 }, { n: 3 }])
    expect((await t().owner.pool.query(`select payload from kernel.ledger_entry where act = 'datasets.forget-rows'`)).rows).toEqual([{ payload: { code: 'co-han', rows: 1, retentionMonths: 12 } }])
    expect(await read(t().db, SYSTEM, tx => findDataset(tx, 'co-han'))).toMatchObject({ forgottenLoad: 2 })
    expect(await forgetEndedRows(platform())).toEqual(new Map())
    // nobody makes time run faster, and only keepers may ask
    await transact(t().db, SYSTEM, tx => sql`select datasets.forget_ended(${id}, '2199-01-01')`.execute(tx))
    expect((await t().owner.pool.query('select n from dataset_rows.co_han')).rows.length).toBe(2)
    await expect(transact(t().db, { kind: 'anonymous' }, tx => sql`select datasets.forget_ended(${id}, now())`.execute(tx))).rejects.toThrow('not yours')
  })
})
