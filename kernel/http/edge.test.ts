import { mkdtempSync, readdirSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { connect as connectDb } from '../db/db.ts'
import { json, redirect, route, type Route } from './route.ts'
import { buildServer, type Front } from './server.ts'

// What reaches the door before anybody is known: a server without a database, and requests that no browser sends.
const anyone = { who: 'anyone', because: 'a test' } as const
const routes: readonly Route[] = [
  route({ name: 'test.echo', method: 'POST', path: '/echo', policy: anyone, crossOrigin: 'a test', body: Type.Unknown(), handle: async ctx => json({ body: ctx.body, query: ctx.query }) }),
  route({ name: 'test.said', method: 'GET', path: '/said', policy: anyone, handle: async () => redirect('/', { flash: 'Đã lưu' }) }),
  route({ name: 'test.failed', method: 'GET', path: '/failed', policy: anyone, handle: async () => redirect('/', { flash: { tone: 'error', text: 'Chưa kết nối được' } }) }),
  route({ name: 'test.told', method: 'GET', path: '/told', policy: anyone, handle: async ctx => json(ctx.flash ?? null) }),
  route({ name: 'test.back', method: 'GET', path: '/back', policy: anyone, query: Type.Object({ to: Type.String() }), handle: async ctx => redirect(ctx.query.to) }),
  // in pg's words, when the database dies: before a statement, between two of them, and under one
  route({ name: 'test.dead', method: 'GET', path: '/dead/:words', policy: anyone, params: Type.Object({ words: Type.String() }), handle: async ctx => { throw new Error(ctx.params.words) } }),
  route({ name: 'test.look', method: 'GET', path: '/look', policy: anyone, perMinute: 3, query: Type.Object({ q: Type.Optional(Type.String()) }), handle: async ctx => json({ q: ctx.query.q ?? null, method: ctx.method, ip: ctx.ip }) }),
  route({ name: 'test.upload', method: 'POST', path: '/upload', policy: anyone, crossOrigin: 'a test', acceptsFiles: { maxBytes: 20 * 1024 * 1024, maxFiles: 20 }, handle: async ctx => json({ files: ctx.files.map(file => file.size) }) }),
  route({ name: 'test.typed', method: 'POST', path: '/typed', policy: anyone, crossOrigin: 'a test', acceptsFiles: { maxBytes: 1024, maxFiles: 1 }, handle: async ctx => json(ctx.body) }),
  route({ name: 'test.members', method: 'POST', path: '/members', policy: { who: 'signed-in' }, acceptsFiles: { maxBytes: 20 * 1024 * 1024, maxFiles: 20 }, handle: async () => json({}) }),
]
let server: FastifyInstance
const shown: (string | undefined)[] = []
const varDir = mkdtempSync(join(tmpdir(), 'tinhso-edge-'))
const incoming = join(varDir, 'incoming')
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const start = (proxies = '0', more: Record<string, string> = {}, front?: Front): Promise<FastifyInstance> => buildServer({
  ...front && { front },
  platform: { config: readConfig({ VAR_DIR: varDir, LOG_LEVEL: 'silent', PORT: '0', TRUST_PROXY: proxies, ...more }), db: connectDb({ url: 'postgres://nobody@127.0.0.1:9/none', max: 1 }), now: () => new Date(Date.now()), log: silent },
  routes, assetsDir: varDir, authenticate: async token => { shown.push(token); return { actor: { kind: 'anonymous' }, session: undefined } }, renderFault: fault => `<p>${fault.code}`, signInPath: () => '/', ready: async () => undefined,
})
beforeAll(async () => {
  mkdirSync(incoming, { recursive: true })
  for (const [name, age] of [['old', 3600], ['young', 1]] as const) { writeFileSync(join(incoming, name), 'x'); utimesSync(join(incoming, name), Date.now() / 1000 - age, Date.now() / 1000 - age) }
  server = await start()
  await server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => { await server.close() })

describe('figures of the house', () => {
  const TOKEN = 'abcdefghijklmnopqrstuvwx'
  const ask = async (from: string, headers: Record<string, string> = {}, proxies = '0', more: Record<string, string> = { METRICS_TOKEN: TOKEN, ADMIN_NETWORKS: '10.55.0.0/16' }): Promise<number> => {
    const own = await start(proxies, more)
    try { return (await own.inject({ url: '/metrics', remoteAddress: from, headers })).statusCode } finally { await own.close() }
  }
  it.each([
    ['this machine', '127.0.0.1', {}, 200], ['this machine, in the newer tongue', '::1', {}, 200], ['a stranger', '203.0.113.5', {}, 403], ['administration', '10.55.3.7', {}, 200],
    ['a stranger with the token', '203.0.113.5', { authorization: `Bearer ${TOKEN}` }, 200], ['a stranger with another token', '203.0.113.5', { authorization: `Bearer ${TOKEN.replace('a', 'b')}` }, 403],
    ['a stranger with a short token', '203.0.113.5', { authorization: 'Bearer a' }, 403], ['a stranger through a proxy here', '127.0.0.1', { 'x-forwarded-for': '203.0.113.5' }, 403], ['a stranger who claims to be near', '203.0.113.5', { 'x-forwarded-for': '10.55.3.7' }, 403],
  ] as const)('%s', async (_who, from, headers, status) => { expect(await ask(from, headers)).toBe(status) })
  it('behind a proxy that is counted on, by the address that it names', async () => {
    expect(await ask('127.0.0.1', { 'x-forwarded-for': '10.55.3.7' }, '1')).toBe(200)
    expect(await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.5' }, '1')).toBe(403)
  })
  it('nothing set: this machine alone', async () => {
    expect([await ask('127.0.0.1', {}, '0', {}), await ask('203.0.113.5', { authorization: 'Bearer undefined' }, '0', {})]).toEqual([200, 403])
  })
})

describe('cookies', () => {
  const seen = async (publicUrl: string, cookie: string): Promise<string | undefined> => {
    const own = await start('0', { PUBLIC_URL: publicUrl })
    try { await own.inject({ url: '/look', headers: { cookie } }) } finally { await own.close() }
    return shown.at(-1)
  }
  it('over https only those of this very host are read', async () => {
    expect(await seen('https://x.example', '__Host-ts_session=mine; ts_session=planted')).toBe('mine')
    expect(await seen('https://x.example', 'ts_session=planted')).toBeUndefined()
    expect(await seen('http://localhost:8080', 'ts_session=mine')).toBe('mine')
  })
  it('tell on the next page what an act came to, in the tone of it', async () => {
    const own = await start()
    const told = async (path: string): Promise<unknown> => {
      const [set = ''] = [(await own.inject({ url: path })).headers['set-cookie']].flat()
      return (await own.inject({ url: '/told', headers: { cookie: set.split(';')[0] ?? '' } })).json()
    }
    try { expect([await told('/said'), await told('/failed')]).toEqual([{ tone: 'success', text: 'Đã lưu' }, { tone: 'error', text: 'Chưa kết nối được' }]) } finally { await own.close() }
  })
  it('and they are set so that browsers take the prefix', async () => {
    for (const [publicUrl, expected] of [['https://x.example', /^__Host-ts_flash=[^;]+; Max-Age=60; Path=\/; HttpOnly; Secure; SameSite=Lax$/], ['http://localhost:8080', /^ts_flash=[^;]+; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/]] as const) {
      const own = await start('0', { PUBLIC_URL: publicUrl })
      try { expect((await own.inject({ url: '/said' })).headers['set-cookie']).toMatch(expected) } finally { await own.close() }
    }
  })
})

const echo = (payload: string, url = '/echo') => server.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload })

describe('what is read at the edge', () => {
  it('makes text NFC, and keeps everything else', async () => {
    expect((await echo(JSON.stringify({ a: 'cần'.normalize('NFD'), list: [1, true, null, { b: 'x' }] }))).json()).toEqual({ body: { a: 'cần'.normalize('NFC'), list: [1, true, null, { b: 'x' }] }, query: {} })
  })
  it.each([
    ['without files', 'application/x-www-form-urlencoded', 'a=1%0D%0A2%0d%0a3&b=x&b=y%0D%0A'],
    ['with files', 'multipart/form-data; boundary=b', ['a"\r\n\r\n1\r\n2\r\n3', 'b"\r\n\r\nx', 'b"\r\n\r\ny\r\n'].map(part => `--b\r\ncontent-disposition: form-data; name="${part}\r\n`).join('') + '--b--\r\n'],
  ])('counts a line break of a form %s as one character, as the box does', async (_what, type, payload) => {
    expect((await server.inject({ method: 'POST', url: '/typed', headers: { 'content-type': type }, payload })).json()).toEqual({ a: '1\n2\n3', b: ['x', 'y\n'] })
  })
  it.each([
    ['NUL', JSON.stringify({ a: 'x\0y' })], ['NUL in a name', JSON.stringify({ 'x\0y': 1 })], ['half a character', '{"a":"\\ud800"}'], ['endless nesting', '['.repeat(20_000) + ']'.repeat(20_000)], ['no JSON', '{"a":'],
  ])('refuses %s with words, not with a fault of its own', async (_what, payload) => {
    const answer = await echo(payload)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'invalid'])
  })
  it('refuses NUL in a query and an address that is none', async () => {
    expect((await server.inject('/look?q=%00')).statusCode).toBe(400)
    const bad = await server.inject('/%')
    expect([bad.statusCode, bad.headers['x-content-type-options'], bad.headers['content-security-policy'] !== undefined, bad.headers['cache-control'], bad.json<{ code: string }>().code]).toEqual([400, 'nosniff', true, 'no-store', 'invalid'])
  })
  it.each([
    ['that ends in the middle', 'boundary=b', '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nhalf'], ['without a boundary', 'x=y', '--b--\r\n'], ['with a boundary beyond all', `boundary=${'b'.repeat(400)}`, '--b--\r\n'],
  ])('refuses a form %s with words, and keeps nothing of it', async (_what, parameter, payload) => {
    const answer = await server.inject({ method: 'POST', url: '/upload', headers: { 'content-type': `multipart/form-data; ${parameter}` }, payload })
    expect([answer.statusCode, answer.json<{ code: string }>().code, readdirSync(incoming)]).toEqual([400, 'invalid', ['young']])
  })
  it('leads on to an address in Vietnamese as headers carry it', async () => {
    const answer = await server.inject('/back?to=%2Fch%C3%A8%20xanh%3Fq%3D%25c3%25a8%0d%0aset-cookie%3A%20a')
    expect([answer.statusCode, answer.headers.location, answer.headers['set-cookie']]).toEqual([303, '/ch%C3%A8%20xanh?q=%c3%a8%0D%0Aset-cookie:%20a', undefined])
  })
  it('keeps no large body in memory where files are taken, signed in or not', async () => {
    for (const url of ['/upload', '/members']) {
      const answer = await server.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ a: 'x'.repeat(300_000) }) })
      expect([url, answer.statusCode]).toEqual([url, 413])
    }
    expect((await server.inject({ method: 'POST', url: '/upload', headers: { 'content-type': 'application/json' }, payload: 'null' })).statusCode).toBe(400)
  })
})

