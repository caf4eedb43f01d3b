import type * as crypto from 'node:crypto'
import { generateSync } from 'otplib'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { formsOf, openBrowser, type Browser, type Page } from '../../../simulators/browser.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { startTestSite, type TestSite } from '../testing.ts'
import { softAuthenticator } from '../testing-passkey.ts'

// counted, not replaced
const { argon2 } = vi.hoisted(() => ({ argon2: vi.fn<typeof crypto.argon2>() }))
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>()
  argon2.mockImplementation(real.argon2)
  return { ...real, argon2 }
})

const t = useDb()
let site: TestSite
beforeAll(async () => { site = await startTestSite(t().db, { settings: { attempts: { windowMinutes: 15, perSource: 5, perAddress: 25, perAccount: 10 }, administrators: { networks: ['192.0.2.0/24'], hours: undefined } } }) })
afterAll(() => site.close())

const PASSWORD = 'Chè-Tân-Cương-1'
const WRONG = 'Tên đăng nhập hoặc mật khẩu chưa đúng'
const MANY = 'thử sai quá nhiều lần'
const stay = (): boolean => true
let next = 0
/** A new officer for each test: their counters do not mix. */
async function newOfficer(more: { mustChange?: boolean; roles?: readonly ('administrator' | 'reception-officer')[]; positions?: number } = {}) {
  next += 1
  const username = `can.bo.${next}`
  return { username, ...await site.officer({ username, password: PASSWORD, ...more }) }
}
async function attempt(browser: Browser, username: string, password: string, more: Record<string, string> = {}): Promise<Page> {
  const form = await browser.visit(`${site.url}/can-bo/dang-nhap`)
  return browser.submit(form, 'name="password"', { username, password, ...more }, stay)
}
interface Who { actor: { kind: string; accountId?: string; positionId?: string }; csrf: string }
async function who(browser: Browser): Promise<Who> {
  const value: Who = JSON.parse((await browser.visit(`${site.url}/ai-do`)).body)
  return value
}
/** Waits out the window of every counter. */
const calm = (): void => site.pass(16 * 60_000)
const codeFor = (secret: string, steps = 0): string => generateSync({ secret, epoch: Math.floor(site.platform.now().getTime() / 1000) + steps * 30 })
async function enrol(browser: Browser): Promise<string> {
  const page = await browser.visit(`${site.url}/can-bo/tai-khoan/ma-xac-thuc`)
  const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(page.body)?.[1] ?? '').replaceAll(' ', '')
  expect((await browser.submit(page, 'name="code"', { code: codeFor(secret, -1) }, stay)).headers.get('location')).toBe('/can-bo/tai-khoan')
  return secret
}

test('the right password opens the desk; the user name may be typed in capitals', async () => {
  const { username, accountId } = await newOfficer()
  const browser = openBrowser()
  const page = await attempt(browser, ` ${username.toUpperCase()} `, PASSWORD)
  expect(page.headers.get('location')).toBe('/ban-lam-viec')
  expect((await who(browser)).actor).toMatchObject({ kind: 'officer', accountId })
})

test('wrong password, unknown name and disabled account are one answer', async () => {
  calm()
  const { username } = await newOfficer()
  const disabled = await newOfficer()
  await sql`update identity.account set disabled_at = now() where id = ${disabled.accountId}`.execute(t().owner.kysely)
  const pages = [await attempt(openBrowser(), username, 'sai'), await attempt(openBrowser(), 'khong.co.ai', 'sai'), await attempt(openBrowser(), disabled.username, PASSWORD)]
  const shape = (page: Page, name: string): string => page.body.replaceAll(name, 'X')
  expect(pages.map((page) => page.status)).toEqual([422, 422, 422])
  expect(pages[0]?.body).toContain(WRONG)
  const names = [username, 'khong.co.ai', disabled.username]
  expect(new Set(pages.map((page, index) => shape(page, names[index] ?? ''))).size).toBe(1)
})

test('an unknown name and a disabled account cost the same work as a known one', async () => {
  const { username } = await newOfficer()
  const locked = await newOfficer()
  await sql`update identity.account set disabled_at = now() where sub = ${locked.username}`.execute(t().owner.kysely)
  const work = async (name: string): Promise<unknown> => {
    calm()
    argon2.mockClear()
    expect((await attempt(openBrowser(), name, 'sai')).status).toBe(422)
    return argon2.mock.calls.map(([algorithm, { nonce, message: _, ...cost }]) => [algorithm, Buffer.byteLength(nonce), cost])
  }
  const known = await work(username)
  expect(known).toHaveLength(1)
  for (const name of ['khong.co.ai', locked.username]) expect(await work(name), name).toEqual(known)
})

