import { STATUS_CODES } from 'node:http'
import { faultBody, faultCode, faultStatus, wantsXml, type FaultType } from '../domain/faults.ts'
import { writeClientId, writeServiceId } from '../domain/identifiers.ts'
import type { TransactionRecord } from '../domain/record.ts'
import { LogUnavailable } from '../evidence/transaction-log.ts'
import { headerOf, type Call, type GatewayParts } from './parts.ts'

export interface FaultFacts { readonly type: FaultType; readonly message: string; readonly retryAfterSeconds?: number
  /** times of the relay, when it was reached */
  readonly sentAt?: number; readonly answeredAt?: number; readonly requestHash?: string; readonly requestSize?: number
  /** where the dialect is HTTP's own: a status that says more than that of the type */
  readonly status?: number }

/** What WSO2 gateways say (API Manager error codes), so that clients of the national platform's kind go on reading them. */
const WSO2: Partial<Record<FaultType, readonly [status: number, code: number, message: string]>> = {
  'access-denied': [403, 900_908, 'Resource forbidden'], 'ssl-authentication-failed': [401, 900_901, 'Invalid Credentials'], 'unknown-member': [401, 900_901, 'Invalid Credentials'],
  'unknown-service': [404, 900_906, 'No matching resource found in the API for the given request'], 'quota-exceeded': [429, 900_802, 'Message throttled out'], 'network-error': [503, 101_503, 'Error connecting to the back end'],
  'service-failed': [504, 101_504, 'Connection timed out'], 'service-disabled': [503, 700_700, 'API blocked'], 'invalid-request': [400, 900_910, 'Invalid request'], 'bad-request': [400, 900_910, 'Invalid request'], 'duplicate-message': [409, 900_910, 'Duplicate message'],
}

interface Shape { readonly status: number; readonly mediaType: string; readonly body: string }
function shapeOf(parts: GatewayParts, call: Call, facts: FaultFacts): Shape {
  const code = faultCode(facts.type, parts.faultDialect)
  switch (call.envelope) {
    case 'x-road': return { status: faultStatus(facts.type), ...faultBody(code, facts.message, call.requestId, wantsXml(headerOf(call.request, 'accept'))) }
    case 'wso2': {
      const [status, number, message] = WSO2[facts.type] ?? [500, 900_900, 'Unclassified Authentication Failure']
      return wantsXml(headerOf(call.request, 'accept'))
        ? { status, ...faultBody(String(number), message, facts.message, true) }
        : { status, mediaType: 'application/json; charset=UTF-8', body: JSON.stringify({ fault: { code: number, message, description: facts.message } }) }
    }
    // interfaces of ours, younger than the dialects: RFC 9457
    case 'problem': {
      const status = facts.status ?? WSO2[facts.type]?.[0] ?? 500
      return { status, mediaType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? '', status, code, detail: facts.message, requestId: call.requestId }) }
    }
    // such clients read the body and never the status
    case 'error-code': return { status: WSO2[facts.type]?.[0] ?? 500, mediaType: 'application/json; charset=utf-8', body: JSON.stringify({ error_code: '-1', result: null, message: `${facts.message} (${call.requestId})` }) }
  }
}

