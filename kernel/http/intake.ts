import type { FastifyRequest } from 'fastify'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'node:querystring'
import { pipeline } from 'node:stream/promises'
import { codeOf, Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import type { IncomingFile } from './route.ts'

export type FormFields = Record<string, string | string[]>
export interface Intake { readonly fields: FormFields; readonly files: IncomingFile[]; discard(): Promise<void> }

/** Reads a multipart form; files stream to disk (never into memory) and are marked `truncated` when they exceed the limit. */
export async function takeMultipart(request: FastifyRequest, dir: string, limits: { maxBytes: number; maxFiles: number }): Promise<Intake> {
  await mkdir(dir, { recursive: true })
  const fields: FormFields = Object.create(null)
  const files: IncomingFile[] = []
  // from the first byte on: an upload that breaks off leaves nothing behind
  const paths: string[] = []
  const discard = async (): Promise<void> => { await Promise.all(paths.map(path => rm(path, { force: true }))) }
  try {
    for await (const part of request.parts({ limits: { fileSize: limits.maxBytes, files: limits.maxFiles, fields: 2000, fieldSize: 256 * 1024, parts: 2000 + limits.maxFiles } })) {
      if (part.type === 'file') {
        const path = join(dir, newId())
        paths.push(path)
        await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
        files.push({ field: part.fieldname, name: readable(part.filename), path, size: part.file.bytesRead, claimedType: part.mimetype, truncated: part.file.truncated })
      } else {
        const value = asTyped(readable(String(part.value)))
        const before = fields[part.fieldname]
        fields[part.fieldname] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
      }
    }
  } catch (error) {
    await discard()
    // the parser complains in bare errors; what the disk, a limit or the line says carries a code
    throw error instanceof Fault || codeOf(error) !== '' ? error : malformed(error)
  }
  return { fields, files, discard }
}

const malformed = (cause: unknown): Fault => new Fault('invalid', { status: 400, title: { vi: 'Yêu cầu không đọc được', en: 'The request could not be read' }, detail: { vi: 'Biểu mẫu đến không trọn vẹn. Hãy quay lại trang trước và gửi lại.', en: 'The form did not come completely. Go back to the previous page and send again.' } }, { cause })
const DEEPEST = 40
const unfit = (): Fault => new Fault('invalid', { status: 400, title: { vi: 'Yêu cầu có ký tự không đọc được', en: 'The request holds characters that cannot be read' }, detail: { vi: 'Hãy gõ lại phần vừa dán vào rồi gửi lại.', en: 'Type again what was pasted, then send again.' } })

/** NFC (architecture §5); refuses what no text in the database can hold: NUL and halves of a character. */
function readable(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw unfit()
  return text.normalize('NFC')
}

/**
 * Browsers send each line break of a form as two characters (HTML, "normalize newlines") and count one: so do we, or what
 * fits in the box is refused as too long.
 */
const asTyped = (text: string): string => text.replaceAll('\r\n', '\n')
/** A form that was posted without files. */
export const parseForm = (text: string): Record<string, unknown> => parse(text.replace(/%0D%0A/gi, '%0A'), '&', '=', { maxKeys: 0 })

/** Every text of a parsed form, JSON body or query made readable; refuses nesting beyond any form. */
export function readableAll(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return readable(value)
  if (value === null || typeof value !== 'object') return value
  if (depth > DEEPEST) throw unfit()
  if (Array.isArray(value)) return value.map(each => readableAll(each, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [readable(name), readableAll(each, depth + 1)]))
}

/** Uploads that a killed process left half received; nothing that young is touched by another process's living request. */
const LEFT_BEHIND_MS = 15 * 60_000
export async function sweepIncoming(dir: string, now: Date): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const path = join(dir, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() && now.getTime() - found.mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true })
  }
}
