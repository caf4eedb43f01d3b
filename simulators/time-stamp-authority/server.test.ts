import { execFileSync } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, toolPresent } from '../../kernel/pdf/testing.ts'
import { sha256 } from '../../kernel/signing/signer.ts'
import { TimeStampUnavailable, timeStampClient } from '../../kernel/signing/time-stamp.ts'
import { readTimeStamp } from '../../kernel/signing/time-stamp-token.ts'
import { SIMULATED_POLICY, startTimeStampAuthority, type RunningTimeStampAuthority } from './index.ts'

const openssl = toolPresent('openssl', 'version')
const run = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const withAuthority = (use: (tsa: RunningTimeStampAuthority, dir: string) => Promise<void>, now?: () => Date): Promise<void> => inTemporaryFolder(async (dir) => {
  const tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa'), ...(now ? { now } : {}) })
  try { await use(tsa, dir) } finally { await tsa.close() }
})
const digest = sha256(Buffer.from('giấy tờ'))

/** Answers every request with what `answer` makes of the real authority's answer. */
async function impostor(tsa: RunningTimeStampAuthority, answer: (request: Uint8Array) => Promise<Uint8Array>, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => { void answer(Buffer.concat(chunks)).then((body) => response.end(body)) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try { await use(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`) } finally { server.close(); server.closeAllConnections() }
  expect(tsa.url).toBeTruthy()
}
const ask = async (url: string, body: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/timestamp-query' }, body: new Uint8Array(body) })).arrayBuffer())

describe('the simulated time-stamp authority', () => {
  it.skipIf(!openssl)('answers requests of openssl with tokens that openssl verifies', () => withAuthority(async (tsa, dir) => {
    const [data, query, reply] = [join(dir, 'data'), join(dir, 'a.tsq'), join(dir, 'a.tsr')]
    writeFileSync(data, 'giấy tờ')
    for (const hash of ['-sha256', '-sha512']) {
      run('ts', '-query', '-data', data, hash, '-cert', '-out', query)
      writeFileSync(reply, await ask(tsa.url, readFileSync(query)))
      expect(run('ts', '-verify', '-queryfile', query, '-in', reply, '-CAfile', tsa.rootFile)).toContain('OK')
    }
    writeFileSync(data, 'giấy khác')
    expect(() => run('ts', '-verify', '-data', data, '-in', reply, '-CAfile', tsa.rootFile)).toThrow()
    run('ts', '-query', '-data', data, '-md5', '-out', query)
    writeFileSync(reply, await ask(tsa.url, readFileSync(query)))
    expect(run('ts', '-reply', '-in', reply, '-text')).toMatch(/Rejected[\s\S]*unrecognized or unsupported algorithm/i)
  }))
})

describe('the time-stamp client', () => {
  it('gets a token with the right imprint, policy and time', () => withAuthority(async (tsa) => {
    const anchors = { certificates: [tsa.root] }
    const token = await timeStampClient({ url: tsa.url, anchors, policy: SIMULATED_POLICY })(digest)
    const report = readTimeStamp(token, Buffer.from('giấy tờ'), anchors)
    expect(report).toMatchObject({ trusted: true, policy: SIMULATED_POLICY, authority: 'Dịch vụ dấu thời gian (mô phỏng)' })
    expect(readTimeStamp(token, Buffer.from('khác'), anchors)?.problem).toBe('other-imprint')
    expect(readTimeStamp(token, Buffer.from('giấy tờ'), { certificates: [] })?.problem).toBe('unknown-authority')
  }))
  it('refuses a replayed, forged, foreign, wrongly dated or missing token', () => withAuthority(async (tsa, dir) => {
    const anchors = { certificates: [tsa.root] }
    const other = await startTimeStampAuthority({ port: 0, dir: join(dir, 'other') })
    const late = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa'), now: () => new Date(Date.now() + 2 * 3_600_000) })
    const expectRefusal = (url: string, reason: RegExp, extra: object = {}): Promise<void> => expect(timeStampClient({ url, anchors, ...extra })(digest)).rejects.toThrow(reason)
    try {
      let first: Uint8Array | undefined
      await impostor(tsa, async (request) => first ??= await ask(tsa.url, request), async (url) => {
        await timeStampClient({ url, anchors })(digest)
        await expectRefusal(url, /nonce/)
      })
      await impostor(tsa, async (request) => { const body = await ask(tsa.url, request); body[body.length - 9] = (body[body.length - 9] ?? 0) ^ 1; return body }, (url) => expectRefusal(url, /signature-wrong/))
      await impostor(tsa, () => Promise.resolve(Buffer.from('<html>')), (url) => expectRefusal(url, /unreadable/))
      await expectRefusal(other.url, /unknown-authority/)
      await expectRefusal(late.url, /clocks/)
      await expectRefusal(tsa.url, /refused/, { policy: '1.3.6.1.4.1.32473.9' })
      await expectRefusal('http://127.0.0.1:1', /did not answer/)
      await expect(timeStampClient({ url: 'http://127.0.0.1:1', anchors })(digest)).rejects.toThrow(TimeStampUnavailable)
    } finally { await other.close(); await late.close() }
  }))
})