test('after five failures even the right password waits; after the window it works', async () => {
  calm()
  const { username } = await newOfficer()
  const browser = openBrowser()
  for (let i = 0; i < 5; i += 1) expect((await attempt(browser, username, 'sai')).status).toBe(422)
  const blocked = await attempt(browser, username, PASSWORD)
  expect(blocked.status).toBe(429)
  expect(blocked.headers.get('retry-after')).toBe('900')
  expect(blocked.body).toContain(MANY)
  calm()
  expect((await attempt(browser, username, PASSWORD)).status).toBe(303)
})

test('tries sent all at once are not more than tries sent one by one', async () => {
  calm()
  const { username } = await newOfficer()
  const pages = await Promise.all(Array.from({ length: 20 }, () => attempt(openBrowser(), username, 'sai')))
  expect(pages.filter((page) => page.status === 422).length).toBeLessThanOrEqual(5)
})

test('strangers cannot lock out the owner of a known browser', async () => {
  calm()
  const { username } = await newOfficer()
  const own = openBrowser()
  expect((await attempt(own, username, PASSWORD)).status).toBe(303)
  expect(own.cookie('ts_device')?.attributes).toMatch(/HttpOnly/i)
  const { csrf } = await who(own)
  await own.follow(`${site.url}/dang-xuat`, { method: 'POST', form: { _csrf: csrf } })
  for (let i = 0; i < 12; i += 1) await attempt(openBrowser(), username, 'sai')
  expect((await attempt(openBrowser(), username, PASSWORD)).status).toBe(429)
  expect((await attempt(own, username, PASSWORD)).status).toBe(303)
  const forged = openBrowser()
  forged.setCookie(site.url, 'ts_device', (own.cookie('ts_device')?.value ?? '').replace(/.$/, 'x'))
  expect((await attempt(forged, username, PASSWORD)).status).toBe(429)
})

test('one address cannot try many names', async () => {
  calm()
  let blocked = 0
  for (let i = 0; i < 30; i += 1) if ((await attempt(openBrowser(), `ten.${i}`, 'sai')).status === 429) blocked += 1
  expect(blocked).toBe(5)
  calm()
})

test('a first password must be changed before anything opens', async () => {
  const { username } = await newOfficer({ mustChange: true })
  const browser = openBrowser()
  const step = await attempt(browser, username, PASSWORD)
  expect(step.headers.get('location')).toBe('/can-bo/dang-nhap/mat-khau-moi')
  expect((await who(browser)).actor.kind).toBe('anonymous')
  const form = await browser.visit(`${site.url}/can-bo/dang-nhap/mat-khau-moi`)
  expect((await browser.submit(form, 'name="password"', { password: PASSWORD }, stay)).body).toContain('phải khác mật khẩu đang dùng')
  expect((await browser.submit(form, 'name="password"', { password: 'Matkhau@123' }, stay)).body).toContain('dễ đoán')
  expect((await browser.submit(form, 'name="password"', { password: 'Rừng-Cọ-Đồi-Chè-7' }, stay)).headers.get('location')).toBe('/ban-lam-viec')
  expect((await who(browser)).actor.kind).toBe('officer')
  expect((await attempt(openBrowser(), username, PASSWORD)).status).toBe(422)
})

test('an old password must be changed too', async () => {
  const { username } = await newOfficer()
  site.pass(181 * 86_400_000)
  expect((await attempt(openBrowser(), username, PASSWORD)).headers.get('location')).toBe('/can-bo/dang-nhap/mat-khau-moi')
})