/** What a socket is told by whoever listens there. */
const said = (of: Server, head: string): Promise<string> => new Promise((done, fail) => {
  const address = of.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  let text = ''
  const socket = connect(address.port, '127.0.0.1', () => { socket.write(`${head}connection: close\r\n\r\n`) }).on('data', chunk => { text += chunk.toString() }).on('end', () => { socket.end(); done(text) }).on('error', fail)
})

describe('a request names one host', () => {
  it.each([
    ['one', 'Host: a\r\n', 200], ['none', '', 400], ['two', 'Host: a\r\nhOST: b\r\n', 400], ['the same twice', 'host: a\r\nX-Own: 1\r\nhost: a\r\n', 400],
  ])('%s', async (_how, hosts, status) => {
    expect(await said(server.server, `GET /look HTTP/1.1\r\n${hosts}`)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })
  it('to the front as well, which is not even asked', async () => {
    const asked: string[] = []
    const own = await start('0', {}, { takes: request => { asked.push(request.url ?? ''); return true }, handle: (_request, response) => { response.end('front') } })
    await own.listen({ port: 0, host: '127.0.0.1' })
    try {
      expect([await said(own.server, 'GET /r1/a HTTP/1.1\r\nhost: a\r\nhost: b\r\n'), await said(own.server, 'GET /r1/b HTTP/1.1\r\nhost: a\r\n'), asked]).toEqual([expect.stringMatching(/^HTTP\/1\.1 400 /), expect.stringMatching(/front$/), ['/r1/b']])
    } finally { await own.close() }
  })
})

it.each(['Connection terminated unexpectedly', 'Client has encountered a connection error and is not queryable', 'Client was closed and is not queryable', 'timeout exceeded when trying to connect'])('a database that dies is an interruption, not a fault of ours: %s', async words => {
  const answer = await server.inject(`/dead/${encodeURIComponent(words)}`)
  expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ code: string }>().code]).toEqual([503, '15', 'unavailable'])
})

