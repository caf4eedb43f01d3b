import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { findEndOfZip, packedData, readZip, type ZipFault, type ZipLimits } from '../../../kernel/files/zip.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Attachment } from '../domain/edxml.ts'
import { zipOf } from '../evidence/zip.ts'

export interface AttachmentLimits extends ZipLimits { readonly attachments: number; readonly allBytes: number }
/** What agencies send is office files and scans: nothing honest unpacks to two hundred times its size. */
export const ATTACHMENT_LIMITS: AttachmentLimits = { attachments: 100, entries: 1, totalBytes: 100 * 1024 * 1024, allBytes: 200 * 1024 * 1024, ratio: 200 }
export type AttachmentFault = ZipFault | 'too-many' | 'not-base64' | 'missing' | 'path-in-name'
export type Unpacked = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: AttachmentFault }

const inflate = promisify(inflateRaw)

/** A name that some receiver would follow out of its folder, or that hides what it is. */
const isPath = (name: string): boolean => /[\\/]|^\.{1,2}$|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) || name.length > 255

/** base64 of a zip whose one entry has a random name and the file's extension, as the reference library writes it. */
export function packAttachment(name: string, bytes: Uint8Array): string {
  return zipOf([{ name: `${newId()}${/\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''}`, bytes }]).toString('base64')
}

/** The file inside. What is no archive of one entry is the file itself: some senders do not pack. */
export async function unpackAttachment(encoded: string, limits: ZipLimits = ATTACHMENT_LIMITS): Promise<Unpacked> {
  const bytes = Buffer.from(encoded, 'base64')
  // the decoder leaves out what is none of its characters: then there is less than there should be
  const padding = encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0
  if (bytes.length !== Math.floor((encoded.length - padding) * 3 / 4)) return { ok: false, reason: 'not-base64' }
  const end = findEndOfZip(bytes)
  if (end < 0 || bytes.readUInt16LE(end + 10) !== 1 || bytes.readUInt32LE(0) !== 0x04034b50) return { ok: true, bytes }
  const zip = readZip(bytes, limits)
  if ('fault' in zip) return { ok: false, reason: zip.fault }
  const [entry] = zip.entries
  if (!entry) return { ok: true, bytes }
  const packed = packedData(bytes, entry)
  if (entry.method === 0) return packed.length === entry.size ? { ok: true, bytes: packed } : { ok: false, reason: 'broken' }
  try {
    // an entry that unpacks to more than it says is cut off there
    const data = await inflate(packed, { maxOutputLength: Math.max(1, entry.size) })
    return data.length === entry.size ? { ok: true, bytes: data } : { ok: false, reason: 'broken' }
  } catch { return { ok: false, reason: 'broken' } }
}

/** Opens every attachment once, so that no receiver is the first to meet a bomb. */
export async function checkAttachments(attachments: readonly Attachment[], limits: AttachmentLimits = ATTACHMENT_LIMITS): Promise<AttachmentFault | undefined> {
  if (attachments.length > limits.attachments) return 'too-many'
  let all = 0
  for (const { encoded, name } of attachments) {
    if (isPath(name)) return 'path-in-name'
    if (encoded === undefined) return 'missing'
    const file = await unpackAttachment(encoded, limits)
    if (!file.ok) return file.reason
    all += file.bytes.length
    if (all > limits.allBytes) return 'bomb'
  }
  return undefined
}
