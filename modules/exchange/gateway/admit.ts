import type { Snapshot } from '../registry/snapshot.ts'
import { answerFault } from './fault-answer.ts'
import { pass, type AdmittedCall, type Onward } from './pass.ts'
import type { Call, GatewayParts } from './parts.ts'

const isAdmitted = (call: Call): call is AdmittedCall => call.consumer !== undefined && call.service !== undefined && call.right !== undefined

/** The order of checks at the provider (X-Road ServerRestMessageProcessor.verifyAccess): kind, right, disabled; then quota, which is ours. Before all of them: is the registry still to be believed? */
export function admit(parts: GatewayParts, snapshot: Snapshot, call: Call, onward: Onward, takes: 'rest' | 'any'): Promise<void> {
  const { consumer, service } = call
  if (!consumer || !service) throw new Error('a call is admitted when consumer and service are known')
  // what was taken back since then is not known here
  if (parts.registry.age > parts.registryMaxAgeMs) return answerFault(parts, call, { type: 'outdated-global-conf', message: 'The registry could not be read for too long; nothing is let through until it can', retryAfterSeconds: 5 })
  if (takes === 'rest' && service.kind === 'SOAP') return answerFault(parts, call, { type: 'service-type', message: 'Service is a SOAP service and must be called with SOAP' })
  const right = snapshot.rightsOf(consumer, service).find(each => each.validFrom <= call.arrived && call.arrived < each.validTo && each.allows(call.method, call.path))
  if (!right) return answerFault(parts, call, { type: 'access-denied', message: `Request is not allowed: SERVICE:${service.key}` })
  call.right = right
  if (service.disabled !== undefined) return answerFault(parts, call, { type: 'service-disabled', message: `Service SERVICE:${service.key} is disabled: ${service.disabled}` })
  const quota = parts.quotas.take(right, call.arrived)
  if (!quota.ok) return answerFault(parts, call, { type: 'quota-exceeded', message: `The contract allows ${quota.most} calls a ${quota.span}`, retryAfterSeconds: quota.retryAfterSeconds })
  if (!isAdmitted(call)) throw new Error('unreachable')
  return pass(parts, call, onward)
}
