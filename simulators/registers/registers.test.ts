import { afterAll, beforeAll, expect, test } from 'vitest'
import { md5Upper, sha256hex } from './answer.ts'
import { SIMULATED } from './credentials.ts'
import { RESIDENTS } from './people.ts'
import { startRegisters, type RunningRegisters } from './server.ts'

let registers: RunningRegisters
beforeAll(async () => { registers = await startRegisters({ port: 0 }) })
afterAll(() => registers.close())
const person = (): (typeof RESIDENTS)[number] => { const [one] = RESIDENTS; if (!one) throw new Error('nobody lives here'); return one }

function soap(operation: string, inside: string, more: Record<string, string> = {}): Promise<Response> {
  const url = registers.addressOf('population')
  const { user, secret, apiKey } = SIMULATED.population
  const timestamp = String(Date.now())
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/xml', timestamp, authorization: `Basic ${Buffer.from(`${user}:${sha256hex(url + user + timestamp + secret)}`).toString('base64')}`, apikey: apiKey, 'x-road-client': 'VN/GOV/000.00.00.H19/MOT-CUA', soapaction: '', ...more },
    body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:dan="http://dancuquocgia.bca"><soapenv:Header/><soapenv:Body><dan:${operation}>${inside}</dan:${operation}></soapenv:Body></soapenv:Envelope>` })
}
const fields = (name: string): string => `<dan:MaYeuCau>1</dan:MaYeuCau><dan:MaDVC>x</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop><dan:MaCanBo>x</dan:MaCanBo><dan:SoDinhDanh>${person().idNumber}</dan:SoDinhDanh><dan:HoVaTen>${name}</dan:HoVaTen><dan:NgayThangNamSinh><dan:NgayThangNam>${person().born}</dan:NgayThangNam></dan:NgayThangNamSinh>`

test('the population database knows the people of the national sign-in, and only by number, name and day together', async () => {
  expect(await (await soap('TraCuuThongTinCongDan', fields(person().name.toUpperCase()))).text()).toContain(`<ns1:SoDinhDanh>${person().idNumber}</ns1:SoDinhDanh>`)
  expect(await (await soap('TraCuuThongTinCongDan', fields('Ai Đó Khác'))).text()).not.toContain('CongDan>')
  expect(await (await soap('XacThucThongTinCongDan', fields(person().name))).text()).toContain('<ns1:TonTai>true</ns1:TonTai>')
  expect((await (await soap('TraCuuThongTinHoGiaDinh', fields(person().name))).text()).match(/<ns1:CongDan>/g)).toHaveLength(2)
})

test.each([['authorization', 'Basic eDp5'], ['apikey', 'x'], ['x-road-client', 'x'], ['timestamp', '1']])('it refuses another %s', async (name, value) => {
  const answer = await soap('TraCuuThongTinCongDan', fields(person().name), { [name]: value })
  expect([answer.status, (await answer.text()).includes('<faultcode>soapenv:Client</faultcode>')]).toEqual([500, true])
})

test('fields out of order are refused', async () => {
  expect(await (await soap('TraCuuThongTinCongDan', `<dan:MaDVC>x</dan:MaDVC>${fields(person().name)}`)).text()).toContain('Sai thứ tự')
})

test('the insurance gateway wants a session, and says by code what it thinks of a card', async () => {
  const { user, secret, clerkId, clerkName } = SIMULATED['social-insurance']
  const base = registers.addressOf('social-insurance')
  const taken: { APIKey: { access_token: string; id_token: string } } = await (await fetch(`${base}/api/token/take`, { method: 'POST', body: new URLSearchParams({ username: user, password: md5Upper(secret) }) })).json()
  const ask = async (token: string, more: object = {}): Promise<unknown> => (await fetch(`${base}/api/egw/KQNhanLichSuKCB2024?${new URLSearchParams({ token, id_token: taken.APIKey.id_token, username: user, password: md5Upper(secret) }).toString()}`,
    { method: 'POST', body: JSON.stringify({ maThe: person().idNumber, hoTen: person().name, ngaySinh: '12/03/1988', hoTenCb: clerkName, cccdCb: clerkId, ...more }) })).json()
  expect(await ask(taken.APIKey.access_token)).toMatchObject({ maKetQua: '000', maSoBHXH: person().insuranceCode })
  expect(await ask('x')).toMatchObject({ maKetQua: '401' })
  expect(await ask(taken.APIKey.access_token, { hoTen: 'Ai' })).toMatchObject({ maKetQua: '060' })
  expect(await ask(taken.APIKey.access_token, { cccdCb: '1' })).toMatchObject({ maKetQua: '054' })
})

test('shared lists are read without a login, never with a bad one; health needs none anywhere', async () => {
  const url = registers.addressOf('categories')
  expect((await (await fetch(`${url}/Category?ma=DM_GIOI_TINH`)).json())).toEqual({ data: [{ Ma: '1', Ten: 'Nam' }, { Ma: '2', Ten: 'Nữ' }, { Ma: '3', Ten: 'Chưa xác định' }] })
  expect((await fetch(`${url}/AllCategory`, { headers: { authorization: 'Bearer x' } })).status).toBe(401)
  for (const name of ['population', 'civil-status', 'business-registry', 'social-insurance', 'categories'] as const) expect((await fetch(`${registers.addressOf(name)}/health`)).status).toBe(200)
})

test('misbehaviour can be had by header and by the door for this machine', async () => {
  const url = `${registers.addressOf('business-registry')}/token`
  expect((await fetch(url, { method: 'POST', headers: { 'x-simulate': 'error' } })).status).toBe(500)
  await fetch(`${registers.url}/_simulate/business-registry`, { method: 'POST', body: JSON.stringify({ mode: 'error', times: 1 }) })
  expect([(await fetch(url, { method: 'POST' })).status, (await fetch(url, { method: 'POST' })).status]).toEqual([500, 401])
})
