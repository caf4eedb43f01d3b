import { expect, it } from 'vitest'
import { DESKTOP, signInCitizen, useApplication } from './harness.ts'

const app = useApplication()
/** Budgets of a public page over the wire, fonts excluded (architecture §5). */
const PAGE_BYTES = 60 * 1024
const SCRIPT_BYTES = 15 * 1024

interface Weight { readonly page: number; readonly script: number }

/** Bytes as they came, compressed; each resource counted once. */
async function weigh(path: string, signedIn: boolean): Promise<Weight> {
  const { page, close } = await app().page(DESKTOP)
  if (signedIn) await signInCitizen(page)
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.setCacheDisabled', { cacheDisabled: true })
  const kinds = new Map<string, string>()
  let [all, script] = [0, 0]
  client.on('Network.responseReceived', event => { kinds.set(event.requestId, event.type) })
  client.on('Network.loadingFinished', event => {
    const kind = kinds.get(event.requestId)
    if (kind === 'Font') return
    all += event.encodedDataLength
    if (kind === 'Script') script += event.encodedDataLength
  })
  await page.goto(path, { waitUntil: 'networkidle' })
  await close()
  return { page: all, script }
}

it.each(['/', '/thu-tuc?q=k%E1%BA%BFt+h%C3%B4n', '/thu-tuc/1.004873', '/nop-ho-so/1.004873', '/tra-cuu', '/xac-thuc', '/dang-nhap', '/du-lieu', '/du-lieu/truong-hoc', '/du-lieu/truong-hoc/bieu-do', '/du-lieu/truong-hoc/ban-do', '/bang-chi-so', '/bang-chi-so/resolution-01?ky=2023', '/bang-chi-so/resolution-01/nq01.02?ky=2023', '/bang-chi-so/qd-766', '/bang-chi-so/report-2023', '/bang-chi-so/qd-766/so-sanh', '/bang-chi-so/qd-766/so-sanh?xem=ban-do&chi-so=ON_TIME', '/bang-chi-so/qd-766/so-sanh?xem=ky&chi-so=ON_TIME', '/bang-chi-so/qd-766/xep-hang'])('keeps %s within its budget', async path => {
  const { page, script } = await weigh(path, false)
  expect(page, `${page} bytes`).toBeGreaterThan(2000)
  expect(page, `${page} bytes`).toBeLessThanOrEqual(PAGE_BYTES)
  expect(script, `${script} bytes of scripts`).toBeLessThanOrEqual(SCRIPT_BYTES)
})

it('keeps a citizen\'s list of dossiers within its budget', async () => {
  const { page, script } = await weigh('/ho-so', true)
  expect(page).toBeLessThanOrEqual(PAGE_BYTES)
  expect(script).toBeLessThanOrEqual(SCRIPT_BYTES)
})
