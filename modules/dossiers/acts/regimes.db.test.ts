import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { axesOf } from '../facts.ts'
import { stateOf } from '../history.ts'
import { getDossierView } from '../queries.ts'
import { aWorld, type World } from '../testing.ts'
import { findForm, findRegime } from '../domain/regime.ts'
import { approveOutcome } from './approve-outcome.ts'
import { proposeOutcome } from './propose-outcome.ts'
import { receiveDossier } from './receive-dossier.ts'
import { refuseDossier } from './refuse-dossier.ts'
import { reappointDossier } from './reappoint-dossier.ts'
import { requestSupplement } from './request-supplement.ts'
import { sendBack } from './send-back.ts'
import { stopDossier } from './stop-dossier.ts'
import { takeDossier } from './take-dossier.ts'
import { withdrawDossier } from './withdraw-dossier.ts'

const t = useDb()
let world: World
const system = { kind: 'system', name: 'test' } as const
beforeAll(async () => { world = await aWorld(t(), { now: '2026-09-07T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) }) })
const code = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message)

describe('the law of the day of reception', () => {
  // one dossier of each regime, and one on each side of the day when agency codes turned round
  it.each([
    ['2019-05-06T09:00:00+07:00', 'nd-61-2018', '000.00.33.H55-190506-0001'],
    ['2024-05-06T09:00:00+07:00', 'nd-61-2018', 'H55.33-240506-0001'],
    ['2026-03-09T09:00:00+07:00', 'nd-118-2025', 'H55.33-260309-0001'],
    ['2026-09-07T09:00:00+07:00', 'nd-309-2026', 'H55.33-260907-0001'],
  ])('receives a dossier at %s under %s', async (now, regime, expected) => {
    world.setNow(now)
    const dossierId = await world.submitted(world.citizen())
    const done = await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    expect(done.code).toBe(expected)
    const { dossier } = await read(t().db, system, tx => getDossierView(tx, dossierId))
    expect(dossier.regime).toBe(regime)
    const law = findRegime(now.slice(0, 10))
    expect(law && findForm(law, 'process-control')?.number).toBe(regime === 'nd-61-2018' ? '05' : '06')
  })
  it('stays readable under its law when the law changes', async () => {
    world.setNow('2026-08-04T09:00:00+07:00')
    const dossierId = await world.submitted(world.citizen())
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    world.setNow('2026-08-10T09:00:00+07:00')
    await takeDossier(world.platform, { actor: world.officer(world.commune, 'case-officer'), dossierId })
    expect((await read(t().db, system, tx => getDossierView(tx, dossierId))).dossier.regime).toBe('nd-118-2025')
  })
  it('sends people to the national portal while only it may take online filings', async () => {
    await sql`update kernel.setting set value = '{}' where key = 'dossiers.regimes'`.execute(t().owner.kysely)
    world.setNow('2026-03-09T09:00:00+07:00')
    expect(await code(world.submitted(world.citizen()))).toBe('national-portal-only')
    world.setNow('2026-09-07T09:00:00+07:00')
    expect(await code(world.submitted(world.citizen()))).toBe('done')
  })
})

describe('what is stored', () => {
  it('is what the history leads to, for every way a dossier may go', async () => {
    world.setNow('2026-09-07T09:00:00+07:00')
    const reception = world.officer(world.commune, 'reception-officer')
    const caseOfficer = world.officer(world.commune, 'case-officer')
    const leader = world.officer(world.commune, 'approver', 'signer')
    const on = (dossierId: string) => ({ reception: { actor: reception, dossierId }, caseOfficer: { actor: caseOfficer, dossierId }, leader: { actor: leader, dossierId } })
    const ways: ((d: ReturnType<typeof on>) => Promise<unknown>)[] = [
      async d => refuseDossier(world.platform, { ...d.reception, reason: 'Sai nơi nộp' }),
      async d => requestSupplement(world.platform, { ...d.reception, items: [{ field: 'marryAt', reasonCode: 'x', note: 'Ghi rõ' }] }),
      async d => { await receiveDossier(world.platform, d.reception); return withdrawDossier(world.platform, d.reception) },
      async d => { await receiveDossier(world.platform, d.reception); await takeDossier(world.platform, d.caseOfficer); return stopDossier(world.platform, { ...d.leader, reason: 'Không còn cư trú' }) },
      async d => {
        await receiveDossier(world.platform, d.reception)
        await takeDossier(world.platform, d.caseOfficer)
        await reappointDossier(world.platform, { ...d.leader, reason: 'Chờ xác minh', promisedAt: new Date('2026-09-16T17:00:00+07:00') })
        await proposeOutcome(world.platform, { ...d.caseOfficer, kind: 'refused', templateId: 'refusal', title: 'Từ chối', body: 'Không đủ điều kiện' })
        await sendBack(world.platform, { ...d.leader, reason: 'Xem lại' })
        await proposeOutcome(world.platform, { ...d.caseOfficer, kind: 'granted', templateId: 'status-paper', title: 'Giấy', body: 'Đủ' })
        return approveOutcome(world.platform, d.leader)
      },
    ]
    for (const way of ways) {
      const dossierId = await world.submitted(world.citizen())
      await way(on(dossierId))
      const { dossier, actions } = await read(t().db, system, tx => getDossierView(tx, dossierId))
      const state = stateOf(actions)
      expect(state.axes).toEqual(axesOf(dossier))
      expect([state.supplementCount, state.reappointmentCount, state.holderAccountId, state.proposedByAccountId]).toEqual([dossier.supplement_count, dossier.reappointed ? 1 : 0, dossier.assignee_account_id, dossier.proposed_by_account_id])
    }
  })
  it('allows one new appointment, not a second, never on a day off', async () => {
    const leader = world.officer(world.commune, 'approver')
    const dossierId = await world.submitted(world.citizen())
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    const again = (day: string): Promise<unknown> => reappointDossier(world.platform, { actor: leader, dossierId, reason: 'Chờ xác minh', promisedAt: new Date(`${day}T17:00:00+07:00`) })
    expect(await code(again('2026-09-13'))).toBe('on-day-off')
    expect(await code(again('2026-09-08'))).toBe('not-later')
    expect(await code(again('2026-09-15'))).toBe('done')
    expect(await code(again('2026-09-17'))).toBe('already-reappointed')
  })
})
