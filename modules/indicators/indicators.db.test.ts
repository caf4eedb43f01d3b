import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, OfficerActor } from '../../kernel/actor.ts'
import { read, transact } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { localDateOf } from '../calendar/index.ts'
import { approveCorrection, correctReading, refuseCorrection } from './acts/correct-reading.ts'
import { decideReport } from './acts/decide-report.ts'
import { loadFrameworks, publishFramework, putFramework } from './acts/put-framework.ts'
import { finishTask, putTask } from './acts/put-task.ts'
import { recordReadings } from './acts/record-readings.ts'
import { recordRun } from './acts/record-run.ts'
import { saveReport } from './acts/save-report.ts'
import type { Framework } from './domain/framework.ts'
import { findFramework, listFrameworks } from './queries/frameworks.ts'
import { cellsOf, historyOfReading, rateOf, reportsOf, standingReadings, type ReadingView } from './queries/readings.ts'
import { readFrameworks } from './read-frameworks.ts'
import { aForm, anAgency, anElement, anOfficer, callOf, NOW, SYSTEM } from './testing.ts'

const t = useDb()
const anonymous: Actor = { kind: 'anonymous' }
let commune: string, neighbour: string, clerk: OfficerActor, approver: OfficerActor, stranger: OfficerActor
beforeAll(async () => {
  commune = await anAgency(t(), 'H55.801', '05443')
  neighbour = await anAgency(t(), 'H55.802', '05446')
  clerk = anOfficer([commune], 'case-officer')
  approver = anOfficer([commune, neighbour], 'approver')
  stranger = anOfficer([neighbour], 'case-officer', 'approver')
  await aForm(t(), 'bieu-1', [anElement('doanh_nghiep_so'), anElement('mat', { public: false })])
})
const standing = (actor: Actor, elements = ['doanh_nghiep_so', 'mat']): Promise<readonly ReadingView[]> => read(t().db, actor, tx => standingReadings(tx, { elements, from: '2026-01-01', to: '2026-12-31' }))
const values = async (actor: Actor): Promise<(number | null)[]> => (await standing(actor)).map(({ value }) => value)
async function approved(period: string, cells: Parameters<typeof saveReport>[3]): Promise<{ readonly id: string; readonly version: number }> {
  const saved = await saveReport(callOf(t(), clerk), { form: 'bieu-1', agencyId: commune, period }, null, cells)
  const sent = await decideReport(callOf(t(), clerk), 'submit', saved.id, saved.version)
  return { id: saved.id, version: await decideReport(callOf(t(), approver), 'approve', saved.id, sent) }
}

