import { inflateRawSync } from 'node:zlib'

export interface ZipEntry { readonly name: string; readonly method: number; readonly encrypted: boolean; readonly packed: number; readonly size: number; readonly offset: number }
export interface ZipLimits { readonly entries: number; readonly totalBytes: number; readonly ratio: number }
export type ZipFault = 'broken' | 'polyglot' | 'bomb' | 'encrypted' | 'bad-name'

const EOCD = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50

/** Where the end-of-central-directory record stands; -1 when these bytes are no archive to anyone. */
export function findEndOfZip(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at--) {
    // only a directory that lies inside the file makes an archive: four letters alone happen by chance
    if (bytes.readUInt32LE(at) === EOCD && bytes.readUInt32LE(at + 12) + bytes.readUInt32LE(at + 16) <= at && bytes.readUInt16LE(at + 20) + at + 22 <= bytes.length) return at
  }
  return -1
}

/** The directory of an archive that starts at byte 0, ends with the file, and whose local headers agree with it: one reading only. */
export function readZip(bytes: Buffer, limits: ZipLimits): { readonly entries: readonly ZipEntry[] } | { readonly fault: ZipFault } {
  const end = findEndOfZip(bytes)
  if (end < 0) return { fault: 'broken' }
  const [count, directory] = [bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 16)]
  if (count > limits.entries) return { fault: 'bomb' }
  if (end + 22 !== bytes.length || directory + bytes.readUInt32LE(end + 12) !== end || bytes.readUInt32LE(0) !== LOCAL) return { fault: 'polyglot' }
  const entries: ZipEntry[] = []
  let at = directory
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL) return { fault: 'broken' }
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    const entry: ZipEntry = {
      name: bytes.toString('utf8', at + 46, nameEnd), method: bytes.readUInt16LE(at + 10), encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24), offset: bytes.readUInt32LE(at + 42),
    }
    const fault = judgeEntry(bytes, entry, directory)
    if (fault !== undefined) return { fault }
    entries.push(entry)
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (at !== end) return { fault: 'broken' }
  if (new Set(entries.map((entry) => entry.name.toLowerCase())).size !== entries.length) return { fault: 'polyglot' }
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  if (total > limits.totalBytes || entries.some((entry) => entry.size > 1_000_000 && entry.size > entry.packed * limits.ratio)) return { fault: 'bomb' }
  return { entries }
}

function judgeEntry(bytes: Buffer, entry: ZipEntry, directory: number): ZipFault | undefined {
  if (entry.encrypted) return 'encrypted'
  if (entry.name.split('/').includes('..') || /^[\\/]|\\|^[a-z]:|\p{Cc}/iu.test(entry.name)) return 'bad-name'
  if (entry.method !== 0 && entry.method !== 8 || entry.offset + 30 > directory || bytes.readUInt32LE(entry.offset) !== LOCAL) return 'broken'
  const nameLength = bytes.readUInt16LE(entry.offset + 26)
  if (bytes.toString('utf8', entry.offset + 30, entry.offset + 30 + nameLength) !== entry.name || bytes.readUInt16LE(entry.offset + 8) !== entry.method) return 'polyglot'
  return dataStart(bytes, entry) + entry.packed > directory ? 'broken' : undefined
}

const dataStart = (bytes: Buffer, entry: ZipEntry): number => entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28)

/** The bytes of an entry as they lie in the archive, for who unpacks them in another thread. */
export const packedData = (bytes: Buffer, entry: ZipEntry): Buffer => bytes.subarray(dataStart(bytes, entry), dataStart(bytes, entry) + entry.packed)

/** The unpacked entry; undefined when it is broken or larger than it said. */
export function unpack(bytes: Buffer, entry: ZipEntry): Buffer | undefined {
  const packed = packedData(bytes, entry)
  try {
    const data = entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) })
    return data.length === entry.size ? data : undefined
  } catch { return undefined }
}
