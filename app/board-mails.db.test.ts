import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, PUBLIC_SETTINGS, read, transact, type Db } from '../kernel/db/db.ts'
import { newId } from '../kernel/ids.ts'
import type { Platform } from '../kernel/platform.ts'
import { useDb } from '../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../kernel/testing/http.ts'
import { recordReadings } from '../modules/indicators/acts/record-readings.ts'
import { boardRoutes } from '../modules/indicators/routes/boards.ts'
import { subscriptionRoutes } from '../modules/indicators/routes/subscriptions.ts'
import { idIn, tokenFor } from '../modules/indicators/subscriptions/address.ts'
import { sendMail, sendMailJob } from '../modules/indicators/subscriptions/send.ts'
import { forgetSubscriptions, tellSubscribers } from '../modules/indicators/subscriptions/tell.ts'
import { callOf, NOW, SYSTEM, anOfficer } from '../modules/indicators/testing.ts'
import { someBoards, wordsOf } from '../modules/indicators/testing-boards.ts'
import { tryMail } from '../modules/notifications/index.ts'
import { startMail, type RunningMail } from '../simulators/mail/server.ts'

// Boards by mail: from the form over the box of a real mail server to the link that ends it.
const t = useDb()
const dir = mkdtempSync(join(tmpdir(), 'board-mails-'))
const KEY = randomBytes(32)
const ports = { province: { code: '19', name: { vi: 'Tỉnh Thử', en: 'Test province' } }, counters: [], namesOf: () => Promise.resolve(new Map<string, string>()) }
let faces: Faces
let mail: RunningMail
let publicDb: Db
let platform: Platform
let now = NOW
const mailer = (each: Parameters<typeof tryMail>[1]) => tryMail({ smtpUrl: mail.smtpUrl, publicUrl: platform.config.publicUrl }, each)
beforeAll(async () => {
  await someBoards(t())
  mail = await startMail({ smtpPort: 0, httpPort: 0, dir })
  publicDb = connect({ url: t().urls.app, max: 4, settings: PUBLIC_SETTINGS })
  faces = await serveFaces(t().db, [...boardRoutes({ ...ports, mailer }), ...subscriptionRoutes({ ...ports, mailer })], NOW, publicDb, KEY)
  // every look at the clock a moment later, so that what came first is first
  platform = Object.assign(faces.platform, { now: () => { now = new Date(now.getTime() + 1); return now } })
})
afterAll(async () => { await faces.close(); await mail.close(); await publicDb.kysely.destroy(); rmSync(dir, { recursive: true }) })
const owner = () => t().owner.kysely
beforeEach(async () => {
  now = NOW
  await sql`truncate indicators.subscription cascade`.execute(owner())
  await sql`delete from graphile_worker._private_jobs`.execute(owner())
  await fibre(75)
  for (const name of readdirSync(dir)) rmSync(join(dir, name))
})

