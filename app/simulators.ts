import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../kernel/config.ts'

/** Outside systems as separate processes that speak the real protocols; production points the settings at the real ones instead. */
export interface Simulators { readonly oidcIssuer: string; readonly smtpUrl: string; readonly mailUrl: string; readonly smsUrl: string; readonly timeStampUrl: string; /** registers of the state, each below its own name */ readonly registersUrl: string; stop(): Promise<void> }

const NAMES = ['vnconnect', 'smtp', 'mail', 'sms', 'tsa', 'registers'] as const
type Ports = Record<(typeof NAMES)[number], number>

async function takePort(wanted: number): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.on('error', () => wanted === 0 ? fail(new Error('no free port')) : done(takePort(0)))
    probe.listen(wanted, '127.0.0.1', () => { const at = probe.address(); probe.close(() => done(typeof at === 'object' && at ? at.port : 0)) })
  })
}

/** The same ports at every start: an account is known by its issuer, and the issuer's address holds the port. */
async function keptPorts(config: Config): Promise<Ports> {
  const file = join(config.varDir, 'simulator-ports.json')
  const kept: Partial<Ports> = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
  const ports: Ports = { vnconnect: 0, smtp: 0, mail: 0, sms: 0, tsa: 0, registers: 0 }
  const taken = new Set<number>()
  for (const [index, name] of NAMES.entries()) {
    let port = await takePort(kept[name] ?? (config.port ? config.port + 1011 + index : 0))
    while (taken.has(port)) port = await takePort(0)
    taken.add(port)
    ports[name] = port
  }
  await writeFile(file, JSON.stringify(ports))
  return ports
}

function start(name: string, env: Record<string, string>): Promise<ChildProcess> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('simulator.ts', import.meta.url)), name],
      { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    let said = ''
    child.stderr.on('data', chunk => { said = (said + chunk).slice(-2000) })
    child.stdout.once('data', () => done(child)).on('data', () => undefined)
    child.on('error', fail)
    child.on('exit', code => fail(new Error(`simulator ${name} ended with ${code}: ${said}`)))
  })
}

/** Starts all simulators and answers where they are. */
export async function startSimulators(config: Config): Promise<Simulators> {
  const ports = await keptPorts(config)
  const at = (port: number): string => `http://127.0.0.1:${port}`
  const shared = { VAR_DIR: config.varDir, HOST: '127.0.0.1' }
  const children = await Promise.all([
    start('vnconnect', { ...shared, PORT: String(ports.vnconnect), ISSUER: at(ports.vnconnect), REDIRECT_URIS: `${config.publicUrl}/dang-nhap/vnconnect/callback`, POST_LOGOUT_REDIRECT_URIS: `${config.publicUrl}/` }),
    start('mail', { ...shared, SMTP_PORT: String(ports.smtp), HTTP_PORT: String(ports.mail) }),
    start('sms', { ...shared, PORT: String(ports.sms) }),
    start('time-stamp-authority', { ...shared, PORT: String(ports.tsa) }),
    start('registers', { ...shared, PORT: String(ports.registers) }),
  ])
  const gone = children.map(child => new Promise<void>(done => child.on('exit', () => done())))
  return { oidcIssuer: at(ports.vnconnect), smtpUrl: `smtp://127.0.0.1:${ports.smtp}`, mailUrl: at(ports.mail), smsUrl: `${at(ports.sms)}/messages`, timeStampUrl: at(ports.tsa), registersUrl: at(ports.registers),
    stop: async () => {
      for (const child of children) child.kill('SIGTERM')
      const late = setTimeout(() => { for (const child of children) child.kill('SIGKILL') }, 3000)
      await Promise.all(gone)
      clearTimeout(late)
    } }
}
