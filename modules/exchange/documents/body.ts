import type { IncomingMessage } from 'node:http'
import { takeBody } from '../gateway/body.ts'

/** The largest message: 50 MB of files grow by a third in base64. */
export const MOST_MESSAGE = 70 * 1024 * 1024
/** Messages lie in memory while they are read: so much of it at once, for all of them. */
const MOST_AT_ONCE = 4 * MOST_MESSAGE

export interface Budget { take(bytes: number): (() => void) | undefined }
export function createBudget(most = MOST_AT_ONCE): Budget {
  let left = most
  return { take(bytes) {
    if (bytes > left) return undefined
    left -= bytes
    let given = false
    return () => { if (!given) { given = true; left += bytes } }
  } }
}

export type WholeBody = { readonly ok: true; readonly bytes: Buffer; readonly release: () => void } | { readonly ok: false; readonly reason: 'too-large' | 'cut-off' | 'busy' }

/** The whole body, within what one message and all of them together may be. Whoever has it releases it. */
export async function wholeBody(request: IncomingMessage, budget: Budget, most = MOST_MESSAGE): Promise<WholeBody> {
  const announced = request.headers['transfer-encoding'] === undefined ? Number(request.headers['content-length'] ?? 0) : most
  if (announced > most) return { ok: false, reason: 'too-large' }
  const release = budget.take(announced)
  if (!release) return { ok: false, reason: 'busy' }
  const body = await takeBody(request, most)
  switch (body.kind) {
    case 'none': return { ok: true, bytes: Buffer.alloc(0), release }
    case 'small': return { ok: true, bytes: body.bytes, release }
    case 'streamed': {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of body.body.stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
        return { ok: true, bytes: Buffer.concat(chunks), release }
      } catch { release(); return { ok: false, reason: body.body.size() > most ? 'too-large' : 'cut-off' } }
    }
    default: release(); return { ok: false, reason: body.kind }
  }
}
