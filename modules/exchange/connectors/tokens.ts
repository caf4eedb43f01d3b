import { callService, jsonOf, textAt, valueIn, type ConnectorPorts, type Got, type Sent } from './call.ts'
import type { ConnectorCode, ConnectorSettings } from './settings.ts'

/** A bearer token of a WSO2-style gateway for key and secret, kept until shortly before it ends; taken anew once when it is not accepted. */
export function bearerCalls(ports: ConnectorPorts, code: ConnectorCode): (settings: ConnectorSettings, sent: Sent) => Promise<Got> {
  let held: { readonly token: string; readonly of: string; readonly until: number } | undefined
  const take = async (settings: ConnectorSettings): Promise<Got | string> => {
    const now = ports.platform.now().getTime()
    const of = `${settings.service} ${settings.account}`
    if (held && held.of === of && now < held.until) return held.token
    const got = await callService(ports, code, settings, { method: 'POST', path: '/token', safe: true, body: 'grant_type=client_credentials', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${settings.account}:${settings.secret}`).toString('base64')}` } })
    if (!got.ok) return got
    const said = jsonOf(got.body)
    const token = textAt(said, 'access_token')
    if (token === '') return { ok: false, reason: got.status >= 500 ? 'no-answer' : got.status >= 400 ? 'refused' : 'unreadable', requestId: got.requestId }
    held = { token, of, until: now + (Number(valueIn(said, 'expires_in')) || 3600) * 1000 - 60_000 }
    return token
  }
  return async (settings, sent) => {
    for (let tries = 0; ; tries++) {
      const token = await take(settings)
      if (typeof token !== 'string') return token
      const got = await callService(ports, code, settings, { ...sent, headers: { accept: 'application/json', ...sent.headers, authorization: `Bearer ${token}` } })
      if (!got.ok || got.status !== 401 || tries > 0) return got
      held = undefined
    }
  }
}

/** The JSON of an answer, or why there is none. */
export function readJson(got: Got): { readonly ok: true; readonly value: unknown; readonly requestId: string | undefined } | { readonly ok: false; readonly reason: 'no-answer' | 'refused' | 'unreadable'; readonly requestId: string | undefined } {
  if (!got.ok) return got
  const { requestId, status } = got
  if (status >= 500) return { ok: false, reason: 'no-answer', requestId }
  if (status === 401 || status === 403) return { ok: false, reason: 'refused', requestId }
  const value = jsonOf(got.body)
  return value === undefined ? { ok: false, reason: 'unreadable', requestId } : { ok: true, value, requestId }
}
