import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { startDraft } from '../acts/edit-draft.ts'
import { startCitizenSite, type CitizenSite, type Visitor } from '../testing-site.ts'
import { aWorld, type World } from '../testing.ts'

// 2.000815: certified copies, for which one comes with the original
const t = useDb()
let world: World
let site: CitizenSite
let person: Visitor
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-visit-')), code: '2.000815' })
  site = await startCitizenSite(world)
  person = await site.visitor('Nông Thị Mẫu', '019300000002')
})
afterAll(() => site.close())

it('takes only a day on which the agency is open and that is not over, naming the cause and the next one', async () => {
  const draft = await startDraft(world.platform, person.actor, { procedureCode: '2.000815', caseId: 'main', receivingAgencyId: world.commune, subjectAccountId: person.actor.accountId, mandateId: null, answers: { damaged: 'no', secret: 'no', issuer: 'state' } })
  const visit = (day: string) => person.post(`/nop-ho-so/nhap/${draft}/trang/visit`, { visitCommune: '05443', 'visitOn-day': day, 'visitOn-month': '3', 'visitOn-year': '2026' })
  const sunday = await visit('15')
  expect(sunday.statusCode).toBe(422)
  for (const part of ['Chủ nhật', '16/03/2026']) expect(sunday.body).toContain(part)
  expect((await visit('9')).statusCode).toBe(303)
  world.setNow('2026-03-09T19:00:00+07:00')
  const over = await visit('9')
  expect([over.statusCode, over.body.includes('đã hết giờ làm việc')]).toEqual([422, true])
  world.setNow('2026-03-09T09:00:00+07:00')
})

it('says after filing when and where to come and what to bring, not that one need not come', async () => {
  const id = await world.submitted(person.actor)
  const { body } = await person.get(`/ho-so/${id}/da-nop`)
  expect(body).not.toContain('Bạn không phải đến quầy')
  for (const part of ['Bạn đến vào', 'Mang theo', 'Giờ làm việc', '/03/2026']) expect(body).toContain(part)
})
