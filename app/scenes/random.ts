/** A small seeded generator (mulberry32): the same scene at every first start. */
export function seeded(seed: number): { next(): number; pick<T>(from: readonly T[]): T; chance(p: number): boolean; whole(from: number, to: number): number } {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next, chance: p => next() < p, whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: from => { const item = from[Math.floor(next() * from.length)]; if (item === undefined) throw new RangeError('nothing to pick from'); return item },
  }
}