describe('a report from draft to lock', () => {
  test('counts only once it is approved; what is not public stays inside', async () => {
    const key = { form: 'bieu-1', agencyId: commune, period: '202610' }
    const { id, version } = await saveReport(callOf(t(), clerk), key, null, [{ element: 'doanh_nghiep_so', value: 12 }, { element: 'mat', value: null, comment: 'chưa thống kê' }])
    expect(await values(approver)).toEqual([])
    const sent = await decideReport(callOf(t(), clerk), 'submit', id, version)
    await expect(saveReport(callOf(t(), clerk), key, sent, [{ element: 'mat', value: 1 }])).rejects.toMatchObject({ code: 'wrong-state' })
    const returned = await decideReport(callOf(t(), approver), 'return', id, sent, 'thiếu minh chứng')
    const mended = await saveReport(callOf(t(), clerk), key, returned, [{ element: 'doanh_nghiep_so', value: 14 }])
    const again = await decideReport(callOf(t(), clerk), 'submit', id, mended.version)
    const done = await decideReport(callOf(t(), approver), 'approve', id, again)
    expect([await values(approver), await values(stranger), await values(anonymous)]).toEqual([[14, null], [14, null], [14]])
    expect(cellsOf(await standing(approver))).toMatchObject([{ element: 'doanh_nghiep_so', unit: '05443', value: 14, period: { id: '202610' } }])
    await decideReport(callOf(t(), anOfficer([commune], 'data-steward')), 'lock', id, done)
    expect((await standing(anonymous)).map(({ state }) => state)).toEqual(['locked'])
    const acts = await sql<{ act: string }>`select act from kernel.ledger_entry where object_type = 'report' and object_id = ${id} order by id`.execute(t().owner.kysely)
    expect(acts.rows.map(({ act }) => act)).toEqual(['save', 'submit', 'return', 'save', 'submit', 'approve', 'lock'].map(act => `indicators.${act}-report`))
  })
  test('nobody approves what they submitted or typed; neighbours find nothing', async () => {
    const both = anOfficer([commune], 'case-officer', 'approver')
    const { id, version } = await saveReport(callOf(t(), both), { form: 'bieu-1', agencyId: commune, period: '202609' }, null, [{ element: 'doanh_nghiep_so', value: 3 }])
    const sent = await decideReport(callOf(t(), clerk), 'submit', id, version)
    await expect(decideReport(callOf(t(), both), 'approve', id, sent)).rejects.toMatchObject({ code: 'own-report' })
    await expect(decideReport(callOf(t(), stranger), 'approve', id, sent)).rejects.toMatchObject({ code: 'not-found' })
    await expect(decideReport(callOf(t(), clerk), 'approve', id, sent)).rejects.toMatchObject({ code: 'wrong-role' })
    await expect(saveReport(callOf(t(), stranger), { form: 'bieu-1', agencyId: commune, period: '202608' }, null, [])).rejects.toMatchObject({ code: 'outside-scope' })
    await expect(decideReport(callOf(t(), approver), 'approve', id, version)).rejects.toMatchObject({ code: 'conflict' })
  })
  test('a missing value has a reason, an element belongs to the form, a period fits it', async () => {
    const put = (period: string, cells: Parameters<typeof saveReport>[3]) => saveReport(callOf(t(), clerk), { form: 'bieu-1', agencyId: commune, period }, null, cells)
    await expect(put('202607', [{ element: 'mat', value: null }])).rejects.toMatchObject({ code: 'invalid', details: { fields: [{ field: 'mat', code: 'required' }] } })
    await expect(put('202607', [{ element: 'khac', value: 1 }])).rejects.toMatchObject({ details: { fields: [{ field: 'khac', code: 'unknown' }] } })
    for (const period of ['2026Q3', '202713', '202705']) await expect(put(period, []), period).rejects.toMatchObject({ details: { fields: [{ field: 'period' }] } })
  })
  test('a form is for its kinds of agencies, in its time; categories are codes', async () => {
    await aForm(t(), 'bieu-so', [anElement('chi_so')], { agencyKinds: ['department'] })
    await aForm(t(), 'bieu-cu', [anElement('chi_so')], { validTo: '2026-03-31' })
    const put = (form: string, period: string, cells: Parameters<typeof saveReport>[3] = []) => saveReport(callOf(t(), clerk), { form, agencyId: commune, period }, null, cells)
    await expect(put('bieu-so', '202601')).rejects.toMatchObject({ details: { fields: [{ field: 'form' }] } })
    await expect(put('bieu-cu', '202604')).rejects.toMatchObject({ details: { fields: [{ field: 'period' }] } })
    await expect(put('bieu-cu', '202603', [{ element: 'chi_so', category: 'tỉnh', value: 1 }])).rejects.toMatchObject({ details: { fields: [{ field: 'chi_so' }] } })
    await put('bieu-cu', '202603', [{ element: 'chi_so', category: 'nu', value: 1 }])
  })
  test('two who begin at once, and two forms that ask for the same: one is told', async () => {
    const begin = () => saveReport(callOf(t(), clerk), { form: 'bieu-1', agencyId: commune, period: '202505' }, null, [])
    await aForm(t(), 'bieu-2', [anElement('doanh_nghiep_so')], { validFrom: '2025-01-01' })
    await sql`update indicators.form set valid_from = '2025-01-01' where code = 'bieu-1'`.execute(t().owner.kysely)
    const mine = await t().owner.kysely.transaction().execute(async tx => {
      await sql`insert into indicators.report (id, form_id, agency_id, unit_code, period, due_on) select gen_random_uuid(), id, ${commune}, '05443', '202505', '2025-06-10' from indicators.form where code = 'bieu-1'`.execute(tx)
      const late = begin().catch((error: unknown) => ({ error }))
      await expect.poll(async () => (await sql`select from pg_locks where locktype = 'transactionid' and not granted`.execute(t().db.kysely)).rows.length).toBe(1)
      return { late }
    })
    expect(await mine.late).toMatchObject({ error: { code: 'conflict' } })
    const cells = [{ element: 'doanh_nghiep_so', value: 2 }]
    await approved('202504', cells)
    const again = await saveReport(callOf(t(), clerk), { form: 'bieu-2', agencyId: commune, period: '202504' }, null, cells)
    const sent = await decideReport(callOf(t(), clerk), 'submit', again.id, again.version)
    await expect(decideReport(callOf(t(), approver), 'approve', again.id, sent)).rejects.toMatchObject({ code: 'conflict', details: { detail: { vi: expect.stringContaining('biểu khác') } } })
    await saveReport(callOf(t(), clerk), { form: 'bieu-1', agencyId: commune, period: '202503' }, null, cells)
    await expect(saveReport(callOf(t(), clerk), { form: 'bieu-2', agencyId: commune, period: '202503' }, null, cells)).rejects.toMatchObject({ code: 'conflict', details: { detail: { vi: expect.stringContaining('biểu khác') } } })
  })
  test('reporting rate: in time, late, not at all', async () => {
    const late = await saveReport(callOf(t(), clerk), { form: 'bieu-1', agencyId: commune, period: '202606' }, null, [{ element: 'doanh_nghiep_so', value: 1 }])
    await decideReport(callOf(t(), clerk, new Date('2026-07-10T17:00:00Z')), 'submit', late.id, late.version)
    const reports = await read(t().db, approver, tx => reportsOf(tx, 'bieu-1', '202606'))
    expect(rateOf(reports, [commune, neighbour], '2026-07-10', localDateOf)).toEqual({ expected: 2, actual: 1, onTime: 0, rate: 50, rateOnTime: 0 })
  })
})

