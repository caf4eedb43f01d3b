import { hash } from 'node:crypto'
import { unseal } from '../../../kernel/secrets.ts'
import type { GatewayParts } from '../gateway/parts.ts'
import type { EventContract } from '../registry/snapshot.ts'
import type { StoredEvent } from './bus.ts'
import { STRUCTURED, withSequence } from './cloud-event.ts'
import { post } from './post.ts'
import type { Answer } from './retry.ts'
import { signWebhook } from './signature.ts'

export type SendParts = Pick<GatewayParts, 'relay' | 'log' | 'now' | 'newId' | 'instance' | 'ownAddress'> & { readonly eventKey: Buffer }

/** Sends one event to one subscriber, signed, and writes the attempt down. Throws when the log takes nothing: then nobody may say that it was delivered. */
export async function sendEvent(parts: SendParts, { consumer, topic }: EventContract, url: string, secrets: readonly string[], event: StoredEvent): Promise<Answer> {
  const body = withSequence(unseal(parts.eventKey, event.body).toString('utf8'), event.position)
  // the same at each attempt, so that a subscriber knows what it has had
  const id = `evt_${topic.number}_${event.position}`
  const sentAt = parts.now()
  const timestamp = Math.floor(sentAt / 1000)
  const headers = ['content-type', `${STRUCTURED}; charset=utf-8`, 'content-length', String(Buffer.byteLength(body)), 'user-agent', 'tinhso-exchange', 'webhook-id', id, 'webhook-timestamp', String(timestamp), 'webhook-signature', secrets.map(each => signWebhook(each, id, timestamp, body)).join(' ')]
  const { answer } = await post(parts.relay, url, { method: 'POST', headers, body })
  const at = parts.now()
  const status = answer.kind === 'status' ? answer.status : 0
  const succeeded = status >= 200 && status < 300
  await parts.log.write({ client: consumer.number, service: null, right: null, refused: false, whenLogFails: 'closed', record: {
    securityServerInternalIp: parts.ownAddress, securityServerType: 'Producer', requestInTs: sentAt, requestOutTs: sentAt, responseInTs: answer.kind === 'status' ? at : null, responseOutTs: at,
    client: consumer.id, service: { ...topic.owner.id, service: topic.code }, serviceVersion: null, serviceType: null, restMethod: 'POST', restPath: `/events/v1/${topic.code}/webhook/${event.position}`, representedPartyClass: null, representedPartyCode: null,
    messageId: id, messageUserId: null, messageIssue: null, clientSecurityServerAddress: new URL(url).host, serviceSecurityServerAddress: null, requestSize: Buffer.byteLength(body), responseSize: 0,
    succeeded, faultCode: succeeded ? null : 'webhook', faultString: answer.kind === 'failure' ? answer.reason : succeeded ? null : `status ${status}`, statusCode: status, requestId: parts.newId(), requestHash: hash('sha512', body, 'base64'), responseHash: null } })
  return answer
}
