import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { read, tablesOf, transact } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { recordGift } from '../../organisations/index.ts'
import { getDossier } from '../queries.ts'
import { getDraft } from '../store.ts'
import { workDeskOf } from '../work-desk.ts'
import { listWork } from '../work-queries.ts'
import { aWorld, applicantOf, type World } from '../testing.ts'
import { advanceStep } from './advance-step.ts'
import { answerConsultation } from './answer-consultation.ts'
import { approveOutcome } from './approve-outcome.ts'
import { consultAgency } from './consult-agency.ts'
import { perform } from './perform.ts'
import { proposeOutcome } from './propose-outcome.ts'
import { receiveDossier } from './receive-dossier.ts'
import { refuseDossier } from './refuse-dossier.ts'
import { requestSupplement } from './request-supplement.ts'
import { sendBack } from './send-back.ts'
import { sendMessage } from './send-message.ts'
import { supplementDossier } from './supplement-dossier.ts'
import { submitDossier } from './submit-dossier.ts'
import { saveDraftPage, startDraft } from './edit-draft.ts'
import { takeDossier } from './take-dossier.ts'
import { undoLast } from './undo-act.ts'
import { withdrawDossier } from './withdraw-dossier.ts'

const t = useDb()
let world: World
beforeAll(async () => { world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) }) })
const code = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message)

