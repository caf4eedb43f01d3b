import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Asked { readonly request: IncomingMessage; readonly url: URL; /** path below the register's own address, without slash at the end */ readonly path: string; readonly body: string; /** the address that the caller says it called */ readonly address: string; readonly now: number }
export interface Answer { readonly status: number; readonly type: string; readonly body: string }
export type Register = (asked: Asked) => Answer

export const json = (status: number, value: unknown): Answer => ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) })
export const sha256hex = (text: string): string => hash('sha256', text, 'hex')
export const md5Upper = (text: string): string => hash('md5', text, 'hex').toUpperCase()
export const headerOf = (request: IncomingMessage, name: string): string => [request.headers[name] ?? ''].flat().join(',')
export const basicOf = (request: IncomingMessage): readonly [user: string, secret: string] => {
  const [scheme = '', coded = ''] = headerOf(request, 'authorization').split(' ')
  const [user = '', ...rest] = scheme.toLowerCase() === 'basic' ? Buffer.from(coded, 'base64').toString('utf8').split(':') : []
  return [user, rest.join(':')]
}
/** A text of a JSON object, '' where it has none. */
export function textIn(value: unknown, name: string): string {
  const found = typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
  return typeof found === 'string' ? found : ''
}
export const parsed = (body: string): unknown => { try { return JSON.parse(body) } catch { return undefined } }

/** Tokens of the gateways that give one for a key and a secret (WSO2). */
export function tokens(user: string, secret: string): { readonly give: (asked: Asked) => Answer; readonly holds: (asked: Asked) => boolean } {
  const given = new Set<string>()
  return {
    give: ({ request, body }) => {
      const [key, said] = basicOf(request)
      if (key !== user || said !== secret || new URLSearchParams(body).get('grant_type') !== 'client_credentials') return json(401, { error: 'invalid_client', error_description: 'A valid OAuth client could not be found' })
      const token = sha256hex(`${user}/${given.size}/${secret}`)
      given.add(token)
      return json(200, { access_token: token, scope: 'am_application_scope default', token_type: 'Bearer', expires_in: 3600 })
    },
    holds: ({ request }) => { const [scheme = '', token = ''] = headerOf(request, 'authorization').split(' '); return scheme.toLowerCase() === 'bearer' && given.has(token) },
  }
}
