import { crc32, inflateRawSync } from 'node:zlib'

export class ZipFault extends Error { override name = 'ZipFault' }

const MOST_FILES = 10_000
const MOST_BYTES = 256 * 1024 * 1024

/**
 * Reads an archive as strictly as a proof deserves: both directories must say the same, checksums must hold, no name twice, nothing encrypted,
 * nothing hidden between, before or behind the files. Throws ZipFault.
 */
export function readZip(bytes: Uint8Array): Map<string, Buffer> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fault = (why: string): never => { throw new ZipFault(why) }
  if (zip.length < 22) fault('too short')
  const end = zip.length - 22
  // an archive with a comment has its end elsewhere: the gateway writes none
  if (zip.readUInt32LE(end) !== 0x06054b50 || zip.readUInt16LE(end + 20) !== 0 || zip.readUInt32LE(end + 4) !== 0) fault('the end is not where it belongs')
  const count = zip.readUInt16LE(end + 10)
  if (count !== zip.readUInt16LE(end + 8) || count > MOST_FILES) fault('the number of files is contradictory')
  let at = zip.readUInt32LE(end + 16)
  if (at + zip.readUInt32LE(end + 12) !== end) fault('the directory is not where it belongs')
  const files = new Map<string, Buffer>()
  let [next, total] = [0, 0]
  for (let each = 0; each < count; each++) {
    if (at + 46 > end || zip.readUInt32LE(at) !== 0x02014b50) fault('the directory is unreadable')
    const [flags, method, crc, packed, size] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)]
    const [nameLength, extra, comment, local] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)]
    if (at + 46 + nameLength > end) fault('a name is cut off')
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if (!/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(name) || name.split('/').includes('..')) fault(`"${name}" is no name for a file of a container`)
    if (files.has(name)) fault(`${name} is there twice`)
    if ((flags & ~0x0806) !== 0) fault(`${name} is encrypted or streamed`)
    if (local !== next || local + 30 > at || zip.readUInt32LE(local) !== 0x04034b50) fault(`${name} does not follow the file before`)
    if (zip.compare(zip, at + 8, at + 12, local + 6, local + 10) !== 0 || zip.compare(zip, at + 16, at + 28, local + 14, local + 26) !== 0) fault(`the two directories differ about ${name}`)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    if (zip.toString('utf8', local + 30, local + 30 + nameLength) !== name || start + packed > end) fault(`the two directories differ about ${name}`)
    total += size
    if (total > MOST_BYTES) fault('too large')
    const data = zip.subarray(start, start + packed)
    let content = data
    if (method === 8) { try { content = inflateRawSync(data, { maxOutputLength: Math.max(1, size) }) } catch { fault(`${name} cannot be unpacked`) } } else if (method !== 0) fault(`${name} is packed in a way that is not known here`)
    if (content.length !== size || crc32(content) !== crc) fault(`${name} is damaged`)
    files.set(name, content)
    next = start + packed
    at += 46 + nameLength + extra + comment
  }
  if (at !== end || next !== zip.readUInt32LE(end + 16)) fault('something stands between the files')
  return files
}
