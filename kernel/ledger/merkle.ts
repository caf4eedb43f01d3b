import { hash } from 'node:crypto'

/** A half-open range of leaf indexes [start, end). */
export interface Range { readonly start: number; readonly end: number }

/** Where stored hashes are read from: leaf hashes, and the roots of complete tiles (256 leaves at level 1, 256² at level 2, …). */
export interface TreeReader {
  leaves(start: number, end: number): Promise<readonly Uint8Array[]>
  tiles(level: number, start: number, end: number): Promise<readonly Uint8Array[]>
}

/** A tile is a complete subtree of 2^8 children, as in C2SP tlog-tiles. */
export const TILE_WIDTH = 256

/** A digest that Node hands over as a Buffer is memory of its own outside the heap: that costs more than the hashing. As text it goes into the shared pool. */
const sha256 = (data: string | Uint8Array): Buffer => Buffer.from(hash('sha256', data, 'binary'), 'binary')
const LEAF = Buffer.of(0)
/** 0x01 ‖ left ‖ right of the node that is being hashed */
const node = Buffer.alloc(65, 1)

/** RFC 9162 §2.1.1: the root of the empty tree. */
export const EMPTY_ROOT: Buffer = sha256(new Uint8Array())

/** RFC 9162 §2.1.1: SHA-256(0x00 ‖ data). */
export function leafHash(data: string | Uint8Array): Buffer {
  // a text is hashed as its UTF-8, and U+0000 is one byte there
  return sha256(typeof data === 'string' ? `\0${data}` : Buffer.concat([LEAF, data]))
}

/** RFC 9162 §2.1.1: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== 32 || right.length !== 32) return sha256(Buffer.concat([node.subarray(0, 1), left, right]))
  node.set(left, 1)
  node.set(right, 33)
  return sha256(node)
}

/** The largest power of two smaller than n (n ≥ 2): where RFC 9162 splits a tree. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** RFC 9162 §2.1.1 MTH over leaf hashes (or over equally large complete subtrees, with at most one smaller last one). */
export function rootOf(hashes: readonly Uint8Array[], start = 0, end = hashes.length): Uint8Array {
  if (end === start) return EMPTY_ROOT
  const only = hashes[start]
  if (end - start === 1 && only !== undefined) return only
  const middle = start + split(end - start)
  return nodeHash(rootOf(hashes, start, middle), rootOf(hashes, middle, end))
}

/** RFC 9162 §2.1.3.1: the subtrees whose roots prove leaf `index` in a tree of `size`, lowest first. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const ranges: Range[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + split(end - start)
    if (index < middle) { ranges.push({ start: middle, end }); end = middle }
    else { ranges.push({ start, end: middle }); start = middle }
  }
  return ranges.reverse()
}

/** RFC 9162 §2.1.4.1: the subtrees whose roots prove that the tree of `second` leaves continues the one of `first`. */
export function consistencyRanges(first: number, second: number): Range[] {
  if (!(first >= 0 && first <= second)) throw new RangeError(`no consistency from ${first} to ${second}`)
  if (first === 0 || first === second) return []
  const ranges: Range[] = []
  let start = 0
  let end = second
  let whole = true
  while (end !== first) {
    const middle = start + split(end - start)
    if (first <= middle) { ranges.push({ start: middle, end }); end = middle }
    else { ranges.push({ start, end: middle }); start = middle; whole = false }
  }
  if (!whole) ranges.push({ start, end })
  return ranges.reverse()
}

/** RFC 9162 §2.1.3.2: the root that a leaf hash and its proof lead to; undefined when the proof has the wrong length. */
export function rootFromInclusion(index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[]): Uint8Array | undefined {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return undefined
  const ranges = inclusionRanges(index, size)
  if (ranges.length !== proof.length) return undefined
  return ranges.reduce((node, range, i) => {
    const sibling = proof[i] ?? EMPTY_ROOT
    return range.start > index ? nodeHash(node, sibling) : nodeHash(sibling, node)
  }, leaf)
}

/** RFC 9162 §2.1.4.2. True when `proof` shows that the tree (second, secondRoot) only added leaves to (first, firstRoot). */
export function verifyConsistency(first: number, second: number, firstRoot: Uint8Array, secondRoot: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (first > second || first < 0) return false
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot)
  if (first === 0) return proof.length === 0 && same(firstRoot, EMPTY_ROOT)
  const isPowerOfTwo = Math.log2(first) % 1 === 0
  const path = isPowerOfTwo ? [firstRoot, ...proof] : [...proof]
  let fn = first - 1
  let sn = second - 1
  while (fn % 2 === 1) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2) }
  const [head, ...rest] = path
  if (head === undefined) return false
  let fr = head
  let sr = fr
  for (const node of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(node, fr)
      sr = nodeHash(node, sr)
      while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2) }
    } else sr = nodeHash(sr, node)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && same(fr, firstRoot) && same(sr, secondRoot)
}

/** The root over a range as RFC 9162 proofs need it, read from whole tiles where there are any: a few hundred hashes for any size. */
export async function rangeRoot(reader: TreeReader, { start, end }: Range): Promise<Uint8Array> {
  if (end - start <= TILE_WIDTH) return rootOf(await reader.leaves(start, end))
  let level = 1
  let width = TILE_WIDTH
  while (width * TILE_WIDTH < end - start) { width *= TILE_WIDTH; level++ }
  const complete = Math.floor(end / width)
  const hashes = [...await reader.tiles(level, start / width, complete)]
  if (complete * width < end) hashes.push(await rangeRoot(reader, { start: complete * width, end }))
  return rootOf(hashes)
}

/** Equality of two hashes. They are public: no constant time is needed. */
export const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
