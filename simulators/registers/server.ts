import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { headerOf, json, parsed, type Answer, type Register } from './answer.ts'
import { business } from './business.ts'
import { categories } from './categories.ts'
import { civilStatus } from './civil-status.ts'
import { insurance } from './insurance.ts'
import { population } from './population.ts'

export const REGISTERS = { population, 'civil-status': civilStatus, 'business-registry': business, 'social-insurance': insurance, categories } as const satisfies Record<string, Register>
export type RegisterName = keyof typeof REGISTERS
/** How a register misbehaves: waits, says 500, breaks its answer off, or hangs up. */
export interface Misbehaviour { readonly mode: 'slow' | 'error' | 'malformed' | 'hang-up'; readonly delayMs?: number; /** how often; absent: until told otherwise */ readonly times?: number }
export interface RunningRegisters { readonly url: string; readonly addressOf: (name: RegisterName) => string; misbehave(name: RegisterName, how: Misbehaviour | undefined): void; /** calls answered or refused so far */ readonly calls: Readonly<Record<RegisterName, number>>; close(): Promise<void> }

const NAMES = Object.keys(REGISTERS)
const isName = (text: string): text is RegisterName => NAMES.includes(text)
const MODES = ['slow', 'error', 'malformed', 'hang-up'] as const
const modeOf = (text: unknown): Misbehaviour['mode'] | undefined => MODES.find(each => each === text)
const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/** `X-Simulate: slow 3000`, `error`, `malformed`, `hang-up` */
function inHeader(request: IncomingMessage): Misbehaviour | undefined {
  const [mode, delay] = headerOf(request, 'x-simulate').split(' ')
  const known = modeOf(mode)
  return known && { mode: known, ...(delay ? { delayMs: Number(delay) } : {}) }
}

/** All registers on one port, each below its own name. `POST /_simulate/<name>` with a `Misbehaviour` (or nothing: behave) is heard from this machine only. */
export async function startRegisters(options: { readonly port: number; readonly host?: string; readonly now?: () => number }): Promise<RunningRegisters> {
  const host = options.host ?? '127.0.0.1'
  const ways = new Map<RegisterName, { how: Misbehaviour; left: number }>()
  const calls: Record<RegisterName, number> = { population: 0, 'civil-status': 0, 'business-registry': 0, 'social-insurance': 0, categories: 0 }
  const misbehave = (name: RegisterName, how: Misbehaviour | undefined): void => { if (how) ways.set(name, { how, left: how.times ?? Infinity }); else ways.delete(name) }
  const next = (name: RegisterName): Misbehaviour | undefined => {
    const way = ways.get(name)
    if (!way || way.left <= 0) return undefined
    way.left--
    return way.how
  }
  const admin = (request: IncomingMessage, name: string, body: string): Answer => {
    if (!LOOPBACK.test(request.socket.remoteAddress ?? '') || !isName(name)) return json(404, {})
    const said = parsed(body)
    const of = typeof said === 'object' && said !== null ? new Map<string, unknown>(Object.entries(said)) : undefined
    const mode = modeOf(of?.get('mode'))
    const number = (key: string): number | undefined => { const value = of?.get(key); return typeof value === 'number' ? value : undefined }
    const [delayMs, times] = [number('delayMs'), number('times')]
    misbehave(name, mode && { mode, ...(delayMs === undefined ? {} : { delayMs }), ...(times === undefined ? {} : { times }) })
    return json(200, { name, mode: mode ?? null })
  }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const body = Buffer.concat(chunks).toString('utf8')
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
    const [, first = '', ...rest] = url.pathname.split('/')
    const send = ({ status, type, body: text }: Answer): void => { response.writeHead(status, { 'content-type': type }).end(text) }
    if (first === '_simulate' && request.method === 'POST') return send(admin(request, rest[0] ?? '', body))
    if (!isName(first)) return send(json(404, {}))
    calls[first]++
    const how = inHeader(request) ?? next(first)
    // whoever asks whether a register is there needs no login
    if (how === undefined && rest.join('/') === 'health' && request.method === 'GET') return send(json(200, { status: 'UP' }))
    if (how?.mode === 'hang-up') { request.socket.destroy(); return undefined }
    if (how?.delayMs !== undefined) await wait(how.delayMs, undefined, { ref: false })
    if (how?.mode === 'error') return send({ status: 500, type: 'text/html', body: '<html><body>Internal Server Error</body></html>' })
    const answer = REGISTERS[first]({ request, url, path: `/${rest.join('/')}`.replace(/\/+$/, ''), body, now: (options.now ?? Date.now)(), address: `${addressOf(first)}${rest.length > 0 ? `/${rest.join('/')}` : ''}` })
    return send(how?.mode === 'malformed' ? { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * 0.6)) } : answer)
  }
  const server = createServer((request, response) => { handle(request, response).catch(() => { if (!response.headersSent) response.writeHead(500); response.end() }) })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, host, resolve))
  const at = server.address()
  const url = `http://${host}:${typeof at === 'object' && at ? at.port : options.port}`
  const addressOf = (name: RegisterName): string => `${url}/${name}`
  return { url, addressOf, misbehave, calls, close: () => new Promise(resolve => { server.close(() => resolve()); server.closeAllConnections() }) }
}
