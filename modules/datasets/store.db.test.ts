import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../kernel/actor.ts'
import { read, transact } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { createDataset, putSchema } from './acts/create-dataset.ts'
import { publishDataset, withdrawDataset } from './acts/publish-dataset.ts'
import type { RowQuery } from './domain/query.ts'
import { COLUMN_TYPES, FIELD_TYPES } from './domain/schema.ts'
import { findDataset, findDatasetById } from './queries/datasets.ts'
import { selectRows, type Row } from './queries/rows.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, SYSTEM } from './testing.ts'

const t = useDb()
let agency: string
beforeAll(async () => { agency = await anAgency(t()) })
const query = (more: Partial<RowQuery> = {}): RowQuery => ({ select: [], order: [], limit: 100, offset: 0, ...more })
async function rowsOf(code: string, more: Partial<RowQuery> = {}, actor: Actor = SYSTEM): Promise<readonly Row[]> {
  return read(t().db, actor, async tx => {
    const dataset = await findDataset(tx, code)
    return dataset ? (await selectRows(tx, { code, schema: dataset.schema, rowCount: dataset.rowCount, fields: dataset.schema.fields }, query(more))).rows : []
  })
}
const stations = aSchema([aField('ma', { required: true }), aField('ten'), aField('so_giuong', { type: 'integer', indexed: true }), aField('vi_tri', { type: 'point' })], { key: ['ma'] })

test('types of columns stand in code and in the database alike', async () => {
  for (const type of FIELD_TYPES) expect((await sql<{ is: string }>`select datasets.column_type(${type}) as is`.execute(t().owner.kysely)).rows[0]?.is, type).toBe(COLUMN_TYPES[type])
})

describe('rows by key', () => {
  test('what changes ends and a new row stands beside it; the same file twice changes nothing', async () => {
    const id = await createDataset(callOf(t(), anOfficer(agency, 'data-steward')), 'tram-y-te', aDescription(agency), stations)
    const first = [{ ma: 'A', ten: 'Trạm A', so_giuong: '5', vi_tri: '(105.8,21.6)' }, { ma: 'B', ten: 'Trạm B', so_giuong: '7', vi_tri: null }]
    expect(await loaded(t(), id, first)).toEqual({ added: 2, changed: 0, same: 0, ended: 0 })
    expect(await loaded(t(), id, first)).toEqual({ added: 0, changed: 0, same: 2, ended: 0 })
    expect(await loaded(t(), id, [{ ma: 'A', ten: 'Trạm A', so_giuong: '9', vi_tri: '(105.8,21.6)' }, { ma: 'C', ten: 'Trạm C', so_giuong: null, vi_tri: null }])).toEqual({ added: 1, changed: 1, same: 0, ended: 0 })
    expect(await loaded(t(), id, [{ ma: 'C', ten: 'Trạm C', so_giuong: null, vi_tri: null }], { mode: 'snapshot' })).toEqual({ added: 0, changed: 0, same: 1, ended: 2 })
    const ma = async (more: Partial<RowQuery>): Promise<unknown[]> => (await rowsOf('tram-y-te', { order: [{ field: 'ma', descending: false }], ...more })).map(row => `${String(row['ma'])}${String(row['so_giuong'])}`)
    expect(await ma({})).toEqual(['Cnull'])
    expect(await ma({ knownAt: 1 })).toEqual(['A5', 'B7'])
    expect(await ma({ knownAt: 3 })).toEqual(['A9', 'B7', 'Cnull'])
    expect((await rowsOf('tram-y-te', { knownAt: 1 }))[0]?.['vi_tri']).toEqual({ type: 'Point', coordinates: [105.8, 21.6] })
    expect(await read(t().db, SYSTEM, tx => findDatasetById(tx, id))).toMatchObject({ lastLoad: 4, rowCount: 1 })
  })
  test('unique is unique in every dataset that says so, as long as it says so', async () => {
    const schema = aSchema([aField('ma', { required: true }), aField('so_dien_thoai_lien_he_cua_don_vi_mot', { unique: true }), aField('so_dien_thoai_lien_he_cua_don_vi_hai', { unique: true })], { key: ['ma'] })
    const twice = [{ ma: 'A', so_dien_thoai_lien_he_cua_don_vi_hai: '1' }, { ma: 'B', so_dien_thoai_lien_he_cua_don_vi_hai: '1' }]
    for (const code of ['danh-sach-truong-hoc-mam-non', 'danh-sach-truong-hoc-tieu-hoc']) {
      const id = await createDataset(callOf(t(), SYSTEM), code, aDescription(agency), schema)
      await expect(loaded(t(), id, twice), code).rejects.toMatchObject({ code: 'conflict' })
      await putSchema(callOf(t(), SYSTEM), id, 1, aSchema(schema.fields.map(({ unique: _, ...field }) => field), { key: ['ma'] }), 'có đơn vị dùng chung số')
      expect(await loaded(t(), id, twice), code).toMatchObject({ added: 2 })
    }
  })
  test.each(['key', 'past', 'pkey'])('a code may be another with -%s behind it', async ending => {
    const schema = aSchema([aField('ma', { required: true })], { key: ['ma'] })
    for (const code of [`bo-${ending}`, `bo-${ending}-${ending}`]) expect(await loaded(t(), await createDataset(callOf(t(), SYSTEM), code, aDescription(agency), schema), [{ ma: 'A' }])).toMatchObject({ added: 1 })
  })
  test('what was recorded is not rewritten by the application', async () => {
    await expect(transact(t().db, SYSTEM, tx => sql`update dataset_rows.tram_y_te set ten = 'x'`.execute(tx))).rejects.toThrow('permission denied')
    await expect(transact(t().db, SYSTEM, tx => sql`delete from dataset_rows.tram_y_te`.execute(tx))).rejects.toThrow('permission denied')
    await expect(transact(t().db, SYSTEM, tx => sql`drop table dataset_rows.tram_y_te`.execute(tx))).rejects.toThrow('must be owner')
  })
})

