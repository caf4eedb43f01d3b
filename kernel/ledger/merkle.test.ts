import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrontier, loadFrontier, type CompletedTile } from './frontier.ts'
import {
  consistencyRanges, EMPTY_ROOT, inclusionRanges, leafHash, nodeHash, rangeRoot, rootFromInclusion, rootOf, same, verifyConsistency, type TreeReader,
} from './merkle.ts'

/** The reference vectors of Certificate Transparency (google/certificate-transparency, merkletree/merkle_tree_test.cc). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) => leafHash(Buffer.from(hex, 'hex')))
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')
const prove = (leaves: readonly Uint8Array[], ranges: readonly { start: number; end: number }[]): Uint8Array[] => ranges.map(({ start, end }) => rootOf(leaves, start, end))

test('roots of the reference vectors', () => {
  ROOTS.forEach((root, size) => {
    expect(hex(rootOf(LEAVES.slice(0, size)))).toBe(root)
    const frontier = createFrontier()
    for (const leaf of LEAVES.slice(0, size)) frontier.append(leaf)
    expect(hex(frontier.root())).toBe(root)
  })
})

test('proofs of the reference vectors', () => {
  expect(prove(LEAVES, inclusionRanges(5, 8)).map(hex)).toEqual([
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
  expect(prove(LEAVES, consistencyRanges(6, 8)).map(hex)).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
})

const many = Array.from({ length: 1500 }, (_, i) => leafHash(`leaf ${i}`))
const sized = fc.integer({ min: 1, max: many.length })

test('every inclusion proof leads to the root, and to no other place, leaf or size', () => {
  fc.assert(fc.property(sized, fc.nat(), fc.nat(), (size, a, b) => {
    const [index, other] = [a % size, b % size]
    const leaf = many[index] ?? EMPTY_ROOT
    const proof = prove(many.slice(0, size), inclusionRanges(index, size))
    const root = rootOf(many, 0, size)
    expect(hex(rootFromInclusion(index, size, leaf, proof))).toBe(hex(root))
    if (other !== index) expect(hex(rootFromInclusion(other, size, leaf, proof))).not.toBe(hex(root))
    expect(hex(rootFromInclusion(index, size, nodeHash(leaf, leaf), proof))).not.toBe(hex(root))
    expect(rootFromInclusion(index, size, leaf, [...proof, leaf])).toBeUndefined()
    expect(rootFromInclusion(size, size, leaf, proof)).toBeUndefined()
  }))
})

test('every consistency proof holds, and none holds for a changed past', () => {
  fc.assert(fc.property(sized, fc.nat(), fc.nat(), (second, a, b) => {
    const first = a % (second + 1)
    const [firstRoot, secondRoot] = [rootOf(many, 0, first), rootOf(many, 0, second)]
    const proof = prove(many.slice(0, second), consistencyRanges(first, second))
    expect(verifyConsistency(first, second, firstRoot, secondRoot, proof)).toBe(true)
    if (first === 0) return
    const forged = many.slice(0, second)
    forged[b % first] = leafHash('forged')
    const forgedRoot = rootOf(forged)
    expect(verifyConsistency(first, second, firstRoot, forgedRoot, prove(forged, consistencyRanges(first, second)))).toBe(false)
    expect(verifyConsistency(first, second, firstRoot, forgedRoot, proof)).toBe(false)
    if (first !== second) expect(verifyConsistency(first, second, firstRoot, secondRoot, proof.slice(1))).toBe(false)
  }))
})

/** A reader that keeps tiles the way the sealer stores them. */
function stored(leaves: readonly Uint8Array[]): TreeReader {
  const frontier = createFrontier()
  const tiles: CompletedTile[] = leaves.flatMap((leaf) => [...frontier.append(leaf)])
  return {
    leaves: async (start, end) => leaves.slice(start, end),
    tiles: async (level, start, end) => tiles.filter((tile) => tile.level === level && tile.index >= start && tile.index < end).map((tile) => tile.root),
  }
}

test('roots, proofs and the frontier read from tiles equal those of the whole tree', async () => {
  const leaves = Array.from({ length: 66_500 }, (_, i) => leafHash(`${i}`))
  const reader = stored(leaves)
  for (const size of [0, 1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_500]) {
    const root = rootOf(leaves, 0, size)
    expect(hex(await rangeRoot(reader, { start: 0, end: size }))).toBe(hex(root))
    const frontier = await loadFrontier(reader, size)
    expect(hex(frontier.root())).toBe(hex(root))
    frontier.append(EMPTY_ROOT)
    expect(hex(frontier.root())).toBe(hex(rootOf([...leaves.slice(0, size), EMPTY_ROOT])))
  }
  const proof = await Promise.all(inclusionRanges(300, 66_500).map((range) => rangeRoot(reader, range)))
  expect(same(rootFromInclusion(300, 66_500, leaves[300] ?? EMPTY_ROOT, proof) ?? EMPTY_ROOT, rootOf(leaves))).toBe(true)
})
