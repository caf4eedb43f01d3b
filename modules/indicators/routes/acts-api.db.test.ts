import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { anOfficer as someone } from '../../../ui/testing-site.ts'
import { aForm, anAgency, anElement } from '../testing.ts'
import { actsApiRoutes } from './acts-api.ts'

const t = useDb()
const REPORT = '/api/v1/indicators/reports/api/202610/H55.991'
let faces: Faces
let clerk: OfficerActor, approver: OfficerActor, stranger: OfficerActor
beforeAll(async () => {
  const [here, there] = [await anAgency(t(), 'H55.991'), await anAgency(t(), 'H55.992', '05446')]
  const at = (agencyId: string, ...roles: OfficerActor['roles'][number][]): OfficerActor => someone(roles, { agencyId, scopeAgencyIds: [agencyId] })
  clerk = at(here, 'case-officer'); approver = at(here, 'approver'); stranger = at(there, 'case-officer', 'approver')
  await aForm(t(), 'api', [anElement('so_may')], { checks: { complete: true, rules: [{ kind: 'bounds', cell: 'so_may', min: 0, max: 100, severity: 'error' }] } })
  faces = await serveFaces(t().db, actsApiRoutes, new Date('2026-11-20T02:00:00Z'))
})
afterAll(() => faces.close())
async function ask(as: OfficerActor, method: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly said: { readonly version: number; readonly state: string; readonly id: string; readonly errors: unknown } }> {
  const answer = await faces.server.inject({ method: method === 'PUT' ? 'PUT' : 'POST', url: path, payload: JSON.stringify(body), headers: { 'content-type': 'application/json', 'accept': 'application/json', 'cookie': faces.admit(as), 'x-csrf-token': 'token', ...headers } })
  return { status: answer.statusCode, said: JSON.parse(answer.body) }
}

test('a report goes its way by the same acts, with the same refusals', async () => {
  const cells = [{ element: 'so_may', value: 200 }]
  expect((await ask(approver, 'PUT', REPORT, { version: null, cells })).status).toBe(403)
  expect((await ask(stranger, 'PUT', REPORT, { version: null, cells })).status).toBe(404)
  const { status, said } = await ask(clerk, 'PUT', REPORT, { version: null, cells })
  expect([status, said.state]).toEqual([200, 'draft'])
  expect((await ask(clerk, 'PUT', REPORT, { version: null, cells })).status).toBe(409)
  expect((await ask(clerk, 'POST', `${REPORT}/submit`, { version: said.version })).status).toBe(422)
  const mended = await ask(clerk, 'PUT', REPORT, { version: said.version, cells: [{ element: 'so_may', value: 20 }] })
  const sent = await ask(clerk, 'POST', `${REPORT}/submit`, { version: mended.said.version })
  expect(sent.said.state).toBe('submitted')
  expect((await ask(clerk, 'POST', `${REPORT}/approve`, { version: sent.said.version })).status).toBe(403)
  expect((await ask(approver, 'POST', `${REPORT}/return`, { version: sent.said.version })).status).toBe(422)
  expect((await ask(approver, 'POST', `${REPORT}/approve`, { version: sent.said.version })).said.state).toBe('approved')
  expect((await ask(approver, 'POST', `${REPORT}/approve`, { version: sent.said.version })).status).toBe(409)
})
test('tasks and definitions ask for their roles', async () => {
  expect((await ask(clerk, 'POST', '/api/v1/indicators/tasks', { title: 'x', document: 'y', agency: 'H55.991', dueOn: '2026-12-01' })).status).toBe(403)
  const given = await ask(approver, 'POST', '/api/v1/indicators/tasks', { title: 'x', document: 'y', agency: 'H55.991', dueOn: '2026-12-01' })
  expect(given.status).toBe(201)
  const key = { 'idempotency-key': newId() }
  const again = await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask(approver, 'POST', '/api/v1/indicators/tasks', { title: 'một lần', document: 'y', agency: 'H55.991', dueOn: '2026-12-01' }, key)))
  expect([new Set(again.map(({ said }) => said.id)).size, again.map(({ status }) => status)]).toEqual([1, [201, 201, 201, 201, 201, 201]])
  expect((await ask(approver, 'POST', '/api/v1/indicators/tasks', { title: 'khác', document: 'y', agency: 'H55.991', dueOn: '2026-12-01' }, key)).status).toBe(409)
  const task = `/api/v1/indicators/tasks/${given.said.id}`
  const other = { version: 1, reason: 'lùi hạn', title: 'x', document: 'y', agency: 'H55.991', dueOn: '2026-12-31' }
  expect([await ask(clerk, 'PUT', task, other), await ask(stranger, 'PUT', task, { ...other, agency: 'H55.992' }), await ask(approver, 'PUT', task, { ...other, dueOn: '2026-02-31' })].map(({ status }) => status)).toEqual([403, 404, 422])
  expect((await ask(approver, 'PUT', task, other)).said).toMatchObject({ id: given.said.id, version: 2 })
  expect((await ask(approver, 'PUT', task, other)).status).toBe(409)
  expect((await ask(stranger, 'POST', `/api/v1/indicators/tasks/${given.said.id}/finish`, { version: 1, result: 'xong' })).status).toBe(404)
  expect((await ask(clerk, 'POST', `/api/v1/indicators/tasks/${given.said.id}/finish`, { version: 2, result: 'xong' })).status).toBe(200)
  expect((await ask(clerk, 'PUT', '/api/v1/indicators/frameworks', { version: null, definition: {}, indicators: [] })).status).toBe(403)
})
