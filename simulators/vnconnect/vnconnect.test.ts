import * as oidc from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formsOf, openBrowser, type Browser, type Page } from '../browser.ts'
import { DEMO_ACCOUNTS } from './people.ts'
import { DEMO_CLIENT, startVnconnect, type Running } from './server.ts'

const CALLBACK = 'http://127.0.0.1:1/dang-nhap/vnconnect/callback'
let idp: Running
let config: oidc.Configuration
beforeAll(async () => {
  idp = await startVnconnect({ port: 0, redirectUris: [CALLBACK], postLogoutRedirectUris: ['http://127.0.0.1:1/'] })
  config = await oidc.discovery(new URL(idp.url), DEMO_CLIENT.clientId, DEMO_CLIENT.clientSecret, undefined, { execute: [oidc.allowInsecureRequests] })
})
afterAll(() => idp.close())

const atCallback = (location: string): boolean => location.startsWith(CALLBACK)
const person = (name: string): string => DEMO_ACCOUNTS.find((a) => a.name.normalize('NFC') === name)?.sub ?? ''
const verifier = oidc.randomPKCECodeVerifier()

async function authorizeUrl(extra: Record<string, string> = {}): Promise<string> {
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK, scope: 'openid', state: 's', nonce: 'n', code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...extra,
  }).href
}
async function signIn(browser: Browser, name: string, extra: Record<string, string> = {}): Promise<Page> {
  const page = await browser.follow(await authorizeUrl(extra), { stop: atCallback })
  return browser.submit(page, person(name), { do: 'sign-in' }, atCallback)
}
const exchange = (page: Page): ReturnType<typeof oidc.authorizationCodeGrant> =>
  oidc.authorizationCodeGrant(config, new URL(page.headers.get('location') ?? ''), { pkceCodeVerifier: verifier, expectedState: 's', expectedNonce: 'n', idTokenExpected: true })

test('speaks the paths of VNConnect', () => {
  const meta = config.serverMetadata()
  expect([meta.authorization_endpoint, meta.token_endpoint, meta.userinfo_endpoint].map((u) => new URL(u ?? '').pathname))
    .toEqual(['/oauth2/authorize', '/oauth2/token', '/oauth2/userinfo'])
  expect(meta.acr_values_supported).toEqual(['LoA1', 'LoA2'])
})

test('a person signs in and the claims of VNConnect come from userinfo; the code works once', async () => {
  const page = await signIn(openBrowser(), 'Nông Thị Hòa')
  const tokens = await exchange(page)
  expect(tokens.claims()?.['acr']).toBe('LoA2')
  const claims = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
  expect(claims).toMatchObject({ LoaiTaiKhoan: '1', HoVaTen: 'Nông Thị Hòa', SoDinhDanh: '999188000001', NgayThangNamSinh: '19880312', loginIdp: 'BCA' })
  expect(claims['logoutUri']).toMatch(/\?token_id=eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
  await expect(exchange(page)).rejects.toMatchObject({ error: 'invalid_grant' })
})

test('without PKCE there is no sign-in', async () => {
  const page = await openBrowser().visit(oidc.buildAuthorizationUrl(config, { redirect_uri: CALLBACK, scope: 'openid', state: 's' }).href)
  expect(page.headers.get('location')).toContain('error=invalid_request')
})

test('an unknown redirect address is not redirected to', async () => {
  const page = await openBrowser().visit(await authorizeUrl({ redirect_uri: 'http://127.0.0.1:1/khac' }))
  expect(page.status).toBe(400)
  expect(page.headers.get('location')).toBeNull()
})

test('LoA2 asked of an account of level 1 is explained and then refused', async () => {
  const browser = openBrowser()
  const page = await signIn(browser, 'Giàng A Páo', { acr_values: 'LoA2' })
  expect(page.body).toContain('mang căn cước đến công an')
  expect(formsOf(page).some((f) => f.html.includes('step-up'))).toBe(false)
  const back = await browser.submit(page, 'refuse', { do: 'refuse' }, atCallback)
  expect(back.headers.get('location')).toContain('error=unmet_authentication_requirements')
})

test('an account of level 2 signed in by OTP steps up in the same session', async () => {
  const browser = openBrowser()
  expect((await exchange(await signIn(browser, 'Vi Thị Thơm'))).claims()?.['acr']).toBe('LoA1')
  const page = await browser.follow(await authorizeUrl({ acr_values: 'LoA2' }), { stop: atCallback })
  expect(page.body).toContain('Xác nhận trên ứng dụng VNeID')
  expect((await exchange(await browser.submit(page, 'step-up', { do: 'step-up' }, atCallback))).claims()?.['acr']).toBe('LoA2')
})

test('signing out ends the session at the provider', async () => {
  const browser = openBrowser()
  await signIn(browser, 'Ma Văn Thắng')
  const again = await browser.follow(await authorizeUrl(), { stop: atCallback })
  expect(again.headers.get('location')).toContain('code=')
  const ask = await browser.follow(oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: 'http://127.0.0.1:1/' }).href)
  await browser.submit({ ...ask, body: ask.body }, 'xsrf', { logout: 'yes' }, (l) => l.startsWith('http://127.0.0.1:1/'))
  expect((await browser.follow(await authorizeUrl(), { stop: atCallback })).body).toContain('Chọn một người')
})

test('no number of a demonstration account can belong to anybody', () => {
  for (const account of DEMO_ACCOUNTS) expect(account.idNumber).toMatch(account.kind === 'person' ? /^999\d{9}$/ : /^9999\d{6}$/)
  expect(new Set(DEMO_ACCOUNTS.map((a) => a.idNumber)).size).toBe(DEMO_ACCOUNTS.length)
})
