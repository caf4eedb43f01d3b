import { expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, useApplication } from './harness.ts'

const app = useApplication()

it.each([DESKTOP, PHONE])('opens its home page at $width px without a fault', async viewport => {
  const { page, faults, close } = await app().page(viewport)
  const answer = await page.goto('/')
  expect(answer?.status()).toBe(200)
  expect(await accessFaults(page)).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('tells that it is alive and ready', async () => {
  for (const path of ['/healthz', '/readyz']) expect((await fetch(app().url + path)).status, path).toBe(200)
})
