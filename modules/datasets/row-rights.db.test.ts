import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../kernel/config.ts'
import { read } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import type { Platform } from '../../kernel/platform.ts'
import { grantRight } from '../exchange/index.ts'
import { aGateway, MASTER_KEY, QUIET, registryOf, send, type RunningGateway } from '../exchange/testing.ts'
import type { OfficerActor } from '../../kernel/actor.ts'
import { createDataset } from './acts/create-dataset.ts'
import { publishDataset } from './acts/publish-dataset.ts'
import { storeProvider } from './provider.ts'
import { findDataset } from './queries/datasets.ts'
import { openFor } from './queries/open-dataset.ts'
import { rowsOfRight } from './queries/row-rule.ts'
import { selectRows } from './queries/rows.ts'
import { changesAfter } from './queries/change-feed.ts'
import { selectGroups } from './queries/groups.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, SYSTEM } from './testing.ts'

// A system whose right opens the rows of one district and no others: of the rest it learns nothing, by whichever way it asks.
const t = useDb()
let gateway: RunningGateway
let platform: Platform
let [right, service, consumer] = ['', '', '']
let steward: OfficerActor
const CLIENT = 'DEV/GOV/TINH.02/mot-cua'
/** What must never show: every value of the rows of the other district holds it. */
const FOREIGN = 'NGOAI'
const call = (path: string) => send(gateway.url, `/r1/DEV/GOV/H55.901/kho-du-lieu/ho-ngheo${path}`, { headers: { 'X-Road-Client': CLIENT } })
const rule = async (value: unknown): Promise<void> => { await t().owner.pool.query('update exchange.access_right set row_rule = $1 where id = $2', [JSON.stringify(value), right]) }
interface Item { readonly ma_ho: string; readonly kind: string; readonly row: { readonly ma_ho: string; readonly ma_xa: string; readonly valid_from: string; readonly valid_to: string | null } }
const told = (answer: { readonly text: string }): { readonly items: readonly Item[]; readonly next: string } => JSON.parse(answer.text)
const keys = (answer: { readonly text: string }): string[] => told(answer).items.map(each => each.ma_ho)
const terms: Parameters<typeof grantRight>[3] = { endpoints: '', purpose: 'Xét trợ giúp', legalBasis: 'NĐ 194/2025/NĐ-CP', fields: ['*'], perMinute: null, perDay: null, validTo: null }

