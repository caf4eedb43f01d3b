import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sameSecret } from '../../../kernel/secrets.ts'
import { readColonId } from '../domain/identifiers.ts'
import { normalisePath } from '../domain/path-glob.ts'
import { clientKey, type Credential, type Service, type Snapshot } from '../registry/snapshot.ts'
import { admit } from './admit.ts'
import { boundedBody } from './body.ts'
import { faultCode } from '../domain/faults.ts'
import { LogUnavailable } from '../evidence/transaction-log.ts'
import { answerFault, recordOf } from './fault-answer.ts'
import { addressAt, headerOf, type Call, type GatewayParts } from './parts.ts'
import { issueToken, TOKEN_SECONDS } from './token.ts'
import { readBearer, type Bearer } from './who.ts'

/** Dialects that clients in Vietnam speak today (exchange.md §2.2): WSO2 tokens (A), lgspaccesstoken (B), the VDXP adapter (C). */

const FORM_LIMIT = 16 * 1024
/** a secret may hold some */
const MOST_BRACKETS = 32
async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const body = await boundedBody(request, FORM_LIMIT)
  if (!body) return undefined
  const text = body.toString('utf8')
  if ((headerOf(request, 'content-type') ?? '').includes('application/json')) {
    // a form is flat: what is nested is not even parsed
    if (text.split(/[[{]/, MOST_BRACKETS + 2).length > MOST_BRACKETS + 1) return undefined
    try { const value: unknown = JSON.parse(text); return new URLSearchParams(Object.entries(value !== null && typeof value === 'object' ? value : {}).flatMap(([key, each]): [string, string][] => typeof each === 'string' ? [[key, each]] : [])) } catch { return undefined }
  }
  return new URLSearchParams(text)
}

interface LgspAccess { readonly accessKey: string; readonly secretKey: string }
/** The header `lgspaccesstoken`: base64 of a JSON object with the keys of the calling system. */
function lgspAccess(request: IncomingMessage): LgspAccess | undefined {
  const header = headerOf(request, 'lgspaccesstoken')
  if (header === undefined || header.length > 4000) return undefined
  try {
    const text = Buffer.from(header, 'base64').toString('utf8')
    const value: unknown = JSON.parse(text)
    // a name that comes twice is read one way here and another way elsewhere
    const names = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length
    if (typeof value !== 'object' || value === null || names !== Object.keys(value).length) return undefined
    if (typeof value !== 'object' || value === null || !('AccessKey' in value) || !('SecretKey' in value)) return undefined
    return typeof value.AccessKey === 'string' && typeof value.SecretKey === 'string' ? { accessKey: value.AccessKey, secretKey: value.SecretKey } : undefined
  } catch { return undefined }
}

/** Compares a secret with the hash that is kept; an unknown key costs the same work. */
const NOBODY = hash('sha256', 'nobody', 'buffer')
export function checkSecret(credential: Credential | undefined, secret: string, now: number): credential is Credential {
  const same = sameSecret(hash('sha256', secret, 'buffer'), credential?.secretHash ?? NOBODY)
  return same && credential !== undefined && credential.validFrom <= now && now < credential.validTo && credential.consumer.active
}

const basicOf = (request: IncomingMessage): readonly [string, string] | undefined => {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || value === undefined) return undefined
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)]
}

