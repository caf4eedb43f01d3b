import { escapeXml } from './escape-xml.ts'

/** What goes wrong on X-Road's side of a message, in the words that existing clients know (X-Road ErrorCodes.java, release 7.7 and 7.8). */
export const FAULT_TYPES = {
  'access-denied': { where: 'server-proxy', old: 'AccessDenied', new: 'access_denied' },
  'bad-request': { where: 'client', old: 'BadRequest', new: 'bad_request' },
  'invalid-request': { where: 'client-proxy', old: 'InvalidRequest', new: 'invalid_request' },
  'unknown-member': { where: 'client-proxy', old: 'UnknownMember', new: 'unknown_member' },
  'unknown-service': { where: 'server-proxy', old: 'UnknownService', new: 'unknown_service' },
  'service-disabled': { where: 'server-proxy', old: 'ServiceDisabled', new: 'service_disabled' },
  'service-failed': { where: 'server-proxy', old: 'ServiceFailed', new: 'service_failed' },
  'service-type': { where: 'server-proxy', old: 'ServiceType', new: 'service_type' },
  'network-error': { where: 'server-proxy', old: 'NetworkError', new: 'network_error' },
  'invalid-security-server': { where: 'client-proxy', old: 'InvalidSecurityServer', new: 'invalid_security_server' },
  'ssl-authentication-failed': { where: 'client-proxy', old: 'SslAuthenticationFailed', new: 'ssl_authentication_failed' },
  'logging-failed': { where: 'client-proxy', old: 'LoggingFailed', new: 'logging_failed' },
  'database-error': { where: 'client-proxy', old: 'DatabaseError', new: 'database_error' },
  'outdated-global-conf': { where: 'client-proxy', old: 'OutdatedGlobalConf', new: 'outdated_global_conf' },
  'maintenance': { where: 'client-proxy', old: 'MaintenanceMode', new: 'maintenance_mode' },
  'internal-error': { where: 'client-proxy', old: 'InternalError', new: 'internal_error' },
  // our own additions: X-Road has neither quotas nor a memory of message ids
  'quota-exceeded': { where: 'server-proxy', old: 'QuotaExceeded', new: 'quota_exceeded' },
  'duplicate-message': { where: 'client-proxy', old: 'DuplicateMessage', new: 'duplicate_message' },
} as const satisfies Readonly<Record<string, { where: 'client' | 'client-proxy' | 'server-proxy'; old: string; new: string }>>
export type FaultType = keyof typeof FAULT_TYPES
/** X-Road changed its codes with 7.8.0; which form clients expect is a setting. */
export type FaultDialect = '7.7' | '7.8'

const OLD_PREFIX = { 'client': 'Client', 'client-proxy': 'Server.ClientProxy', 'server-proxy': 'Server.ServerProxy' } as const
const NEW_PREFIX = { 'client': 'client', 'client-proxy': 'server.clientproxy', 'server-proxy': 'server.serverproxy' } as const

/** `Server.ServerProxy.NetworkError` up to 7.7, `server.serverproxy.network_error` from 7.8. */
export function faultCode(type: FaultType, dialect: FaultDialect): string {
  const fault = FAULT_TYPES[type]
  return dialect === '7.7' ? `${OLD_PREFIX[fault.where]}.${fault.old}` : `${NEW_PREFIX[fault.where]}.${fault.new}`
}

/** 500 for whatever begins with `server.`, 400 otherwise (ClientRestMessageHandler); our own additions have statuses that clients obey. */
export function faultStatus(type: FaultType): number {
  if (type === 'quota-exceeded') return 429
  if (type === 'duplicate-message') return 409
  return FAULT_TYPES[type].where === 'client' ? 400 : 500
}

/** XML when Accept names text/xml, application/xml or any text; JSON otherwise, also when there is no Accept. */
export const wantsXml = (accept: string | undefined): boolean => accept !== undefined && /(?:^|[,\s])(?:text\/(?:xml|\*)|application\/xml)/i.test(accept) && !/(?:^|[,\s])application\/json/i.test(accept)

/** The body of a fault; `detail` identifies it in our log. */
export function faultBody(code: string, message: string, detail: string, xml: boolean): { readonly mediaType: string; readonly body: string } {
  return xml
    ? { mediaType: 'text/xml;charset=utf-8', body: `<?xml version="1.0" encoding="utf-8"?><error><type>${escapeXml(code)}</type><message>${escapeXml(message)}</message><detail>${escapeXml(detail)}</detail></error>` }
    : { mediaType: 'application/json;charset=utf-8', body: JSON.stringify({ type: code, message, detail }) }
}