const fibre = (value: number) => recordReadings(callOf(t(), SYSTEM), [{ element: 'households_fibre', unitCode: '19', period: '2023', value, source: 'document', ref: 'phép thử' }])
const FORM = '/bang-chi-so/resolution-01/theo-doi?ky=2023&don-vi=19'
const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) => faces.server.inject({ method: 'POST', url, headers: { 'accept': 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload: new URLSearchParams(fields).toString() })
const get = (url: string) => faces.server.inject({ url, headers: { accept: 'text/html' } })
const ask = (email: string, lich = 'change') => post(FORM, { email, lich })
const rows = async () => (await sql<{ id: string; state: string; frequency: string }>`select id, frequency, case when ended_at is not null then 'ended' when confirmed_at is not null then 'on' else 'asked' end as state from indicators.subscription order by id`.execute(owner())).rows
const mails = async () => (await sql<{ id: string; digest: string; state: string; content: unknown }>`select id, digest, state, content from indicators.subscription_mail order by made_at, id`.execute(owner())).rows
const sendAll = async (): Promise<void> => { for (const { id, state } of await mails()) if (state === 'waiting') await sendMail(platform, ports, mailer, id) }
interface Received { readonly subject: string; readonly text: string; readonly recipients: readonly string[]; readonly raw: string }
const received = (): Received[] => readdirSync(dir).filter(name => name.endsWith('.json')).sort().map(name => ({ ...JSON.parse(readFileSync(join(dir, name), 'utf8')), raw: readFileSync(join(dir, name.replace('.json', '.eml')), 'utf8') }))
const last = (): Received => received().at(-1) ?? expect.fail('no mail came')
const linkIn = (text: string, end: RegExp): string => new URL(text.split('\n').find(line => line.startsWith('https://') && end.test(line)) ?? expect.fail(text)).pathname
const MANAGE = /theo-doi\/[\w-]{54}$/
const CONFIRM = /theo-doi\/[\w-]{54}\/xac-nhan$/
/** Somebody who has said yes. */
const follower = async (email: string, lich = 'change'): Promise<string> => {
  await ask(email, lich)
  await sendAll()
  await post(linkIn(last().text, CONFIRM), {})
  return tokenFor(KEY, 'manage', (await rows()).at(-1)?.id ?? '')
}
const later = (days: number): void => { now = new Date(NOW.getTime() + days * 86_400_000) }
const acts = async () => (await sql<{ act: string; actor: { kind: string }; payload: unknown }>`select act, actor, payload from kernel.ledger_entry where object_type = 'subscription' and object_id in (select id::text from indicators.subscription) order by at`.execute(owner())).rows

describe('asking', () => {
  test('what is wrong stands above the form and at its field, with what was typed', async () => {
    for (const [email, text] of [['', 'Gõ thư điện tử của bạn'], ['khong phai', 'chưa phải địa chỉ'], ['a@b', 'chưa phải địa chỉ'], ['a@example.vn, b@example.vn', 'chưa phải địa chỉ'], ['x@example.vn\r\nBcc: y@example.vn', 'chưa phải địa chỉ'], ['"x\r\nBcc: y@example.vn\r\n"@example.vn', 'chưa phải địa chỉ'], ['"x y"@example.vn', 'chưa phải địa chỉ'], [`${'a'.repeat(200)}@example.vn`, 'chưa phải địa chỉ']] as const) {
      const { statusCode, body } = await ask(email, 'often')
      expect(statusCode).toBe(422)
      expect(wordsOf(body)).toContain(text)
      expect(wordsOf(body)).toContain('Chọn khi nào nhận thư')
      expect(body).toContain('href="#f-email"')
    }
    expect(await rows()).toEqual([])
  })
  test('the board leads to it and keeps its view; without a mail server nobody is asked', async () => {
    expect((await get('/bang-chi-so/resolution-01?ky=2023')).body).toContain('/bang-chi-so/resolution-01/theo-doi?ky=2023&amp;don-vi=19')
    const mute = await serveFaces(t().db, [...boardRoutes(ports), ...subscriptionRoutes(ports)], NOW)
    const ask_ = (url: string) => mute.server.inject({ url, headers: { accept: 'text/html' } })
    expect((await ask_('/bang-chi-so/resolution-01?ky=2023')).body).not.toContain('theo-doi')
    expect((await ask_(FORM)).statusCode).toBe(404)
    await mute.close()
  })
  test('nothing but the question is sent before a yes, and opening its link is no yes', async () => {
    await ask('hanh@example.vn')
    await sendAll()
    expect(last()).toMatchObject({ subject: 'Xác nhận nhận thư về chỉ số', recipients: ['hanh@example.vn'] })
    expect(last().raw).not.toContain('List-Unsubscribe')
    const link = linkIn(last().text, CONFIRM)
    expect((await get(link)).body).toContain('h•••@example.vn')
    await fibre(85)
    later(1)
    await tellSubscribers(platform, ports)
    await sendAll()
    expect(received()).toHaveLength(1)
    expect(await rows()).toMatchObject([{ state: 'asked' }])
    const answer = await post(link, {})
    expect([answer.statusCode, answer.headers.location]).toEqual([303, expect.stringMatching(MANAGE)])
    expect(await rows()).toMatchObject([{ state: 'on' }])
    // who opens it again is led on
    expect((await get(link)).statusCode).toBe(303)
  })
  test('the answer is the same for a new address, a known one and one asked too often', async () => {
    await follower('quen@example.vn')
    const answers = [await ask('moi@example.vn'), await ask('quen@example.vn', 'week'), await ask('QUEN@Example.vn'), await ask('quen@example.vn'), await ask('quen@example.vn')]
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
    await sendAll()
    // three questions a day, the first of them when it was new; asking again changes nothing
    expect(received().filter(({ recipients }) => recipients.includes('quen@example.vn')).map(({ subject }) => subject)).toEqual(['Xác nhận nhận thư về chỉ số', 'Bạn đang nhận thư về chỉ số này', 'Bạn đang nhận thư về chỉ số này'])
    expect(await rows()).toMatchObject([{ state: 'on', frequency: 'change' }, { state: 'asked' }])
  })
  test('a box is asked three times a day, whatever is written behind the plus of its address', async () => {
    for (const tag of ['', '+1', '+2', '+3', '+4']) expect((await ask(`hanh${tag}@example.vn`)).statusCode).toBe(200)
    expect([(await rows()).length, (await mails()).length]).toEqual([1, 3])
    await sendAll()
    expect(new Set(received().flatMap(({ recipients }) => recipients))).toEqual(new Set(['hanh@example.vn']))
  })
  test('the address lies nowhere in clear, and only the platform sees who follows', async () => {
    const officer = anOfficer([newId()], 'administrator')
    const answer = await post(FORM, { _csrf: 'token', email: 'khongailo@example.vn', lich: 'week' }, { cookie: faces.admit(officer) })
    expect(answer.statusCode, answer.body).toBe(200)
    await follower('khongailo@example.vn')
    expect((await acts()).slice(-3)).toMatchObject([{ act: 'indicators.ask-subscription', actor: { kind: 'officer' }, payload: { framework: 'resolution-01', frequency: 'week' } }, { act: 'indicators.ask-subscription', actor: { kind: 'anonymous' } }, { act: 'indicators.confirm-subscription', actor: { kind: 'anonymous' } }])
    const { rows: [all] } = await sql<{ text: string }>`select (select string_agg(s::text, ' ') from indicators.subscription s) || (select string_agg(m::text, ' ') from indicators.subscription_mail m) || (select string_agg(l::text, ' ') from kernel.ledger_entry l) || (select string_agg(j::text, ' ') from graphile_worker._private_jobs j) as text`.execute(owner())
    expect(all?.text).not.toMatch(/khongailo|example\.vn/)
    for (const actor of [{ kind: 'anonymous' } as const, officer]) for (const table of ['subscription', 'subscription_mail']) {
      expect((await read(t().db, actor, tx => sql`select 1 from ${sql.table(`indicators.${table}`)}`.execute(tx))).rows, `${actor.kind} ${table}`).toEqual([])
      await expect(transact(t().db, actor, tx => sql`update ${sql.table(`indicators.${table}`)} set id = id returning 1`.execute(tx)).then(({ rows: changed }) => changed)).resolves.toEqual([])
    }
  })
})

describe('telling', () => {
  test('a mail holds how it stands, what changed, the view and the way out; once a day, once for all', async () => {
    const token = await follower('hanh@example.vn')
    await tellSubscribers(platform, ports)
    expect((await mails()).filter(({ digest }) => !digest.startsWith('ask'))).toEqual([])
    later(1)
    await fibre(85)
    await tellSubscribers(platform, ports)
    const [, waiting] = await mails()
    expect(waiting).toMatchObject({ digest: 'change:2026-12-02', state: 'waiting' })
    await Promise.all([sendMail(platform, ports, mailer, waiting?.id ?? ''), sendMail(platform, ports, mailer, waiting?.id ?? '')])
    await sendMail(platform, ports, mailer, waiting?.id ?? '')
    expect(received()).toHaveLength(2)
    const { subject, text, raw } = last()
    expect(subject).toBe('Mục tiêu đến 2025 của Nghị quyết 01-NQ/TU, Tỉnh Thử: 4 trên 9 tiêu chí đạt; 1 chưa đạt; 4 chưa có dữ liệu; 7 chưa kiểm chứng nên không tính')
    expect(text).toContain('1 số thay đổi từ ngày 01/12/2026:\n\n- Hộ gia đình có Internet cáp quang: 75 % – Chưa đạt → 85 % – Đạt')
    expect(text).toContain('https://du-lieu.tinhthu.vn/bang-chi-so/resolution-01?ky=2023&don-vi=19&phien-ban=')
    expect(linkIn(text, MANAGE)).toBe(`/bang-chi-so/theo-doi/${token}`)
    const headers = raw.slice(0, raw.search(/\r\n\r\n/)).replace(/\r\n[ \t]+/g, ' ')
    expect(headers).toMatch(new RegExp(`^List-Unsubscribe: ?<https://du-lieu\\.tinhthu\\.vn/bang-chi-so/theo-doi/${token}/thoi>`, 'm'))
    expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
    expect(raw).toContain('text/html')
    // the same day it is quiet, even when it changes again; the next day it tells the rest, from what was told last
    await fibre(90)
    await sql`update indicators.subscription set looked_at = null`.execute(owner())
    await tellSubscribers(platform, ports)
    expect(await mails()).toHaveLength(2)
    later(2)
    await tellSubscribers(platform, ports)
    await sendAll()
    expect(last().text).toContain('- Hộ gia đình có Internet cáp quang: 85 % – Đạt → 90 % – Đạt')
    // what was sent is not kept
    expect((await mails()).map(({ state, content }) => [state, content])).toEqual([['sent', null], ['sent', null], ['sent', null]])
  })
  test('a new period is told beside the one before', async () => {
    await follower('hanh@example.vn')
    later(1)
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'households_fibre', unitCode: '19', period: '2024', value: 88, source: 'document', ref: 'phép thử' }])
    try {
      await tellSubscribers(platform, ports)
      await sendAll()
      expect(last().text).toMatch(/Tỉnh Thử, năm 2024: 1 trên 9 tiêu chí đạt/)
      expect(last().text).toContain('- Hộ gia đình có Internet cáp quang: 75 % – Chưa đạt → 88 % – Đạt')
      expect(last().text).toContain('- Thứ hạng chuyển đổi số toàn quốc: 8 hạng – Đạt → chưa có')
      expect(last().text).toContain('ky=2024')
      expect(last().raw).toMatch(/N=C4=83m 2023/)
    } finally { await sql`delete from indicators.reading where period = '2024'`.execute(owner()) }
  })
  test('figures of a period that goes on are called provisional', async () => {
    await post('/bang-chi-so/province-live/theo-doi', { email: 'hanh@example.vn', lich: 'change' })
    await sendAll()
    await post(linkIn(last().text, CONFIRM), {})
    later(1)
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'exchange_transactions', unitCode: '19', period: '202612', value: 41, source: 'platform', ref: 'phép thử' }])
    await tellSubscribers(platform, ports)
    await sendAll()
    expect(last().text).toContain('tháng 12 năm 2026: ')
    expect(last().text).toContain('Kỳ chưa kết thúc: số của hệ thống và báo cáo là số tạm tính đến ngày 02/12/2026.')
    expect(last().text).toMatch(/: (?:chưa có|0.*) → 41/)
  })
  test('weekly and monthly mails come once a week and once a month, even if nothing changed', async () => {
    await follower('tuan@example.vn', 'week')
    await follower('thang@example.vn', 'month')
    const told = async (days: number) => { later(days); await tellSubscribers(platform, ports); await sendAll(); return received().splice(2).map(({ recipients }) => recipients.join()) }
    expect(await told(1)).toEqual([])
    // Monday the 7th
    expect(await told(6)).toEqual(['tuan@example.vn'])
    expect(last().text).toContain('Không có số nào thay đổi từ ngày 01/12/2026.')
    expect(await told(7)).toHaveLength(1)
    // the new year
    expect([...await told(31)].sort()).toEqual(['thang@example.vn', 'tuan@example.vn', 'tuan@example.vn'])
    expect((await mails()).map(({ digest }) => digest).filter(digest => !digest.startsWith('ask')).sort()).toEqual(['month:202701', 'week:2026W50', 'week:2026W53'])
  })
  test('what is not on the public board is in no mail, whoever follows', async () => {
    const set = (shown: boolean) => sql`update indicators.element set public = ${shown}, definition = jsonb_set(definition, '{public}', to_jsonb(${shown}::boolean)) where code = 'households_fibre'`.execute(owner())
    await follower('congkhai@example.vn', 'week')
    await set(false)
    try {
      await fibre(83.21)
      later(7)
      await tellSubscribers(platform, ports)
      await sendAll()
      expect(received()).toHaveLength(2)
      expect(last().raw + JSON.stringify(await mails())).not.toContain('83,21')
      expect(last().text).toContain('- Hộ gia đình có Internet cáp quang: 75 % – Chưa đạt → chưa có')
    } finally { await set(true) }
  })
  test('many are looked at in pieces, each board once for all its followers', async () => {
    for (const name of ['a', 'b', 'c']) await follower(`${name}@example.vn`, 'week')
    later(7)
    expect(await tellSubscribers(platform, ports, 2)).toBe(true)
    expect((await mails()).filter(({ state }) => state === 'waiting')).toHaveLength(2)
    expect(await tellSubscribers(platform, ports, 2)).toBe(false)
    expect((await mails()).filter(({ state }) => state === 'waiting')).toHaveLength(3)
  })
  test('followers of two languages are told of two boards, however they subscribed among each other', async () => {
    let asked = 0
    const count = (): void => { asked++ }
    const looked = async (names: readonly string[]): Promise<number> => {
      await sql`truncate indicators.subscription cascade`.execute(owner())
      for (const [at, name] of names.entries()) { await follower(`${name}@example.vn`, 'week'); if (at % 2 === 1) await sql`update indicators.subscription set lang = 'en' where id = (select max(id::text)::uuid from indicators.subscription)`.execute(owner()) }
      later(7)
      asked = 0
      publicDb.pool.on('acquire', count)
      try { await tellSubscribers(platform, ports); return asked } finally { publicDb.pool.off('acquire', count); now = NOW }
    }
    expect(await looked(['a', 'b', 'c', 'd', 'e', 'f'])).toBe(await looked(['g', 'h']))
  })
  test('one that cannot be told does not keep the others from their mail, and is left until the next hour', async () => {
    for (const name of ['a', 'b', 'c']) await follower(`${name}@example.vn`, 'week')
    // as an older release wrote it, or a hand
    await sql`update indicators.subscription set seen = '{}' where id = (select min(id::text)::uuid from indicators.subscription)`.execute(owner())
    later(7)
    expect(await tellSubscribers(platform, ports, 3)).toBe(true)
    expect((await mails()).filter(({ state }) => state === 'waiting')).toHaveLength(2)
    expect(await tellSubscribers(platform, ports, 3)).toBe(false)
  })
  test('what the server puts off comes later, what it refuses three times ends, what nobody knows is not sent again', async () => {
    await follower('hanh@example.vn', 'week')
    later(7)
    await tellSubscribers(platform, ports)
    const id = (await mails()).at(-1)?.id ?? ''
    const job = (done: 'later' | 'refused' | 'unclear') => sendMailJob(ports, () => Promise.resolve({ done, error: 'x' })).run({ mail: id }, platform)
    await expect(job('later')).rejects.toThrow('was not taken')
    expect((await mails()).at(-1)).toMatchObject({ state: 'waiting' })
    await job('unclear')
    expect((await mails()).at(-1)).toMatchObject({ state: 'unclear', content: null })
    await sendMail(platform, ports, mailer, id)
    expect(received()).toHaveLength(1)
    for (const days of [14, 21, 28]) {
      later(days)
      await tellSubscribers(platform, ports)
      await sendMail(platform, ports, () => Promise.resolve({ done: 'refused', error: 'no such box' }), (await mails()).at(-1)?.id ?? '')
    }
    expect(await rows()).toMatchObject([{ state: 'ended' }])
  })
  test('a mail that was on its way when the process died is not sent again, and says that nobody knows', async () => {
    await follower('hanh@example.vn', 'week')
    later(7)
    await tellSubscribers(platform, ports)
    const id = (await mails()).at(-1)?.id ?? ''
    await expect(sendMail(platform, ports, () => Promise.reject(new Error('killed')), id)).rejects.toThrow('killed')
    expect((await mails()).at(-1)).toMatchObject({ state: 'sending' })
    await sendMail(platform, ports, mailer, id)
    expect((await mails()).at(-1)).toMatchObject({ state: 'unclear', content: null })
    expect(received()).toHaveLength(1)
  })
  test('a server that refuses us as the sender is no refusal of the box', async () => {
    const server = createServer(socket => {
      socket.write('220 x\r\n')
      socket.on('data', data => { socket.write(/^mail from/i.test(data.toString()) ? '550 5.7.1 sender refused\r\n' : '250 ok\r\n') })
      socket.on('error', () => undefined)
    })
    await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
    const address = server.address()
    try {
      expect((await tryMail({ smtpUrl: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, publicUrl: 'https://du-lieu.tinhthu.vn' }, { id: 'x', to: 'a@example.vn', subject: 's', text: 't' })).done).toBe('later')
    } finally { server.close() }
  })
  test('the way out itself: refused, put off, gone', async () => {
    const to = (address: string, smtpUrl = mail.smtpUrl) => tryMail({ smtpUrl, publicUrl: 'https://du-lieu.tinhthu.vn' }, { id: 'x', to: address, subject: 's', text: 't' }).then(({ done }) => done)
    expect([await to('a@tu-choi.invalid'), await to('a@tam-dung.invalid'), await to('a@example.vn', 'smtp://127.0.0.1:1'), await to('a@example.vn')]).toEqual(['refused', 'later', 'later', 'sent'])
  })
})

