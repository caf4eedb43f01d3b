import type { IncomingMessage } from 'node:http'
import type { Call, GatewayParts } from '../../gateway/parts.ts'
import { operationOf, type AxisOperation } from '../../domain/axis-headers.ts'
import { releaseAfter, wholeBody } from '../body.ts'
import { answerBytes, logOperation } from '../log.ts'
import { codeOf, descriptionOf, type Outcome } from '../results.ts'
import { AXIS_HANDLERS, type AxisAnswer } from './operations.ts'
import { axisCaller } from './sign.ts'

/** A call of the national document axis: the last part of its address, and headers that nobody else sends. */
export function axisOperation(request: IncomingMessage): AxisOperation | undefined {
  return request.headers['xroadvnpt-systemid'] === undefined && request.headers['xroadvnpt-sign-header'] === undefined ? undefined : operationOf(request.url ?? '/')
}

const NOTHING = Buffer.alloc(0)
const MOST_PARAMETERS = 64 * 1024

/** Who, before anything of the body is read; then the body, the operation, the record, the answer. */
export async function handleAxis(parts: GatewayParts, call: Call, operation: AxisOperation): Promise<void> {
  call.path = `/${operation}`
  const caller = axisCaller(parts, call.request, call.arrived)
  const refused = (result: Outcome['result'], detail: string): AxisAnswer => ({ outcome: { result, detail }, ...(operation === 'downloadEdoc' ? { file: NOTHING } : operation === 'sendEdoc' ? { more: { DocId: '' } } : {}) })
  if (!caller) return turnAway(parts, call, refused('wrong-credentials', 'systemid, hash-header'))
  call.consumer = caller.consumer
  call.client = caller.consumer.id
  const room = parts.documents.budget.open(caller.consumer.number)
  if (!room) return finish(parts, call, refused('failed', 'busy'), NOTHING)
  try {
    const body = await wholeBody(call.request, room, operation === 'sendEdoc' ? undefined : MOST_PARAMETERS)
    if (!body.ok) {
      if (body.reason === 'cut-off') return undefined
      return await finish(parts, call, refused(body.reason === 'busy' ? 'failed' : 'bad-file', body.reason), NOTHING)
    }
    let answer: AxisAnswer
    try { answer = await AXIS_HANDLERS[operation]({ parts, call, caller, body: body.bytes, room }) } catch (error) {
      parts.logger.error({ requestId: call.requestId, operation, error: error instanceof Error ? error.stack : String(error) }, 'an operation of the document axis failed')
      answer = refused('failed', call.requestId)
    }
    await finish(parts, call, answer, body.bytes)
  } finally { releaseAfter(call.response, room) }
}

/** Refuses a caller who did not prove who it is; what a network causes of this beyond measure is not written down. */
async function turnAway(parts: GatewayParts, call: Call, answer: AxisAnswer): Promise<void> {
  const wait = parts.refusals.take(parts.callerOf(call.request), call.arrived)
  if (wait === undefined) return finish(parts, call, answer, NOTHING)
  return answerBytes(call, 429, answer.file ? 'application/octet-stream' : JSON_TYPE, answer.file ?? jsonOf(answer.outcome, answer.more), wait)
}

/** Clients of the axis read the body and no status; only what may be tried again is a 503. */
async function finish(parts: GatewayParts, call: Call, answer: AxisAnswer, request: Buffer): Promise<void> {
  const httpStatus = answer.outcome.result === 'failed' ? 503 : 200
  const bytes = answer.file ?? jsonOf(answer.outcome, answer.more)
  try { await logOperation(parts, call, { httpStatus, outcome: answer.outcome, request, response: bytes }) } catch (error) {
    // what is not written down was not done, as far as the client knows: it comes again and finds its first answer
    parts.logger.error({ requestId: call.requestId, error: String(error) }, 'an operation of the document axis could not be written down')
    return answerBytes(call, 503, JSON_TYPE, answer.file ? NOTHING : jsonOf({ result: 'failed', detail: call.requestId }, 'DocId' in (answer.more ?? {}) ? { DocId: '' } : {}))
  }
  return answerBytes(call, httpStatus, answer.file ? 'application/octet-stream' : JSON_TYPE, bytes)
}

const JSON_TYPE = 'application/json;charset=UTF-8'
const jsonOf = (outcome: Outcome, more: object = {}): Buffer => Buffer.from(JSON.stringify({ status: outcome.result === 'ok' ? 'OK' : 'FAIL', ErrorCode: codeOf(outcome), ErrorDesc: descriptionOf(outcome), ...more }))
