import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../../kernel/config.ts'
import { Fault } from '../../../kernel/errors.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf } from '../../../ui/testing-site.ts'
import { AxisClient } from '../documents/axis/testing.ts'
import { anEdoc } from '../documents/testing.ts'
import { writeEdoc } from '../domain/write-edxml.ts'
import { aGateway, registryOf, type RunningGateway } from '../testing.ts'
import { decideAgency } from './decide-agency.ts'
import { issueAxisKey } from './issue-axis-key.ts'
import type { Call } from './registry-row.ts'

const t = useDb()
const boss = anOfficer(['administrator'])
const config = readConfig({ VAR_DIR: mkdtempSync(join(tmpdir(), 'acts-')), MASTER_KEY: randomBytes(32).toString('hex'), EXCHANGE_INSTANCE: 'DEV' })
const as = (actor: Call['actor']): Call => ({ actor, platform: { db: t().db, now: () => new Date(), config } })
const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error instanceof Fault ? error.details.fields?.map(each => `${each.field}:${each.code}`).join(' ') ?? error.code : error)
let gateway: RunningGateway
let [first, second] = ['', '']
beforeAll(async () => {
  const registry = registryOf(t().owner.pool)
  first = (await registry.subsystem((await registry.member('A')).id, 'van-ban', 'credential')).id
  second = (await registry.subsystem((await registry.member('B')).id, 'van-ban', 'credential')).id
  gateway = await aGateway(t().urls.app, { masterKey: config.masterKey })
})
afterAll(() => gateway.close())

describe('the key of a system on the document axis', () => {
  test('is told once, signs at once, and lies nowhere in clear', async () => {
    const { id, secret } = await issueAxisKey(as(boss), first, { systemId: 'H19.01', label: 'Quản lý văn bản', validTo: null })
    await gateway.gateway.reload()
    expect((await new AxisClient(gateway.url, 'H19.01', secret).list()).json()).toMatchObject({ status: 'OK' })
    const { rows: [row] } = await t().owner.pool.query<Record<string, unknown>>('select * from exchange.credential where id = $1', [id])
    const { rows: history } = await t().owner.pool.query('select * from exchange.history where object_id = $1', [id])
    const everywhere = JSON.stringify([row, history, await ledgerOf(t().owner, id)])
    for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(everywhere).not.toContain(form)
    expect((await ledgerOf(t().owner, id)).map(each => each.act)).toEqual(['exchange.issue-axis-key'])
  })
  test('is the stewards’; one system has a code', async () => {
    const input = { systemId: 'H19.02', label: 'x', validTo: null }
    expect(await codeOf(issueAxisKey(as(anOfficer(['unit-administrator'])), first, input))).toBe('not-allowed')
    expect(await codeOf(issueAxisKey(as(boss), first, { systemId: 'H19/2', label: '', validTo: '2020-01-01T00:00:00Z' }))).toBe('systemId:invalid label:required validTo:invalid')
    expect(await codeOf(issueAxisKey(as(boss), second, { ...input, systemId: 'H19.01' }))).toBe('systemId:taken')
  })
})

test('an agency outside the branch is reached when a steward admits it, and no longer when it is removed', async () => {
  const { secret } = await issueAxisKey(as(boss), first, { systemId: 'H20', label: 'x', validTo: null })
  await gateway.gateway.reload()
  const system = new AxisClient(gateway.url, 'H20', secret)
  await system.call('registerAgency', {}, { body: Buffer.from(JSON.stringify({ code: 'G22.5', name: 'Cục Năm' })) })
  const send = async (): Promise<unknown> => (await system.send(writeEdoc(anEdoc('H20', ['G22.5'])))).json()
  expect(await send()).toMatchObject({ ErrorCode: '18' })
  const { rows: [row] } = await t().owner.pool.query<{ id: string }>("select id from exchange.document_agency where code = 'G22.5'")
  expect(await codeOf(decideAgency(as(anOfficer(['unit-administrator'])), row?.id ?? '', 1, 'active', ''))).toBe('not-allowed')
  await decideAgency(as(boss), row?.id ?? '', 1, 'active', '')
  expect(await send()).toMatchObject({ ErrorCode: '0' })
  // its code cannot become another system's
  expect(await codeOf(issueAxisKey(as(boss), second, { systemId: 'G22.5', label: 'x', validTo: null }))).toBe('systemId:taken')
  expect(await codeOf(decideAgency(as(boss), row?.id ?? '', 2, 'removed', ''))).toBe('reason:required')
  await decideAgency(as(boss), row?.id ?? '', 2, 'removed', 'sáp nhập')
  expect(await send()).toMatchObject({ ErrorCode: '18' })
  expect((await ledgerOf(t().owner, row?.id ?? '')).map(each => each.act)).toEqual(['exchange.admit-agency', 'exchange.remove-agency'])
})