test('codes: asked after the password, worth one use, and never instead of the password', async () => {
  calm()
  const { username } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const secret = await enrol(browser)
  calm()
  const { rows } = await sql<{ raw: string }>`select row_to_json(x)::text as raw from identity.totp x`.execute(t().owner.kysely)
  for (const { raw } of rows) expect(raw).not.toContain(Buffer.from(secret).toString('hex'))

  const second = openBrowser()
  expect((await attempt(second, username, PASSWORD)).headers.get('location')).toBe('/can-bo/dang-nhap/ma')
  expect((await who(second)).actor.kind).toBe('anonymous')
  const form = await second.visit(`${site.url}/can-bo/dang-nhap/ma`)
  const code = codeFor(secret)
  expect((await second.submit(form, 'name="code"', { code: code === '000000' ? '111111' : '000000' }, stay)).status).toBe(422)
  expect((await second.submit(form, 'name="code"', { code: `${code.slice(0, 3)} ${code.slice(3)}` }, stay)).headers.get('location')).toBe('/ban-lam-viec')
  expect((await who(second)).actor.kind).toBe('officer')

  const replay = openBrowser()
  await attempt(replay, username, PASSWORD)
  const again = await replay.visit(`${site.url}/can-bo/dang-nhap/ma`)
  expect((await replay.submit(again, 'name="code"', { code }, stay)).status).toBe(422)
  expect((await replay.submit(again, 'name="code"', { code: codeFor(secret, -1) }, stay)).status).toBe(422)
  site.pass(30_000)
  expect((await replay.submit(again, 'name="code"', { code: codeFor(secret) }, stay)).status).toBe(303)
  expect((await openBrowser().visit(`${site.url}/can-bo/dang-nhap/ma`, { method: 'POST', form: { code: codeFor(secret) } })).body).toContain('bắt đầu lại')
})

test('the same code sent twice at once opens one session', async () => {
  calm()
  const { username } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const secret = await enrol(browser)
  calm()
  const two = [openBrowser(), openBrowser()]
  for (const each of two) await attempt(each, username, PASSWORD)
  const pages = await Promise.all(two.map((each) => each.visit(`${site.url}/can-bo/dang-nhap/ma`, { method: 'POST', form: { code: codeFor(secret) } })))
  expect(pages.map((page) => page.status).sort()).toEqual([303, 422])
})

test('codes cannot be tried at will with a stolen password', async () => {
  calm()
  const { username } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const secret = await enrol(browser)
  calm()
  const thief = openBrowser()
  const answers: number[] = []
  for (let round = 0; round < 3; round += 1) {
    await attempt(thief, username, PASSWORD)
    for (let i = 0; i < 4; i += 1) answers.push((await thief.visit(`${site.url}/can-bo/dang-nhap/ma`, { method: 'POST', form: { code: codeFor(secret, 50 + answers.length) } })).status)
  }
  expect(answers.slice(0, 5)).toEqual([422, 422, 422, 422, 422])
  expect(answers.slice(5).every((status) => status === 429 || status === 422)).toBe(true)
  expect(answers.slice(5)).toContain(429)
  expect((await thief.visit(`${site.url}/can-bo/dang-nhap/ma`, { method: 'POST', form: { code: codeFor(secret) } })).status).not.toBe(303)
})

test('signing in ends the session that the browser came with (fixation)', async () => {
  calm()
  const [first, second] = [await newOfficer(), await newOfficer()]
  const browser = openBrowser()
  await attempt(browser, first.username, PASSWORD)
  const planted = browser.cookie('ts_session')?.value ?? ''
  const { csrf } = await who(browser)
  await browser.visit(`${site.url}/can-bo/dang-nhap`, { method: 'POST', form: { username: second.username, password: PASSWORD, _csrf: csrf } })
  expect(browser.cookie('ts_session')?.value).not.toBe(planted)
  expect((await who(browser)).actor.accountId).toBe(second.accountId)
  const holder = openBrowser()
  holder.setCookie(site.url, 'ts_session', planted)
  expect((await who(holder)).actor.kind).toBe('anonymous')
  const chosen = openBrowser()
  chosen.setCookie(site.url, 'ts_session', 'a'.repeat(43))
  await attempt(chosen, first.username, PASSWORD)
  expect(chosen.cookie('ts_session')?.value).not.toBe('a'.repeat(43))
})

