import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Browser } from '../../../simulators/browser.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { signInWithNationalId } from '../acts/sign-in-with-national-id.ts'
import { startTestSite, type TestSite } from '../testing.ts'

const t = useDb()
const FORM = '/tai-khoan/uy-quyen'
let site: TestSite
beforeAll(async () => { site = await startTestSite(t().db) })
afterAll(() => site.close())

async function signIn(browser: Browser, name: string, idNumber: string): Promise<string> {
  const verdict = await signInWithNationalId(site.identity, { issuer: 'https://idp.example', claims: { sub: idNumber, LoaiTaiKhoan: '1', HoVaTen: name, SoDinhDanh: idNumber }, acr: 'LoA2', replaces: undefined, source: { ip: '192.0.2.1', userAgent: 'test', device: undefined }, now: site.platform.now() })
  if (!verdict.ok) throw new Error(verdict.reason)
  browser.setCookie(site.url, 'ts_session', verdict.session.token)
  return verdict.session.accountId
}

test('whoever writes a mandate over the end of the session finds it again, and nobody else at that computer does', async () => {
  const browser = openBrowser()
  const account = await signIn(browser, 'Nông Thị Trao', '019190000801')
  expect((await browser.visit(`${site.url}${FORM}`)).body).toContain(`name="account" value="${account}"`)
  const typed = { account, name: 'Ma Văn Giúp', number: '019190000802', procedures: '1.001193', days: '90', _csrf: 'old' }
  const sendSignedOut = async (): Promise<void> => {
    browser.setCookie(site.url, 'ts_session', 'ended')
    const sent = await browser.visit(`${site.url}${FORM}`, { method: 'POST', headers: { accept: 'text/html' }, form: typed })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/dang-nhap?den=${encodeURIComponent(FORM)}`])
  }
  await sendSignedOut()
  await signIn(browser, 'Lò Thị Đến Sau', '019190000803')
  expect((await browser.visit(`${site.url}${FORM}`)).body).not.toMatch(/Ma Văn Giúp|019190000802/)
  await sendSignedOut()
  await signIn(browser, 'Nông Thị Trao', '019190000801')
  const { body } = await browser.visit(`${site.url}${FORM}`)
  for (const part of ['Ma Văn Giúp', '019190000802', '1.001193', 'những gì bạn gõ vẫn còn']) expect(body).toContain(part)
  expect(body).toMatch(/value="90"[^>]*checked|checked[^>]*value="90"/)
  // shown once
  expect((await browser.visit(`${site.url}${FORM}`)).body).not.toContain('Ma Văn Giúp')
})

test('an officer before a page of citizens is shown the way to the desk', async () => {
  const browser = openBrowser()
  await site.officer({ username: 'lac.duong', password: 'che-xanh-tan-cuong', mustChange: false })
  const form = await browser.visit(`${site.url}/can-bo/dang-nhap`)
  await browser.submit(form, 'name="password"', { username: 'lac.duong', password: 'che-xanh-tan-cuong' }, () => true)
  const refused = await browser.visit(`${site.url}${FORM}`, { headers: { accept: 'text/html' } })
  expect([refused.status, refused.body.includes('Về bàn làm việc')]).toEqual([403, true])
})