describe('corrections keep the old value', () => {
  test('the old one counts until the new one is approved, and stays afterwards', async () => {
    await approved('202601', [{ element: 'doanh_nghiep_so', value: 5 }])
    const [old] = (await standing(approver)).filter(({ period }) => period === '202601')
    const of = async (): Promise<number | null | undefined> => (await standing(anonymous)).find(({ period }) => period === '202601')?.value
    const first = await correctReading(callOf(t(), clerk), old?.id ?? '', { value: 6, reason: 'đếm sót một doanh nghiệp' })
    expect(await of()).toBe(5)
    await expect(correctReading(callOf(t(), clerk), old?.id ?? '', { value: 7, reason: 'nữa' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(approveCorrection(callOf(t(), clerk), first)).rejects.toMatchObject({ code: 'wrong-role' })
    await refuseCorrection(callOf(t(), approver), first, 'thiếu căn cứ')
    const second = await correctReading(callOf(t(), clerk), old?.id ?? '', { value: 8, reason: 'kèm danh sách' })
    await approveCorrection(callOf(t(), approver), second)
    expect(await of()).toBe(8)
    const both = anOfficer([commune], 'case-officer', 'approver')
    const own = await correctReading(callOf(t(), both), second, { value: 9, reason: 'tự sửa' })
    await expect(approveCorrection(callOf(t(), both), own)).rejects.toMatchObject({ code: 'own-report' })
    expect(await of()).toBe(8)
    expect((await read(t().db, clerk, tx => historyOfReading(tx, second))).map(({ value, state, supersededBy }) => [value, state, supersededBy !== null])).toEqual([[9, 'submitted', false], [8, 'approved', false], [5, 'approved', true]])
    // the public sees what stands, not what stood
    expect((await read(t().db, anonymous, tx => historyOfReading(tx, second))).map(({ value }) => value)).toEqual([8])
  })
  test('what was corrected before the lock is locked with its report; what the platform replaced is not corrected any more', async () => {
    const cells = [{ element: 'doanh_nghiep_so', value: 1 }]
    const at = async (period: string) => (await standing(approver)).find(each => each.period === period) ?? expect.fail(period)
    const period = '202607'
    const report = await approved(period, cells)
    await approveCorrection(callOf(t(), approver), await correctReading(callOf(t(), clerk), (await at(period)).id, { value: 2, reason: 'sót' }))
    await decideReport(callOf(t(), anOfficer([commune], 'data-steward')), 'lock', report.id, report.version)
    expect(await at(period)).toMatchObject({ value: 2, state: 'locked' })
    await approved('202608', cells)
    const correction = await correctReading(callOf(t(), clerk), (await at('202608')).id, { value: 3, reason: 'sót' })
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'doanh_nghiep_so', unitCode: '05443', period: '202608', value: 4, source: 'dataset', ref: 'thu' }])
    await expect(approveCorrection(callOf(t(), approver), correction)).rejects.toMatchObject({ code: 'wrong-state' })
  })
  test('the database refuses to rewrite, to skip a step, to approve one\'s own', async () => {
    const { id } = await approved('202602', [{ element: 'doanh_nghiep_so', value: 5 }])
    const rewrite = (actor: Actor, set: ReturnType<typeof sql>): Promise<unknown> => transact(t().db, actor, tx => sql`update indicators.reading set ${set} where report_id = ${id}`.execute(tx))
    await expect(rewrite(approver, sql`value = 6`)).rejects.toThrow('is corrected')
    await expect(rewrite(approver, sql`state = 'draft'`)).rejects.toThrow('does not go from')
    await expect(rewrite(approver, sql`unit_code = 'x'`)).rejects.toThrow('permission denied')
    await expect(transact(t().db, approver, tx => sql`delete from indicators.reading where report_id = ${id}`.execute(tx))).rejects.toThrow('permission denied')
    const both = anOfficer([commune], 'case-officer', 'approver')
    const own = await saveReport(callOf(t(), both), { form: 'bieu-1', agencyId: commune, period: '202603' }, null, [{ element: 'doanh_nghiep_so', value: 5 }])
    await decideReport(callOf(t(), clerk), 'submit', own.id, own.version)
    await expect(transact(t().db, both, tx => sql`update indicators.reading set state = 'approved', approved_at = now(), approved_by = ${both.accountId} where report_id = ${own.id}`.execute(tx))).rejects.toThrow('somebody else')
    await expect(transact(t().db, clerk, tx => sql`update indicators.reading set state = 'approved', approved_at = now(), approved_by = ${clerk.accountId} where report_id = ${own.id}`.execute(tx))).rejects.toThrow('somebody else')
    await expect(transact(t().db, clerk, tx => sql`insert into indicators.reading (id, element, unit_code, agency_id, period, period_start, period_end, value, source, state, recorded_at, approved_at) values (gen_random_uuid(), 'mat', 'u', ${commune}, '202604', '2026-04-01', '2026-04-30', 1, 'form', 'approved', now(), now())`.execute(tx))).rejects.toThrow('record drafts')
  })
  test('a reading gives its place to its own correction that stands, to nothing else', async () => {
    const period = '202604'
    await approved(period, [{ element: 'doanh_nghiep_so', value: 5 }, { element: 'mat', value: 1 }])
    const here = (await standing(approver)).filter(each => each.period === period)
    const [figure, other] = ['doanh_nghiep_so', 'mat'].map(code => here.find(({ element }) => element === code)?.id ?? expect.fail(code))
    const supersede = (actor: Actor, next: string | undefined) => transact(t().db, actor, tx => sql`update indicators.reading set superseded_by = ${next} where id = ${figure}`.execute(tx))
    for (const actor of [clerk, approver, SYSTEM]) await expect(supersede(actor, other)).rejects.toThrow('its own correction')
    await expect(supersede(clerk, figure)).rejects.toThrow('its own correction')
    const correction = await correctReading(callOf(t(), clerk), figure ?? '', { value: 6, reason: 'sót' })
    await expect(supersede(clerk, correction)).rejects.toThrow('that one stands')
    await expect(transact(t().db, clerk, tx => sql`insert into indicators.reading (id, element, unit_code, agency_id, period, period_start, period_end, value, source, state, recorded_at, recorded_by, corrects) values (gen_random_uuid(), 'mat', '05443', ${commune}, '202512', '2025-12-01', '2025-12-31', 1, 'form', 'draft', now(), ${clerk.accountId}, ${figure})`.execute(tx))).rejects.toThrow('same element')
    await approveCorrection(callOf(t(), approver), correction)
    expect((await standing(approver)).filter(each => each.period === period && each.element === 'doanh_nghiep_so').map(({ value }) => value)).toEqual([6])
  })
  test('a commune writes its own only, and the public nothing', async () => {
    const insert = (actor: Actor, agency: string): Promise<unknown> => transact(t().db, actor, tx => sql`insert into indicators.reading (id, element, unit_code, agency_id, period, period_start, period_end, value, source, state, recorded_at, recorded_by) values (gen_random_uuid(), 'mat', 'u', ${agency}, '202605', '2026-05-01', '2026-05-31', 1, 'form', 'draft', now(), ${actor.kind === 'officer' ? actor.accountId : null})`.execute(tx))
    await expect(insert(stranger, commune)).rejects.toThrow('row-level security')
    await expect(insert(anonymous, commune)).rejects.toThrow('row-level security')
    await insert(clerk, commune)
    expect(await read(t().db, stranger, async tx => (await sql`select 1 from indicators.reading where state = 'draft'`.execute(tx)).rows.length)).toBe(0)
  })
})

