import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, type Browser, type Page } from '../../../simulators/browser.ts'
import { DEMO_ACCOUNTS, type DemoAccount } from '../../../simulators/vnconnect/people.ts'
import { DEMO_CLIENT, startVnconnect, type Running } from '../../../simulators/vnconnect/server.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { findAccountFacts } from '../queries.ts'
import { freePort, startTestSite, type TestSite } from '../testing.ts'

const t = useDb()
let accounts: readonly DemoAccount[] = DEMO_ACCOUNTS
let idp: Running
let rival: Running
let site: TestSite
beforeAll(async () => {
  const port = await freePort()
  const uris = { redirectUris: [`http://127.0.0.1:${port}/dang-nhap/vnconnect/callback`], postLogoutRedirectUris: [`http://127.0.0.1:${port}/`] }
  idp = await startVnconnect({ port: 0, ...uris, accounts: () => accounts })
  rival = await startVnconnect({ port: 0, ...uris })
  site = await startTestSite(t().db, { port, issuer: idp.url })
})
afterAll(async () => { await Promise.all([site.close(), idp.close(), rival.close()]) })
beforeEach(() => { accounts = DEMO_ACCOUNTS })

const person = (name: string): DemoAccount => {
  const found = DEMO_ACCOUNTS.find((account) => account.name.normalize('NFC') === name)
  if (!found) throw new Error(name)
  return found
}
const atCallback = (location: string): boolean => location.startsWith(`${site.url}/dang-nhap/vnconnect/callback`)
/** Up to the moment where the provider sends the browser back: answers that address. */
async function toCallback(browser: Browser, who: DemoAccount, start = '/dang-nhap/vnconnect'): Promise<string> {
  const list = await browser.follow(`${site.url}${start}`, { stop: atCallback })
  const back = list.status === 303 ? list : await browser.submit(list, who.sub, { do: 'sign-in' }, atCallback)
  return back.headers.get('location') ?? ''
}
const signIn = async (browser: Browser, who: DemoAccount, start?: string): Promise<Page> => browser.visit(await toCallback(browser, who, start))
interface Who { actor: { kind: string; displayName?: string; assurance?: number; accountId?: string }; csrf: string }
async function who(browser: Browser): Promise<Who> {
  const value: Who = JSON.parse((await browser.visit(`${site.url}/ai-do`)).body)
  return value
}
const csrfOf = async (browser: Browser): Promise<string> => (await who(browser)).csrf

test('a citizen signs in and comes back to the page they wanted', async () => {
  const browser = openBrowser()
  const asked = await browser.visit(`${site.url}/muc-2?x=1`, { headers: { accept: 'text/html' } })
  const home = await browser.visit(new URL(asked.headers.get('location') ?? '', site.url).href)
  const start = /href="(\/dang-nhap\/vnconnect[^"]*)"/.exec(home.body)?.[1]?.replace(/&amp;/g, '&') ?? ''
  const page = await signIn(browser, person('Nông Thị Hòa'), start)
  expect(page.status).toBe(303)
  expect(page.headers.get('location')).toBe('/muc-2?x=1')
  expect((await who(browser)).actor).toMatchObject({ kind: 'citizen', displayName: 'Nông Thị Hòa', assurance: 2 })
  const { attributes } = browser.cookie('ts_session') ?? { attributes: '' }
  expect(attributes).toMatch(/HttpOnly/i)
  expect(attributes).toMatch(/SameSite=Lax/i)
})

test('number and birth date are kept sealed, with a keyed hash; the account survives another sign-in', async () => {
  const browser = openBrowser()
  const hanh = person('Nông Thị Hòa')
  await signIn(browser, hanh)
  const first = (await who(browser)).actor.accountId ?? ''
  expect(await findAccountFacts(site.identity, first)).toMatchObject({ kind: 'person', idNumber: hanh.idNumber, birthDate: '1988-03-12', loginIdp: 'BCA' })
  const { rows } = await sql<{ raw: string }>`select account::text as raw from identity.account account`.execute(t().owner.kysely)
  expect(rows.length).toBeGreaterThan(0)
  for (const { raw } of rows) for (const secret of [hanh.idNumber, '1988-03-12', '19880312', 'token_id', 'eyJ', Buffer.from(hanh.idNumber).toString('hex')]) expect(raw).not.toContain(secret)
  const other = openBrowser()
  await signIn(other, hanh)
  expect((await who(other)).actor.accountId).toBe(first)
})

test('an organisation signs in with its own account', async () => {
  const browser = openBrowser()
  await signIn(browser, person('Hợp tác xã chè Suối Mẫu'))
  const { actor } = await who(browser)
  expect(actor).toMatchObject({ kind: 'citizen', displayName: 'Hợp tác xã chè Suối Mẫu' })
  expect(await findAccountFacts(site.identity, actor.accountId ?? '')).toMatchObject({ kind: 'organisation', idNumber: '9999000001', birthDate: undefined })
})