describe('rows that are true for a time', () => {
  const units = aSchema([aField('ma', { type: 'unit', required: true }), aField('ten')], { key: ['ma'], temporal: true })
  const named = async (validOn?: string, knownAt?: number): Promise<string[]> => (await rowsOf('don-vi', { order: [{ field: 'ma', descending: false }], ...(validOn ? { validOn } : {}), ...(knownAt ? { knownAt } : {}) })).map(row => `${String(row['ma'])} ${String(row['ten'])}`)
  test('as of 30/06/2025 is a question, whatever was learnt later', async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'don-vi', aDescription(agency), units)
    await loaded(t(), id, [{ ma: '05443', ten: 'Phường Quang Vinh' }, { ma: '05446', ten: 'Xã Cũ' }], { effectiveOn: '2019-01-01' })
    expect(await loaded(t(), id, [{ ma: '05443', ten: 'Phường Phan Đình Phùng' }], { mode: 'snapshot', effectiveOn: '2025-07-01' })).toEqual({ added: 0, changed: 1, same: 0, ended: 1 })
    expect(await named()).toEqual(['05443 Phường Phan Đình Phùng'])
    expect(await named('2025-06-30')).toEqual(['05443 Phường Quang Vinh', '05446 Xã Cũ'])
    expect(await named('2025-07-01')).toEqual(['05443 Phường Phan Đình Phùng'])
    // a mistake in the past is put right: the past changes as we know it now, not as we knew it then
    await loaded(t(), id, [{ ma: '05446', ten: 'Xã Cũ (đúng tên)', valid_from: '2019-01-01', valid_to: '2025-07-01' }], { effectiveOn: '2019-01-01' })
    expect(await named('2025-06-30')).toEqual(['05443 Phường Quang Vinh', '05446 Xã Cũ (đúng tên)'])
    expect(await named('2025-06-30', 2)).toEqual(['05443 Phường Quang Vinh', '05446 Xã Cũ'])
    expect(await loaded(t(), id, [{ ma: '05443', ten: 'Phường Phan Đình Phùng' }], { effectiveOn: '2025-09-01' })).toMatchObject({ same: 1, added: 0, changed: 0 })
  })
})

describe('contract and wall', () => {
  test('a contract grows; narrower types are refused and change nothing', async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'lon-len', aDescription(agency), aSchema([aField('so', { type: 'integer' })]))
    await loaded(t(), id, [{ so: '12' }])
    expect(await putSchema(callOf(t(), SYSTEM), id, 2, aSchema([aField('so', { type: 'decimal' }), aField('moi')]), 'thêm trường')).toBe(2)
    expect(await rowsOf('lon-len')).toEqual([{ so: 12, moi: null }])
    await expect(putSchema(callOf(t(), SYSTEM), id, 3, aSchema([aField('so', { type: 'date' })]), 'hẹp lại')).rejects.toMatchObject({ code: 'invalid' })
    expect(await rowsOf('lon-len')).toEqual([{ so: 12, moi: null }])
  })
  test.each([['point', { unique: true }], ['point', { indexed: true }], ['geometry', { unique: true }], ['point', { reference: { dataset: 'a', field: 'b' } }]] as const)('a %s with %j is refused in words', async (type, more) => {
    await expect(createDataset(callOf(t(), SYSTEM), 'noi-chon', aDescription(agency), aSchema([aField('ma', { required: true }), aField('noi', { type, ...more })], { key: ['ma'] }))).rejects.toMatchObject({ details: { fields: [{ field: 'fields.1.type', code: 'place-compared' }] } })
  })
  test('only keepers see a draft, everybody an open dataset once it is published, until it is withdrawn', async () => {
    const anonymous: Actor = { kind: 'anonymous' }
    const other = anOfficer(await anAgency(t(), 'H55.902'), 'data-steward')
    const own = anOfficer(agency, 'data-steward')
    const id = await createDataset(callOf(t(), own), 'mo', aDescription(agency), aSchema([aField('a')]))
    await loaded(t(), id, [{ a: '1' }], { actor: own })
    const seen = async (): Promise<number[]> => Promise.all([anonymous, other, own].map(async actor => (await read(t().db, actor, tx => sql`select 1 from dataset_rows.mo`.execute(tx))).rows.length))
    expect(await seen()).toEqual([0, 0, 1])
    await expect(publishDataset(callOf(t(), other), id, 2)).rejects.toMatchObject({ code: 'not-found' })
    await publishDataset(callOf(t(), own), id, 2)
    expect(await seen()).toEqual([1, 1, 1])
    await expect(transact(t().db, other, tx => sql`insert into dataset_rows.mo (_load, _from, a) values (9, '2020-01-01', 'x')`.execute(tx))).rejects.toThrow('row-level security')
    await withdrawDataset(callOf(t(), own), id, 3, 'sai nguồn')
    expect(await seen()).toEqual([0, 0, 1])
  })
})

