import { setImmediate as breathe } from 'node:timers/promises'

/** Base64 from this length on goes round the XML parser, which looks at every character. */
const LONG = 64 * 1024
/** More tags than any message may have: from here on the parser will refuse it anyway. */
const MOST_TAGS = 50_000
const PIECE = 1024 * 1024
const MARK = '\ue000'

export interface Shortened {
  /** the message with a mark in the place of each long text */
  readonly pieces: readonly Uint8Array[]
  /** The text that the mark stands for; each is given out once. Other texts come back as they are. */
  restore(text: string): string
}

/** Takes long runs of base64 between two tags out of a message. No markup can be among such characters, so what the parser sees has the same structure. */
export async function shorten(bytes: Buffer): Promise<Shortened> {
  const kept = new Map<string, string>()
  const pieces: Uint8Array[] = []
  let from = 0
  let tags = 0
  for (let at = bytes.indexOf('>'); at >= 0 && tags < MOST_TAGS; tags++) {
    const end = bytes.indexOf('<', at + 1)
    if (end < 0) break
    const text = end - at > LONG ? await base64Of(bytes.subarray(at + 1, end)) : undefined
    if (text !== undefined) {
      const mark = `${MARK}${kept.size}${MARK}`
      kept.set(mark, text)
      pieces.push(bytes.subarray(from, at + 1), Buffer.from(mark))
      from = end
    }
    at = bytes.indexOf('>', end)
  }
  pieces.push(bytes.subarray(from))
  return { pieces, restore(text) {
    const long = text.startsWith(MARK) ? kept.get(text) : undefined
    if (long === undefined) return text
    kept.delete(text)
    return long
  } }
}

/** The text, when it holds nothing else; looked at in pieces, so that other calls go on. */
async function base64Of(bytes: Buffer): Promise<string | undefined> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    if (!/^[A-Za-z0-9+/=\s]*$/.test(bytes.toString('latin1', at, Math.min(at + PIECE, bytes.length)))) return undefined
    await breathe()
  }
  return bytes.toString('latin1')
}