describe('a dossier from filing to an approved outcome', () => {
  it('goes its way, each act leaving state, action, ledger entry and message', async () => {
    const citizen = world.citizen()
    const reception = world.officer(world.commune, 'reception-officer')
    const caseOfficer = world.officer(world.commune, 'case-officer')
    const leader = world.officer(world.commune, 'approver', 'signer')
    const dossierId = await world.submitted(citizen)
    const received = await receiveDossier(world.platform, { actor: reception, dossierId })
    expect(received.code).toBe('H55.33-260309-0001')
    const row = await read(t().db, citizen, tx => getDossier(tx, dossierId))
    // 3 working days from Monday 9:00, first day not counted
    expect(row.promised_at?.toISOString()).toBe('2026-03-12T10:00:00.000Z')
    expect(row.due_trace.length).toBeGreaterThan(1)
    await takeDossier(world.platform, { actor: caseOfficer, dossierId })
    await advanceStep(world.platform, { actor: caseOfficer, dossierId, toStepId: 'sign' })
    await proposeOutcome(world.platform, { actor: caseOfficer, dossierId, kind: 'granted', templateId: 'status-paper', title: 'Giấy xác nhận', body: 'Chưa kết hôn.' })
    await sendBack(world.platform, { actor: leader, dossierId, reason: 'Ghi rõ thời gian cư trú' })
    await proposeOutcome(world.platform, { actor: caseOfficer, dossierId, kind: 'granted', templateId: 'status-paper', title: 'Giấy xác nhận', body: 'Chưa kết hôn, cư trú từ 2001.' })
    expect((await approveOutcome(world.platform, { actor: leader, dossierId })).processing).toBe('approved')
    const acts = await sql<{ act: string; seq: number }>`select act, seq from dossiers.action where dossier_id = ${dossierId} order by seq`.execute(t().owner.kysely)
    expect(acts.rows.map(r => r.act)).toEqual(['submitDossier', 'receiveDossier', 'takeDossier', 'advanceStep', 'proposeOutcome', 'sendBack', 'proposeOutcome', 'approveOutcome'])
    const ledger = await sql<{ act: string }>`select act from kernel.ledger_entry where object_id = ${dossierId} order by xact`.execute(t().owner.kysely)
    expect(ledger.rows.map(r => r.act)).toEqual(['dossiers.submit', 'dossiers.receive', 'dossiers.take', 'dossiers.advance-step', 'dossiers.propose-outcome', 'dossiers.send-back', 'dossiers.propose-outcome', 'dossiers.approve-outcome'])
  })

  it('numbers dossiers without gaps within an agency and day, also when an act fails', async () => {
    const reception = world.officer(world.commune, 'reception-officer')
    const [a, b] = [await world.submitted(world.citizen()), await world.submitted(world.citizen())]
    const codes = await Promise.all([a, b].map(dossierId => receiveDossier(world.platform, { actor: reception, dossierId }).then(done => done.code)))
    expect(await code(receiveDossier(world.platform, { actor: reception, dossierId: a }))).toBe('wrong-status')
    expect(codes.toSorted()).toEqual(['H55.33-260309-0002', 'H55.33-260309-0003'])
  })

  it('files once, however often the button is pressed', async () => {
    const citizen = world.citizen()
    const first = await world.submitted(citizen)
    const draft = (await sql<{ id: string }>`select id from dossiers.draft where submitted_dossier_id = ${first}`.execute(t().owner.kysely)).rows[0]
    const again = (): Promise<{ id: string }> => submitDossier(world.platform, citizen, { draftId: draft?.id ?? '', applicant: applicantOf(citizen), submitter: { accountId: citizen.accountId, name: citizen.displayName }, returnMethod: 'online', procedureCaseId: world.procedureCaseId })
    expect((await Promise.all([again(), again(), again()])).map(done => done.id)).toEqual([first, first, first])
  })

  it('keeps every page of a draft that several tabs save at the same moment', async () => {
    const citizen = world.citizen()
    const draftId = await startDraft(world.platform, citizen, { procedureCode: '1.004873', caseId: 'for-marriage', receivingAgencyId: world.commune, subjectAccountId: citizen.accountId, mandateId: null, answers: {} })
    const names = Array.from({ length: 12 }, (_, index) => `answer${index}`)
    await Promise.all(names.map(name => saveDraftPage(world.platform, citizen, draftId, { answers: { [name]: 'typed' }, donePage: name })))
    const { answers, done_pages: pages } = await read(t().db, citizen, tx => getDraft(tx, draftId))
    expect([Object.keys(answers).toSorted(), pages.toSorted()]).toEqual([names.toSorted(), names.toSorted()])
  })

  it('lets nobody answer in the stead of another agency that was asked too', async () => {
    const dossierId = await world.submitted(world.citizen())
    const worker = world.officer(world.commune, 'case-officer')
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    await takeDossier(world.platform, { actor: worker, dossierId })
    const [first, second] = [newId(), newId()]
    await sql`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values (${first}, 'H55.08', 'Sở Nội vụ', 'department', 'province', array[${first}]::uuid[], '2018-01-01'), (${second}, 'H55.09', 'Sở Xây dựng', 'department', 'province', array[${second}]::uuid[], '2018-01-01')`.execute(t().owner.kysely)
    for (const agencyId of [first, second]) await consultAgency(world.platform, { actor: worker, dossierId, agencyId, question: 'Có ý kiến gì không?', deadline: new Date('2026-03-12T03:00:00Z') })
    const asked = new Map((await sql<{ id: string; agency_id: string }>`select id, agency_id from dossiers.consultation where dossier_id = ${dossierId}`.execute(t().owner.kysely)).rows.map(row => [row.agency_id, row.id]))
    const answer = (agencyId: string, of: string) => answerConsultation(world.platform, { actor: world.officer(agencyId, 'case-officer'), dossierId, consultationId: asked.get(of) ?? '', answer: 'Đồng ý.' })
    expect(await code(answer(first, second))).toBe('conflict')
    const written = (agencyId: string) => transact(t().db, world.officer(agencyId, 'case-officer'), async tx => (await sql`update dossiers.consultation set answer = answer where id = ${asked.get(second)}`.execute(tx)).numAffectedRows)
    expect([await written(first), await written(world.commune), await written(second)]).toEqual([0n, 0n, 1n])
    await answer(first, first)
    expect((await sql`select 1 from dossiers.consultation where id = ${asked.get(second)} and answered_at is null`.execute(t().owner.kysely)).rows).toHaveLength(1)
    await answer(second, second)
  })

  it('answers a key for the act it was made for and for no other', async () => {
    const by = world.citizen()
    const dossierId = await world.submitted(by)
    const [reception, worker, key] = [world.officer(world.commune, 'reception-officer'), world.officer(world.commune, 'case-officer'), newId()]
    await receiveDossier(world.platform, { actor: reception, dossierId, idempotencyKey: key })
    await receiveDossier(world.platform, { actor: reception, dossierId, idempotencyKey: key })
    await expect(takeDossier(world.platform, { actor: worker, dossierId, idempotencyKey: key })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('answers a key for what was said under it and for whom it was given, and loses no word sent under it again', async () => {
    const dossierId = await world.submitted(world.citizen())
    const [actor, key] = [world.officer(world.commune, 'reception-officer'), newId()]
    const say = (body: string, by: OfficerActor = actor) => sendMessage(world.platform, { actor: by, dossierId, body, idempotencyKey: key })
    const first = await say('Mời bạn đến lấy giấy.')
    expect((await say('Mời bạn đến lấy giấy.')).version).toBe(first.version)
    expect(await code(say('Mang theo căn cước.'))).toBe('conflict')
    expect(await code(say('Mời bạn đến lấy giấy.', world.officer(world.commune, 'reception-officer')))).toBe('conflict')
    const { rows } = await sql<{ body: string }>`select body from dossiers.message where dossier_id = ${dossierId}`.execute(t().owner.kysely)
    expect(rows.map(({ body }) => body)).toEqual(['Mời bạn đến lấy giấy.'])
  })

  it('takes back once what is taken back twice, whatever it was', async () => {
    const dossierId = await world.submitted(world.citizen())
    const [reception, head, worker, key] = [world.officer(world.commune, 'reception-officer'), world.officer(world.commune, 'approver'), world.officer(world.commune, 'case-officer'), newId()]
    await receiveDossier(world.platform, { actor: reception, dossierId })
    await takeDossier(world.platform, { actor: worker, dossierId })
    const undo = (actor: OfficerActor) => undoLast(world.platform, { actor, dossierId, idempotencyKey: key })
    const undone = await undo(worker)
    expect((await undo(worker)).version).toBe(undone.version)
    expect(await code(undo(head))).toBe('undo-over')
  })

  it('lists everything that is missing instead of filing', async () => {
    const citizen = world.citizen()
    const draftId = await startDraft(world.platform, citizen, { procedureCode: '1.004873', caseId: 'for-marriage', receivingAgencyId: world.commune, subjectAccountId: citizen.accountId, mandateId: null, answers: {} })
    const error: unknown = await submitDossier(world.platform, citizen, { draftId, applicant: applicantOf(citizen), submitter: { accountId: citizen.accountId, name: citizen.displayName }, returnMethod: 'online', procedureCaseId: world.procedureCaseId }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'invalid' })
    expect((await sql`select 1 from dossiers.dossier where submitter_account_id = ${citizen.accountId}`.execute(t().owner.kysely)).rows).toEqual([])
  })
})

describe('the two walls', () => {
  it('hides a dossier from another citizen and from another agency', async () => {
    const dossierId = await world.submitted(world.citizen())
    expect(await code(withdrawDossier(world.platform, { actor: world.citizen('Người khác'), dossierId }))).toBe('not-found')
    expect(await code(receiveDossier(world.platform, { actor: world.officer(world.department, 'reception-officer'), dossierId }))).toBe('not-found')
    for (const stranger of [world.citizen('Người khác'), world.officer(world.department, 'administrator', 'case-officer')]) {
      for (const table of ['dossier', 'action', 'dossier_file', 'message', 'result', 'supplement_request', 'view_log']) {
        const rows = await read(t().db, stranger, tx => sql`select * from ${sql.table(`dossiers.${table}`)}`.execute(tablesOf<Record<string, never>>(tx)))
        expect([table, rows.rows]).toEqual([table, []])
      }
    }
  })
  it('lets the wrong role do nothing, with a reason', async () => {
    const dossierId = await world.submitted(world.citizen())
    expect(await code(receiveDossier(world.platform, { actor: world.officer(world.commune, 'case-officer'), dossierId }))).toBe('wrong-role')
    expect(await code(refuseDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId, reason: '  ' }))).toBe('invalid')
  })
  it('refuses to write over a version that has been overtaken', async () => {
    const dossierId = await world.submitted(world.citizen())
    const reception = world.officer(world.commune, 'reception-officer')
    await receiveDossier(world.platform, { actor: reception, dossierId, version: 1 })
    expect(await code(withdrawDossier(world.platform, { actor: reception, dossierId, version: 1 }))).toBe('conflict')
  })
  it('does not let the proposer approve', async () => {
    const both = world.officer(world.commune, 'reception-officer', 'case-officer', 'approver')
    const dossierId = await world.submitted(world.citizen())
    await receiveDossier(world.platform, { actor: both, dossierId })
    await takeDossier(world.platform, { actor: both, dossierId })
    await proposeOutcome(world.platform, { actor: both, dossierId, kind: 'refused', templateId: 'refusal', title: 'Từ chối', body: 'Không đủ điều kiện.' })
    expect(await code(approveOutcome(world.platform, { actor: both, dossierId }))).toBe('own-proposal')
  })
  it('does not let who gave the proposer rights approve or sign, nor the other way round', async () => {
    world.setNow('2026-03-09T09:00:00+07:00')
    const clerk = world.officer(world.commune, 'reception-officer', 'case-officer')
    const leader = (): OfficerActor => world.officer(world.commune, 'approver', 'signer')
    const [opener, seater, seated, past, other] = [leader(), leader(), leader(), leader(), leader()]
    const holding = async (accountId: string, validTo: string | null): Promise<string> => {
      const [positionId, holderId] = [newId(), newId()]
      await sql`insert into organisations.position (id, agency_id, title, roles, valid_from) values (${positionId}, ${world.commune}, 'Công chức', '{case-officer}', '2025-07-01')`.execute(t().owner.kysely)
      await sql`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from, valid_to) values (${holderId}, ${positionId}, ${accountId}, 'x', '2025-07-01', ${validTo}::date)`.execute(t().owner.kysely)
      return holderId
    }
    const [now, ended, theirs] = [await holding(clerk.accountId, '2026-03-08'), await holding(clerk.accountId, '2026-03-07'), await holding(seated.accountId, null)]
    await transact(t().owner, { kind: 'system', name: 'test' }, async tx => {
      await recordGift(tx, opener, clerk.accountId, { act: 'open-account' }, world.platform.now())
      await recordGift(tx, seater, clerk.accountId, { act: 'seat', holderId: now }, world.platform.now())
      await recordGift(tx, past, clerk.accountId, { act: 'change-roles', holderId: ended }, world.platform.now())
      await recordGift(tx, clerk, seated.accountId, { act: 'seat', holderId: theirs }, world.platform.now())
    })
    const dossierId = await world.submitted(world.citizen())
    await receiveDossier(world.platform, { actor: clerk, dossierId })
    await takeDossier(world.platform, { actor: clerk, dossierId })
    await proposeOutcome(world.platform, { actor: clerk, dossierId, kind: 'refused', templateId: 'refusal', title: 'Từ chối', body: 'Không đủ điều kiện.' })
    for (const actor of [opener, seater, seated]) expect(await code(approveOutcome(world.platform, { actor, dossierId }))).toBe('tied-to-proposer')
    await approveOutcome(world.platform, { actor: past, dossierId })
    for (const actor of [opener, seater, seated]) expect(await code(perform(world.platform, 'signResult', { actor, dossierId }, async () => ({}), { delivery: 'online' }))).toBe('tied-to-proposer')
    expect(await code(sendBack(world.platform, { actor: other, dossierId, reason: 'x' }))).toBe('done')
  })
})