test('a name that comes in NFD is kept in NFC', async () => {
  const browser = openBrowser()
  const sent = person('Đặng Quỳnh Uyển')
  expect(sent.name).not.toBe(sent.name.normalize('NFC'))
  await signIn(browser, sent)
  expect((await who(browser)).actor.displayName).toBe('Đặng Quỳnh Uyển')
})

test('a missing claim is explained, and nobody is signed in', async () => {
  const browser = openBrowser()
  const page = await signIn(browser, person('Dương Thiếu Tin'))
  expect(page.status).toBe(400)
  expect(page.body).toContain('chưa gửi đủ thông tin')
  expect((await who(browser)).actor.kind).toBe('anonymous')
})

test.each([
  ['another state', (url: string) => url.replace(/state=[^&]+/, 'state=gia-mao')],
  ['no state', (url: string) => url.replace(/&?state=[^&]+/, '')],
  ['another code', (url: string) => url.replace(/code=[^&]+/, 'code=gia-mao')],
  ['another issuer (RFC 9207)', (url: string) => url.replace(/iss=[^&]+/, `iss=${encodeURIComponent('https://xau.example')}`)],
  ['no issuer', (url: string) => url.replace(/&?iss=[^&]+/, '')],
  ['an error with a forged state', (url: string) => `${url.split('?')[0]}?error=access_denied&state=gia-mao`],
])('an answer with %s is refused', async (_name, tamper) => {
  const browser = openBrowser()
  const page = await browser.visit(tamper(await toCallback(browser, person('Ma Văn Thắng'))))
  expect(page.status).toBe(400)
  expect(page.body).toContain('Không xác nhận được')
  expect((await who(browser)).actor.kind).toBe('anonymous')
})

test('an answer is taken once: neither again in the same browser nor at all in another', async () => {
  const [browser, thief] = [openBrowser(), openBrowser()]
  const url = await toCallback(browser, person('Ma Văn Thắng'))
  expect((await thief.visit(url)).status).toBe(400)
  const pending = browser.cookie('ts_signin')?.value ?? ''
  expect((await browser.visit(url)).status).toBe(303)
  browser.setCookie(site.url, 'ts_session', 'x')
  browser.setCookie(site.url, 'ts_signin', pending)
  const again = await browser.visit(url)
  expect(again.status).toBe(400)
  expect(again.body).toContain('đã hết hạn hoặc đã dùng')
})

test('a code stolen from one browser does not open a session in another that is signing in too (PKCE, nonce)', async () => {
  const [victim, thief] = [openBrowser(), openBrowser()]
  const stolen = new URL(await toCallback(victim, person('Ma Văn Thắng')))
  const own = new URL(await toCallback(thief, person('Giàng A Páo')))
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '')
  expect((await thief.visit(own.href)).status).toBe(400)
  expect((await who(thief)).actor.kind).toBe('anonymous')
})

test('an ID token made for another nonce is refused', async () => {
  const browser = openBrowser()
  const start = await browser.visit(`${site.url}/dang-nhap/vnconnect`)
  const authorize = new URL(start.headers.get('location') ?? '')
  authorize.searchParams.set('nonce', 'khac')
  const list = await browser.follow(authorize.href, { stop: atCallback })
  const back = await browser.submit(list, person('Ma Văn Thắng').sub, { do: 'sign-in' }, atCallback)
  const page = await browser.visit(back.headers.get('location') ?? '')
  expect(page.status).toBe(400)
  expect((await who(browser)).actor.kind).toBe('anonymous')
})

test('a code of another provider is refused (mix-up)', async () => {
  const browser = openBrowser()
  const start = await browser.visit(`${site.url}/dang-nhap/vnconnect`)
  const authorize = (start.headers.get('location') ?? '').replace(idp.url, rival.url)
  const list = await browser.follow(authorize, { stop: atCallback })
  const back = await browser.submit(list, person('Ma Văn Thắng').sub, { do: 'sign-in' }, atCallback)
  expect((await browser.visit(back.headers.get('location') ?? '')).status).toBe(400)
})

test('who goes back before signing in is told so', async () => {
  const browser = openBrowser()
  const list = await browser.follow(`${site.url}/dang-nhap/vnconnect`, { stop: atCallback })
  const back = await browser.submit(list, 'cancel', { do: 'cancel' }, atCallback)
  expect((await browser.visit(back.headers.get('location') ?? '')).body).toContain('Bạn đã quay lại trước khi đăng nhập xong')
})

test('no open redirect', async () => {
  for (const target of ['https://xau.example/', '//xau.example', '/\\xau.example', '/dang-xuat']) {
    const page = await signIn(openBrowser(), person('Ma Văn Thắng'), `/dang-nhap/vnconnect?den=${encodeURIComponent(target)}`)
    expect(page.headers.get('location')).toBe('/')
  }
})

