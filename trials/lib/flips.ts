import type { Random } from './random.ts'

/** The same bytes with one bit the other way. */
export function flipBit(bytes: Uint8Array, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length)
  copy[at] = (copy[at] ?? 0) ^ 1 << random.below(8)
  return copy
}
/** The same text with one bit of its UTF-8 the other way; what is then no UTF-8 reads as U+FFFD. */
export const flipText = (text: string, random: Random): string => flipBit(Buffer.from(text), random).toString('utf8')