beforeAll(async () => {
  platform = { config: { ...readConfig({ VAR_DIR: '/tmp/none', MASTER_KEY: MASTER_KEY.toString('hex') }), masterKey: MASTER_KEY }, db: t().db, now: () => new Date(), log: QUIET }
  for (const [code, level, parent] of [['19', 'province', null], ['164', 'district', '19'], ['165', 'district', '19'], ['05443', 'commune', '164'], ['05446', 'commune', '164'], ['05500', 'commune', '165']] as const) await sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, source) values (uuidv7(), ${code}, ${`Đơn vị ${code}`}, 'x', ${level}, ${parent}, '2018-01-01', 'thử') on conflict do nothing`.execute(t().owner.kysely)
  const agency = await anAgency(t())
  const registry = registryOf(t().owner.pool)
  await registry.member('H55.901', { memberClass: 'GOV', agencyId: agency })
  consumer = (await registry.subsystem((await registry.member('TINH.02', { memberClass: 'GOV', agencyId: await anAgency(t(), 'H55.902') })).id, 'mot-cua')).id
  gateway = await aGateway(t().urls.app, { within: storeProvider(platform) })
  steward = anOfficer(agency, 'administrator')
  const id = await createDataset(callOf(t(), SYSTEM), 'ho-ngheo', aDescription(agency, { title: 'Hộ nghèo', access: 'shared' }), aSchema([aField('ma_ho', { required: true }), aField('ma_xa', { type: 'unit', classification: 'shared' }), aField('loai'), aField('so', { type: 'integer' }), aField('so_cccd', { type: 'personal-id', classification: 'personal' })], { key: ['ma_ho'], temporal: true }))
  const row = (ma_ho: string, ma_xa: string, loai: string, so: string) => ({ ma_ho, ma_xa, loai, so, so_cccd: null })
  await loaded(t(), id, [row('A1', '05443', 'ngheo', '1'), row('A2', '05446', 'can-ngheo', '2'), row(`${FOREIGN}1`, '05500', FOREIGN, '900'), row('DI', '05443', 'ngheo', '4'), row('DEN', '05500', FOREIGN, '901')], { effectiveOn: '2025-01-01' })
  // one household moves away, another one comes; a stranger changes, a stranger goes
  await loaded(t(), id, [row('DI', '05500', FOREIGN, '902'), row('DEN', '05446', 'ngheo', '6'), row(`${FOREIGN}1`, '05500', `${FOREIGN}-moi`, '903')], { effectiveOn: '2025-07-01' })
  await publishDataset(callOf(t(), SYSTEM), id, (await read(t().db, SYSTEM, tx => findDataset(tx, 'ho-ngheo')))?.version ?? 0)
  service = (await t().owner.pool.query<{ id: string }>(`select id from exchange.data_service where code = 'ho-ngheo'`)).rows[0]?.id ?? ''
  right = await grantRight({ platform, actor: steward }, { subsystemId: consumer }, { kind: 'call', serviceId: service }, { ...terms, rowRule: 'ma_xa thuộc 164' }, storeProvider(platform))
  await gateway.gateway.reload()
})
afterAll(() => gateway.close())

describe('a consumer of one district', () => {
  test('reads its rows and no others, whatever it filters, sorts, searches or selects', async () => {
    expect(keys(await call('/rows?order=ma_ho.asc'))).toEqual(['A1', 'A2', 'DEN'])
    expect(keys(await call('/rows?order=so.desc&limit=2'))).toEqual(['DEN', 'A2'])
    for (const query of ['ma_ho=eq.NGOAI1', 'ma_xa=eq.05500', 'ma_xa=neq.05443&ma_xa=neq.05446', 'loai=like.NGOAI*', 'so=gte.900', `q=${FOREIGN}`, 'or=(ma_xa.eq.05500,so.gt.100)', 'not.and=(ma_xa.eq.05443,so.lt.100)&ma_xa=eq.05500', 'not.or=(ma_xa.eq.05443,ma_xa.eq.05446)', 'ma_ho=in.(NGOAI1,DI)']) {
      const answer = await call(`/rows?${query}`)
      expect([query, answer.status, answer.json()]).toMatchObject([query, 200, { items: [], next: null }])
    }
    const all = await call('/rows?limit=10000')
    expect(all.text).not.toContain(FOREIGN)
  })
  test('counts its rows and no others', async () => {
    for (const count of ['exact', 'planned', 'estimated']) {
      expect((await call(`/rows?count=${count}&limit=1`)).json(), count).toMatchObject({ total: { rows: 3, kind: 'exact' } })
      expect((await call(`/rows?count=${count}&so=gte.900`)).json(), count).toMatchObject({ items: [], total: { rows: 0, kind: 'exact' } })
    }
  })
  test('does not learn by the page behind, nor by a position that it made up', async () => {
    expect((await call('/rows?order=so.asc&limit=3')).json()).toMatchObject({ next: null })
    const { next } = told(await call('/rows?order=so.asc&limit=2'))
    const made = Buffer.from(Buffer.from(next, 'base64url').toString().replace(/"v":\["\d+"\]/, '"v":["800"]')).toString('base64url')
    expect((await call(`/rows?order=so.asc&limit=2&after=${made}`)).json()).toMatchObject({ items: [], next: null })
  })
  test('of a day and of a load that are past it reads the rows that were its own then', async () => {
    expect(keys(await call('/rows?order=ma_ho.asc&as_of=2025-03-01'))).toEqual(['A1', 'A2', 'DI'])
    expect(keys(await call('/rows?order=ma_ho.asc&known_at=1'))).toEqual(['A1', 'A2', 'DI'])
    expect((await call('/rows?as_of=2025-03-01&ma_ho=eq.DEN&count=exact')).json()).toMatchObject({ items: [], total: { rows: 0 } })
  })
  test('follows changes of its rows: who moves in is added, who moves out has ended, strangers are not told', async () => {
    const answer = await call('/changes?after=1')
    expect(answer.text).not.toContain(FOREIGN)
    const { items, next } = told(answer)
    expect(items.map(each => `${each.kind} ${each.row.ma_ho} ${each.row.ma_xa}`).toSorted()).toEqual(expect.arrayContaining(['added DEN 05446']))
    expect(items.every(each => ['05443', '05446'].includes(each.row.ma_xa))).toBe(true)
    // whoever applies the feed from its beginning holds what stands
    const whole = told(await call('/changes?after=0&limit=5000'))
    const copy = new Map<string, string>()
    for (const { kind, row } of whole.items) { const key = `${row.ma_ho} ${row.valid_from}`; if (kind === 'ended') copy.delete(key); else copy.set(key, row.valid_to === null ? row.ma_ho : '') }
    expect([...copy.values()].filter(each => each !== '').toSorted()).toEqual(['A1', 'A2', 'DEN'])
    expect((await call(`/changes?after=${next}`)).json()).toMatchObject({ items: [], more: false })
  })
  test('where rows have no days, who moves out has ended and who moves in is added', async () => {
    const owner = (await read(t().db, SYSTEM, tx => findDataset(tx, 'ho-ngheo')))?.agencyId ?? ''
    const plain = await createDataset(callOf(t(), SYSTEM), 'ho-khong-ngay', aDescription(owner, { access: 'shared' }), aSchema([aField('ma', { required: true }), aField('xa', { type: 'unit' }), aField('so', { type: 'integer' })], { key: ['ma'] }))
    await loaded(t(), plain, [{ ma: 'di', xa: '05443', so: '1' }, { ma: 'den', xa: '05500', so: '1' }, { ma: 'o-lai', xa: '05446', so: '1' }, { ma: 'la', xa: '05500', so: '1' }])
    await loaded(t(), plain, [{ ma: 'di', xa: '05500', so: '2' }, { ma: 'den', xa: '05443', so: '2' }, { ma: 'o-lai', xa: '05443', so: '2' }, { ma: 'la', xa: '05500', so: '2' }])
    const { changes, totals } = await read(t().db, SYSTEM, async tx => {
      const dataset = await findDataset(tx, 'ho-khong-ngay')
      if (!dataset) throw new Error('no dataset')
      const asked = { ...openFor(dataset, { kind: 'keeper' }).asked, only: await rowsOfRight(tx, dataset.schema, [{ field: 'xa', within: '164' }]) }
      const totals: unknown[] = []
      for (const count of ['exact', 'planned', 'estimated'] as const) totals.push((await selectRows(tx, asked, { select: [], order: [], limit: 1, offset: 0, count })).total?.rows)
      return { changes: await changesAfter(tx, asked, '1.999999', 100), totals }
    })
    // the number of all rows is known without counting, and is not theirs
    expect(totals).toEqual([2, 2, 2])
    expect(changes.items.map(each => `${each.kind} ${String(each.row['ma'])} ${String(each.row['xa'])}`).toSorted()).toEqual(['added den 05443', 'changed o-lai 05443', 'ended di 05443'])
  })
  test('and groups of its rows alone are made', async () => {
    const groups = await read(t().db, SYSTEM, async tx => {
      const dataset = await findDataset(tx, 'ho-ngheo')
      if (!dataset) throw new Error('no dataset')
      const { asked } = openFor(dataset, { kind: 'keeper' })
      return selectGroups(tx, { ...asked, only: await rowsOfRight(tx, dataset.schema, [{ field: 'ma_xa', within: '164' }]) }, { group: 'loai', step: 'month', measure: 'sum', of: 'so' })
    })
    expect(groups.groups).toEqual([{ value: 'ngheo', rows: 2, amount: 7 }, { value: 'can-ngheo', rows: 1, amount: 2 }])
  })
})

describe('a rule', () => {
  test('may be values of a field that the consumer does not even see; several hold together', async () => {
    await t().owner.pool.query(`update exchange.access_right set fields = '{ma_ho}' where id = $1`, [right])
    await rule([{ field: 'loai', is: ['ngheo', 'x'] }, { field: 'so', is: ['1', '6'] }])
    const answer = await call('/rows?order=ma_ho.asc')
    expect(keys(answer)).toEqual(['A1', 'DEN'])
    expect((await call('/rows?loai=eq.ngheo')).json()).toMatchObject({ reason: 'unknown-field' })
    await t().owner.pool.query(`update exchange.access_right set fields = '{*}' where id = $1`, [right])
  })
  test('that means nothing any more opens nothing', async () => {
    for (const broken of [[{ field: 'khong_co', is: ['x'] }], [{ field: 'so_cccd', is: ['1'] }], [{ field: 'so', is: ['chữ'] }], [{ field: 'ma_xa', within: '99999' }], [{ field: 'loai', within: '164' }], [{}], [{ field: 'loai', is: [] }], ['x']]) {
      await rule(broken)
      for (const path of ['/rows', '/rows?count=exact&limit=1', '/changes?after=0']) expect([broken, (await call(path)).json()]).toMatchObject([broken, { status: 403, code: 'row-rule-broken' }])
    }
    await rule([{ field: 'ma_xa', within: '164' }])
    expect(keys(await call('/rows?order=ma_ho.asc'))).toEqual(['A1', 'A2', 'DEN'])
  })
  test('is judged before it is promised, kept in the contract and its ledger, and promised by nobody who does not keep it', async () => {
    const grant = (rowRule: string, of = service, kept = true) => grantRight({ platform, actor: steward }, { subsystemId: consumer }, { kind: 'call', serviceId: of }, { ...terms, rowRule }, kept ? storeProvider(platform) : undefined)
    for (const wrong of ['ma_xa ở 164', 'khong_co = x', 'so_cccd = 1', 'ma_xa thuộc 99999', 'loai thuộc 164', 'so = chữ']) await expect(grant(wrong), wrong).rejects.toMatchObject({ details: { fields: [{ field: 'rowRule' }] } })
    await expect(grant('ma_xa thuộc 164', service, false)).rejects.toMatchObject({ details: { fields: [{ field: 'rowRule' }] } })
    const other = await registryOf(t().owner.pool).service(consumer, 'khac', 'http://10.0.0.1')
    await expect(grant('ma_xa thuộc 164', other.id)).rejects.toMatchObject({ details: { fields: [{ field: 'rowRule' }] } })
    const { rows } = await t().owner.pool.query<{ row_rule: unknown; told: unknown }>(`select r.row_rule, l.payload->'row_rule' as told from exchange.access_right r join kernel.ledger_entry l on l.object_id = r.id::text and l.act = 'exchange.grant-right' where r.id = $1`, [right])
    expect(rows[0]).toEqual({ row_rule: [{ field: 'ma_xa', within: '164' }], told: [{ field: 'ma_xa', within: '164' }] })
  })
})
