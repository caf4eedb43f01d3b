import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transact } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { workingTimeFor } from '../calendar/index.ts'
import { approveOutcome } from './acts/approve-outcome.ts'
import { assignDossier } from './acts/assign-dossier.ts'
import { proposeOutcome } from './acts/propose-outcome.ts'
import { receiveDossier } from './acts/receive-dossier.ts'
import { requestSupplement } from './acts/request-supplement.ts'
import { takeDossier } from './acts/take-dossier.ts'
import { raiseAlarm, urgeDossier } from './acts/urge-dossier.ts'
import { withdrawDossier } from './acts/withdraw-dossier.ts'
import { silentBefore, WATCH_DEFAULTS } from './domain/watch.ts'
import { startDeskSite, type DeskSite, type DeskVisitor } from './testing-desk.ts'
import { aWorld, type World } from './testing.ts'
import { watchDossiers } from './watch.ts'

const t = useDb()
let world: World
let site: DeskSite
let reception: DeskVisitor, caseOfficer: DeskVisitor, leader: DeskVisitor, above: DeskVisitor
const system = { kind: 'system', name: 'test' } as const

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-watch-')) })
  site = await startDeskSite(world, t().owner)
  reception = await site.officer(world.commune, 'reception-officer')
  caseOfficer = await site.officer(world.commune, 'case-officer')
  leader = await site.officer(world.commune, 'approver')
  above = await site.officer(world.department, 'supervisor')
  await sql`update organisations.agency set path = array[${world.department}, ${world.commune}]::uuid[], email = 'mot-cua@phuong-mau.example.vn' where id = ${world.commune}`.execute(t().owner.kysely)
})
afterAll(() => site.close())

const messages = async (type?: string): Promise<{ type: string; payload: { to: { accountIds: string[]; email?: string }; dossierId?: string; holder?: string; reason?: string } }[]> =>
  (await sql<{ type: string; payload: never }>`select type, payload from kernel.outbox where ${type ? sql`type = ${type}` : sql`type in ('dossiers.urged', 'dossiers.delayed', 'dossiers.awaiting-you', 'dossiers.digest')`} order by id`.execute(t().owner.kysely)).rows
const by = (who: DeskVisitor, dossierId: string) => ({ actor: who.actor, dossierId })

/** One dossier in each open state, and one closed. */
async function everyState(): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  const next = async (name: string): Promise<string> => { const id = await world.submitted(world.citizen()); ids[name] = id; return id }
  await next('submitted')
  await requestSupplement(world.platform, { ...by(reception, await next('waiting-before')), items: [{ field: 'marryAt', reasonCode: 'own', note: 'Ghi rõ nơi' }] })
  await receiveDossier(world.platform, by(reception, await next('received')))
  const orphan = await next('supplemented-but-nobodys')
  await receiveDossier(world.platform, by(reception, orphan))
  await requestSupplement(world.platform, { ...by(reception, orphan), items: [{ field: 'marryAt', reasonCode: 'own', note: 'Ghi rõ nơi' }] })
  for (const name of ['taken', 'assigned', 'proposed', 'approved', 'withdrawn']) {
    const id = await next(name)
    await receiveDossier(world.platform, by(reception, id))
    if (name === 'withdrawn') { await withdrawDossier(world.platform, by(reception, id)); continue }
    await (name === 'assigned' ? assignDossier(world.platform, { ...by(leader, id), toAccountId: caseOfficer.actor.accountId }) : takeDossier(world.platform, by(caseOfficer, id)))
    if (name === 'taken' || name === 'assigned') continue
    await proposeOutcome(world.platform, { ...by(caseOfficer, id), kind: 'granted', templateId: 'status-paper', title: 'Giấy', body: 'Chữ.' })
    if (name === 'approved') await approveOutcome(world.platform, by(leader, id))
  }
  return ids
}

