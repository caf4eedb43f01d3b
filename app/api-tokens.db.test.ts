import { DataEngine, FetchError, RestAPILink } from '@dhis2/data-engine'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { OfficerActor } from '../kernel/actor.ts'
import { read } from '../kernel/db/db.ts'
import { newId } from '../kernel/ids.ts'
import { useDb } from '../kernel/testing/db.ts'
import { disableStaffAccount } from '../modules/identity/acts/disable-staff-account.ts'
import { resetStaffAccess } from '../modules/identity/acts/reset-staff-access.ts'
import { sweep } from '../modules/identity/jobs.ts'
import { startTestSite, type TestSite } from '../modules/identity/testing.ts'
import { uidOf } from '../modules/indicators/dhis2/uid.ts'
import { apiRoutes } from '../modules/indicators/routes/api.ts'
import { aForm, anAgency, anElement } from '../modules/indicators/testing.ts'
import { openBrowser, type Browser } from '../simulators/browser.ts'

// A system that carries an officer's token, at the DHIS2 face: with DHIS2's own client, through the real sign-in and the real server.
const t = useDb()
let site: TestSite
let commune: string
let officer: { readonly accountId: string; readonly positions: readonly OfficerActor[] }
let browser: Browser
let logins = 0
const text = (vi_: string) => ({ vi: vi_, en: vi_ })
const run = (query: ReturnType<typeof sql>): Promise<unknown> => query.execute(t().owner.kysely)
const [FORM, GOOD] = [uidOf('dataSet', 'B1'), uidOf('dataElement', 'good')]
const PASSWORD = 'Chè-Tân-Cương-1'
const PAGE = '/can-bo/tai-khoan/ma-truy-cap'
const DAY = 86_400_000
const stay = (): boolean => true

