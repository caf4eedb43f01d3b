import type { IncomingMessage } from 'node:http'
import { hash } from 'node:crypto'
import { sameSecret } from '../../../../kernel/secrets.ts'
import { takeBody } from '../../gateway/body.ts'
import { checkSecret } from '../../gateway/dialects.ts'
import { headerOf, type Call, type GatewayParts } from '../../gateway/parts.ts'
import { issueToken } from '../../gateway/token.ts'
import { bearerOf } from '../../gateway/who.ts'
import { unsealSecret } from '../../registry/credential-secret.ts'
import type { Consumer } from '../../registry/snapshot.ts'
import { releaseAfter, wholeBody } from '../body.ts'
import { answerBytes, logOperation } from '../log.ts'
import type { Outcome } from '../results.ts'
import { PROVINCIAL_HANDLERS, refusal, type ProvincialAnswer, type ProvincialOperation } from './operations.ts'

const PATH = /^\/v1\/(auth\/login|sendEdoc|syncReceivedEdocList|getEdoc|updateStatus|getAgenciesList)$/
const METHODS: Readonly<Record<ProvincialOperation | 'auth/login', string>> = { 'auth/login': 'POST', sendEdoc: 'POST', syncReceivedEdocList: 'GET', getEdoc: 'GET', updateStatus: 'POST', getAgenciesList: 'GET' }
const isOperation = (name: string): name is ProvincialOperation | 'auth/login' => Object.hasOwn(METHODS, name)

/** A call of the provincial document axis (dialect F): fixed addresses under /v1. */
export function provincialOperation(request: IncomingMessage): ProvincialOperation | 'auth/login' | undefined {
  const name = PATH.exec((request.url ?? '/').split('?', 1)[0] ?? '')?.[1]
  return name !== undefined && isOperation(name) ? name : undefined
}

const TOKEN_SECONDS = 30 * 60
const MOST_PARAMETERS = 64 * 1024
const MOST_LOGIN = 16 * 1024
const NOTHING = Buffer.alloc(0)

export async function handleProvincial(parts: GatewayParts, call: Call, operation: ProvincialOperation | 'auth/login', url: string): Promise<void> {
  call.path = `/v1/${operation}`
  if (call.method !== METHODS[operation]) return finish(parts, call, refusal({ result: 'bad-file', detail: METHODS[operation] }), NOTHING)
  if (operation === 'auth/login') return logIn(parts, call)
  const caller = provincialCaller(parts, call)
  if (!caller) return turnAway(parts, call, refusal({ result: 'wrong-credentials', detail: 'Authorization, X-SystemId, X-SecretKey' }))
  call.consumer = caller
  call.client = caller.id
  const room = parts.documents.budget.open(caller.number)
  if (!room) return finish(parts, call, refusal({ result: 'failed', detail: 'busy' }), NOTHING)
  try {
    const body = await wholeBody(call.request, room, operation === 'sendEdoc' ? undefined : MOST_PARAMETERS)
    if (!body.ok) {
      if (body.reason === 'cut-off') return undefined
      const outcome: Outcome = { result: body.reason === 'busy' ? 'failed' : 'bad-file', detail: body.reason }
      return await finish(parts, call, refusal(outcome), NOTHING)
    }
    const mark = url.indexOf('?')
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    let answer: ProvincialAnswer
    try { answer = await PROVINCIAL_HANDLERS[operation]({ parts, call, consumer: caller, body: body.bytes, room, query }) } catch (error) {
      parts.logger.error({ requestId: call.requestId, operation, error: error instanceof Error ? error.stack : String(error) }, 'an operation of the provincial document axis failed')
      answer = refusal({ result: 'failed', detail: call.requestId })
    }
    await finish(parts, call, answer, body.bytes)
  } finally { releaseAfter(call.response, room) }
}

