import type { IncomingMessage, ServerResponse } from 'node:http'
import { takeBody } from '../gateway/body.ts'

/** The largest message: 50 MB of files grow by a third in base64. */
export const MOST_MESSAGE = 70 * 1024 * 1024
/** Messages lie in memory while they are read or answered: so much of it at once for all systems, half of it for one, so that none keeps the others out. */
const MOST_AT_ONCE = 4 * MOST_MESSAGE
/** Calls of one system at once; a client library makes one after the other. */
const MOST_CALLS = 32

/** What one call takes of the budget, given back all at once. */
export interface Room { take(bytes: number): boolean; release(): void }
export interface Budget { /** undefined: this system has as many calls under way as it may */ open(system: number): Room | undefined }
export function createBudget(most = MOST_AT_ONCE, calls = MOST_CALLS): Budget {
  let left = most
  const systems = new Map<number, { calls: number; bytes: number }>()
  return { open(system) {
    const own = systems.get(system) ?? { calls: 0, bytes: 0 }
    if (own.calls >= calls) return undefined
    own.calls++
    systems.set(system, own)
    let held = 0
    let open = true
    return {
      take(bytes) {
        if (bytes > left || own.bytes + bytes > most / 2) return false
        left -= bytes
        own.bytes += bytes
        held += bytes
        return true
      },
      release() {
        if (!open) return
        open = false
        left += held
        own.bytes -= held
        if (--own.calls === 0) systems.delete(system)
      },
    }
  } }
}

/** Gives the room back when nobody holds its bytes any more: the work is done, and the answer has left for whoever reads it slowly. */
export function releaseAfter(response: ServerResponse, room: Room): void {
  if (response.closed) room.release()
  else response.once('close', () => { room.release() })
}

export type WholeBody = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: 'too-large' | 'cut-off' | 'busy' }

/** The whole body, within what one message and all of them together may be. */
export async function wholeBody(request: IncomingMessage, room: Room, most = MOST_MESSAGE): Promise<WholeBody> {
  const announced = request.headers['transfer-encoding'] === undefined ? Number(request.headers['content-length'] ?? 0) : most
  if (announced > most) return { ok: false, reason: 'too-large' }
  if (!room.take(announced)) return { ok: false, reason: 'busy' }
  const body = await takeBody(request, most)
  switch (body.kind) {
    case 'none': return { ok: true, bytes: Buffer.alloc(0) }
    case 'small': return { ok: true, bytes: body.bytes }
    case 'streamed': {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of body.body.stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
        return { ok: true, bytes: Buffer.concat(chunks) }
      } catch { return { ok: false, reason: body.body.size() > most ? 'too-large' : 'cut-off' } }
    }
    default: return { ok: false, reason: body.kind }
  }
}