test('every post of the account wants the form token and our own origin', async () => {
  calm()
  const { username } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const { csrf } = await who(browser)
  const page = await browser.visit(`${site.url}/can-bo/tai-khoan`)
  const posts = [...new Set([...formsOf(page).filter((form) => form.method === 'POST').map((form) => new URL(form.action).pathname), '/can-bo/tai-khoan/ma-xac-thuc', '/can-bo/tai-khoan/khoa/bo', '/can-bo/tai-khoan/dang-xuat-noi-khac', '/can-bo/tai-khoan/vi-tri'])]
  expect(posts.length).toBeGreaterThan(4)
  for (const path of posts) {
    const form = { code: '1', id: '1', position: '01900000-0000-7000-8000-000000000000', current: 'a', next: 'b' }
    const fields: Record<string, readonly (keyof typeof form)[]> = { '/can-bo/tai-khoan/mat-khau': ['current', 'next'], '/can-bo/tai-khoan/ma-xac-thuc': ['code'], '/can-bo/tai-khoan/khoa/bo': ['id'], '/can-bo/tai-khoan/vi-tri': ['position'] }
    const body = Object.fromEntries((fields[path] ?? []).map((name) => [name, form[name]]))
    for (const token of [undefined, '', 'x'.repeat(csrf.length)]) {
      const answer = await browser.visit(`${site.url}${path}`, { method: 'POST', form: { ...body, ...(token === undefined ? {} : { _csrf: token }) } })
      expect([path, answer.status, answer.body.includes('form-expired')]).toEqual([path, 403, true])
    }
    expect((await browser.visit(`${site.url}${path}`, { method: 'POST', form: { ...body, _csrf: csrf }, headers: { origin: 'https://xau.example' } })).status).toBe(403)
  }
  expect((await browser.visit(`${site.url}/can-bo/dang-nhap`, { method: 'POST', form: { username, password: PASSWORD, _csrf: csrf }, headers: { origin: 'https://xau.example' } })).status).toBe(403)
})

test('a session ends when idle and, however busy, in the end', async () => {
  calm()
  const { username } = await newOfficer()
  const idle = openBrowser()
  await attempt(idle, username, PASSWORD)
  site.pass(29 * 60_000)
  expect((await who(idle)).actor.kind).toBe('officer')
  site.pass(29 * 60_000)
  expect((await who(idle)).actor.kind).toBe('officer')
  site.pass(31 * 60_000)
  expect((await who(idle)).actor.kind).toBe('anonymous')

  const busy = openBrowser()
  await attempt(busy, username, PASSWORD)
  for (let i = 0; i < 35; i += 1) { site.pass(20 * 60_000); expect((await who(busy)).actor.kind).toBe('officer') }
  site.pass(21 * 60_000)
  expect((await who(busy)).actor.kind).toBe('anonymous')
})

test('changing the password ends every other session and needs the current one', async () => {
  calm()
  const { username } = await newOfficer()
  const [here, there] = [openBrowser(), openBrowser()]
  for (const browser of [here, there]) await attempt(browser, username, PASSWORD)
  const page = await here.visit(`${site.url}/can-bo/tai-khoan`)
  expect((await here.submit(page, 'name="current"', { current: 'sai', next: 'Rừng-Cọ-Đồi-Chè-7' }, stay)).status).toBe(422)
  expect((await who(there)).actor.kind).toBe('officer')
  expect((await here.submit(page, 'name="current"', { current: PASSWORD, next: 'Rừng-Cọ-Đồi-Chè-7' }, stay)).status).toBe(303)
  expect((await who(here)).actor.kind).toBe('officer')
  expect((await who(there)).actor.kind).toBe('anonymous')
})

test('signing out elsewhere keeps this session', async () => {
  calm()
  const { username } = await newOfficer()
  const [here, there] = [openBrowser(), openBrowser()]
  for (const browser of [here, there]) await attempt(browser, username, PASSWORD)
  const page = await here.visit(`${site.url}/can-bo/tai-khoan`)
  await here.submit(page, 'Đăng xuất khỏi các nơi khác', {}, stay)
  expect((await who(here)).actor.kind).toBe('officer')
  expect((await who(there)).actor.kind).toBe('anonymous')
})

test('an officer works in one position at a time, and only in their own', async () => {
  calm()
  const { username, positions } = await newOfficer({ positions: 2 })
  const other = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  expect((await who(browser)).actor.positionId).toBe(positions[0]?.positionId)
  const page = await browser.visit(`${site.url}/can-bo/tai-khoan`)
  expect((await browser.submit(page, 'name="position"', { position: positions[1]?.positionId ?? '' }, stay)).status).toBe(303)
  expect((await who(browser)).actor.positionId).toBe(positions[1]?.positionId)
  expect((await browser.submit(page, 'name="position"', { position: other.positions[0]?.positionId ?? '' }, stay)).status).toBe(404)
})