beforeAll(async () => {
  await run(sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử'), (uuidv7(), '00001', 'commune', 'Xã Đồng', 'Xã', '19', '2018-01-01', 'thử')`)
  commune = await anAgency(t(), 'H55.00001', '00001')
  await aForm(t(), 'B1', [anElement('good')])
  site = await startTestSite(t().db, { routes: apiRoutes({ province: { code: '19', name: text('Tỉnh Thử') }, counters: [] }), settings: { administrators: { networks: ['192.0.2.0/24'], hours: undefined } } })
})
afterAll(() => site.close())
beforeEach(async () => {
  await run(sql`truncate indicators.reading, indicators.report cascade`)
  const username = `he.thong.${logins += 1}`
  officer = await site.officer({ username, password: PASSWORD, roles: ['unit-administrator'], agencyId: commune })
  browser = openBrowser()
  await browser.submit(await browser.visit(`${site.url}/can-bo/dang-nhap`), 'name="password"', { username, password: PASSWORD }, stay)
})
afterEach(() => { vi.unstubAllGlobals() })

const cookiesOf = (of: Browser): string => of.cookies().map(({ name, value }) => `${name}=${value}`).join('; ')
const form = async (fields: Record<string, string>) => browser.submit(await browser.visit(`${site.url}${PAGE}`), 'name="networks"', { name: 'Phần mềm của trạm', ...fields }, stay)
/** Made on the page, with POST ticked unless told otherwise. */
async function aToken({ methods = ['GET', 'POST'], ...fields }: { readonly methods?: readonly string[]; readonly days?: string; readonly networks?: string; readonly name?: string } = {}): Promise<string> {
  const page = await browser.visit(`${site.url}${PAGE}`)
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const body = new URLSearchParams([['_csrf', csrf], ['name', 'Phần mềm của trạm'], ['days', '30'], ['networks', ''], ...methods.map(each => ['methods', each])])
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const answer = await fetch(`${site.url}${PAGE}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept': 'text/html', 'cookie': cookiesOf(browser) }, body })
  return /d2pat_[A-Za-z0-9]{42}/.exec(await answer.text())?.[0] ?? expect.fail(`no token: ${answer.status}`)
}
const ask = async (token: string, path = '/api/dhis2/api/41/me', init: RequestInit = {}, scheme = 'ApiToken') => {
  const answer = await fetch(`${site.url}${path}`, { ...init, redirect: 'manual', headers: { authorization: `${scheme} ${token}`, accept: 'application/json', ...init.headers } })
  const value: { message?: string; displayName?: string } = await answer.json().catch(() => ({}))
  return { status: answer.status, says: value.message ?? value.displayName ?? '' }
}
const values = (value: string) => ({ dataSet: FORM, period: '202610', orgUnit: uidOf('organisationUnit', '00001'), dataValues: [{ dataElement: GOOD, value }] })
const send = (token: string, value: string) => ask(token, '/api/dhis2/api/41/dataValueSets', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(values(value)) })
const drafts = async () => (await sql<{ value: number }>`select value from indicators.reading`.execute(t().owner.kysely)).rows.map(row => row.value)
const kept = async () => (await sql<{ id: string; name: string; last_used_at: Date | null; last_used_from: string | null; row: string }>`select id, name, last_used_at, last_used_from, k::text as row from identity.api_token k where account_id = ${officer.accountId} order by created_at`.execute(t().owner.kysely)).rows
const GONE = 'The API token does not exist'

describe('the page', () => {
  test('shows a token once; of it only the hash is kept, in DHIS2\'s form', async () => {
    const token = await aToken()
    expect(token).toMatch(/^d2pat_[A-Za-z0-9]{32}\d{10}$/)
    const page = await browser.visit(`${site.url}${PAGE}`)
    expect(page.body).toContain('Phần mềm của trạm')
    expect(page.body).not.toContain(token.slice(6))
    const { rows: [all] } = await sql<{ text: string }>`select (select string_agg(k::text, ' ') from identity.api_token k) || (select string_agg(l::text, ' ') from kernel.ledger_entry l) as text`.execute(t().owner.kysely)
    expect(all?.text).not.toContain(token.slice(6, 38))
    expect(site.logged.join()).not.toContain(token.slice(6, 38))
  })
  test('says what is wrong at its field', async () => {
    const page = await form({ name: ' ', days: '9999', networks: '10.0.0.1\n10.0.0.0/99' })
    expect(page.status).toBe(422)
    for (const says of ['Đặt tên cho mã', 'Chọn thời hạn của mã', '10.0.0.0/99', 'href="#f-name"']) expect(page.body).toContain(says)
    expect(await kept()).toEqual([])
  })
  test('wants the password again when it was shown long ago', async () => {
    site.pass(6 * 60_000)
    for (const password of [undefined, 'mật khẩu nào đó']) {
      const page = await form({ name: 'Phần mềm kế toán', ...password === undefined ? {} : { password } })
      expect(page.status).toBe(422)
      expect(page.body).toContain('href="#f-password"')
      expect(page.body).toContain('value="Phần mềm kế toán"')
      expect(page.body).not.toContain('mật khẩu nào đó')
      expect(await kept()).toEqual([])
    }
    expect((await form({ password: PASSWORD })).status).toBe(200)
    expect(await kept()).toHaveLength(1)
  })
  test('there are twenty that work and no more, however many are asked for at once', async () => {
    await run(sql`insert into identity.api_token (id, account_id, position_id, name, token_hash, methods, networks, created_at, expires_at) select gen_random_uuid(), ${officer.accountId}, ${officer.positions[0]?.positionId}, 'x' || n, sha256(n::text::bytea || uuid_send(${officer.accountId})), '{GET}', '{}', ${site.platform.now()}, ${site.platform.now()}::timestamptz + interval '1 day' from generate_series(1, 18) n`)
    const made = await t().owner.kysely.transaction().execute(async holder => {
      // read it may be, written not
      await sql`lock table identity.api_token in share mode`.execute(holder)
      const asked = Promise.allSettled([1, 2, 3].map(number => aToken({ name: `Máy ${number}` })))
      for (let waiting = 0; waiting < 3;) waiting = (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(t().db.kysely)).rows.length
      return { asked }
    }).then(({ asked }) => asked)
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await kept()).toHaveLength(20)
  })
  test('only its owner sees and revokes a token', async () => {
    const token = await aToken()
    const [row] = await kept()
    const other = await site.officer({ username: `khac.${logins}`, password: PASSWORD, agencyId: commune })
    const stranger = openBrowser()
    await stranger.submit(await stranger.visit(`${site.url}/can-bo/dang-nhap`), 'name="password"', { username: `khac.${logins}`, password: PASSWORD }, stay)
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await stranger.visit(`${site.url}${PAGE}`)).body)?.[1] ?? ''
    const answer = await fetch(`${site.url}${PAGE}/thu-hoi`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', 'cookie': cookiesOf(stranger) }, body: new URLSearchParams({ _csrf: csrf, id: row?.id ?? '' }) })
    expect(answer.status).toBe(404)
    expect((await read(t().db, other.positions[0] ?? expect.fail(), tx => sql`select 1 from identity.api_token`.execute(tx))).rows).toEqual([])
    expect((await ask(token)).status).toBe(200)
  })
})

describe('a token', () => {
  test('acts as its officer: DHIS2\'s own client reads and writes, and the ledger names the token', async () => {
    const token = await aToken()
    const real = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => real(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: `ApiToken ${token}` } }))
    const engine = new DataEngine(new RestAPILink({ baseUrl: `${site.url}/api/dhis2`, apiVersion: 41 }))
    const { me } = await engine.query<{ me: unknown }>({ me: { resource: 'me', params: { fields: 'displayName,organisationUnits[code]' } } })
    expect(me).toEqual({ displayName: expect.stringContaining('he.thong'), organisationUnits: [{ code: '00001' }] })
    expect(await engine.mutate({ resource: 'dataValueSets', type: 'create', data: values('21') })).toMatchObject({ status: 'OK', response: { importCount: { imported: 1 } } })
    expect(await drafts()).toEqual([21])
    const { values: found } = await engine.query<{ values: unknown }>({ values: { resource: 'dataValueSets', params: { dataSet: FORM, period: '202610', orgUnit: '00001' } } })
    expect(found).toMatchObject({ dataValues: [{ dataElement: GOOD, value: '21' }] })
    const [row] = await kept()
    expect(row).toMatchObject({ last_used_at: expect.any(Date), last_used_from: '127.0.0.1' })
    const { rows } = await sql<{ actor: unknown }>`select actor from kernel.ledger_entry where act = 'indicators.save-report' order by id desc limit 1`.execute(t().owner.kysely)
    expect(rows).toEqual([{ actor: { kind: 'officer', account: officer.accountId, position: officer.positions[0]?.positionId, token: row?.id } }])
    expect((await sql<{ payload: unknown }>`select payload from kernel.ledger_entry where act = 'identity.create-api-token' and object_id = ${row?.id}`.execute(t().owner.kysely)).rows).toMatchObject([{ payload: { name: 'Phần mềm của trạm', methods: ['GET', 'POST'], networks: [] } }])
  })
  test('a client without a browser\'s headers may send, too', async () => { expect(await send(await aToken(), '7')).toMatchObject({ status: 200 }); expect(await drafts()).toEqual([7]) })
  test('a refusal reaches DHIS2\'s client in its own words', async () => {
    const real = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => real(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: 'ApiToken d2pat_5xVA12xyUbWNedQxy4ohH77WlxRGVvZZ1151814092' } }))
    const failure = await new DataEngine(new RestAPILink({ baseUrl: `${site.url}/api/dhis2`, apiVersion: 41 })).query({ me: { resource: 'me' } }).then(() => undefined, (error: unknown) => error)
    expect(failure).toBeInstanceOf(FetchError)
    expect(failure).toMatchObject({ type: 'access', details: { httpStatusCode: 401, message: GONE } })
  })
  test('one that is wrong is not taken for nobody, on public addresses either', async () => {
    const token = await aToken()
    for (const wrong of [`${token.slice(0, -1)}${token.endsWith('1') ? '2' : '1'}`, 'd2pat_', '', 'x'.repeat(5000)]) expect((await ask(wrong, '/api/dhis2/api/41/dataElements')).status).toBe(401)
    expect((await ask('', '/api/dhis2/api/41/dataElements', { headers: { authorization: '' } })).status).toBe(200)
    // another scheme says nothing here
    expect((await ask(token, '/api/dhis2/api/41/me', {}, 'Bearer')).status).toBe(401)
  })
  test('dies on its day', async () => {
    const token = await aToken({ days: '30' })
    site.pass(30 * DAY - 60_000)
    expect((await ask(token)).status).toBe(200)
    site.pass(61_000)
    expect(await ask(token)).toEqual({ status: 401, says: 'Failed to authenticate API token, token has expired.' })
    expect((await send(token, '1')).status).toBe(401)
    expect(await drafts()).toEqual([])
  })
  test('dies when it is revoked', async () => {
    const token = await aToken()
    await browser.submit(await browser.visit(`${site.url}${PAGE}`), 'name="id"', {}, stay)
    expect(await ask(token)).toEqual({ status: 401, says: GONE })
    expect((await sql`select 1 from kernel.ledger_entry where act = 'identity.revoke-api-token' and object_id = ${(await kept())[0]?.id}`.execute(t().owner.kysely)).rows).toHaveLength(1)
  })
  test('is taken nowhere but at the DHIS2 face', async () => {
    const token = await aToken()
    for (const path of ['/ban-lam-viec', PAGE, '/can-bo/tai-khoan', '/api/v1/indicators/reports/B1/202610/H55.00001']) expect([path, (await ask(token, path)).status]).toEqual([path, expect.toSatisfy((status: number) => status === 401 || status === 404)])
    const who: unknown = await fetch(`${site.url}/ai-do`, { headers: { authorization: `ApiToken ${token}` } }).then(answer => answer.json())
    expect(who).toMatchObject({ actor: { kind: 'anonymous' } })
    expect((await ask(token, PAGE, { method: 'POST', body: new URLSearchParams({ name: 'x', days: '30', methods: 'GET', networks: '' }) })).status).toBe(401)
  })
  test('does what its methods say, and reading includes HEAD', async () => {
    const token = await aToken({ methods: ['GET'] })
    expect(await send(token, '1')).toEqual({ status: 401, says: 'Failed to authenticate API token, request http method is not allowed.' })
    expect((await ask(token, '/api/dhis2/api/41/me', { method: 'HEAD' })).status).toBe(200)
    const writer = await aToken({ methods: ['POST'] })
    expect((await ask(writer)).status).toBe(401)
    expect((await send(writer, '3')).status).toBe(200)
    expect(await drafts()).toEqual([3])
  })
  test('is good from its addresses only, and a refused try is no use', async () => {
    expect((await ask(await aToken({ networks: '10.0.0.0/8\n127.0.0.1' }))).status).toBe(200)
    const token = await aToken({ networks: '10.0.0.0/8' })
    expect(await ask(token)).toEqual({ status: 401, says: 'Failed to authenticate API token, request ip address is not allowed.' })
    // nobody says from where they come by themselves
    expect((await ask(token, '/api/dhis2/api/41/me', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(401)
    expect((await kept()).at(-1)).toMatchObject({ last_used_at: null })
  })
  test('has the rights of the position today, and goes with it', async () => {
    const token = await aToken()
    const [position = expect.fail()] = officer.positions
    site.seat(officer.accountId, [{ ...position, roles: ['signer'] }])
    expect((await send(token, '1')).status).toBe(409)
    expect(await drafts()).toEqual([])
    // another position of the same officer is another matter
    site.seat(officer.accountId, [{ ...position, positionId: newId() }])
    expect((await ask(token)).status).toBe(401)
    site.seat(officer.accountId, [])
    expect(await ask(token)).toEqual({ status: 401, says: 'Failed to authenticate API token, its user holds no position any more.' })
  })
  test('of an administrator is nobody\'s outside the network of administration', async () => {
    const token = await aToken()
    const [position = expect.fail()] = officer.positions
    site.seat(officer.accountId, [{ ...position, roles: ['administrator'] }])
    expect((await ask(token)).status).toBe(401)
  })
  test('ends with the account, and with the reset of what it signs in with; unlocking brings none back', async () => {
    const boss: OfficerActor = { ...officer.positions[0] ?? expect.fail(), accountId: newId(), roles: ['administrator'] }
    const [first, version] = [await aToken(), async () => (await sql<{ version: number }>`select version from identity.account where id = ${officer.accountId}`.execute(t().owner.kysely)).rows[0]?.version ?? 0]
    const lock = async (disabled: boolean) => disableStaffAccount(site.identity, { actor: boss, accountId: officer.accountId, version: await version(), disabled, reason: 'phép thử', now: site.platform.now() })
    await lock(true)
    expect((await ask(first)).status).toBe(401)
    await lock(false)
    expect((await ask(first)).status).toBe(401)
    await run(sql`update identity.api_token set revoked_at = null where account_id = ${officer.accountId}`)
    expect((await ask(first)).status).toBe(200)
    expect(await resetStaffAccess(site.identity, { actor: boss, accountId: officer.accountId, password: PASSWORD, reason: 'phép thử', now: site.platform.now() })).toEqual({ ok: true })
    expect((await ask(first)).status).toBe(401)
  })
  test('keeps its terms; nobody lengthens one, and none is made for more than a year', async () => {
    await aToken()
    const lengthen = read(t().db, { kind: 'system', name: 'test' }, tx => sql`update identity.api_token set expires_at = expires_at + interval '1 day'`.execute(tx))
    await expect(lengthen).rejects.toThrow(/permission denied/)
    await expect(run(sql`update identity.api_token set expires_at = created_at + interval '400 days'`)).rejects.toThrow(/check constraint/)
    expect(await sweep(site.identity, new Date(site.platform.now().getTime() + 396 * DAY))).toBeDefined()
    expect(await kept()).toEqual([])
  })
})