/** All three headers, and all of the same system: a token alone, or a key alone, opens nothing. */
function provincialCaller(parts: GatewayParts, call: Call): Consumer | undefined {
  const snapshot = parts.registry.current
  const bearer = bearerOf(parts, snapshot, call.request, call.arrived)
  const credential = snapshot.credential('document-axis', headerOf(call.request, 'x-systemid') ?? '')
  const kept = credential?.secretHash ?? hash('sha256', credential?.secretSealed ? unsealSecret(parts.documents.credentialKey, credential.secretSealed) : parts.newId(), 'buffer')
  const same = sameSecret(hash('sha256', headerOf(call.request, 'x-secretkey') ?? '', 'buffer'), kept)
  return same && credential && credential.validFrom <= call.arrived && call.arrived < credential.validTo && credential.consumer.active && credential.consumer === bearer ? bearer : undefined
}

/** `POST /v1/auth/login {username, password, …}`: a token for thirty minutes. The other fields that clients send mean nothing here. */
async function logIn(parts: GatewayParts, call: Call): Promise<void> {
  const body = await takeBody(call.request, MOST_LOGIN)
  if (body.kind === 'cut-off') return undefined
  if (body.kind === 'too-large' || body.kind === 'streamed') return finish(parts, call, refusal({ result: 'bad-file', detail: 'too-large' }), NOTHING)
  const { username, password } = readLogin(body.kind === 'small' ? body.bytes : NOTHING)
  const credential = parts.registry.current.credential('oauth-client', username)
  if (!checkSecret(credential, password, call.arrived)) {
    parts.logger.warn({ requestId: call.requestId }, 'a login to the document axis was refused')
    return turnAway(parts, call, { outcome: { result: 'wrong-credentials' }, value: { code: 15, message: 'Sai tài khoản hoặc mật khẩu', data: null } })
  }
  call.consumer = credential.consumer
  call.client = credential.consumer.id
  const token = issueToken(parts.tokens.key, { credential: 'oauth-client', publicId: username, expires: Math.floor(call.arrived / 1000) + TOKEN_SECONDS })
  return finish(parts, call, { outcome: { result: 'ok' }, value: { code: 0, message: 'Success', data: { token } } }, NOTHING)
}

function readLogin(body: Buffer): { username: string; password: string } {
  let value: unknown
  try { value = JSON.parse(body.toString('utf8')) } catch { value = undefined }
  const fields = new Map<string, unknown>(value !== null && typeof value === 'object' ? Object.entries(value) : [])
  const [username, password] = [fields.get('username'), fields.get('password')]
  return { username: typeof username === 'string' ? username : '', password: typeof password === 'string' ? password : '' }
}

/** Refuses a caller who did not prove who it is; what a network causes of this beyond measure is not written down. */
async function turnAway(parts: GatewayParts, call: Call, answer: ProvincialAnswer): Promise<void> {
  const wait = parts.refusals.take(parts.callerOf(call.request), call.arrived)
  if (wait === undefined) return finish(parts, call, { ...answer, httpStatus: 401 }, NOTHING)
  return answerBytes(call, 429, JSON_TYPE, Buffer.from(JSON.stringify(answer.value)), wait)
}

/** Clients try again after a 5xx and never after a result code. Bodies of logins are not even hashed into the log. */
async function finish(parts: GatewayParts, call: Call, answer: ProvincialAnswer, request: Buffer): Promise<void> {
  const httpStatus = answer.httpStatus ?? (answer.outcome.result === 'failed' ? 503 : 200)
  const bytes = Buffer.from(JSON.stringify(answer.value))
  try { await logOperation(parts, call, { httpStatus, outcome: answer.outcome, request, response: call.path === '/v1/auth/login' ? NOTHING : bytes }) } catch (error) {
    parts.logger.error({ requestId: call.requestId, error: String(error) }, 'an operation of the provincial document axis could not be written down')
    return answerBytes(call, 503, JSON_TYPE, Buffer.from(JSON.stringify(refusal({ result: 'failed', detail: call.requestId }).value)))
  }
  return answerBytes(call, httpStatus, JSON_TYPE, bytes)
}
const JSON_TYPE = 'application/json; charset=utf-8'
