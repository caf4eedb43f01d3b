/** A seeded generator (mulberry32): every failure of a trial can be run again from its seed. */
export interface Random { /** [0, 1) */ next(): number; /** [0, n) */ below(n: number): number; pick<T>(items: readonly T[]): T }

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = state + 0x6d2b79f5 >>> 0
    let mixed = Math.imul(state ^ state >>> 15, 1 | state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296
  }
  return {
    next,
    below: (n) => Math.floor(next() * n),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}
