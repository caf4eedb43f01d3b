import { hash } from 'node:crypto'
import { answerFault, recordOf } from '../gateway/fault-answer.ts'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import { LogUnavailable } from '../evidence/transaction-log.ts'

const sha512 = (body: string | Buffer): string => hash('sha512', body, 'base64')
export interface Good { readonly status: number; readonly mediaType: string; readonly body: string; readonly headers?: readonly string[]; readonly request?: Buffer
  /** what was handed over or taken, for the log: below the path of the topic */
  readonly about?: string
  /** the contract that counts it */
  readonly right?: number | undefined }

/** Answers, after the log has it. */
export async function answer(parts: GatewayParts, call: Call, good: Good): Promise<void> {
  if (good.about !== undefined) call.path = `${call.path}/${good.about}`
  const size = Buffer.byteLength(good.body)
  try {
    await parts.log.write({ client: call.consumer?.number ?? null, service: null, right: good.right ?? null, refused: false, whenLogFails: 'closed', record: recordOf(parts, call, {
      status: good.status, succeeded: true, sentAt: null, answeredAt: null, leftAt: parts.now(), requestSize: good.request?.length ?? 0, responseSize: size, requestHash: good.request ? sha512(good.request) : null, responseHash: sha512(good.body) }) })
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error
    return answerFault(parts, call, { type: 'logging-failed', message: 'The log does not answer; ask again', status: 503 })
  }
  const { response } = call
  if (response.destroyed) return undefined
  response.writeHead(good.status, ['content-type', good.mediaType, 'content-length', String(size), 'cache-control', 'no-store', 'x-road-request-id', call.requestId, ...good.headers ?? []])
  response.end(good.body)
  return undefined
}
