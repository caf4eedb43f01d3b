import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, it, test, vi } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { generateDossiers } from '../../dossiers/index.ts'
import { aWorld } from '../../dossiers/testing.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { recordReadings } from '../acts/record-readings.ts'
import type { SuccessionRule } from '../domain/succession.ts'
import { parsePeriod } from '../domain/period.ts'
import { readFrameworks } from '../read-frameworks.ts'
import { anAgency, callOf, SYSTEM } from '../testing.ts'
import { compareUnits } from './compare.ts'
import { findFramework } from './frameworks.ts'
import { figuresOf } from './results.ts'
import { unitSeriesOf } from './unit-series.ts'
import type { NamedSubject } from './subjects.ts'

const t = useDb()
const period = (id: string) => parsePeriod(id) ?? expect.fail(id)
const MONTHS = ['202512', '202601', '202602', '202603'].map(period)
let subjects: NamedSubject[]
beforeAll(async () => {
  const world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: 200, now: world.platform.now(), ledger: false, seed: 0.5 })
  const other = await anAgency(t(), 'H55.9', '05446')
  await sql`update dossiers.dossier set competent_agency_id = case when code < (select percentile_disc(0.4) within group (order by code) from dossiers.dossier) then ${other}::uuid else ${world.commune}::uuid end`.execute(t().owner.kysely)
  subjects = ([['05443', [world.commune]], ['05446', [other]], ['05449', []]] satisfies (readonly [string, string[]])[]).map(([code, agencies]) => ({ code, name: `Xã ${code}`, kind: 'commune', units: [code], agencies }))
  await loadFrameworks(callOf(t(), SYSTEM), readFrameworks(['modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks'].flatMap(dir => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) })))))
  await put('petitions', '202602', 4, '05443')
  await put('petitions_in_time', '202602', 0, '05443')
})
const put = (element: string, id: string, value: number, unitCode: string) => recordReadings(callOf(t(), SYSTEM), [{ element, category: '', unitCode, period: id, value, source: 'dataset', ref: 'thử' }])
const inside = <T>(work: Parameters<typeof read<T>>[2]): Promise<T> => read(t().db, SYSTEM, work)

describe('figures of many units and periods', () => {
  it('are those of every unit and period alone', async () => {
    await inside(async tx => {
      const framework = await findFramework(tx, 'qd-766', { edition: '2022' }) ?? expect.fail('none')
      const all = await compareUnits(tx, framework, subjects, MONTHS)
      for (const month of MONTHS) for (const [at, subject] of subjects.entries()) {
        const alone = await figuresOf(tx, framework, subject, month)
        const own = all.get(month.id)?.[at] ?? expect.fail('not there')
        expect(own.subject.code).toBe(subject.code)
        expect(own.indicators).toEqual(alone.indicators.map(({ definition, result }) => ({ definition, result })))
        expect(own.total).toEqual(alone.total)
      }
    })
  })
  it('take as many statements as one unit in one period', async () => {
    const statements = async (units: readonly NamedSubject[], months: readonly typeof MONTHS[number][]): Promise<number> => inside(async tx => {
      const framework = await findFramework(tx, 'qd-766', { edition: '2022' }) ?? expect.fail('none')
      const spy = vi.spyOn(pg.Client.prototype, 'query')
      try { await compareUnits(tx, framework, units, months); return spy.mock.calls.length } finally { spy.mockRestore() }
    })
    const one = await statements(subjects.slice(0, 1), MONTHS.slice(-1))
    expect(one).toBeGreaterThan(3)
    expect(await statements(subjects, MONTHS)).toBe(one)
  })
  it('a zero that was reported is zero, what nobody reported is missing with its reason', async () => {
    const february = (await inside(async tx => compareUnits(tx, await findFramework(tx, 'qd-766', { edition: '2022' }) ?? expect.fail('none'), subjects, [period('202602')]))).get('202602') ?? []
    const results = february.map(({ indicators }) => indicators.find(({ definition }) => definition.code === 'PETITION_PROCESSING_ON_TIME')?.result)
    expect(results.map(result => result?.value)).toEqual([0, null, null])
    expect(results[1]?.reasons.map(({ code }) => code)).toContain('no-source')
  })
})

describe('a commune through a merger', () => {
  const NEW = '09001'
  const [OLD_A, OLD_B] = ['08001', '08002']
  beforeAll(async () => {
    for (const [code, from, to] of [[OLD_A, '2018-01-01', '2026-01-31'], [OLD_B, '2018-01-01', '2026-01-31'], [NEW, '2026-02-01', null]] as const) await sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, valid_to, source) values (${newId()}, ${code}, ${`Xã ${code}`}, 'xa', 'commune', '19', ${from}, ${to}, 'thử')`.execute(t().owner.kysely)
    for (const old of [OLD_A, OLD_B]) await sql`insert into organisations.unit_succession (old_code, new_code, level, on_date, partial, source) values (${old}, ${NEW}, 'commune', '2026-02-01', false, 'thử')`.execute(t().owner.kysely)
    for (const [unit, id, all, good] of [[OLD_A, '202601', 10, 10], [OLD_B, '202601', 90, 45], [NEW, '202602', 100, 80]] as const) { await put('petitions', id, all, unit); await put('petitions_in_time', id, good, unit) }
    for (const [unit, people] of [[OLD_A, 3000], [OLD_B, 1000]] as const) await put('population', '2025', people, unit)
  })
  const series = (rule: SuccessionRule) => inside(async tx => { const framework = await findFramework(tx, 'qd-766', { edition: '2022' }) ?? expect.fail('none'); return unitSeriesOf(tx, { ...framework, definition: { ...framework.definition, succession: rule } }, { code: NEW, units: [NEW], agencies: [] }, 'PETITION_PROCESSING_ON_TIME', MONTHS) })
  test.each([['sum', 55], ['mean-of-old', 75], ['population-weighted', 87.5]] as const)('before it, by %s: %d', async (rule, value) => {
    const { points, breaks, names } = await series(rule)
    expect(points.map(point => [point.value === null ? null : Math.round(point.value * 10) / 10, point.of.toSorted(), point.reported])).toEqual([[null, [OLD_A, OLD_B], 0], [value, [OLD_A, OLD_B], 2], [80, [], 1], [null, [], 0]])
    expect(breaks).toEqual([{ on: '2026-02-01', of: [OLD_A, OLD_B], rule, at: 2 }])
    expect(names.get(OLD_A)).toBe(`Xã ${OLD_A}`)
  })
  it('adds nothing up where only a part of an old unit went over', async () => {
    await sql`update organisations.unit_succession set partial = true where old_code = ${OLD_B}`.execute(t().owner.kysely)
    const { points } = await series('sum')
    expect(points[1]).toMatchObject({ value: null, reasons: [{ code: 'share-unknown', of: OLD_B }] })
  })
})