test('step-up: the same account returns with level 2 under a new token', async () => {
  const browser = openBrowser()
  await signIn(browser, person('Vi Thị Thơm'))
  const before = browser.cookie('ts_session')?.value ?? ''
  expect((await who(browser)).actor.assurance).toBe(1)
  expect((await browser.visit(`${site.url}/muc-2`)).status).toBe(403)
  const ask = await browser.follow(`${site.url}/dang-nhap/vnconnect?muc=2&den=/muc-2`, { stop: atCallback })
  expect(ask.body).toContain('xác thực mức độ 2')
  const back = await browser.submit(ask, 'step-up', { do: 'step-up' }, atCallback)
  expect((await browser.visit(back.headers.get('location') ?? '')).headers.get('location')).toBe('/muc-2')
  expect((await who(browser)).actor.assurance).toBe(2)
  expect((await browser.visit(`${site.url}/muc-2`)).status).toBe(200)
  const old = openBrowser()
  old.setCookie(site.url, 'ts_session', before)
  expect((await who(old)).actor.kind).toBe('anonymous')
})

test('step-up of an account of level 1 is refused with the way to level 2; the session stays', async () => {
  const browser = openBrowser()
  await signIn(browser, person('Giàng A Páo'))
  const ask = await browser.follow(`${site.url}/dang-nhap/vnconnect?muc=2`, { stop: atCallback })
  const back = await browser.submit(ask, 'refuse', { do: 'refuse' }, atCallback)
  const page = await browser.visit(back.headers.get('location') ?? '')
  expect(page.body).toContain('công an xã, phường')
  expect((await who(browser)).actor).toMatchObject({ kind: 'citizen', assurance: 1 })
})

test('step-up as somebody else is refused', async () => {
  const browser = openBrowser()
  await signIn(browser, person('Vi Thị Thơm'))
  const ask = await browser.follow(`${site.url}/dang-nhap/vnconnect?muc=2`, { stop: atCallback })
  const list = await browser.submit(ask, 'other', { do: 'other' }, atCallback)
  // the provider first ends the session of the person before
  const change = await browser.submit(list, person('Ma Văn Thắng').sub, { do: 'sign-in' }, atCallback)
  const back = await browser.submit(change, 'xsrf', {}, atCallback)
  const page = await browser.visit(back.headers.get('location') ?? '')
  expect(page.status).toBe(400)
  expect(page.body).toContain('một tài khoản khác')
  expect((await who(browser)).actor).toMatchObject({ displayName: 'Vi Thị Thơm', assurance: 1 })
})

test('a changed identity number under the same sub stops the sign-in', async () => {
  const bang = person('Bàn Tiến Vượng')
  await signIn(openBrowser(), bang)
  accounts = DEMO_ACCOUNTS.map((account) => account.sub === bang.sub ? { ...account, idNumber: '999084999999' } : account)
  const browser = openBrowser()
  const page = await signIn(browser, bang)
  expect(page.status).toBe(400)
  expect(page.body).toContain('khác với lần đăng nhập trước')
  expect((await who(browser)).actor.kind).toBe('anonymous')
  const { rows } = await sql<{ n: number }>`select count(*) as n from kernel.ledger_entry where act = 'identity.hold-changed-id-number'`.execute(t().owner.kysely)
  expect(rows[0]?.n).toBe(1)
})

test('signing out ends the session on the server and offers the provider’s sign-out', async () => {
  const browser = openBrowser()
  await signIn(browser, person('Sùng Thị Mỷ'))
  const token = browser.cookie('ts_session')?.value ?? ''
  expect((await browser.visit(`${site.url}/dang-xuat`, { method: 'POST', form: {} })).status).toBe(403)
  const page = await browser.follow(`${site.url}/dang-xuat`, { method: 'POST', form: { _csrf: await csrfOf(browser) } })
  expect(page.body).toContain(`${idp.url}/oidc/logout`)
  browser.setCookie(site.url, 'ts_session', token)
  expect((await who(browser)).actor.kind).toBe('anonymous')
})

test('the account page shows one’s own data with their source', async () => {
  const browser = openBrowser()
  const my = person('Sùng Thị Mỷ')
  await signIn(browser, my)
  const page = await browser.visit(`${site.url}/tai-khoan`)
  for (const text of [my.name, my.idNumber, '05/11/2003', 'Lấy từ VNeID', 'Máy này']) expect(page.body).toContain(text)
  expect((await openBrowser().visit(`${site.url}/tai-khoan`)).status).toBe(401)
})

test('nothing that was logged holds a token, a code or a person', async () => {
  const text = site.logged.join('\n')
  expect(site.logged.length).toBeGreaterThan(3)
  for (const account of DEMO_ACCOUNTS) for (const secret of [account.idNumber, account.name.normalize('NFC'), account.birthDate ?? account.idNumber]) expect(text).not.toContain(secret)
  for (const pattern of [/eyJ/, /token_id/, /code=/, /state=/, new RegExp(DEMO_CLIENT.clientSecret)]) expect(text).not.toMatch(pattern)
})