describe('what is uploaded', () => {
  it('leaves nothing behind when it breaks off, and sweeps what a dead process left', async () => {
    expect(readdirSync(incoming)).toEqual(['young'])
    const address = server.server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    const socket = connect(address.port, '127.0.0.1')
    socket.write(`POST /upload HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 9000000\r\n\r\n--b\r\ncontent-disposition: form-data; name="f"; filename="a.bin"\r\n\r\n${'x'.repeat(200_000)}`)
    await expect.poll(() => readdirSync(incoming).length).toBe(2)
    socket.destroy()
    await expect.poll(() => readdirSync(incoming)).toEqual(['young'])
  })
})

describe('who is asking', () => {
  const look = (app: FastifyInstance, remoteAddress: string, forwarded?: string) => app.inject({ url: '/look', remoteAddress, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })
  it('may ask so often in a minute, the machine itself without end', async () => {
    const codes = []
    for (let i = 0; i < 5; i++) codes.push((await look(server, '203.0.113.9')).statusCode)
    expect(codes).toEqual([200, 200, 200, 429, 429])
    expect((await look(server, '203.0.113.9')).json()).toMatchObject({ code: 'too-many-requests' })
    expect((await look(server, '203.0.113.10')).statusCode).toBe(200)
    for (let i = 0; i < 5; i++) expect((await look(server, '127.0.0.1')).statusCode).toBe(200)
  })
  it('is believed about its address only behind as many proxies as there are', async () => {
    expect((await look(server, '203.0.113.77', '198.51.100.1')).json()).toMatchObject({ ip: '203.0.113.77' })
    const behindOne = await start('1')
    // the proxy appends what it saw; what stands before was the caller's own invention
    expect((await look(behindOne, '10.0.0.1', '10.9.9.9, 198.51.100.7')).json()).toMatchObject({ ip: '198.51.100.7' })
    await behindOne.close()
  })
  it('is told of a HEAD request', async () => { expect((await server.inject({ method: 'HEAD', url: '/look' })).statusCode).toBe(200) })
})
