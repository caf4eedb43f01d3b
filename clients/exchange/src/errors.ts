/** What the exchange says when it says no, whichever way it spells it (X-Road 7.7 and 7.8, WSO2, `error_code`). */
export const FAULT_KINDS = ['access-denied', 'bad-request', 'invalid-request', 'unknown-member', 'unknown-service', 'service-disabled', 'service-failed', 'service-type', 'network-error', 'invalid-security-server',
  'ssl-authentication-failed', 'logging-failed', 'database-error', 'outdated-global-conf', 'maintenance-mode', 'internal-error', 'quota-exceeded', 'duplicate-message', 'other'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export class ExchangeError extends Error { override name = 'ExchangeError' }

/** The exchange answered instead of the provider (header X-Road-Error). A provider's own 4xx and 5xx are answers, not errors. */
export class ExchangeFault extends ExchangeError {
  override name = 'ExchangeFault'
  readonly kind: FaultKind
  /** as sent: `server.serverproxy.network_error` or `Server.ServerProxy.NetworkError` */
  readonly code: string
  readonly status: number
  readonly messageId: string
  /** names the call in the log of the exchange: tell it to support */
  readonly requestId: string
  readonly retryAfterSeconds: number | undefined
  constructor(facts: { code: string; message: string; status: number; messageId: string; requestId: string; retryAfterSeconds: number | undefined }) {
    super(`${facts.message} (${facts.code}, ${facts.requestId})`)
    this.kind = kindOf(facts.code)
    this.code = facts.code; this.status = facts.status; this.messageId = facts.messageId; this.requestId = facts.requestId; this.retryAfterSeconds = facts.retryAfterSeconds
  }
}

/** Nothing, or not everything, came back. */
export class NetworkError extends ExchangeError {
  override name = 'NetworkError'
  /** whether the exchange can have received the message */
  readonly mayHaveArrived: boolean
  readonly messageId: string
  constructor(message: string, facts: { mayHaveArrived: boolean; messageId: string; cause?: unknown }) { super(message, { cause: facts.cause }); this.mayHaveArrived = facts.mayHaveArrived; this.messageId = facts.messageId }
}

/** No token was given. */
export class TokenError extends ExchangeError {
  override name = 'TokenError'
  readonly status: number
  constructor(message: string, status: number) { super(message); this.status = status }
}

/** The exchange logged other bytes than those that were sent: something between changed them. */
export class HashMismatch extends ExchangeError {
  override name = 'HashMismatch'
  readonly requestId: string
  constructor(requestId: string) { super(`X-Road-Request-Hash of ${requestId} is not that of the bytes sent`); this.requestId = requestId }
}

const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '')
const BY_NAME = new Map<string, FaultKind>(FAULT_KINDS.map(kind => [plain(kind), kind]))
export const kindOf = (code: string): FaultKind => BY_NAME.get(plain(code.split('.').at(-1) ?? '')) ?? 'other'

const at = (value: unknown, name: string): unknown => typeof value === 'object' && value !== null && name in value ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
/** The message in a fault's body, in any of the four envelopes; undefined when there is none. */
export function faultMessage(body: string): string | undefined {
  const xml = /<message>([^<]*)<\/message>/.exec(body)?.[1]
  if (xml !== undefined) return xml.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
  let value: unknown
  try { value = JSON.parse(body) } catch { return undefined }
  const found = at(at(value, 'fault'), 'description') ?? at(value, 'message') ?? at(value, 'error_description')
  return typeof found === 'string' ? found : undefined
}
