import { hash } from 'node:crypto'
import { callService, jsonOf, settingsOf, textAt, valueIn, type ConnectorPorts, type Got } from './call.ts'
import { lookUp, type Found, type Ground, type Outcome } from './lookup.ts'
import { readJson } from './tokens.ts'
import type { ConnectorSettings } from './settings.ts'

/** What the gateway says of a health-insurance card. Its histories of treatment hold diagnoses: they are not read, so that they cannot be kept or shown. */
export interface Coverage {
  /** code of the gateway, three digits; one that we do not know stays as it is */
  readonly code: string
  readonly note: string
  readonly standing: 'in-force' | 'new-card' | 'needs-papers' | 'not-covered' | 'unknown'
  readonly card: string
  readonly insuranceCode: string
  readonly validFrom: string
  readonly validTo: string
  readonly newCard: string
  readonly facility: string
}
export interface CardHolder { readonly number: string; readonly name: string; /** yyyy-mm-dd */ readonly birthDate: string }
export interface SocialInsurance { find(holder: CardHolder, ground: Ground): Promise<Found<Coverage>> }

const STANDING: Readonly<Record<string, Coverage['standing']>> = { '000': 'in-force', '001': 'needs-papers', '002': 'needs-papers', '003': 'new-card', '004': 'new-card', '130': 'needs-papers',
  '010': 'not-covered', '110': 'not-covered', '120': 'not-covered', '121': 'not-covered', '122': 'not-covered', '123': 'not-covered', '124': 'not-covered' }
/** wrong number, name or day: nobody of that description */
const NOBODY = new Set(['050', '051', '052', '053', '060', '061', '070'])
const OUTAGE = new Set(['100', '101'])
/** our side is set up wrongly: the clerk, the account, the parameters */
const OURS = new Set(['054', '055', '205', '401', '403'])
const SESSION_MS = 50 * 60_000

export function readCoverage(value: unknown): Outcome<Coverage> {
  const code = textAt(value, 'maKetQua')
  if (code === '') return { ok: false, reason: 'unreadable', requestId: undefined }
  if (NOBODY.has(code)) return { ok: false, reason: 'not-found', requestId: undefined }
  if (OUTAGE.has(code)) return { ok: false, reason: 'no-answer', requestId: undefined }
  if (OURS.has(code)) return { ok: false, reason: 'refused', requestId: undefined }
  const of = (...names: string[]): string => textAt(value, ...names)
  return { ok: true, requestId: undefined, value: { code, note: of('ghiChu'), standing: STANDING[code.slice(0, 3)] ?? 'unknown', card: of('maThe'), insuranceCode: of('maSoBHXH'), validFrom: of('gtTheTuMoi', 'gtTheTu'), validTo: of('gtTheDenMoi', 'gtTheDen'), newCard: of('maTheMoi'), facility: of('maDKBDMoi', 'maDKBD') } }
}

interface Session { readonly of: string; readonly token: string; readonly id: string; readonly until: number }

export function createSocialInsurance(ports: ConnectorPorts): SocialInsurance {
  let session: Session | undefined
  const password = ({ secret }: ConnectorSettings): string => hash('md5', secret, 'hex').toUpperCase()
  const open = async (settings: ConnectorSettings): Promise<Session | Got> => {
    const now = ports.platform.now().getTime()
    const of = `${settings.service} ${settings.account}`
    if (session && session.of === of && now < session.until) return session
    const got = await callService(ports, 'social-insurance', settings, { method: 'POST', path: '/api/token/take', safe: true, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ username: settings.account, password: password(settings) }).toString() })
    if (!got.ok) return got
    const said = jsonOf(got.body)
    // some replies are flat
    const key = valueIn(said, 'APIKey') ?? said
    const [token, id] = [textAt(key, 'access_token'), textAt(key, 'id_token')]
    if (token === '' || id === '') return { ok: false, reason: said === undefined ? got.status >= 500 ? 'no-answer' : 'unreadable' : 'refused', requestId: got.requestId }
    session = { of, token, id, until: now + SESSION_MS }
    return session
  }
  return {
    find: (holder, ground) => lookUp(ports, { connector: 'social-insurance', operation: 'social-insurance.find', number: holder.number }, ground, async () => {
      const settings = await settingsOf(ports, 'social-insurance')
      if (!settings) return { ok: false, reason: 'no-answer', requestId: undefined }
      for (let tries = 0; ; tries++) {
        const held = await open(settings)
        if ('ok' in held) return held.ok ? { ok: false, reason: 'unreadable', requestId: held.requestId } : held
        // the guide wants session and password in the query; the exchange logs paths without it
        const query = new URLSearchParams({ token: held.token, id_token: held.id, username: settings.account, password: password(settings) })
        const got = readJson(await callService(ports, 'social-insurance', settings, { method: 'POST', path: `/api/egw/KQNhanLichSuKCB2024?${query.toString()}`, safe: true, headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ maThe: holder.number, hoTen: holder.name, ngaySinh: holder.birthDate.split('-').toReversed().join('/'), hoTenCb: settings.settings['clerkName'] ?? '', cccdCb: settings.settings['clerkId'] ?? '' }) }))
        if ((got.ok ? textAt(got.value, 'maKetQua') === '401' : got.reason === 'refused') && tries === 0) { session = undefined; continue }
        return got.ok ? { ...readCoverage(got.value), requestId: got.requestId } : got
      }
    }),
  }
}
