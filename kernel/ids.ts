import { randomFillSync } from 'node:crypto'

/** Randomness for a few hundred ids at a time: asking for sixteen bytes costs as much as asking for thousands. */
const pool = Buffer.alloc(16 * 256)
let used = pool.length
/** of the id that is being made */
const taken = Buffer.alloc(16)
function sixteen(): Buffer {
  if (used === pool.length) { randomFillSync(pool); used = 0 }
  pool.copy(taken, 0, used, used + 16)
  // what was given out stays nowhere
  pool.fill(0, used, used += 16)
  return taken
}

/** A UUID of any version, as a text that a stranger sends. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** A UUIDv7 (RFC 9562 §5.7): sorts by time of making, so that primary keys fill their index from the right. */
export function newId(now: number = Date.now()): string {
  const bytes = sixteen()
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x70
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
