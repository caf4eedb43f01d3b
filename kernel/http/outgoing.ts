/** Posts JSON to an outside system named in the settings; ten seconds, redirects not followed. Answers the HTTP status. */
export async function postJson(url: string, value: object): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value), redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  await answer.body?.cancel()
  return answer.status
}

export interface OutgoingRequest { readonly url: string; readonly method: 'GET' | 'POST'; readonly headers: Readonly<Record<string, string>>; readonly body?: string; readonly timeoutMs: number; /** bytes */ readonly most: number }
export type OutgoingAnswer = { readonly ok: true; readonly status: number; header(name: string): string | undefined; readonly body: Buffer } | { readonly ok: false; readonly reason: 'timeout' | 'unreachable' | 'too-large' }

/** Asks an outside system and takes its whole answer, up to a size; redirects are not followed. Never throws for what the other side does. */
export async function askOutside(request: OutgoingRequest): Promise<OutgoingAnswer> {
  try {
    const answer = await fetch(request.url, { method: request.method, headers: request.headers, ...(request.body === undefined ? {} : { body: request.body }), redirect: 'manual', signal: AbortSignal.timeout(request.timeoutMs) })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of answer.body ?? []) {
      size += chunk.length
      if (size > request.most) return { ok: false, reason: 'too-large' }
      chunks.push(chunk)
    }
    return { ok: true, status: answer.status, header: name => answer.headers.get(name) ?? undefined, body: Buffer.concat(chunks) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable' }
  }
}
