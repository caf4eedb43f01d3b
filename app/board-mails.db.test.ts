import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { read, transact } from '../kernel/db/db.ts'
import { newId } from '../kernel/ids.ts'
import { serveFaces } from '../kernel/testing/http.ts'
import { boardRoutes } from '../modules/indicators/routes/boards.ts'
import { subscriptionRoutes } from '../modules/indicators/routes/subscriptions.ts'
import { idIn, tokenFor } from '../modules/indicators/subscriptions/address.ts'
import { NOW, anOfficer } from '../modules/indicators/testing.ts'
import { wordsOf } from '../modules/indicators/testing-boards.ts'
import { CONFIRM, FORM, KEY, MANAGE, linkIn, ports, useBoardMails } from './testing-board-mails.ts'

// Following a board by mail: from the form to the link that ends it.
const { t, owner, fibre, post, get, ask, rows, mails, sendAll, received, last, faces, tell, forget, later, follower, acts } = useBoardMails()

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
    await tell()
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
    const answers = []
    for (const [at, [email, lich]] of ([['moi@example.vn'], ['quen@example.vn', 'week'], ['QUEN@Example.vn'], ['quen@example.vn'], ['quen@example.vn']] as const).entries()) { later((at + 1) / 100); answers.push(await ask(email, lich)) }
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
    await sendAll()
    // three questions a day, the first of them when it was new; asking again changes nothing
    expect(received().filter(({ recipients }) => recipients.includes('quen@example.vn')).map(({ subject }) => subject)).toEqual(['Xác nhận nhận thư về chỉ số', 'Bạn đang nhận thư về chỉ số này', 'Bạn đang nhận thư về chỉ số này'])
    expect(await rows()).toMatchObject([{ state: 'on', frequency: 'change' }, { state: 'asked' }])
  })
  test('six presses ask once, and another choice asks again', async () => {
    const pressed = async (email: string, lich?: string) => { await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask(email, lich))); return (await mails()).length }
    expect([await pressed('nhan@example.vn'), await pressed('nhan@example.vn', 'week')]).toEqual([1, 2])
    expect(await rows()).toMatchObject([{ state: 'asked', frequency: 'week' }])
    await follower('quen@example.vn')
    expect(await pressed('quen@example.vn')).toBe(4)
    await sendAll()
    expect(await pressed('quen@example.vn')).toBe(4)
  })
  test('a box is asked three times a day, whatever is written behind the plus of its address', async () => {
    for (const [at, tag] of ['', '+1', '+2', '+3', '+4'].entries()) { later(at / 100); expect((await ask(`hanh${tag}@example.vn`)).statusCode).toBe(200) }
    expect([(await rows()).length, (await mails()).length]).toEqual([1, 3])
    await sendAll()
    expect(new Set(received().flatMap(({ recipients }) => recipients))).toEqual(new Set(['hanh@example.vn']))
  })
  test('the address lies nowhere in clear, and only the platform sees who follows', async () => {
    const officer = anOfficer([newId()], 'administrator')
    const answer = await post(FORM, { _csrf: 'token', email: 'khongailo@example.vn', lich: 'week' }, { cookie: faces().admit(officer) })
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
    await tell()
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
    const out = async (headers: Record<string, string>, payload: string) => { const token = await follower(`${randomBytes(4).toString('hex')}@example.vn`); const { statusCode } = await faces().server.inject({ method: 'POST', url: `/bang-chi-so/theo-doi/${token}/thoi`, headers, payload }); return [statusCode, (await rows()).at(-1)?.state] }
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
    expect(await forget()).toBe(1)
    expect(await rows()).toMatchObject([{ state: 'ended' }, { state: 'on' }])
    later(7.1)
    expect(await forget()).toBe(1)
    expect((await get(here)).statusCode).toBe(404)
    expect(await rows()).toMatchObject([{ state: 'on' }])
  })
})
