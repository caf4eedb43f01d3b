import type { ClientId, ServiceId } from './identifiers.ts'

/** One exchange as the log keeps it: the 38 fields of X-Road's operational monitoring, then ours. Times are milliseconds since 1970. */
export interface TransactionRecord {
  readonly securityServerInternalIp: string
  readonly securityServerType: 'Client' | 'Producer'
  readonly requestInTs: number
  readonly requestOutTs: number | null
  readonly responseInTs: number | null
  readonly responseOutTs: number
  readonly client: ClientId | undefined
  readonly service: ServiceId | undefined
  readonly serviceVersion: string | null
  readonly serviceType: string | null
  readonly restMethod: string
  readonly restPath: string
  readonly representedPartyClass: string | null
  readonly representedPartyCode: string | null
  readonly messageId: string
  readonly messageUserId: string | null
  readonly messageIssue: string | null
  readonly clientSecurityServerAddress: string | null
  readonly serviceSecurityServerAddress: string | null
  readonly requestSize: number
  readonly responseSize: number
  readonly succeeded: boolean
  readonly faultCode: string | null
  readonly faultString: string | null
  readonly statusCode: number
  readonly requestId: string
  /** X-Road-Request-Hash (base64 of SHA-512); null where the service keeps no evidence */
  readonly requestHash: string | null
  /** base64 of SHA-512 over the answer as it passed: status, headers, an empty line, body (response.bin of a container) */
  readonly responseHash: string | null
}

/** Names of the fields in the order of the array that is stored and hashed; the first 38 are X-Road's (store_operational_data_request_schema.yaml). */
export const RECORD_FIELDS = ['securityServerInternalIp', 'securityServerType', 'requestInTs', 'requestOutTs', 'responseInTs', 'responseOutTs',
  'clientXRoadInstance', 'clientMemberClass', 'clientMemberCode', 'clientSubsystemCode',
  'serviceXRoadInstance', 'serviceMemberClass', 'serviceMemberCode', 'serviceSubsystemCode', 'serviceCode', 'serviceVersion', 'serviceType',
  'restMethod', 'restPath', 'xRoadVersion', 'representedPartyClass', 'representedPartyCode',
  'messageId', 'messageUserId', 'messageIssue', 'messageProtocolVersion', 'clientSecurityServerAddress', 'serviceSecurityServerAddress',
  'requestSize', 'requestMimeSize', 'requestAttachmentCount', 'responseSize', 'responseMimeSize', 'responseAttachmentCount',
  'succeeded', 'faultCode', 'faultString', 'statusCode', 'requestId', 'requestHash', 'responseHash'] as const

/** The version of the message protocol for REST and of the software whose fields these are. */
const PROTOCOL = '1'
const X_ROAD_VERSION = '7.8'

/** PostgreSQL reads neither a NUL nor half a surrogate pair out of JSON: one such record, and no query over the log would end. JSON.stringify writes both as escapes. */
const readable = (json: string): string => json.includes('\\u') ? json.replace(/\\(u0000|ud[89a-f][\da-f]{2}|[^])/g, (escape, what: string) => what.length > 1 ? '\\ufffd' : escape) : json

/** The stored text of a record: a JSON array on one line. Its UTF-8 bytes are what the leaf of the batch is hashed from. Whoever wrote what is in it, the database can hold and read it. */
export function recordText(r: TransactionRecord): string {
  const { client: c, service: s } = r
  return readable(JSON.stringify([r.securityServerInternalIp, r.securityServerType, r.requestInTs, r.requestOutTs, r.responseInTs, r.responseOutTs,
    c?.instance ?? null, c?.memberClass ?? null, c?.memberCode ?? null, c?.subsystem ?? null,
    s?.instance ?? null, s?.memberClass ?? null, s?.memberCode ?? null, s?.subsystem ?? null, s?.service ?? null, r.serviceVersion, r.serviceType,
    r.restMethod, r.restPath, X_ROAD_VERSION, r.representedPartyClass, r.representedPartyCode,
    r.messageId, r.messageUserId, r.messageIssue, PROTOCOL, r.clientSecurityServerAddress, r.serviceSecurityServerAddress,
    r.requestSize, null, 0, r.responseSize, null, 0,
    r.succeeded, r.faultCode, r.faultString, r.statusCode, r.requestId, r.requestHash, r.responseHash]))
}