describe('supplement', () => {
  it('asks once and complete, takes only what was asked, and restarts the clock', async () => {
    world.setNow('2026-03-09T09:00:00+07:00')
    const citizen = world.citizen()
    const reception = world.officer(world.commune, 'reception-officer')
    const caseOfficer = world.officer(world.commune, 'case-officer')
    const dossierId = await world.submitted(citizen)
    await receiveDossier(world.platform, { actor: reception, dossierId })
    await takeDossier(world.platform, { actor: caseOfficer, dossierId })
    world.setNow('2026-03-11T09:00:00+07:00')
    expect(await code(requestSupplement(world.platform, { actor: caseOfficer, dossierId, items: [] }))).toBe('invalid')
    expect(await code(requestSupplement(world.platform, { actor: caseOfficer, dossierId, items: [{ field: 'noSuchField', reasonCode: 'x', note: 'y' }] }))).toBe('invalid')
    await requestSupplement(world.platform, { actor: caseOfficer, dossierId, items: [{ field: 'marryAt', reasonCode: 'unclear', note: 'Ghi rõ nơi đăng ký kết hôn' }] })
    world.setNow('2026-03-13T09:00:00+07:00')
    expect(await code(supplementDossier(world.platform, { actor: citizen, dossierId, answers: { partnerName: 'Người khác' }, files: [] }))).toBe('invalid')
    await supplementDossier(world.platform, { actor: citizen, dossierId, answers: { marryAt: 'Ủy ban nhân dân xã Mẫu' }, files: [] })
    const row = await read(t().db, citizen, tx => getDossier(tx, dossierId))
    expect(row.answers['marryAt']).toBe('Ủy ban nhân dân xã Mẫu')
    // NĐ 61/2018 Đ19.4: counted again from Friday, three working days
    expect(row.promised_at?.toISOString()).toBe('2026-03-18T10:00:00.000Z')
    expect(await code(requestSupplement(world.platform, { actor: caseOfficer, dossierId, items: [{ field: 'marryAt', reasonCode: 'unclear', note: 'Ghi lại' }] }))).toBe('invalid')
    await requestSupplement(world.platform, { actor: caseOfficer, dossierId, items: [{ field: 'marryAt', reasonCode: 'unclear', note: 'Ghi lại' }], confirmedSecond: true })
  })
})

describe('work list', () => {
  it('shows what waits, by deadline, within the agency', async () => {
    const officer = world.officer(world.commune, 'reception-officer')
    const waiting = (more: { limit: number; after?: { key: string; id: string } }) => read(t().db, officer, async tx => listWork(tx, { ...await workDeskOf(tx, officer, world.platform.now()), list: 'to-receive', ...more }))
    const list = await waiting({ limit: 2 })
    expect(list.items).toHaveLength(2)
    const [key = '', id = ''] = (list.next ?? '').split('~')
    const more = await waiting({ limit: 50, after: { key, id } })
    expect(more.items.some(row => list.items.some(each => each.id === row.id))).toBe(false)
    expect((await waiting({ limit: 100 })).items.length).toBe(more.items.length + 2)
  })
})
