import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { readConfig } from '../../../kernel/config.ts'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { changeNameForm, decidePair, mergePair } from '../acts/decide-pair.ts'
import { pairsOf } from '../queries/pairs.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { findAllDoubles, findDoubles } from './find.ts'

const t = useDb()
let steward: OfficerActor, other: OfficerActor, id: string
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (fact: object) => { throw new Error(JSON.stringify(fact)) } }
const searcher = () => ({ db: t().db, now: () => NOW, log: quiet, config })
const config = readConfig({ VAR_DIR: 'var/test', MASTER_KEY: randomBytes(32).toString('hex'), PUBLIC_URL: 'https://thu.vn' })
const row = (ma: string, ten: string, sinh: string | null, more: Record<string, string | null> = {}): Record<string, string | null> => ({ ma, ten, sinh, so: null, dien_thoai: null, ...more })
const pairs = (actor: OfficerActor = steward) => read(t().db, actor, tx => pairsOf(tx, id, ['open', 'later', 'same', 'different', 'merged']))
const current = async (): Promise<string[]> => (await t().owner.pool.query<{ ma: string }>('select ma from dataset_rows.ho_nguoi where _ended is null order by ma')).rows.map(each => each.ma)

beforeAll(async () => {
  const agency = await anAgency(t(), 'H55.991')
  steward = anOfficer(agency, 'data-steward')
  other = anOfficer(await anAgency(t(), 'H55.992'), 'data-steward')
  id = await createDataset(callOf(t(), steward), 'ho-nguoi', aDescription(agency, { title: 'Người', access: 'internal' }), aSchema([aField('ma', { required: true }), aField('ten', { classification: 'personal' }), aField('sinh', { type: 'date', classification: 'personal' }), aField('so', { type: 'personal-id', classification: 'personal' }), aField('dien_thoai', { type: 'phone', classification: 'personal' })], { key: ['ma'] }))
  await loaded(t(), id, [row('A', 'Nguyễn Văn Thử', '1960-03-12', { so: '999060000123' }), row('B', 'NG. VAN THU', '1960-12-03', { dien_thoai: '0912345678' }), row('C', 'Trần Thị Mẫu', '1971-05-06'), row('D', 'Trần Thị Mẫu', '1971-05-06', { so: '999071000001' }), row('E', 'Lê Thị Khác', '1971-05-06'), row('F', 'Nguyễn Văn Thử', '1985-07-08')])
})

test('finds the doubles by reasons that people understand, compares few, keeps no number', async () => {
  expect(await findDoubles(searcher(), id)).toMatchObject({ rows: 6, found: 2, skippedBlocks: 0 })
  expect((await pairs()).map(each => [each.score, ...each.reasons])).toEqual([[70, 'same-name', 'same-born'], [66, 'same-name', 'born-swapped']])
  const { rows } = await t().owner.pool.query<{ text: string }>('select p::text as text from datasets.person_pair p')
  expect(rows.map(each => each.text).join('\n')).not.toMatch(/999060000123|Thử|Mẫu/)
})
test('only those who keep the dataset see or answer', async () => {
  expect(await pairs(other)).toEqual([])
  const [pair] = await pairs()
  await expect(decidePair(callOf(t(), other), pair?.id ?? '', 1, 'same')).rejects.toMatchObject({ code: 'not-found' })
})
test('what was answered is not asked again, and the ledger keeps the answer without a name', async () => {
  const swapped = (await pairs()).find(each => each.reasons.includes('born-swapped'))
  await decidePair(callOf(t(), steward), swapped?.id ?? '', 1, 'different')
  await expect(decidePair(callOf(t(), steward), swapped?.id ?? '', 1, 'same')).rejects.toMatchObject({ code: 'conflict' })
  // the row changes and is another row of the store by now; its key is the same
  await loaded(t(), id, [row('B', 'Ng. Văn Thử', '1960-12-03', { dien_thoai: '0912345679' })])
  await findDoubles(searcher(), id)
  expect((await pairs()).find(each => each.id === swapped?.id)).toMatchObject({ state: 'different' })
  expect(await pairs()).toHaveLength(2)
  const { rows } = await t().owner.pool.query<{ act: string; payload: string }>('select act, payload::text as payload from kernel.ledger_entry where object_id = $1', [swapped?.id])
  expect(rows).toEqual([{ act: 'datasets.decide-pair', payload: expect.stringContaining('different') }])
})
test('merging is a load of corrections: the row that stays takes over what it lacks, the other ends, nothing is rewritten', async () => {
  const same = (await pairs()).find(each => each.reasons.includes('same-born'))
  const first = same?.a.values['ma'] === 'C' ? 'a' : 'b'
  await expect(mergePair(callOf(t(), steward), same?.id ?? '', 1, first, 'đối chiếu giấy tờ')).rejects.toMatchObject({ code: 'conflict' })
  await decidePair(callOf(t(), steward), same?.id ?? '', 1, 'same')
  await expect(mergePair(callOf(t(), steward), same?.id ?? '', 2, first, ' ')).rejects.toMatchObject({ details: { fields: [{ field: 'reason' }] } })
  await mergePair(callOf(t(), steward), same?.id ?? '', 2, first, 'đối chiếu giấy tờ')
  expect(await current()).toEqual(['A', 'B', 'C', 'E', 'F'])
  expect((await t().owner.pool.query(`select so from dataset_rows.ho_nguoi where ma = 'C' and _ended is null`)).rows).toEqual([{ so: '999071000001' }])
  expect((await t().owner.pool.query(`select count(*)::int as n from dataset_rows.ho_nguoi where ma in ('C', 'D')`)).rows).toEqual([{ n: 3 }])
  expect((await read(t().db, SYSTEM, tx => sql<{ kind: string; reason: string }>`select kind, reason from datasets.load where dataset_id = ${id} order by number desc limit 1`.execute(tx))).rows).toEqual([{ kind: 'correction', reason: 'đối chiếu giấy tờ' }])
})
test('short forms are data: one that is taken away no longer makes two names one', async () => {
  await changeNameForm(callOf(t(), steward), 'ng', '')
  await loaded(t(), id, [row('G', 'Ng. Đức Mới', '1990-02-03'), row('H', 'Nguyễn Đức Mới', '1990-02-03')])
  await findDoubles(searcher(), id)
  expect(await pairs()).toHaveLength(2)
  await changeNameForm(callOf(t(), steward), 'Ng', 'nguyen')
  await findDoubles(searcher(), id)
  expect(await pairs()).toHaveLength(3)
  await expect(changeNameForm(callOf(t(), steward), 'n.g', 'x')).rejects.toMatchObject({ details: { fields: [{ field: 'short' }] } })
  await expect(changeNameForm(callOf(t(), anOfficer(steward.agencyId, 'case-officer')), 'zz', 'xx')).rejects.toThrow()
})
test('nightly only what changed is searched', async () => {
  expect(await findAllDoubles(searcher())).toBe(0)
  await loaded(t(), id, [row('I', 'Phạm Văn Cuối', '1950-02-03')])
  expect(await findAllDoubles(searcher())).toBe(1)
})
