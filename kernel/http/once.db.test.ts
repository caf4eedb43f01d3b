import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { transact } from '../db/db.ts'
import { invalid } from '../errors.ts'
import { newId } from '../ids.ts'
import { inTemporaryFolder } from '../pdf/testing.ts'
import type { Platform } from '../platform.ts'
import { useDb } from '../testing/db.ts'
import { FormFields } from './fields.ts'
import { once, onceForWords, sweepPresses } from './once.ts'
import { json, page, redirect, route, type Route } from './route.ts'
import { buildServer } from './server.ts'

const t = useDb()
const people = { a: newId(), b: newId() }
const made: string[] = []
let now = new Date('2026-11-02T02:00:00Z')
let hold: (() => Promise<void>) | undefined
let first: FastifyInstance, second: FastifyInstance, platform: Platform, end: () => void

const policy = { who: 'officer' } as const
const make = async (name: string): Promise<string> => {
  await hold?.()
  if (name === '') throw invalid([{ field: 'name', code: 'required', message: { vi: 'Thiếu tên' } }])
  made.push(name)
  return `/things/${made.length}`
}
const nameIn = (body: unknown): string => typeof body === 'object' && body !== null && 'name' in body ? String(body.name) : ''
const routes: readonly Route[] = [
  route({ name: 'test.make', method: 'POST', path: '/things', policy, body: FormFields, acceptsFiles: { maxBytes: 1000, maxFiles: 1 }, handle: ctx => once(ctx, async () => redirect(await make(nameIn(ctx.body)), { flash: 'Đã làm' })) }),
  route({ name: 'test.ask', method: 'POST', path: '/questions', policy, body: FormFields, handle: ctx => onceForWords(ctx, async () => redirect(await make(nameIn(ctx.body)))) }),
  route({ name: 'test.look', method: 'POST', path: '/looks', policy, body: FormFields, handle: ctx => onceForWords(ctx, async () => page(await make(nameIn(ctx.body)))) }),
  route({ name: 'test.ask-again', method: 'POST', path: '/twins', policy, body: FormFields, handle: ctx => once(ctx, async () => redirect(await make(nameIn(ctx.body))), { asks: true }) }),
  route({ name: 'test.call', method: 'POST', path: '/api/things', policy, handle: ctx => once(ctx, async () => { const at = await make(nameIn(ctx.body)); return json({ at }, { status: 201, headers: { location: at } }) }) }),
  route({ name: 'test.secret', method: 'POST', path: '/secrets', policy, body: FormFields, handle: ctx => once(ctx, async () => page(`secret of ${await make(nameIn(ctx.body))}`)) }),
]

beforeAll(() => new Promise<void>((ready, fail) => {
  void inTemporaryFolder(async (dir) => {
    const quiet = (): void => undefined
    platform = { config: readConfig({ VAR_DIR: dir, MASTER_KEY: 'ab'.repeat(32) }), db: t().db, now: () => now, log: { debug: quiet, info: quiet, warn: quiet, error: console.error } }
    const serve = (own: Platform): Promise<FastifyInstance> => buildServer({
      platform: own, assetsDir: dir, routes, signInPath: () => '/', ready: async () => undefined, renderFault: (fault) => fault.code,
      authenticate: async (token) => token === 'a' || token === 'b'
        ? { actor: { kind: 'officer', accountId: people[token], positionId: newId(), agencyId: newId(), roles: [], scopeAgencyIds: [], displayName: token, positionTitle: '', agencyName: '' }, session: { id: token, accountId: people[token], kind: 'officer', csrf: `csrf-${token}`, assurance: 1 } }
        : { actor: { kind: 'anonymous' }, session: undefined },
    });
    // what is held in memory hangs on the platform: two of them stand for two processes
    [first, second] = await Promise.all([serve(platform), serve({ ...platform })])
    await new Promise<void>((stop) => { end = stop; ready() })
    await Promise.all([first.close(), second.close()])
  }).catch(fail)
}))
afterAll(() => end())
beforeEach(() => { made.length = 0; hold = undefined; now = new Date('2026-11-02T02:00:00Z') })