/** Says no, or that it could not be done, in the words of the caller's dialect; writes it down first. */
export async function answerFault(parts: GatewayParts, call: Call, facts: FaultFacts): Promise<void> {
  const shape = shapeOf(parts, call, facts)
  const code = faultCode(facts.type, parts.faultDialect)
  const now = parts.now()
  const reached = facts.sentAt !== undefined
  await parts.log.write({ client: call.consumer?.number ?? null, service: call.service?.number ?? null, right: call.right?.number ?? null,
    // a body may prove too large when half of it is there: refused by us all the same, and no failure of the provider's
    refused: !reached || facts.type === 'bad-request',
    // what reached the provider leaves a trace, even where its answer may not be given without a record in the log
    whenLogFails: reached ? 'spool' : call.service?.whenLogFails ?? 'closed', record: recordOf(parts, call, {
    status: shape.status, succeeded: false, fault: { code, message: facts.message }, sentAt: facts.sentAt ?? null, answeredAt: facts.answeredAt ?? null, leftAt: now, requestSize: facts.requestSize ?? 0, responseSize: Buffer.byteLength(shape.body), requestHash: facts.requestHash ?? null, responseHash: null }) })
    .catch((error: unknown) => { if (!(error instanceof LogUnavailable)) throw error })
  const { response, request } = call
  if (response.headersSent || response.destroyed) { response.destroy(); return }
  const headers: string[] = ['content-type', shape.mediaType, 'content-length', String(Buffer.byteLength(shape.body)), 'x-road-error', code, 'x-road-id', call.messageId, 'x-road-request-id', call.requestId]
  if (call.client) headers.push('x-road-client', writeClientId(call.client))
  if (call.serviceId) headers.push('x-road-service', writeServiceId(call.serviceId))
  if (facts.retryAfterSeconds !== undefined) headers.push('retry-after', String(facts.retryAfterSeconds))
  if (shape.status === 401 && call.envelope !== 'x-road') headers.push('www-authenticate', 'Bearer realm="exchange"')
  // the rest of a body that nobody will read would block the connection
  if (!request.complete) headers.push('connection', 'close')
  response.writeHead(shape.status, headers)
  response.end(request.method === 'HEAD' ? undefined : shape.body)
  if (!request.complete) request.resume()
}

export interface Outcome { readonly status: number; readonly succeeded: boolean; readonly fault?: { readonly code: string; readonly message: string }; readonly sentAt: number | null; readonly answeredAt: number | null; readonly leftAt: number; readonly requestSize: number; readonly responseSize: number; readonly requestHash: string | null; readonly responseHash: string | null }

const MOST = 500
const PLAIN = /^[\x20-\x7e]*$/
/** What a caller wrote, as a record may hold it. PostgreSQL reads neither a NUL nor half a surrogate pair out of JSON: one such record, and no query over the log would end. */
const short = (text: string | undefined): string | null => text === undefined ? null : text.length <= MOST && PLAIN.test(text) ? text : text.slice(0, MOST).toWellFormed().replace(/[\p{Cc}\u2028\u2029]/gu, ' ')

/** The record of a call; the path is kept without its query, which may name people. */
export function recordOf(parts: GatewayParts, call: Call, outcome: Outcome): TransactionRecord {
  const { service, request } = call
  const represented = headerOf(request, 'x-road-represented-party')?.split('/')
  return { securityServerInternalIp: parts.ownAddress, securityServerType: 'Producer', requestInTs: call.arrived, requestOutTs: outcome.sentAt, responseInTs: outcome.answeredAt, responseOutTs: outcome.leftAt,
    client: call.client, service: call.serviceId, serviceVersion: service?.version ?? null, serviceType: service === undefined ? null : service.kind === 'OPENAPI' ? 'OPENAPI3' : service.kind, restMethod: call.method, restPath: short(call.path) ?? '',
    representedPartyClass: represented?.length === 2 ? short(represented[0]) : null, representedPartyCode: short(represented?.at(-1)), messageId: short(call.messageId) ?? '', messageUserId: short(headerOf(request, 'x-road-userid')), messageIssue: short(headerOf(request, 'x-road-issue')),
    clientSecurityServerAddress: parts.callerOf(request) ?? null, serviceSecurityServerAddress: service?.origin ?? null, requestSize: outcome.requestSize, responseSize: outcome.responseSize,
    succeeded: outcome.succeeded, faultCode: outcome.fault?.code ?? null, faultString: short(outcome.fault?.message), statusCode: outcome.status, requestId: call.requestId, requestHash: outcome.requestHash, responseHash: outcome.responseHash }
}
