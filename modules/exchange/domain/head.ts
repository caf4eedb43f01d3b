/** The head of a REST message and what of it travels on (X-Road RestRequest.toByteArray, RestMessage.SKIPPED_HEADERS). */

/** Headers of one hop: never forwarded, in either direction. */
export const SKIPPED_HEADERS: ReadonlySet<string> = new Set(['transfer-encoding', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade', 'connection', 'user-agent', 'host', 'content-length', 'server', 'expect'])
/** Written by the exchange itself; what a client or provider sends under these names is dropped. */
const OF_REQUEST: ReadonlySet<string> = new Set([...SKIPPED_HEADERS, 'x-road-request-id', 'x-road-request-hash'])
const OF_RESPONSE: ReadonlySet<string> = new Set([...SKIPPED_HEADERS, 'x-road-client', 'x-road-service', 'x-road-id', 'x-road-request-id', 'x-road-request-hash', 'x-road-error'])

export type HeaderPairs = readonly string[]

/** `raw` as Node gives them: name, value, name, value… `dropped` are further names that stay here. */
function keep(raw: HeaderPairs, skipped: ReadonlySet<string>, dropped?: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    const lower = name.toLowerCase()
    if (skipped.has(lower) || dropped?.has(lower)) continue
    kept.push(name, raw[at + 1] ?? '')
  }
  return kept
}

/** What goes to the provider: everything else unmodified and in order, then our request id and, when the client sent none, the message id. */
export function requestHeaders(raw: HeaderPairs, ids: { readonly requestId: string; readonly generatedId?: string }, dropped?: ReadonlySet<string>): string[] {
  const kept = keep(raw, OF_REQUEST, dropped)
  kept.push('x-road-request-id', ids.requestId)
  if (ids.generatedId !== undefined) kept.push('x-road-id', ids.generatedId)
  return kept
}

/** What of the provider's answer goes back; the exchange's own headers replace the provider's. */
export const responseHeaders = (raw: HeaderPairs): string[] => keep(raw, OF_RESPONSE)

/** The bytes whose SHA-512 stands for the head: verb, raw path and query, then each kept header as `name:value`, every line ended by CRLF. */
export const headBytes = (verb: string, rawPathAndQuery: string, headers: HeaderPairs): string => `${verb}\r\n${rawPathAndQuery}\r\n${lines(headers)}`

/** The head of an answer as the log keeps it: status, then what was handed on; an empty line and the body follow it. */
export const answerHead = (status: number, headers: HeaderPairs): string => `${status}\r\n${lines(headers)}`

function lines(headers: HeaderPairs): string {
  let text = ''
  for (let at = 0; at + 1 < headers.length; at += 2) text += `${headers[at]}:${headers[at + 1]}\r\n`
  return text
}
