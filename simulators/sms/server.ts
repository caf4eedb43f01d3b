import { mkdir, readFile, appendFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { sinkPage } from '../sink-page.tsx'

export interface SmsOptions { readonly port: number; /** where the messages are kept, one JSON object a line */ readonly dir: string; readonly host?: string }
export interface StoredSms { readonly id: string; readonly at: string; readonly to: string; readonly text: string; readonly trackingId: string }
export interface RunningSms { readonly url: string; close(): Promise<void> }

async function bodyOf(request: IncomingMessage): Promise<Partial<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/**
 * A provider of short messages that sends none: `POST <url>/messages {to, text, trackingId}` answers `{ id }`, the same id again for the same
 * trackingId. Shown on `<url>/`, listed on `<url>/messages?to=`. Numbers ending 0503 answer 503, those ending 0400 answer 400.
 */
export async function startSms(options: SmsOptions): Promise<RunningSms> {
  const host = options.host ?? '127.0.0.1'
  await mkdir(options.dir, { recursive: true })
  const file = join(options.dir, 'messages.jsonl')
  const kept = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean).map((line): StoredSms => JSON.parse(line))
  const answer = async (request: IncomingMessage): Promise<{ status: number; type: string; body: string }> => {
    const json = (status: number, value: unknown): { status: number; type: string; body: string } => ({ status, type: 'application/json', body: JSON.stringify(value) })
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname === '/') return { status: 200, type: 'text/html', body: sinkPage('Tin nhắn mô phỏng', 'Tin nhắn của hệ thống dừng ở đây; không tin nào ra ngoài.', [...kept].reverse().slice(0, 200).map((sms) => ({ title: sms.to, line: sms.at, text: sms.text }))) }
    if (url.pathname !== '/messages') return json(404, { error: 'not-found' })
    if (request.method !== 'POST') {
      const to = url.searchParams.get('to')
      return json(200, to ? kept.filter((sms) => sms.to === to) : kept)
    }
    const { to, text, trackingId } = await bodyOf(request)
    if (typeof to !== 'string' || typeof text !== 'string' || typeof trackingId !== 'string' || to.endsWith('0400')) return json(400, { error: 'invalid' })
    if (to.endsWith('0503')) return json(503, { error: 'unavailable' })
    const known = kept.find((sms) => sms.trackingId === trackingId)
    if (known) return json(200, { id: known.id })
    const sms: StoredSms = { id: `sms-${kept.length + 1}`, at: new Date().toISOString(), to, text, trackingId }
    kept.push(sms)
    await appendFile(file, `${JSON.stringify(sms)}\n`)
    return json(200, { id: sms.id })
  }
  const server = createServer((request, response) => {
    answer(request).then(({ status, type, body }) => response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body), () => response.writeHead(400).end())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, host, resolve))
  const address = server.address()
  return {
    url: `http://${host}:${typeof address === 'object' && address ? address.port : options.port}`,
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections() }),
  }
}