describe('pages of rows', () => {
  const orders: RowQuery['order'][] = [[], [{ field: 'n', descending: false }], [{ field: 'n', descending: true }], [{ field: 'n', descending: false, nulls: 'first' }], [{ field: 'n', descending: true, nulls: 'last' }], [{ field: 'k', descending: true }], [{ field: 'g', descending: false, nulls: 'first' }, { field: 'n', descending: true, nulls: 'last' }], [{ field: 'k', descending: false }], [{ field: 'g', descending: true }, { field: 'n', descending: false }]]
  beforeAll(async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'trang', aDescription(agency), aSchema([aField('k', { required: true }), aField('n', { type: 'integer' }), aField('g')], { key: ['k'] }))
    await loaded(t(), id, Array.from({ length: 97 }, (_, at) => ({ k: `k${String(at).padStart(3, '0')}`, n: at % 5 === 0 ? null : String(at % 7), g: at % 3 === 0 ? null : at % 3 === 1 ? 'ă' : 'z' })))
  })
  test.each(orders.map(order => [JSON.stringify(order), order] as const))('neither miss nor repeat a row: %s', async (_, order) => {
    await read(t().db, SYSTEM, async tx => {
      const dataset = await findDataset(tx, 'trang')
      if (!dataset) throw new Error('gone')
      const asked = { code: 'trang', schema: dataset.schema, rowCount: dataset.rowCount, fields: dataset.schema.fields }
      const whole = (await selectRows(tx, asked, query({ order, limit: 1000 }))).rows.map(row => row['k'])
      const walked: unknown[] = []
      for (let after: string | undefined, more = true; more;) {
        const page = await selectRows(tx, asked, query({ order, limit: 10, ...(after === undefined ? {} : { after }) }))
        walked.push(...page.rows.map(row => row['k']))
        after = page.next
        more = page.next !== undefined
      }
      expect(walked).toEqual(whole)
      // as PostgreSQL itself sorts it
      const { rows } = await sql<{ k: string }>`select k from dataset_rows.trang where _ended is null order by ${sql.join([...order.map(each => sql`${sql.ref(each.field)} ${each.field === 'g' ? sql`collate "vi-x-icu"` : sql``} ${sql.raw(`${each.descending ? 'desc' : 'asc'} nulls ${(each.nulls ?? (each.descending ? 'first' : 'last'))}`)}`), sql`_id ${sql.raw(order[0]?.descending ? 'desc' : 'asc')}`])}`.execute(tx)
      expect(whole).toEqual(rows.map(row => row.k))
      expect(new Set(walked).size).toBe(97)
    })
  })
  test('hidden fields do not exist, in filters and orders either', async () => {
    await read(t().db, SYSTEM, async tx => {
      const dataset = await findDataset(tx, 'trang')
      if (!dataset) throw new Error('gone')
      const asked = { code: 'trang', schema: dataset.schema, rowCount: dataset.rowCount, fields: dataset.schema.fields.filter(field => field.name !== 'g') }
      expect(Object.keys((await selectRows(tx, asked, query({ limit: 1 }))).rows[0] ?? {})).toEqual(['k', 'n'])
      for (const bad of [{ select: [{ field: 'g' }] }, { where: { field: 'g', operator: 'eq', value: 'z' } }, { order: [{ field: 'g', descending: false }] }] as const) await expect(selectRows(tx, asked, query(bad))).rejects.toMatchObject({ reason: { code: 'unknown-field' } })
    })
  })
})
