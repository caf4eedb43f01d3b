import { recordOf } from '../gateway/fault-answer.ts'
import { messageHash, sha512 } from '../gateway/body.ts'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import { codeOf, descriptionOf, type Outcome } from './results.ts'

export interface Passed { readonly httpStatus: number; readonly outcome: Outcome; readonly request: Buffer; readonly response: Buffer }

/** Writes an operation of an axis into the transaction log, before it is answered. It has no service: the axis itself is asked. */
export async function logOperation(parts: GatewayParts, call: Call, { httpStatus, outcome, request, response }: Passed): Promise<void> {
  const succeeded = outcome.result === 'ok'
  const hashOf = (bytes: Buffer): string => messageHash(`${call.method}\r\n${call.path}\r\n`, bytes.length === 0 ? undefined : sha512(bytes))
  await parts.log.write({ client: call.consumer?.number ?? null, service: null, right: null, refused: !succeeded, whenLogFails: 'closed', record: recordOf(parts, call, {
    status: httpStatus, succeeded, ...(succeeded ? {} : { fault: { code: `document-axis.${codeOf(outcome)}`, message: descriptionOf(outcome) } }), sentAt: null, answeredAt: null, leftAt: parts.now(),
    requestSize: request.length, responseSize: response.length, requestHash: hashOf(request), responseHash: hashOf(response) }) })
}

/** Answers with bytes of ours. */
export function answerBytes(call: Call, status: number, mediaType: string, bytes: Buffer, retryAfterSeconds?: number): void {
  const { request, response } = call
  if (response.headersSent || response.destroyed) { response.destroy(); return }
  response.writeHead(status, ['content-type', mediaType, 'content-length', String(bytes.length), 'cache-control', 'no-store', 'x-road-request-id', call.requestId, ...(retryAfterSeconds === undefined ? [] : ['retry-after', String(retryAfterSeconds)]), ...(request.complete ? [] : ['connection', 'close'])])
  response.end(bytes)
  if (!request.complete) request.resume()
}