describe('looking after it', () => {
  test('how often, the end, and taking the end back; opening a link changes nothing', async () => {
    const here = `/bang-chi-so/theo-doi/${await follower('hanh@example.vn')}`
    for (const url of [here, `${here}/thoi`]) expect(wordsOf((await get(url)).body)).toContain('Thôi nhận thư này')
    expect(await rows()).toMatchObject([{ state: 'on', frequency: 'change' }])
    expect((await post(here, { viec: 'doi', lich: 'sometimes' })).statusCode).toBe(422)
    await post(here, { viec: 'doi', lich: 'month' })
    expect(await rows()).toMatchObject([{ frequency: 'month' }])
    await post(here, { viec: 'thoi' })
    expect(wordsOf((await get(here)).body)).toContain('Bạn đã thôi nhận thư này')
    later(31)
    await tellSubscribers(platform, ports)
    expect(await mails()).toHaveLength(1)
    await post(here, { viec: 'nhan-lai' })
    expect(await rows()).toMatchObject([{ state: 'on', frequency: 'month' }])
    expect((await acts()).slice(-4).map(({ act }) => act)).toEqual(['indicators.confirm-subscription', 'indicators.change-subscription', 'indicators.end-subscription', 'indicators.resume-subscription'])
  })
  test('an end is not taken back where somebody has just subscribed anew', async () => {
    const here = `/bang-chi-so/theo-doi/${await follower('hanh@example.vn')}`
    await post(here, { viec: 'thoi' })
    const back = await owner().transaction().execute(async holder => {
      await sql`insert into indicators.subscription (id, email_sealed, email_hash, framework, edition, subject, frequency, lang, asked_at) select gen_random_uuid(), email_sealed, email_hash, framework, edition, subject, frequency, lang, asked_at from indicators.subscription`.execute(holder)
      const answer = post(here, { viec: 'nhan-lai' })
      for (let held = false; !held;) held = (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like 'update "indicators"."subscription"%' and datname = current_database()`.execute(t().db.kysely)).rows.length > 0
      return { answer }
    })
    expect((await back.answer).statusCode).toBe(303)
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['asked', 'ended'])
  })
  test('the button of the mail program ends it: a POST of another origin, in both forms that RFC 8058 allows, without a redirect', async () => {
    const out = async (headers: Record<string, string>, payload: string) => { const token = await follower(`${randomBytes(4).toString('hex')}@example.vn`); const { statusCode } = await faces.server.inject({ method: 'POST', url: `/bang-chi-so/theo-doi/${token}/thoi`, headers, payload }); return [statusCode, (await rows()).at(-1)?.state] }
    expect(await out({ 'content-type': 'application/x-www-form-urlencoded', 'origin': 'https://mail.example' }, 'List-Unsubscribe=One-Click')).toEqual([200, 'ended'])
    expect(await out({ 'content-type': 'multipart/form-data; boundary=x' }, '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n')).toEqual([200, 'ended'])
  })
  test('another link, a changed one and that of a forgotten subscription open nothing; no other site posts', async () => {
    const token = await follower('hanh@example.vn')
    const id = (await rows())[0]?.id ?? ''
    const wrong = [tokenFor(KEY, 'confirm', id), tokenFor(randomBytes(32), 'manage', id), `${token.slice(0, -2)}AA`, `B${token.slice(1)}`, 'x']
    for (const each of wrong) for (const answer of [await get(`/bang-chi-so/theo-doi/${each}`), await post(`/bang-chi-so/theo-doi/${each}/thoi`, {}), await post(`/bang-chi-so/theo-doi/${each}`, { viec: 'thoi' })]) expect(answer.statusCode).toBe(404)
    expect((await post(`/bang-chi-so/theo-doi/${token}/xac-nhan`, {})).statusCode).toBe(404)
    expect((await post(`/bang-chi-so/theo-doi/${token}`, { viec: 'thoi' }, { origin: 'https://evil.example' })).statusCode).toBe(403)
    expect(await rows()).toMatchObject([{ state: 'on' }])
    expect(idIn(KEY, 'manage', token)).toBe(id)
  })
  test('an address is forgotten two days after a question without an answer, seven after the end', async () => {
    const here = `/bang-chi-so/theo-doi/${await follower('het@example.vn')}`
    await follower('con@example.vn')
    await ask('im@example.vn')
    await post(here, { viec: 'thoi' })
    later(2.1)
    expect(await forgetSubscriptions(platform)).toBe(1)
    expect(await rows()).toMatchObject([{ state: 'ended' }, { state: 'on' }])
    later(7.1)
    expect(await forgetSubscriptions(platform)).toBe(1)
    expect((await get(here)).statusCode).toBe(404)
    expect(await rows()).toMatchObject([{ state: 'on' }])
  })
})