/** `POST /token`, grant client_credentials (RFC 6749 §4.4), with Basic or in the form, or with `lgspaccesstoken` and no Basic. */
export async function handleToken(parts: GatewayParts, call: Call): Promise<void> {
  const { request, response } = call
  const send = (status: number, value: object, more: readonly string[] = []): void => {
    const body = JSON.stringify(value)
    response.writeHead(status, ['content-type', 'application/json;charset=UTF-8', 'content-length', String(Buffer.byteLength(body)), 'cache-control', 'no-store', 'pragma', 'no-cache', ...more])
    response.end(body)
  }
  if (call.method !== 'POST') return send(405, { error: 'invalid_request', error_description: 'The token is asked for with POST' }, ['allow', 'POST'])
  const form = await readForm(request)
  if (!form) return send(400, { error: 'invalid_request', error_description: 'The form could not be read' })
  if (form.get('grant_type') !== 'client_credentials') return send(400, { error: 'unsupported_grant_type', error_description: 'grant_type must be client_credentials' })
  const snapshot = parts.registry.current
  const lgsp = lgspAccess(request)
  const [id, secret] = basicOf(request) ?? (lgsp ? [lgsp.accessKey, lgsp.secretKey] : [form.get('client_id') ?? '', form.get('client_secret') ?? ''])
  const kind = basicOf(request) === undefined && lgsp ? 'access-key' : 'oauth-client'
  const credential = snapshot.credential(kind, id)
  if (!checkSecret(credential, secret, call.arrived)) {
    const wait = parts.refusals.take(parts.callerOf(request), call.arrived)
    if (wait !== undefined) return send(429, { error: 'invalid_client', error_description: 'Client authentication failed too often' }, ['retry-after', String(wait)])
    parts.logger.warn({ requestId: call.requestId, kind }, 'a token was refused')
    // tried keys leave a trace that nobody can remove, each its own or as one of a count
    call.path = '/token'
    await parts.log.write({ client: null, service: null, right: null, refused: true, whenLogFails: 'closed', record: recordOf(parts, call, { status: 401, succeeded: false, fault: { code: faultCode('ssl-authentication-failed', parts.faultDialect), message: `No token: the ${kind} is unknown, revoked or its secret is wrong` },
      sentAt: null, answeredAt: null, leftAt: parts.now(), requestSize: 0, responseSize: 0, requestHash: null, responseHash: null }) }).catch((error: unknown) => { if (!(error instanceof LogUnavailable)) throw error })
    return send(401, { error: 'invalid_client', error_description: 'Client authentication failed' }, ['www-authenticate', 'Basic realm="exchange"', 'x-road-request-id', call.requestId])
  }
  const accessToken = issueToken(parts.tokens.key, { credential: kind, publicId: id, expires: Math.floor(call.arrived / 1000) + TOKEN_SECONDS })
  return send(200, { access_token: accessToken, scope: 'am_application_scope default', token_type: 'Bearer', expires_in: TOKEN_SECONDS })
}

const CONSUMED: ReadonlySet<string> = new Set(['authorization', 'lgspaccesstoken', 'x-authentication-token'])

/** The caller of dialects A and B: a bearer token; where `lgspaccesstoken` comes along, both must be of the same system. */
function tokenCaller(parts: GatewayParts, snapshot: Snapshot, call: Call): Bearer {
  const bearer = readBearer(parts, snapshot, call.request, call.arrived)
  if (!bearer.ok || headerOf(call.request, 'lgspaccesstoken') === undefined) return bearer
  const access = lgspAccess(call.request)
  if (!access) return { ok: false, why: 'lgspaccesstoken cannot be read: base64 of one flat JSON object, each name once' }
  const credential = snapshot.credential('access-key', access.accessKey)
  return checkSecret(credential, access.secretKey, call.arrived) && credential.consumer === bearer.consumer ? bearer : { ok: false, why: 'lgspaccesstoken does not hold keys of the system that the access token is of' }
}

/** The service whose registered context begins this address: `/dmdc/1.0`. */
export function contextOf(snapshot: Snapshot, path: string): { readonly service: Service; readonly rest: string } | undefined {
  let end = path.indexOf('/', 1)
  if (end > 0) { const second = path.indexOf('/', end + 1); end = second < 0 ? path.length : second } else end = path.length
  for (const at of [end, path.indexOf('/', 1) < 0 ? path.length : path.indexOf('/', 1)]) {
    const service = snapshot.contexts.get(path.slice(0, at))
    if (service) return { service, rest: path.slice(at) }
  }
  return undefined
}