const press = (number: string, name: string, { who = 'a' as 'a' | 'b', url = '/things', server = first } = {}): Promise<LightMyRequestResponse> =>
  server.inject({ method: 'POST', url, cookies: { ts_session: who }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ _csrf: number === '' ? `csrf-${who}` : `csrf-${who}.${number}`, name }).toString() })
const upload = (number: string, bytes: string): Promise<LightMyRequestResponse> => first.inject({ method: 'POST', url: '/things', cookies: { ts_session: 'a' }, headers: { 'content-type': 'multipart/form-data; boundary=b', 'accept': 'application/json' },
  payload: `--b\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\ncsrf-a.${number}\r\n--b\r\ncontent-disposition: form-data; name="name"\r\n\r\ntệp\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${bytes}\r\n--b--\r\n` })
const six = [0, 1, 2, 3, 4, 5]
const led = ({ statusCode, headers }: LightMyRequestResponse): unknown => [statusCode, headers['location']]

describe('a form that makes something', () => {
  it('makes one thing of six presses at once and of a late one, in every process', async () => {
    const number = newId()
    const pressed = await Promise.all(six.map(at => press(number, 'cầu', { server: at % 2 === 0 ? first : second })))
    const late = await press(number, 'cầu')
    expect(made).toEqual(['cầu'])
    expect([...pressed, late].map(led)).toEqual([...six, 6].map(() => [303, '/things/1']))
    expect(late.cookies.find(({ name }) => name === 'ts_flash')?.value).toBe(Buffer.from('Đã làm').toString('base64url'))
  })
  it('refuses the same page with other words, also at the same moment, and files by their content', async () => {
    const [number, other, file] = [newId(), newId(), newId()]
    await press(number, 'cầu')
    expect([(await press(number, 'đường')).json().code, (await press(number, 'cầu', { server: second })).statusCode]).toEqual(['pressed-otherwise', 303])
    expect((await Promise.all(six.map(at => press(other, `đường ${at}`)))).map(({ statusCode }) => statusCode).toSorted()).toEqual([303, 409, 409, 409, 409, 409])
    expect([(await upload(file, 'một')).statusCode, (await upload(file, 'một')).statusCode, (await upload(file, 'hai')).statusCode]).toEqual([303, 303, 409])
    expect(made).toHaveLength(3)
  })
  it('is somebody else\'s, another page\'s and another address\'s own', async () => {
    const number = newId()
    await press(number, 'cầu')
    await press(number, 'cầu', { who: 'b' })
    await press(newId(), 'cầu')
    await press(number, 'cầu', { url: '/questions' })
    // a call without a page of ours is as it was
    await press('', 'cầu')
    await press('', 'cầu')
    expect(made).toHaveLength(6)
    expect((await press(`${number}x`, 'cầu')).statusCode).toBe(303)
    expect((await first.inject({ method: 'POST', url: '/things', cookies: { ts_session: 'a' }, payload: { _csrf: `csrf-b.${number}`, name: 'x' } })).statusCode).toBe(403)
  })
  it('asks before it makes the same from another page, once, whoever answers', async () => {
    const [one, other, third] = [newId(), newId(), newId()]
    const twins = (number: string, name = 'cầu', server = first) => { now = new Date(now.getTime() + 1000); return press(number, name, { url: '/twins', server }) }
    await twins(one)
    const asked = await Promise.all(six.map(at => twins(other, 'cầu', at % 2 === 0 ? first : second)))
    expect(asked.map(answer => [answer.statusCode, answer.json().code])).toEqual(six.map(() => [409, 'done-just-now']))
    // the page that was pressed first still hears what it made
    expect([led(await twins(one)), made]).toEqual([[303, '/things/1'], ['cầu']])
    expect(led(await twins(third))).toEqual([303, '/things/2'])
    expect([(await twins(newId())).statusCode, (await twins(newId(), 'đường')).statusCode, (await press(newId(), 'cầu', { url: '/twins', who: 'b' })).statusCode]).toEqual([409, 303, 303])
    now = new Date(now.getTime() + 6 * 60_000)
    expect((await twins(newId())).statusCode).toBe(303)
  })
  it('may be pressed again when it was refused', async () => {
    const number = newId()
    expect((await Promise.all(six.map(() => press(number, '')))).map(({ statusCode }) => statusCode)).toEqual(six.map(() => 422))
    expect([(await press(number, 'cầu')).statusCode, made]).toEqual([303, ['cầu']])
  })
  it('shows a secret to all who press at once, and to nobody later', async () => {
    const number = newId()
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => { open = resolve })
    let inside = (): void => undefined
    const entered = new Promise<void>((resolve) => { inside = resolve })
    hold = () => { inside(); return opened }
    const pressed = six.map(() => press(number, 'khóa', { url: '/secrets' }))
    await entered
    open()
    expect(new Set((await Promise.all(pressed)).map(({ body }) => body))).toEqual(new Set(['secret of /things/1']))
    expect((await press(number, 'khóa', { url: '/secrets' })).json().code).toBe('shown-once')
    const { rows } = await sql<{ led_to: string | null; flash: string | null }>`select led_to, flash from kernel.press where key = ${number}`.execute(t().owner.kysely)
    expect(rows).toEqual([{ led_to: null, flash: null }])
  })
  it('says so when the press before broke off, and does not do it again unseen', async () => {
    const number = newId()
    await press(number, 'cầu')
    await sql`update kernel.press set done_at = null, led_to = null where key = ${number}`.execute(t().owner.kysely)
    now = new Date(now.getTime() + 5 * 60_000)
    expect([(await press(number, 'cầu')).json().code, made]).toEqual(['broken-off', ['cầu']])
  })
  it('answers a call under its key as before, and without a key anew', async () => {
    const call = async (name: string, key?: string, server = first) => {
      const { statusCode, headers, body } = await server.inject({ method: 'POST', url: '/api/things', cookies: { ts_session: 'a' }, headers: { 'x-csrf-token': `csrf-a.${newId()}`, ...key === undefined ? {} : { 'idempotency-key': key } }, payload: { name } })
      return [statusCode, headers['location'], statusCode === 201 ? body : '']
    }
    const key = newId()
    const answers = [...await Promise.all(six.map(at => call('cầu', at % 2 === 0 ? key : `"${key.toUpperCase()}"`, at % 3 === 0 ? first : second))), await call('cầu', key)]
    expect(answers).toEqual(answers.map(() => [201, '/things/1', '{"at":"/things/1"}']))
    expect([(await call('đường', key))[0], made]).toEqual([409, ['cầu']])
    for (const other of [undefined, undefined, 'x', 'x']) await call('cầu', other)
    expect(made).toHaveLength(5)
  })
  it('asks anew with other words where questions are asked', async () => {
    const number = newId()
    for (const name of ['một', 'hai', 'một', 'hai']) expect((await press(number, name, { url: '/questions' })).statusCode).toBe(303)
    expect(made).toEqual(['một', 'hai'])
    // what only shows is shown again
    for (const again of [3, 4]) expect((await press(number, 'ba', { url: '/looks' })).body).toBe(`/things/${again}`)
  })
})

describe('what is kept of presses', () => {
  it('is seen by whoever pressed only, and gone after a day', async () => {
    const number = newId()
    await press(number, 'cầu')
    const seenBy = (accountId: string): Promise<number> => transact(t().db, { kind: 'citizen', accountId, assurance: 1, displayName: '' }, async tx => (await sql`select 1 from kernel.press where key = ${number}`.execute(tx)).rows.length)
    expect([await seenBy(people.a), await seenBy(people.b)]).toEqual([1, 0])
    expect((await transact(t().db, { kind: 'anonymous' }, tx => sql`select 1 from kernel.press`.execute(tx))).rows).toEqual([])
    now = new Date(now.getTime() + 86_399_000)
    await sweepPresses(platform)
    expect(await seenBy(people.a)).toBe(1)
    now = new Date(now.getTime() + 2000)
    await sweepPresses(platform)
    expect(await seenBy(people.a)).toBe(0)
  })
})
