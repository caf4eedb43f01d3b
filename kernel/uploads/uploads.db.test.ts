import { request } from 'node:http'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { buildServer } from '../http/server.ts'
import { json, route } from '../http/route.ts'
import { newId } from '../ids.ts'
import type { Platform } from '../platform.ts'
import { useDb } from '../testing/db.ts'
import { inTemporaryFolder } from '../pdf/testing.ts'
import { readFile } from 'node:fs/promises'
import { sweepUploads } from './uploads.ts'

const t = useDb()
const people = { a: newId(), b: newId() }
let server: FastifyInstance, platform: Platform, end: () => void
let now = new Date('2026-11-02T02:00:00Z')
const seen: { name: string; field: string; bytes: string; truncated: boolean }[] = []

beforeAll(() => new Promise<void>((ready, fail) => {
  void inTemporaryFolder(async (dir) => {
    const quiet = (): void => undefined
    platform = { config: readConfig({ VAR_DIR: dir, MASTER_KEY: 'ab'.repeat(32) }), db: t().db, now: () => now, log: { debug: quiet, info: quiet, warn: quiet, error: console.error } }
    server = await buildServer({
      platform, assetsDir: dir, signInPath: () => '/', ready: async () => undefined, renderFault: (fault) => fault.code,
      authenticate: async (token) => token === 'a' || token === 'b'
        ? { actor: { kind: 'citizen', accountId: people[token], assurance: 2, displayName: token }, session: { id: token, accountId: people[token], kind: 'citizen', csrf: 'token', assurance: 2 } } : { actor: { kind: 'anonymous' }, session: undefined },
      routes: [route({ name: 'test.take', method: 'POST', path: '/don', policy: { who: 'citizen' }, acceptsFiles: { maxBytes: 1000, maxFiles: 2 }, handle: async (ctx) => {
        for (const file of ctx.files) seen.push({ name: file.name, field: file.field, bytes: (await readFile(file.path)).toString('latin1'), truncated: file.truncated })
        return json({})
      } })],
    })
    await server.listen({ host: '127.0.0.1', port: 0 })
    await new Promise<void>((stop) => { end = stop; ready() })
    await server.close()
  }).catch(fail)
}))
afterAll(() => end())

