import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { read } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { aWorkingTime } from '../calendar/testing.ts'
import { readIndicator } from './domain/clock-indicator.ts'
import type { ClockEvent, ClockPolicy, FinishKind } from './domain/clock-types.ts'
import { generateDossiers } from './generator/generate.ts'
import { countService, dossiersBehind, foldService, type ServiceBucket, type ServiceCounts } from './service-counts.ts'
import { aWorld, type World } from './testing.ts'

const t = useDb()
let world: World
const agencies = Array.from({ length: 3 }, () => newId())
const SYSTEM = { kind: 'system', name: 'test' } as const
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: 400, now: world.platform.now(), ledger: false, seed: 0.5 })
  await sql`update dossiers.dossier d set competent_agency_id = a.id from unnest(${sql.val(agencies)}::uuid[]) with ordinality as a (id, n) where a.n = 1 + abs(hashtext(d.id::text)) % 3`.execute(t().owner.kysely)
})

const PERIODS = [['202510', '2025-10-01', '2025-10-31'], ['202511', '2025-11-01', '2025-11-30'], ['202512', '2025-12-01', '2025-12-31'], ['202601', '2026-01-01', '2026-01-31'], ['202602', '2026-02-01', '2026-02-28'], ['202603', '2026-03-01', '2026-03-31']].map(([id = '', start = '', end = '']) => ({ id, start, end }))
const BUCKETS = { received: 'received', carriedOver: 'carried-over', doneOnTime: 'done-on-time', doneLate: 'done-late', openInTime: 'open-in-time', openLate: 'open-late' } as const satisfies Readonly<Partial<Record<keyof ServiceCounts, ServiceBucket>>>
type OneStop = Record<keyof typeof BUCKETS, number>
const counted = (anew = false) => read(t().db, SYSTEM, tx => countService(tx, { periods: PERIODS, anew }))
const lines = async (): Promise<number> => (await sql<{ n: number }>`select count(*) as n from dossiers.service_day`.execute(t().owner.kysely)).rows[0]?.n ?? 0

interface Row { id: string; agency: string; received_at: Date; promised_at: Date | null; legal_due_at: Date | null; finished_at: Date | null; processing: string; asked: { at: string; answered: string | null }[] }
const policy: ClockPolicy = { dayCounting: 'civil', dayEnd: 'closing', supplement: { incomplete: 'restart', incorrect: 'extend', outdated: 'extend' }, cutoffMinute: 900, boundaryFreeStart: 'competent-agency', reappointmentsAllowed: 1, reappointmentNoticeDays: 1 }
const HOW: Readonly<Record<string, FinishKind>> = { 'result-ready': 'done', returned: 'done', stopped: 'stopped', refused: 'refused', withdrawn: 'withdrawn' }
/** Every dossier by the rules of the clock, one after another; an answered supplement renews the promise, as the act does. */
async function bySlowRules(): Promise<ReadonlyMap<string, ReadonlyMap<string, OneStop>>> {
  const rows = (await sql<Row>`select d.id, d.competent_agency_id as agency, d.received_at, d.promised_at, d.legal_due_at, d.finished_at, d.processing,
    coalesce((select json_agg(json_build_object('at', q.asked_at, 'answered', q.answered_at) order by q.asked_at) from dossiers.supplement_request q where q.dossier_id = d.id and q.stage = 'after-acceptance'), '[]') as asked from dossiers.dossier d where d.received_at is not null`.execute(t().owner.kysely)).rows
  const work = aWorkingTime()
  const found = new Map<string, Map<string, OneStop>>()
  for (const row of rows) {
    const promisedAt = row.promised_at ?? row.legal_due_at
    const events: ClockEvent[] = [{ type: 'received', at: row.received_at, promisedAt }, ...row.asked.flatMap(({ at, answered }): ClockEvent[] => [{ type: 'supplement-requested', at: new Date(at), stage: 'after-acceptance', reason: 'incomplete' },
      ...answered === null ? [] : [{ type: 'supplement-answered' as const, at: new Date(answered), complete: true, ...promisedAt ? { promisedAt } : {} }]])]
    const how = HOW[row.processing]
    if (row.finished_at !== null) events.push({ type: 'finished', at: row.finished_at, how: how ?? 'done' })
    const own = found.get(row.agency) ?? new Map(PERIODS.map(({ id }) => [id, { received: 0, carriedOver: 0, doneOnTime: 0, doneLate: 0, openInTime: 0, openLate: 0 }]))
    found.set(row.agency, own)
    for (const { id, start, end } of PERIODS) {
      const [from, to] = [new Date(`${start}T00:00:00+07:00`), new Date(new Date(`${end}T00:00:00+07:00`).getTime() + 86_400_000)]
      if (row.received_at >= to) continue
      const reading = readIndicator({ events, term: { value: 3, unit: 'WORKING_DAY' }, sameDay: false, boundaryFree: false }, to, null, policy, work)
      const ended = reading.endedBy !== 'end-of-period' && reading.endAt !== null && reading.endAt < to
      const counts = own.get(id)
      if (!counts || ended && reading.endAt < from) continue
      counts[row.received_at >= from ? 'received' : 'carriedOver'] += 1
      counts[ended ? reading.onTime ? 'doneOnTime' : 'doneLate' : reading.onTime ? 'openInTime' : 'openLate'] += 1
    }
  }
  return found
}
const oneStop = (counts: ServiceCounts | undefined): OneStop | undefined => counts && { received: counts.received, carriedOver: counts.carriedOver, doneOnTime: counts.doneOnTime, doneLate: counts.doneLate, openInTime: counts.openInTime, openLate: counts.openLate }
async function expectAgreement(what = ''): Promise<void> {
  const [kept, anew, slow] = [await counted(), await counted(true), await bySlowRules()]
  for (const agency of agencies) for (const { id } of PERIODS) {
    expect(kept.get(agency)?.get(id), `${agency} ${id}`).toEqual(anew.get(agency)?.get(id))
    expect(oneStop(kept.get(agency)?.get(id)), `${what} ${id}`).toEqual(slow.get(agency)?.get(id))
    const counts = kept.get(agency)?.get(id)
    if (counts) expect(counts.received + counts.carriedOver).toBe(counts.doneOnTime + counts.doneLate + counts.openInTime + counts.openLate)
  }
}