test('the platform records what counts at once; another value takes the place, what is locked stays', async () => {
  await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('tu_he_thong', { source: 'platform' })], frameworks: [] })
  const put = (value: number | null, comment = ''): Promise<number> => recordReadings(callOf(t(), SYSTEM), [{ element: 'tu_he_thong', unitCode: '05443', period: '202611', value, comment, source: 'platform', ref: 'dossiers@12' }])
  expect([await put(5), await put(5), await put(6), await put(null, 'nguồn mất kết nối')]).toEqual([1, 0, 1, 1])
  const [now] = await standing(anonymous, ['tu_he_thong'])
  expect(now).toMatchObject({ value: null, comment: 'nguồn mất kết nối', sourceRef: 'dossiers@12' })
  expect((await read(t().db, SYSTEM, tx => historyOfReading(tx, now?.id ?? ''))).map(({ value }) => value)).toEqual([null, 6, 5])
  await transact(t().db, SYSTEM, tx => sql`update indicators.reading set state = 'locked' where id = ${now?.id}`.execute(tx))
  expect(await put(7)).toBe(0)
})

describe('frameworks', () => {
  const framework = (more: Partial<Framework['definition']> = {}, code = 'x.1'): Framework => ({
    definition: { code: 'thu', version: '1', title: { vi: 'Thử', en: 'Trial' }, authority: { vi: 'a', en: 'a' }, document: 'd', issuedOn: null, validFrom: '2026-01-01', validTo: null, kind: 'scored', periodType: 'month', method: 'points', missing: 'exclude', ranking: 'competition', decimals: 2, succession: 'sum', notComparableWith: [], verification: 'verified',
      groups: [{ code: 'g', text: { vi: 'g', en: 'g' }, parent: null, points: 10, scored: true, components: null, verification: 'verified', indicators: [code] }], ...more },
    indicators: [{ code, text: { vi: 'x', en: 'x' }, unit: { vi: '', en: '' }, direction: 'up', decimals: 1, cutting: 'round', max: 10, numerator: { expression: '#{doanh_nghiep_so}', text: { vi: 'x', en: 'x' } }, denominator: null, factor: 1, formula: { kind: 'ratio', clamp: 'within' }, whenNothing: 'missing', incomplete: 'show', evidence: { vi: 'e', en: 'e' }, checkedBy: { vi: 'c', en: 'c' }, source: 's', verification: 'verified' }],
  })
  const steward = (): OfficerActor => anOfficer([commune], 'data-steward')
  test('a draft is seen by those who define, changed, published, and then kept', async () => {
    const { id, version } = await putFramework(callOf(t(), steward()), framework(), null)
    expect(await read(t().db, anonymous, tx => findFramework(tx, 'thu', { edition: '1' }))).toBeUndefined()
    const changed = await putFramework(callOf(t(), steward()), framework({}, 'x.2'), version)
    await expect(putFramework(callOf(t(), steward()), framework(), version)).rejects.toMatchObject({ code: 'conflict' })
    await publishFramework(callOf(t(), steward()), id, changed.version)
    expect(await read(t().db, anonymous, tx => findFramework(tx, 'thu', { on: '2026-06-01' }))).toMatchObject({ state: 'published', indicators: [{ code: 'x.2' }] })
    await expect(putFramework(callOf(t(), steward()), framework(), changed.version + 1)).rejects.toMatchObject({ code: 'conflict' })
    await expect(transact(t().db, steward(), tx => sql`update indicators.framework set definition = '{}' where id = ${id}`.execute(tx))).rejects.toThrow('is not changed')
    await expect(transact(t().db, steward(), tx => sql`update indicators.indicator set definition = '{}' where framework_id = ${id}`.execute(tx))).rejects.toThrow('is not changed')
    await expect(transact(t().db, steward(), tx => sql`insert into indicators.indicator (id, framework_id, code, place, definition) values (gen_random_uuid(), ${id}, 'x.9', 9, '{}')`.execute(tx))).rejects.toThrow('is not changed')
    const before = await sql<{ content: { groups: { indicators: string[] }[] } }>`select content from indicators.history where object_id = ${id}`.execute(t().owner.kysely)
    expect(before.rows.map(({ content }) => content.groups[0]?.indicators)).toEqual([['x.1']])
  })
  test('faults are refused with their place; others do not define', async () => {
    const broken = framework({ version: '2' })
    await expect(putFramework(callOf(t(), steward()), { ...broken, indicators: broken.indicators.map(each => ({ ...each, numerator: { expression: '1 +', text: each.text } })) }, null)).rejects.toMatchObject({ code: 'invalid', details: { fields: [{ field: 'x.1 numerator:3' }] } })
    await expect(putFramework(callOf(t(), clerk), broken, null)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(transact(t().db, clerk, tx => sql`insert into indicators.element (code, definition, public) values ('y', '{}', true)`.execute(tx))).rejects.toThrow('row-level security')
  })
  test('what is delivered is loaded whole, and again without a change', async () => {
    const files = ['modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks'].flatMap(dir => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) })))
    const delivered = readFrameworks(files)
    expect(await loadFrameworks(callOf(t(), SYSTEM), delivered)).toEqual({ elements: delivered.elements.length, frameworks: 9 })
    expect(await loadFrameworks(callOf(t(), SYSTEM), delivered)).toEqual({ elements: 0, frameworks: 0 })
    expect(await read(t().db, anonymous, tx => findFramework(tx, 'dti', { on: '2022-12-31' }))).toMatchObject({ edition: '2022', indicators: { length: 9 } })
  })
  test('a delivery adds once', async () => {
    const delivery = { elements: [anElement('doanh_nghiep_so'), anElement('giao')], frameworks: [framework({ code: 'giao' })] }
    expect([await loadFrameworks(callOf(t(), SYSTEM), delivery), await loadFrameworks(callOf(t(), SYSTEM), delivery)]).toEqual([{ elements: 1, frameworks: 1 }, { elements: 0, frameworks: 0 }])
    expect((await read(t().db, anonymous, listFrameworks)).map(({ code, origin }) => `${code} ${origin}`)).toContain('giao delivery')
  })
  test('a run is kept once for the same inputs', async () => {
    await loadFrameworks(callOf(t(), SYSTEM), { elements: [], frameworks: [framework({ code: 'chay' })] })
    const found = await read(t().db, SYSTEM, tx => findFramework(tx, 'chay', { edition: '1' }))
    const run = { frameworkId: found?.id ?? '', period: '2026', inputs: { a: 1 }, method: { weights: 'own' }, public: false, scores: [{ unitCode: '05443', code: '', value: 0.7, points: 7, max: 10, rank: 2, interval: [1, 4] as const }] }
    const first = await recordRun(callOf(t(), SYSTEM), run)
    expect([first.fresh, await recordRun(callOf(t(), SYSTEM), run)]).toEqual([true, { id: first.id, fresh: false }])
    expect((await recordRun(callOf(t(), SYSTEM), { ...run, inputs: { a: 2 } })).fresh).toBe(true)
    expect(await read(t().db, anonymous, async tx => (await sql`select 1 from indicators.run_score`.execute(tx)).rows.length)).toBe(0)
    expect(await read(t().db, clerk, async tx => (await sql`select 1 from indicators.run_score where rank_high = 4`.execute(tx)).rows.length)).toBe(2)
  })
})

test('tasks: assigned within the branch, done with a result', async () => {
  const head = anOfficer([commune], 'unit-administrator')
  const input = { title: 'Rà soát doanh nghiệp số', document: 'Kế hoạch 01/KH-UBND', indicatorCode: 'nq01.07', agencyId: commune, dueOn: '2026-12-31' }
  await expect(putTask(callOf(t(), head), { ...input, agencyId: neighbour })).rejects.toMatchObject({ details: { fields: [{ field: 'agencyId' }] } })
  const id = await putTask(callOf(t(), head), input)
  await expect(finishTask(callOf(t(), stranger), id, 1, { result: 'xong', evidence: [] })).rejects.toMatchObject({ code: 'not-found' })
  await expect(finishTask(callOf(t(), head), id, 1, { result: ' ', evidence: [] })).rejects.toMatchObject({ code: 'invalid' })
  await finishTask(callOf(t(), head), id, 1, { result: 'đã rà soát', evidence: [] })
  expect((await sql<{ on: string }>`select done_on::text as on from indicators.task where id = ${id}`.execute(t().owner.kysely)).rows).toEqual([{ on: localDateOf(NOW) }])
})
