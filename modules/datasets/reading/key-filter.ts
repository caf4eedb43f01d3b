/**
 * Remembers in a fixed room which keys have passed (a Bloom filter in blocks of 64 bytes, one touch of memory a key). `seen` never misses a key that came
 * before; of those that did not it suspects some, and a suspicion is then asked of the database. So doubled keys of any file are found in flat memory.
 */
export interface KeyFilter { /** hash of two 32-bit halves */ seen(low: number, high: number): boolean }

export function keyFilter(bytes: number): KeyFilter {
  const words = new Uint32Array(bytes / 4)
  const blocks = bytes / 64
  return {
    seen(low, high) {
      const block = (low % blocks) * 16
      let all = true
      let bits = high
      for (let turn = 0; turn < 6; turn++) {
        const word = block + (bits & 15)
        const bit = 1 << (bits >>> 4 & 31)
        if (((words[word] ?? 0) & bit) === 0) { all = false; words[word] = (words[word] ?? 0) | bit }
        // six places of nine bits out of 32: mixed again on the way
        bits = Math.imul(bits ^ bits >>> 15, 0x2c1b3c6d) >>> 0
      }
      return all
    },
  }
}

/** Hash of bytes in two independent halves (FNV-1a with a finish, two seeds). */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b)
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35)
  return (hash ^ hash >>> 16) >>> 0
}
