import type { Line, Relay } from '../../../kernel/http/relay.ts'
import type { Answer } from './retry.ts'

/** From the request until the head of the answer, the connection included. */
export const POST_TIMEOUT_MS = 15_000
export interface Outgoing { readonly method: 'POST' | 'OPTIONS'; readonly headers: readonly string[]; readonly body: string | undefined }
export interface Heard { readonly answer: Answer; readonly headers: ReadonlyMap<string, string> }

/** Sends to a webhook by the gateway's way out and its address rules; redirects are not followed, the body of the answer is nobody's business. */
export function post(relay: Relay, url: string, { method, headers, body }: Outgoing): Promise<Heard> {
  const { origin, pathname, search } = new URL(url)
  return new Promise(done => {
    const failed = (reason: string): void => { clearTimeout(timer); done({ answer: { kind: 'failure', reason }, headers: new Map() }) }
    const timer = setTimeout(() => { line.giveUp(); failed('timeout') }, POST_TIMEOUT_MS)
    let bytes = 0
    const line: Line = relay.send({ origin, path: `${pathname}${search}`, method, headers: [...headers], body: body === undefined ? null : Buffer.from(body), timeoutMs: POST_TIMEOUT_MS }, {
      onHead: (status, raw) => {
        const found = new Map<string, string>()
        for (let at = 0; at + 1 < raw.length; at += 2) found.set(raw[at]?.toLowerCase() ?? '', raw[at + 1] ?? '')
        clearTimeout(timer)
        const after = Number(found.get('retry-after'))
        done({ answer: { kind: 'status', status, ...after > 0 ? { retryAfter: after } : {} }, headers: found })
      },
      onData: chunk => { bytes += chunk.length; if (bytes > 65_536) line.giveUp(); return true },
      onEnd: () => undefined,
      onFailure: reason => { failed(reason) },
    })
  })
}
