import type { FastifyRequest } from 'fastify'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { newId } from '../ids.ts'
import type { IncomingFile } from './route.ts'

export type FormFields = Record<string, string | string[]>
export interface Intake { readonly fields: FormFields; readonly files: IncomingFile[]; discard(): Promise<void> }

/** Reads a multipart form; files stream to disk (never into memory) and are marked `truncated` when they exceed the limit. */
export async function takeMultipart(request: FastifyRequest, dir: string, limits: { maxBytes: number; maxFiles: number }): Promise<Intake> {
  await mkdir(dir, { recursive: true })
  const fields: FormFields = Object.create(null)
  const files: IncomingFile[] = []
  const discard = async (): Promise<void> => { await Promise.all(files.map(file => rm(file.path, { force: true }))) }
  try {
    for await (const part of request.parts({ limits: { fileSize: limits.maxBytes, files: limits.maxFiles, fields: 2000, fieldSize: 256 * 1024, parts: 2000 + limits.maxFiles } })) {
      if (part.type === 'file') {
        const path = join(dir, newId())
        await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
        files.push({ field: part.fieldname, name: part.filename.normalize('NFC'), path, size: part.file.bytesRead, claimedType: part.mimetype, truncated: part.file.truncated })
      } else {
        const value = String(part.value).normalize('NFC')
        const before = fields[part.fieldname]
        fields[part.fieldname] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
      }
    }
  } catch (error) { await discard(); throw error }
  return { fields, files, discard }
}

/** Text is NFC at the edge (architecture §5); applied to every parsed form and JSON body. */
export function toNfc(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC')
  if (Array.isArray(value)) return value.map(toNfc)
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, toNfc(v)]))
  return value
}
