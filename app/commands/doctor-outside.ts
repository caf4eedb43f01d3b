import { connect } from 'node:net'
import type { Config } from '../../kernel/config.ts'
import { ScannerDown, scanWithClamd } from '../../kernel/files/clamd.ts'
import { fail, ok, warn, why, type Finding } from './finding.ts'

const PATIENCE_MS = 5000
const ENOUGH = new TextEncoder().encode('Tỉnh Số')

/** The outside systems that the settings name: each is only knocked at, nothing is sent. */
export async function checkOutside(config: Config): Promise<readonly Finding[]> {
  const simulated = config.simulators ? 'simulated' : undefined
  return Promise.all([
    named('national sign-in', 'OIDC_ISSUER', config.oidc.issuer, simulated, async issuer => { await answers(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`) }),
    named('mail', 'SMTP_URL', config.smtpUrl, simulated, url => reach(url, 25)),
    named('SMS', 'SMS_URL', config.smsUrl, simulated, url => reach(url, 443)),
    named('time stamps', 'TSA_URL', config.timeStampUrl, simulated, url => reach(url, url.startsWith('https:') ? 443 : 80)),
    ...(config.s3 ? [named('file store', 'S3_ENDPOINT', config.s3.endpoint, undefined, url => reach(url, url.startsWith('https:') ? 443 : 80))] : []),
    checkScanner(config.clamd),
  ])
}

async function named(check: string, setting: string, url: string | undefined, instead: string | undefined, knock: (url: string) => Promise<void>): Promise<Finding> {
  if (url === undefined) return instead ? ok(check, instead) : warn(check, 'not configured', `set ${setting}`)
  const shown = withoutSecret(url)
  try { await knock(url); return ok(check, shown) } catch (error) { return fail(check, `${shown}: ${why(error)}`, `is ${setting} right, and may this machine reach it?`) }
}

/** Passwords in URLs stay out of what is printed. */
function withoutSecret(text: string): string {
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.toString()
}

async function answers(url: string): Promise<void> {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`answered ${answer.status}`)
}

function reach(text: string, standardPort: number): Promise<void> {
  const url = new URL(text)
  const port = Number(url.port) || (url.protocol === 'smtps:' ? 465 : standardPort)
  return new Promise((done, failed) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port })
    const end = (error?: Error): void => { socket.destroy(); if (error) failed(error); else done() }
    socket.setTimeout(PATIENCE_MS, () => end(new Error('does not answer')))
    socket.once('connect', () => end()).once('error', end)
  })
}

async function checkScanner(address: string | undefined): Promise<Finding> {
  if (address === undefined) return warn('virus scanner', 'not configured', 'set CLAMD (host:port or unix:/path): uploads are checked by form only until then')
  try {
    const verdict = await scanWithClamd(address, ENOUGH, PATIENCE_MS)
    return verdict.clean ? ok('virus scanner', address) : fail('virus scanner', `calls plain text ${verdict.signature}`, 'see the signatures of clamd')
  } catch (error) {
    return fail('virus scanner', error instanceof ScannerDown ? error.message : why(error), 'does clamd run? uploads stay in quarantine until it does')
  }
}
