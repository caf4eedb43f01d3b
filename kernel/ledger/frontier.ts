import { EMPTY_ROOT, nodeHash, rangeRoot, TILE_WIDTH, type TreeReader } from './merkle.ts'

/** A tile that has just become complete: `level` 1 has 256 leaves, level 2 has 256². */
export interface CompletedTile { readonly level: number; readonly index: number; readonly root: Uint8Array }

/** The right edge of a growing Merkle tree: all that appending needs, one hash per set bit of the size. */
export interface Frontier {
  readonly size: number
  /** Adds one leaf hash; tells the tiles that it completed. Amortised one hash operation. */
  append(leaf: Uint8Array): readonly CompletedTile[]
  /** RFC 9162 root of what was appended so far. */
  root(): Uint8Array
}

const NONE: readonly CompletedTile[] = []
const TILE_BITS = Math.log2(TILE_WIDTH)

/** `peaks`: roots of the complete subtrees of a tree of `size` leaves, largest first. */
export function createFrontier(size = 0, peaks: readonly Uint8Array[] = []): Frontier {
  const stack = [...peaks]
  let count = size
  return {
    get size() { return count },
    append(leaf) {
      let completed = NONE
      let node = leaf
      let height = 0
      for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) {
        node = nodeHash(stack.pop() ?? EMPTY_ROOT, node)
        height++
        if (height % TILE_BITS === 0) completed = [...completed, { level: height / TILE_BITS, index: Math.floor(count / 2 ** height), root: node }]
      }
      stack.push(node)
      count++
      return completed
    },
    root: () => stack.length === 0 ? EMPTY_ROOT : stack.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), stack.at(-1) ?? EMPTY_ROOT),
  }
}

/** The frontier of a stored tree of `size` leaves. */
export async function loadFrontier(reader: TreeReader, size: number): Promise<Frontier> {
  const peaks: Uint8Array[] = []
  let start = 0
  for (let width = 2 ** Math.ceil(Math.log2(size + 1)); width >= 1; width /= 2) {
    if (start + width > size) continue
    peaks.push(await rangeRoot(reader, { start, end: start + width }))
    start += width
  }
  return createFrontier(size, peaks)
}