test('no position, no entry; an administrator only from the allowed network', async () => {
  calm()
  const bare = await newOfficer({ positions: 0 })
  expect((await attempt(openBrowser(), bare.username, PASSWORD)).body).toContain('chưa được giao vị trí')
  expect((await attempt(openBrowser(), bare.username, 'sai')).body).toContain(WRONG)
  const admin = await newOfficer({ roles: ['administrator'] })
  expect((await attempt(openBrowser(), admin.username, PASSWORD)).body).toContain('mạng và trong giờ cho phép')
})

test('no password and no session token is stored as it is', async () => {
  const browser = openBrowser()
  calm()
  const { username } = await newOfficer()
  await attempt(browser, username, PASSWORD)
  const token = browser.cookie('ts_session')?.value ?? ''
  const { rows } = await sql<{ raw: string }>`select row_to_json(x)::text as raw from identity.session x union all select row_to_json(y)::text from identity.staff_credential y`.execute(t().owner.kysely)
  const raw = rows.map((row) => row.raw).join('\n')
  for (const secret of [token, Buffer.from(token).toString('hex'), PASSWORD]) expect(raw).not.toContain(secret)
  expect(raw).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
})

interface Options { challenge: string }
async function post(browser: Browser, path: string, body: object): Promise<{ status: number; value: Options & { to?: string } }> {
  const cookie = browser.cookies().filter((c) => c.host === '127.0.0.1').map((c) => `${c.name}=${c.value}`).join('; ')
  const response = await fetch(`${site.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: site.url, cookie, 'x-csrf-token': (await who(browser)).csrf }, body: JSON.stringify(body) })
  for (const line of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
    if (value) browser.setCookie(site.url, name, value)
  }
  const value: Options & { to?: string } = await response.json()
  return { status: response.status, value }
}

test('a passkey is registered and opens the desk; copies, other challenges and unverified users do not', async () => {
  calm()
  const { username, accountId } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const key = softAuthenticator(site.url)
  const begun = await post(browser, '/can-bo/tai-khoan/khoa/bat-dau', {})
  const pending = browser.cookie('ts_signin')?.value ?? ''
  const made = await post(browser, '/can-bo/tai-khoan/khoa', { label: 'Máy bàn', response: key.create(begun.value.challenge) })
  expect([made.status, made.value.to]).toEqual([200, '/can-bo/tai-khoan'])
  browser.setCookie(site.url, 'ts_signin', pending)
  expect((await post(browser, '/can-bo/tai-khoan/khoa', { label: 'Lại', response: key.create(begun.value.challenge) })).status).toBe(422)
  expect((await browser.visit(`${site.url}/can-bo/tai-khoan`)).body).toContain('Máy bàn')

  const enter = async (answer: (challenge: string) => object): Promise<{ status: number; browser: Browser }> => {
    const fresh = openBrowser()
    const { value } = await post(fresh, '/can-bo/dang-nhap/khoa/bat-dau', { den: '/ban-lam-viec' })
    return { status: (await post(fresh, '/can-bo/dang-nhap/khoa', answer(value.challenge))).status, browser: fresh }
  }
  const good = await enter((challenge) => key.get(challenge))
  expect(good.status).toBe(200)
  expect((await who(good.browser)).actor.accountId).toBe(accountId)
  expect((await enter(() => key.get('x'.repeat(43)))).status).toBe(422)
  expect((await enter((challenge) => key.get(challenge, { verified: false }))).status).toBe(422)
  expect((await enter((challenge) => key.get(challenge, { count: 1 }))).status).toBe(422)
  expect((await enter((challenge) => softAuthenticator(site.url).get(challenge))).status).toBe(422)
  expect((await enter((challenge) => key.get(challenge, { count: 9 }))).status).toBe(200)
})

test('what changes how one signs in wants the password shown just now', async () => {
  calm()
  const { username, accountId } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const key = softAuthenticator(site.url)
  const begun = await post(browser, '/can-bo/tai-khoan/khoa/bat-dau', {})
  expect((await post(browser, '/can-bo/tai-khoan/khoa', { label: 'Máy bàn', response: key.create(begun.value.challenge) })).status).toBe(200)
  const enrolment = await browser.visit(`${site.url}/can-bo/tai-khoan/ma-xac-thuc`)
  const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(enrolment.body)?.[1] ?? '').replaceAll(' ', '')
  const waiting = await post(browser, '/can-bo/tai-khoan/khoa/bat-dau', {})

  site.pass(5 * 60_000)
  const ask = '/can-bo/tai-khoan/xac-nhan?den='
  const totp = await browser.follow(`${site.url}/can-bo/tai-khoan/ma-xac-thuc`)
  expect([new URL(totp.url).pathname, totp.body.includes(secret)]).toEqual(['/can-bo/tai-khoan/xac-nhan', false])
  const late = await browser.submit(enrolment, 'name="code"', { code: codeFor(secret) }, stay)
  expect(late.headers.get('location')).toBe(`${ask}${encodeURIComponent('/can-bo/tai-khoan/ma-xac-thuc')}`)
  const again = await post(browser, '/can-bo/tai-khoan/khoa/bat-dau', {})
  expect([again.status, again.value.to]).toEqual([403, `${ask}${encodeURIComponent('/can-bo/tai-khoan')}`])
  expect((await post(browser, '/can-bo/tai-khoan/khoa', { label: 'Muộn', response: softAuthenticator(site.url).create(waiting.value.challenge) })).status).toBe(422)
  const home = await browser.visit(`${site.url}/can-bo/tai-khoan`)
  expect((await browser.submit(home, 'name="id"', {}, stay)).headers.get('location')).toContain(ask)
  const kept = async (): Promise<unknown> => (await sql`select (select count(*)::int from identity.passkey where account_id = ${accountId}) as keys, (select count(*)::int from identity.totp where account_id = ${accountId} and confirmed_at is not null) as codes`.execute(t().owner.kysely)).rows
  expect(await kept()).toEqual([{ keys: 1, codes: 0 }])

  const wrong = await browser.submit(totp, 'name="password"', { password: 'sai' }, stay)
  expect([wrong.status, wrong.body.includes('Mật khẩu đang dùng chưa đúng')]).toEqual([422, true])
  const right = await browser.submit(wrong, 'name="password"', { password: PASSWORD }, stay)
  expect([right.status, right.headers.get('location')]).toEqual([303, '/can-bo/tai-khoan/ma-xac-thuc'])
  await enrol(browser)
  expect((await browser.submit(await browser.visit(`${site.url}/can-bo/tai-khoan`), 'name="id"', {}, stay)).headers.get('location')).toBe('/can-bo/tai-khoan')
  expect(await kept()).toEqual([{ keys: 0, codes: 1 }])
  const acts = (await sql<{ act: string }>`select act from kernel.ledger_entry where object_id = ${accountId} order by xact, id`.execute(t().owner.kysely)).rows.map((row) => row.act)
  expect(acts.slice(-3)).toEqual(['identity.confirm-password', 'identity.enrol-totp', 'identity.remove-passkey'])
})

test('tries of the password in an open session count', async () => {
  calm()
  const { username } = await newOfficer()
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const page = await browser.visit(`${site.url}/can-bo/tai-khoan/xac-nhan?den=https://xau.example`)
  expect(page.body).toContain('name="den" value="/can-bo/tai-khoan"')
  for (let i = 0; i < 5; i += 1) await browser.submit(page, 'name="password"', { password: 'sai' }, stay)
  expect((await browser.submit(page, 'name="password"', { password: PASSWORD }, stay)).body).toContain(MANY)
})

test('nothing that was logged holds a password or a session', () => {
  expect(site.logged.join('\n')).not.toMatch(/Chè-Tân|Rừng-Cọ|ts_session/)
})

test('nobody works as an administrator from elsewhere, by whatever way they came to it', async () => {
  calm()
  const { username, positions } = await newOfficer({ positions: 2 })
  const browser = openBrowser()
  await attempt(browser, username, PASSWORD)
  const [first, second] = positions
  if (!first || !second) throw new Error('two positions')
  Object.assign(second, { roles: ['administrator'] })
  const account = await browser.visit(`${site.url}/can-bo/tai-khoan`)
  const refused = await browser.submit(account, `value="${second.positionId}"`, { position: second.positionId }, stay)
  expect([refused.status, refused.body.includes('Tài khoản quản trị chỉ đăng nhập được từ mạng')]).toEqual([422, true])
  expect((await who(browser)).actor).toMatchObject({ positionId: first.positionId })
  Object.assign(first, { roles: ['administrator'] })
  expect((await who(browser)).actor).toEqual({ kind: 'anonymous' })
})