describe('the nightly watch', () => {
  let ids: Record<string, string>
  beforeAll(async () => { ids = await everyState() })

  it('leaves nothing silent beyond five working days, night after night for six weeks', async () => {
    const work = await transact(t().db, system, tx => workingTimeFor(tx, world.commune))
    let day = '2026-03-09'
    let raised = 0
    for (let night = 0; night < 42; night++) {
      day = work.addDays(day, 1)
      world.setNow(`${day}T06:00:00+07:00`)
      raised += (await watchDossiers(world.platform)).raised
      const { rows: [silent] } = await sql<{ n: number }>`select count(*) as n from dossiers.dossier where closed_at is null and greatest(last_event_at, last_alarm_at) < ${silentBefore(world.platform.now(), WATCH_DEFAULTS, work)}`.execute(t().owner.kysely)
      expect([day, silent?.n]).toEqual([day, 0])
    }
    // each of the eight open ones rings about once in six working days
    expect(raised).toBeGreaterThanOrEqual(8 * 4)
    expect(raised).toBeLessThanOrEqual(8 * 8)
  })
  it('told for each of them at least one officer, and the applicant who holds it', async () => {
    const urged = await messages('dossiers.urged')
    for (const [name, id] of Object.entries(ids)) {
      const officers = urged.filter(message => message.payload.dossierId === id).flatMap(message => message.payload.to.accountIds)
      if (name === 'withdrawn') { expect(officers).toEqual([]); continue }
      expect([name, officers.includes(leader.actor.accountId), officers.includes(above.actor.accountId)]).toEqual([name, true, true])
    }
    const holders = urged.filter(message => message.payload.dossierId === ids['taken']).flatMap(message => message.payload.to.accountIds)
    expect(holders).toContain(caseOfficer.actor.accountId)
    const told = await messages('dossiers.delayed')
    expect(told.find(message => message.payload.dossierId === ids['taken'])?.payload).toMatchObject({ holder: 'Ủy ban nhân dân phường Mẫu', reason: expect.stringMatching(/^(Đã quá hạn|Chưa có tiến triển)/) })
    // where the applicant has to move, the words say so
    expect((await messages('dossiers.awaiting-you')).map(message => message.payload.dossierId)).toEqual(expect.arrayContaining([ids['waiting-before'], ids['supplemented-but-nobodys']]))
    expect(told.some(message => message.payload.dossierId === ids['waiting-before'])).toBe(false)
  })
  it('sends one letter a day to the agency, and none for a day without alarms', async () => {
    const letters = await messages('dossiers.digest')
    const { rows } = await sql<{ days: number }>`select count(distinct (at at time zone 'Asia/Ho_Chi_Minh')::date) as days from dossiers.action where act = 'urgeDossier'`.execute(t().owner.kysely)
    expect(letters).toHaveLength(rows[0]?.days ?? -1)
    expect(letters[0]?.payload).toMatchObject({ to: { accountIds: [], email: 'mot-cua@phuong-mau.example.vn' }, reason: expect.stringContaining('Đã quá hạn') })
  })
  it('says nothing twice when it runs twice, also at the same moment', async () => {
    world.setNow('2026-04-30T06:00:00+07:00')
    await sql`update dossiers.dossier set last_alarm_at = null where closed_at is null`.execute(t().owner.kysely)
    const before = (await messages()).length
    const [one, two] = await Promise.all([watchDossiers(world.platform), watchDossiers(world.platform)])
    const after = (await messages()).length
    expect(after).toBeGreaterThan(before)
    expect((await watchDossiers(world.platform))).toMatchObject({ raised: 0, letters: 0 })
    expect((await messages()).length).toBe(after)
    expect(one.letters + two.letters).toBe(1)
    expect((await sql`select dossier_id, at from dossiers.action where act = 'urgeDossier' group by 1, 2 having count(*) > 1`.execute(t().owner.kysely)).rows).toEqual([])
  })
  it('is no progress: the dossier stays as quiet as it was, with an entry in the ledger for every alarm', async () => {
    const { rows: [row] } = await sql<{ quiet: boolean; alarms: number; entries: number }>`select last_event_at < '2026-03-10' as quiet, (select count(*) from dossiers.action a where a.dossier_id = d.id and a.act = 'urgeDossier') as alarms,
      (select count(*) from kernel.ledger_entry e where e.object_id = d.id::text and e.act = 'dossiers.urge') as entries from dossiers.dossier d where id = ${ids['taken']}`.execute(t().owner.kysely)
    expect(row).toMatchObject({ quiet: true })
    expect(row?.alarms).toBeGreaterThan(3)
    expect(row?.entries).toBe(row?.alarms)
  })
  it('goes on where it was killed: what was told stays told', async () => {
    world.setNow('2026-05-14T06:00:00+07:00')
    const id = ids['taken'] ?? ''
    expect(await raiseAlarm(world.platform, id)).toBe('silent')
    const before = (await messages('dossiers.urged')).filter(message => message.payload.dossierId === id).length
    await watchDossiers(world.platform)
    expect((await messages('dossiers.urged')).filter(message => message.payload.dossierId === id)).toHaveLength(before)
  })
  it('rings at the setting of the province', async () => {
    await sql`insert into kernel.setting (key, value) values ('dossiers.watch', '{"silentWorkingDays": 20}')`.execute(t().owner.kysely)
    world.setNow('2026-06-03T06:00:00+07:00')
    expect((await watchDossiers(world.platform)).raised).toBe(0)
    await sql`delete from kernel.setting where key = 'dossiers.watch'`.execute(t().owner.kysely)
    expect((await watchDossiers(world.platform)).raised).toBe(8)
  })
})