type Who = 'a' | 'b' | ''
const call = (who: Who, method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE' | 'OPTIONS', url: string, headers: Record<string, string> = {}, payload?: string | Buffer): Promise<LightMyRequestResponse> =>
  server.inject({ method, url, headers: { 'tus-resumable': '1.0.0', 'x-csrf-token': 'token', ...headers }, cookies: { ts_session: who }, ...(payload === undefined ? {} : { payload }) })
const announce = (who: Who, size: number, name = 'giấy.pdf'): Promise<LightMyRequestResponse> => call(who, 'POST', '/tai-len', { 'upload-length': String(size), 'upload-metadata': `filename ${Buffer.from(name).toString('base64')},filetype YQ==` })
const begin = async (who: Who, size: number, name?: string): Promise<string> => String((await announce(who, size, name)).headers['location'])
const send = (who: Who, url: string, offset: number, bytes: string): Promise<LightMyRequestResponse> => call(who, 'PATCH', url, { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }, bytes)
const offsetOf = async (who: Who, url: string): Promise<unknown> => (await call(who, 'HEAD', url)).headers['upload-offset']
const fill = async (who: Who, text: string, name?: string): Promise<string> => { const url = await begin(who, text.length, name); await send(who, url, 0, text); return url.slice(url.lastIndexOf('/') + 1) }
const post = (who: Who, ids: readonly string[]): Promise<LightMyRequestResponse> => server.inject({ method: 'POST', url: '/don', cookies: { ts_session: who }, headers: { 'content-type': 'multipart/form-data; boundary=b', 'accept': 'application/json' },
  payload: [['_csrf', 'token'], ...ids.map((id) => ['_resumed.file', id])].map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('') + '--b--\r\n' })
const lies = (id: string): Promise<boolean> => access(join(platform.config.varDir, 'uploads', id)).then(() => true, () => false)

describe('an upload', () => {
  it('says how it is spoken to', async () => {
    expect((await call('', 'OPTIONS', '/tai-len')).headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-extension': 'creation,expiration,termination', 'tus-max-size': String(20 * 1024 * 1024) })
    expect((await call('a', 'POST', '/tai-len', { 'tus-resumable': '0.2.2', 'upload-length': '5' })).statusCode).toBe(412)
  })
  it('goes on where it stands, and nowhere else', async () => {
    const url = await begin('a', 10)
    expect(await offsetOf('a', url)).toBe('0')
    expect((await send('a', url, 0, 'Kính ')).statusCode).toBe(204)
    const at = Number(await offsetOf('a', url))
    expect(at).toBe(6)
    for (const wrong of [0, 5, 7]) expect((await send('a', url, wrong, 'x')).statusCode).toBe(409)
    expect((await send('a', url, at, 'gửi!!')).statusCode).toBe(413)
    expect((await call('a', 'PATCH', url, { 'content-type': 'text/plain', 'upload-offset': '6' }, 'x')).statusCode).toBe(415)
    expect((await send('a', url, at, 'goi!')).headers['upload-offset']).toBe('10')
  })
  it('keeps what a broken line brought, and lets the next one go on at once', async () => {
    const url = await begin('a', 400_000)
    const { port } = server.server.address() as { port: number }
    const patch = (offset: number): ReturnType<typeof request> => request({ port, host: '127.0.0.1', method: 'PATCH', path: url, agent: false, headers: { 'tus-resumable': '1.0.0', 'x-csrf-token': 'token', 'cookie': 'ts_session=a', 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'content-length': 400_000 - offset } }).on('error', () => undefined)
    const broken = patch(0)
    const ended = new Promise((done) => broken.on('close', done).on('response', (answer) => answer.resume()))
    broken.write(Buffer.alloc(150_000, 65))
    // the line hangs, nothing ends it: whoever asks next does
    await expect.poll(() => offsetOf('a', url)).toBe('150000')
    const again = patch(150_000)
    again.end(Buffer.alloc(250_000, 66))
    await new Promise((done) => again.on('response', (answer) => answer.resume().on('end', done)))
    expect(await offsetOf('a', url)).toBe('400000')
    // what the old line still brings is too late
    broken.end(Buffer.alloc(250_000, 67))
    await ended
    const bytes = await readFile(join(platform.config.varDir, 'uploads', url.slice(9)))
    expect(bytes.equals(Buffer.concat([Buffer.alloc(150_000, 65), Buffer.alloc(250_000, 66)]))).toBe(true)
  })
  it('is of nobody else: not to see, not to write, not to take, not to end', async () => {
    const url = await begin('a', 4)
    for (const [who, status] of [['b', 404], ['', 401]] as const) {
      expect((await call(who, 'HEAD', url)).statusCode).toBe(status)
      expect((await send(who, url, 0, 'xxxx')).statusCode).toBe(status)
      expect((await call(who, 'DELETE', url)).statusCode).toBe(status)
    }
    expect((await announce('', 4)).statusCode).toBe(401)
    await send('a', url, 0, 'giay')
    expect((await post('b', [url.slice(9)])).statusCode).toBe(409)
    expect((await call('a', 'POST', '/tai-len', { 'upload-length': '5', 'x-csrf-token': 'other' })).statusCode).toBe(403)
  })
  it('is refused when too large, of no length, or too many', async () => {
    expect((await announce('b', 20 * 1024 * 1024 + 1)).statusCode).toBe(413)
    for (const length of ['', '0', '-1', '1e3', 'x']) expect((await call('b', 'POST', '/tai-len', { 'upload-length': length })).statusCode).toBe(400)
    for (let i = 0; i < 10; i++) expect((await announce('b', 20 * 1024 * 1024)).statusCode).toBe(201)
    expect((await announce('b', 1)).statusCode).toBe(413)
    expect((await announce('a', 1)).statusCode).toBe(201)
  })
  it('ends when its sender says so', async () => {
    const url = await begin('a', 5)
    expect((await call('a', 'DELETE', url)).statusCode).toBe(204)
    expect([(await call('a', 'HEAD', url)).statusCode, await lies(url.slice(9))]).toEqual([404, false])
  })
})

describe('a form that names uploads', () => {
  it('takes them as its files, once', async () => {
    const id = await fill('a', 'noi dung', 'Gia\u0302\u0301y.pdf')
    expect((await post('a', [id])).statusCode).toBe(200)
    expect(seen.splice(0)).toEqual([{ name: 'Giấy.pdf', field: 'file', bytes: 'noi dung', truncated: false }])
    expect(await lies(id)).toBe(false)
    expect((await post('a', [id])).statusCode).toBe(409)
  })
  it('takes none that is unfinished, unknown, no id at all, or one too many; marks what is too large for it', async () => {
    const half = await begin('a', 10)
    await send('a', half, 0, 'half')
    for (const id of [half.slice(9), newId(), '../../etc/passwd']) expect((await post('a', [id])).statusCode).toBe(409)
    expect((await post('a', [await fill('a', 'x'), await fill('a', 'y'), await fill('a', 'z')])).statusCode).toBe(413)
    expect(seen).toEqual([])
    await post('a', [await fill('a', 'x'.repeat(1001))])
    expect(seen.splice(0)).toMatchObject([{ truncated: true }])
  })
  it('finds nothing that has expired, and the sweep leaves nothing of it', async () => {
    const id = await fill('a', 'old')
    now = new Date(Date.now() + 25 * 3_600_000)
    expect((await call('a', 'HEAD', `/tai-len/${id}`)).statusCode).toBe(404)
    expect(await lies(id)).toBe(true)
    await sweepUploads(platform)
    expect(await lies(id)).toBe(false)
    expect((await t().owner.pool.query('select count(*)::int as n from kernel.upload')).rows).toEqual([{ n: 0 }])
  })
})
