import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, useApplication } from './harness.ts'
import { startProgram } from './program.ts'

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

it('stops whole when it is told twice, as a terminal and npm both do at Ctrl-C', async () => {
  const own = await startProgram({ env: { SCENE: 'empty', SIMULATORS: 'off' } })
  const postmaster = Number((await readFile(join(own.varDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
  own.child.kill('SIGINT')
  await expect.poll(() => own.output(), { timeout: 5000 }).toContain('SIGINT: stopping…')
  own.child.kill('SIGINT')
  const { code } = await own.stop()
  expect(code).toBe(0)
  expect(() => process.kill(postmaster, 0)).toThrow('ESRCH')
})