describe('counts of QĐ 766 by day', () => {
  it('are those of the rules of the clock, dossier by dossier, and of all facts counted anew', async () => {
    const all = [...(await counted()).values()].flatMap(own => [...own.values()])
    for (const key of ['received', 'carriedOver', 'doneOnTime', 'doneLate', 'openInTime', 'openLate'] as const) expect(all.reduce((sum, each) => sum + each[key], 0), key).toBeGreaterThan(0)
    await expectAgreement()
  })
  it('follow every change: whatever happens to dossiers, in any order', async () => {
    const { kysely } = t().owner
    const some = (salt: string, of: number) => sql`abs(hashtext(d.id::text || ${salt})) % ${of} = 0 and d.received_at is not null`
    const ask = (salt: string, of: number, answered: boolean) => sql`insert into dossiers.supplement_request (id, dossier_id, stage, items, asked_at, asked_by_account_id, asked_by_name, answered_at)
      select gen_random_uuid(), d.id, 'after-acceptance', '[]', d.received_at + interval '30 hours', gen_random_uuid(), 'x', ${answered ? sql`d.received_at + interval '4 days'` : sql`null`} from dossiers.dossier d where ${some(salt, of)} and (d.finished_at is null or d.finished_at > d.received_at + interval '30 hours') and not exists (select from dossiers.supplement_request q where q.dossier_id = d.id and q.answered_at is null)`
    const changes = [
      sql`update dossiers.dossier d set promised_at = finished_at - interval '1 minute' where finished_at is not null and ${some('a', 3)}`, ask('b', 4, true), ask('c', 4, true), ask('d', 5, false),
      sql`update dossiers.supplement_request q set answered_at = asked_at + interval '2 days' where answered_at is null and abs(hashtext(q.id::text)) % 2 = 0`,
      sql`update dossiers.dossier d set promised_at = null, legal_due_at = null where ${some('e', 9)}`, sql`update dossiers.dossier d set promised_at = null where ${some('f', 7)}`,
      sql`update dossiers.dossier d set finished_at = null, processing = 'in-progress' where ${some('g', 4)}`, sql`update dossiers.dossier d set processing = 'withdrawn', finished_at = received_at + interval '40 hours' where ${some('h', 8)}`,
      sql`update dossiers.dossier d set promised_at = date_trunc('day', promised_at at time zone 'Asia/Ho_Chi_Minh') at time zone 'Asia/Ho_Chi_Minh' where ${some('i', 3)}`, sql`update dossiers.dossier d set received_at = received_at - interval '25 days' where ${some('j', 6)}`,
      sql`update dossiers.dossier d set competent_agency_id = ${agencies[0]} where ${some('k', 5)}`, sql`update dossiers.dossier d set money = 'paid', digitisation = 'complete', sync = 'acknowledged' where ${some('l', 2)}`, sql`update dossiers.dossier d set received_at = null where ${some('m', 12)}`,
    ]
    for (const [at, change] of changes.entries()) {
      expect((await change.execute(kysely)).numAffectedRows).toBeGreaterThan(0n)
      await expectAgreement(`change ${at}`)
    }
    const before = await lines()
    const folded = await foldService(t().db)
    expect(folded).toBeGreaterThan(50)
    expect(await lines()).toBe(before - folded)
    await expectAgreement()
    const gone = sql`(select id from dossiers.dossier d where ${some('n', 10)})`
    for (const table of ['supplement_request', 'action']) await sql`delete from ${sql.table(`dossiers.${table}`)} where dossier_id in ${gone}`.execute(kysely)
    await sql`delete from dossiers.dossier where id in ${gone}`.execute(kysely)
    await expectAgreement()
  })
  it('a request for a supplement, its answer and a second one move the dossier at once', async () => {
    const { kysely } = t().owner
    const id = await world.submitted(world.citizen())
    await sql`update dossiers.dossier set received_at = '2026-03-02T09:00:00+07:00', promised_at = '2026-03-05T17:00:00+07:00', processing = 'received', competent_agency_id = ${agencies[1]} where id = ${id}`.execute(kysely)
    const state = async (): Promise<string> => { const { rows } = await sql<{ s: string }>`select concat_ws(' ', ended_on, on_time, late_from) as s from dossiers.service_fact where dossier_id = ${id}`.execute(kysely); return rows[0]?.s ?? '' }
    const ask = (at: string) => sql`insert into dossiers.supplement_request (id, dossier_id, stage, items, asked_at, asked_by_account_id, asked_by_name) values (gen_random_uuid(), ${id}, 'after-acceptance', '[]', ${at}, gen_random_uuid(), 'x')`.execute(kysely)
    expect(await state()).toBe('t 2026-03-05')
    await ask('2026-03-04T10:00:00+07:00')
    expect(await state()).toBe('2026-03-04 t')
    await sql`update dossiers.supplement_request set answered_at = '2026-03-06T10:00:00+07:00' where dossier_id = ${id}`.execute(kysely)
    await sql`update dossiers.dossier set promised_at = '2026-03-11T17:00:00+07:00' where id = ${id}`.execute(kysely)
    expect(await state()).toBe('t 2026-03-11')
    await ask('2026-03-09T10:00:00+07:00')
    expect(await state()).toBe('2026-03-09 f 2026-03-02')
    await expectAgreement()
  })
})
describe('the dossiers behind a number', () => {
  const behind = (actor: Parameters<typeof read>[1], agencyId: string, period: (typeof PERIODS)[number], bucket: ServiceBucket) => read(t().db, actor, tx => dossiersBehind(tx, { agencies: [agencyId], ...period, bucket, limit: 1000 }))
  it('are as many as the number says, for whom they are open', async () => {
    const kept = await counted()
    for (const agency of agencies) for (const period of PERIODS) for (const [key, bucket] of Object.entries(BUCKETS)) {
      const counts = oneStop(kept.get(agency)?.get(period.id))
      expect((await behind(SYSTEM, agency, period, bucket)).length, `${period.id} ${key}`).toBe(Object.entries(counts ?? {}).find(([name]) => name === key)?.[1])
    }
  })
  it('are hidden from everybody else, and nobody writes counts', async () => {
    const [agency = ''] = agencies
    const period = PERIODS[4] ?? expect.fail()
    expect((await behind(SYSTEM, agency, period, 'received')).length).toBeGreaterThan(0)
    expect(await behind(world.officer(newId(), 'supervisor'), agency, period, 'received')).toEqual([])
    expect(await behind({ kind: 'anonymous' }, agency, period, 'received')).toEqual([])
    for (const actor of [world.officer(newId(), 'supervisor'), { kind: 'anonymous' } as const]) expect(await read(t().db, actor, async tx => (await sql`select 1 from dossiers.service_fact`.execute(tx)).rows.length)).toBe(0)
    expect((await read(t().db, { kind: 'anonymous' }, tx => countService(tx, { agencies: [agency], periods: [period] }))).get(agency)?.get(period.id)?.received).toBeGreaterThan(0)
    for (const table of ['service_day', 'service_fact']) await expect(read(t().db, SYSTEM, tx => sql`delete from ${sql.table(`dossiers.${table}`)}`.execute(tx))).rejects.toThrow('permission denied')
  })
})
