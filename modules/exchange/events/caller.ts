import { readClientId } from '../domain/identifiers.ts'
import type { FaultFacts } from '../gateway/fault-answer.ts'
import { headerOf, type Call, type GatewayParts } from '../gateway/parts.ts'
import { bearerOf, prove } from '../gateway/who.ts'
import { clientKey, type Snapshot } from '../registry/snapshot.ts'

/** Who asks: a token says it alone; with `X-Road-Client` the subsystem proves itself as the registry has it (certificate, trusted network, token). */
export function nameCaller(parts: GatewayParts, snapshot: Snapshot, call: Call): FaultFacts | undefined {
  const header = headerOf(call.request, 'x-road-client')
  if (header === undefined) {
    const bearer = bearerOf(parts, snapshot, call.request, call.arrived)
    if (!bearer) return { type: 'ssl-authentication-failed', message: 'Send an access token, or X-Road-Client with the proof that the registry asks of this subsystem' }
    call.consumer = bearer
    call.client = bearer.id
    return undefined
  }
  const claimed = readClientId(header)
  if (!claimed.ok) return { type: 'invalid-request', message: 'X-Road-Client must read INSTANCE/CLASS/CODE/SUBSYSTEM' }
  call.client = claimed.value
  const consumer = snapshot.consumers.get(clientKey(claimed.value))
  if (!consumer?.active) return { type: 'unknown-member', message: `Client 'SUBSYSTEM:${clientKey(claimed.value)}' not found` }
  const who = prove(parts, snapshot, call.request, consumer, call.arrived)
  if (!who.ok) return who.type === 'ssl-authentication-failed' ? who : { type: 'ssl-authentication-failed', message: who.message }
  call.consumer = consumer
  return undefined
}
