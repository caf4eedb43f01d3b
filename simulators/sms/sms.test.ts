import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSms, type RunningSms } from './server.ts'

let dir: string
let sms: RunningSms
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sms-'))
  sms = await startSms({ port: 0, dir })
})
afterAll(async () => {
  await sms.close()
  await rm(dir, { recursive: true })
})
const post = (body: object): Promise<Response> => fetch(`${sms.url}/messages`, { method: 'POST', body: JSON.stringify(body) })

test('the same tracking id is one message', async () => {
  const message = { to: '84900000001', text: 'Hồ sơ của bạn đã có kết quả', trackingId: 't1' }
  const first: unknown = await (await post(message)).json()
  const second: unknown = await (await post(message)).json()
  expect(second).toEqual(first)
  expect(await (await fetch(`${sms.url}/messages?to=84900000001`)).json()).toHaveLength(1)
  expect(await (await fetch(sms.url)).text()).toContain('đã có kết quả')
})

test('failures can be had by number', async () => {
  expect((await post({ to: '84900000503', text: 'x', trackingId: 't2' })).status).toBe(503)
  expect((await post({ to: '84900000400', text: 'x', trackingId: 't3' })).status).toBe(400)
  expect((await post({ to: '84900000002' })).status).toBe(400)
})

test('messages outlive a restart', async () => {
  await post({ to: '84900000009', text: 'x', trackingId: 't9' })
  const again = await startSms({ port: 0, dir })
  expect(await (await fetch(`${again.url}/messages?to=84900000009`)).json()).toHaveLength(1)
  await again.close()
})