describe('urging by hand', () => {
  it('reminds the holder and the heads, once a day, never oneself; a stranger cannot', async () => {
    world.setNow('2026-07-01T09:00:00+07:00')
    const id = await world.submitted(world.citizen())
    await receiveDossier(world.platform, by(reception, id))
    await takeDossier(world.platform, by(caseOfficer, id))
    await urgeDossier(world.platform, { ...by(reception, id), note: 'Người dân hỏi hôm nay' })
    expect((await messages('dossiers.urged')).at(-1)?.payload).toMatchObject({ reason: 'Người dân hỏi hôm nay', to: { accountIds: expect.arrayContaining([caseOfficer.actor.accountId, leader.actor.accountId]) } })
    await expect(urgeDossier(world.platform, by(leader, id))).rejects.toMatchObject({ code: 'urged-today' })
    world.setNow('2026-07-02T09:00:00+07:00')
    await urgeDossier(world.platform, by(leader, id))
    expect((await messages('dossiers.urged')).at(-1)?.payload.to.accountIds).not.toContain(leader.actor.accountId)
    // the applicant is not written to each time an office reminds its own
    expect((await messages('dossiers.delayed')).filter(message => message.payload.dossierId === id)).toEqual([])
    const stranger = await site.officer(world.department, 'reception-officer')
    await expect(urgeDossier(world.platform, by(stranger, id))).rejects.toMatchObject({ code: 'not-found' })
  })
  it('writes to the reception officers where the agency has no mailbox, to those who gave an address and still work', async () => {
    world.setNow('2026-07-09T06:00:00+07:00')
    await sql`update organisations.agency set email = '' where id = ${world.commune}`.execute(t().owner.kysely)
    const locked = await site.officer(world.commune, 'reception-officer')
    for (const [who, email, disabled] of [[reception, 'tiep.nhan@phuong-mau.example.vn', false], [locked, 'da.khoa@phuong-mau.example.vn', true], [caseOfficer, 'xu.ly@phuong-mau.example.vn', false]] as const) {
      await sql`insert into identity.account (id, kind, issuer, sub, display_name, created_at, email, disabled_at) values (${who.actor.accountId}, 'staff', 'urn:tinhso:staff', ${email}, 'x', now(), ${email}, ${disabled ? sql`now()` : null})
        on conflict (id) do update set email = excluded.email, disabled_at = excluded.disabled_at`.execute(t().owner.kysely)
    }
    const before = (await messages('dossiers.digest')).length
    expect((await watchDossiers(world.platform)).letters).toBe(1)
    expect((await messages('dossiers.digest')).slice(before).map(({ payload }) => payload.to)).toEqual([{ accountIds: [], name: 'Ủy ban nhân dân phường Mẫu', email: 'tiep.nhan@phuong-mau.example.vn' }])
  })
})