function begin(call: Call, service: Service): void {
  call.service = service
  call.serviceId = service.id
  call.envelope = headerOf(call.request, 'lgspaccesstoken') !== undefined && service.envelope === 'x-road' ? 'error-code' : service.envelope === 'x-road' ? 'wso2' : service.envelope
  const given = headerOf(call.request, 'x-road-id')
  call.ownId = given !== undefined && /^[\x21-\x7e]{1,200}$/.test(given)
  if (call.ownId && given !== undefined) call.messageId = given
}

async function go(parts: GatewayParts, snapshot: Snapshot, call: Call, service: Service, rest: string, query: string, rawPath: string): Promise<void> {
  const path = normalisePath(rest)
  if (!path.ok) return answerFault(parts, call, { type: 'bad-request', message: `The path is not acceptable (${path.reason})` })
  call.path = path.path
  const caller = tokenCaller(parts, snapshot, call)
  if (!caller.ok) return answerFault(parts, call, { type: 'ssl-authentication-failed', message: caller.why })
  const { consumer } = caller
  call.consumer = consumer
  call.client = consumer.id
  call.consumed = CONSUMED
  return admit(parts, snapshot, call, { path: addressAt(service, path.path, query), rawPath }, 'any')
}

/** Dialects A and B: `{METHOD} /{context}/{version}/{operation}`. SOAP passes through as it is. */
export async function handleContext(parts: GatewayParts, call: Call, found: { readonly service: Service; readonly rest: string }, url: string): Promise<void> {
  begin(call, found.service)
  const mark = url.indexOf('?')
  return go(parts, parts.registry.current, call, found.service, found.rest, mark < 0 ? '' : url.slice(mark), url)
}

export const ADAPTER = /^\/(?:XrdAdapter|VXPAdapter)\/RestService\/forward(?=\/|\?|$)/

/**
 * Dialect C: `/XrdAdapter/RestService/forward/{path}?dstcode=VN:GOV:{org}:{subsystem}&providerurl={url}`. The address that the caller writes is
 * no address to go to: it only says which registered service of that subsystem is meant, and must be within it.
 */
export async function handleAdapter(parts: GatewayParts, call: Call, url: string): Promise<void> {
  const snapshot = parts.registry.current
  const mark = url.indexOf('?')
  const rest = (mark < 0 ? url : url.slice(0, mark)).replace(ADAPTER, '')
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
  call.envelope = 'error-code'
  const refuse = (message: string): Promise<void> => answerFault(parts, call, { type: 'bad-request', message })
  const destination = readColonId(query.get('dstcode') ?? '')
  if (!destination.ok) return refuse(`dstcode must read INSTANCE:CLASS:CODE:SUBSYSTEM (${destination.reason})`)
  const services = snapshot.servicesOf(clientKey(destination.value))
  const provider = query.get('providerurl')
  const service = provider === null ? services.find(each => rest === `/${each.id.service}` || rest.startsWith(`/${each.id.service}/`)) ?? (services.length === 1 ? services[0] : undefined) : services.find(each => isWithin(each, provider))
  if (!service) return answerFault(parts, call, { type: 'unknown-service', message: provider === null ? `No service of ${query.get('dstcode') ?? ''} matches this path` : 'providerurl is not the address of a registered service of this destination' })
  begin(call, service)
  call.envelope = 'error-code'
  query.delete('dstcode')
  query.delete('providerurl')
  const below = provider === null && services.length > 1 ? rest.slice(service.id.service.length + 1) : rest
  return go(parts, snapshot, call, service, `${provider === null ? '' : new URL(provider).pathname.replace(/\/+$/, '').slice(service.basePath.length)}${below}`, query.size > 0 ? `?${query.toString()}` : '', url)
}

function isWithin(service: Service, provider: string): boolean {
  if (!URL.canParse(provider)) return false
  const { origin, pathname, username, password, hash: fragment } = new URL(provider)
  const path = pathname.replace(/\/+$/, '')
  return username === '' && password === '' && fragment === '' && origin === service.origin && (path === service.basePath || path.startsWith(`${service.basePath}/`))
}
