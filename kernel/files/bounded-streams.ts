import { createRequire } from 'node:module'

/** What one compressed stream of a PDF may unpack to while it is looked at. Only object, cross-reference and page content streams are unpacked, never pictures. */
const MOST = 32 * 1024 * 1024

interface DecodeStream { ensureBuffer(requested: number): Uint8Array }
const { default: { prototype } } = createRequire(import.meta.url)('pdf-lib/cjs/core/streams/DecodeStream.js') as { readonly default: { readonly prototype: DecodeStream } }
const grow = prototype.ensureBuffer
let swollen = false

// The decoders of pdf-lib know no end; every one of them grows through this method. Half a megabyte that unpacks to half a gigabyte is so
// refused at once instead of by the death of the process.
prototype.ensureBuffer = function ensureBounded(this: DecodeStream, requested) {
  if (requested <= MOST) return grow.call(this, requested)
  swollen = true
  throw new Error(`a stream of more than ${MOST} bytes`)
}

/** undefined: a stream swelled beyond what an honest page or table of objects needs. One file at a time (pdf-lib hides which error it met). */
export async function withinBounds<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
  swollen = false
  const found = await look()
  return swollen ? undefined : found
}
