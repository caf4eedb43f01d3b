import { askOutside } from '../../../kernel/http/outgoing.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { findConnector, type ConnectorCode, type ConnectorSettings } from './settings.ts'

export interface ConnectorPorts {
  readonly platform: Platform
  /** address of a gateway of ours; undefined: none runs, and every register is silent */
  readonly gatewayUrl: () => string | undefined
  readonly timeoutMs?: number
}

/** Why there is no result. `no-answer`: silent, too slow, broken or not set up; `refused`: it will not serve us; `unreadable`: what came makes no sense. */
export type Trouble = 'no-answer' | 'refused' | 'unreadable'
export interface Sent { readonly path: string; readonly method: 'GET' | 'POST'; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; /** a look that may be asked again when nobody answered */ readonly safe: boolean }
export type Got = { readonly ok: true; readonly status: number; readonly body: Buffer; readonly requestId: string | undefined } | { readonly ok: false; readonly reason: Trouble; readonly requestId: string | undefined }

const TIMEOUT_MS = 12_000
const RETRY_WITHIN_MS = 2_000
const MOST_BYTES = 2 * 1024 * 1024

/**
 * Calls a service as a subsystem of the province, through a gateway: its rights, quota and evidence hold for us as for anybody. Tried at most twice, and
 * only what is safe to ask again and failed at once; who has waited has waited long enough.
 */
export async function callService(ports: ConnectorPorts, code: string, { client, service }: Pick<ConnectorSettings, 'client' | 'service'>, sent: Sent): Promise<Got> {
  const gateway = ports.gatewayUrl()
  if (gateway === undefined) return { ok: false, reason: 'no-answer', requestId: undefined }
  const started = ports.platform.now().getTime()
  const hasWaited = (): boolean => ports.platform.now().getTime() - started > RETRY_WITHIN_MS
  let got: Got = { ok: false, reason: 'no-answer', requestId: undefined }
  for (let tries = 0; tries < (sent.safe ? 2 : 1); tries++) {
    const answer = await askOutside({ url: `${gateway}/r1/${service.split('/').map(encodeURIComponent).join('/')}${sent.path}`, method: sent.method, ...(sent.body === undefined ? {} : { body: sent.body }),
      headers: { ...sent.headers, 'x-road-client': client.split('/').map(encodeURIComponent).join('/'), 'x-road-id': newId(ports.platform.now().getTime()) }, timeoutMs: ports.timeoutMs ?? TIMEOUT_MS, most: MOST_BYTES })
    if (!answer.ok) {
      got = { ok: false, reason: answer.reason === 'too-large' ? 'unreadable' : 'no-answer', requestId: undefined }
      if (answer.reason !== 'unreachable' || hasWaited()) break
      continue
    }
    const requestId = answer.header('x-road-request-id')
    const fault = answer.header('x-road-error')?.toLowerCase()
    if (fault === undefined) return { ok: true, status: answer.status, body: answer.body, requestId }
    const silent = /network_?error|service_?failed|logging_?failed/.test(fault)
    got = { ok: false, reason: silent ? 'no-answer' : 'refused', requestId }
    ports.platform.log.warn({ connector: code, requestId, fault }, 'a register could not be asked')
    if (!silent || hasWaited()) break
  }
  return got
}

/** Settings of a connector; without them the register is as good as silent. */
export const settingsOf = (ports: ConnectorPorts, code: ConnectorCode): Promise<ConnectorSettings | undefined> => findConnector(ports.platform.db, ports.platform.config.masterKey, code)

/** JSON of an answer, or undefined. */
export function jsonOf(body: Buffer): unknown { try { return JSON.parse(body.toString('utf8')) } catch { return undefined } }
/** What an object holds under a name, whatever it is. */
export const valueIn = (object: unknown, name: string): unknown => typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? Object.entries(object).find(([key]) => key === name)?.[1] : undefined
/** A text under one of these names; numbers become text; '' where there is none. */
export function textAt(object: unknown, ...names: readonly string[]): string {
  for (const name of names) { const value = valueIn(object, name); if (typeof value === 'string' && value !== '') return value.normalize('NFC'); if (typeof value === 'number') return String(value) }
  return ''
}
