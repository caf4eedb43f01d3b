import type { Actor } from '../actor.ts'
import { Fault } from '../errors.ts'
import type { Intake } from '../http/intake.ts'
import type { IncomingFile } from '../http/route.ts'
import type { Platform } from '../platform.ts'
import type { Pieces } from './pieces.ts'
import { findUpload, forget } from './uploads.ts'

/** `_resumed.file=<id>` in a form stands for the file that field `file` would have carried. */
const FIELD = /^_resumed\.(.{1,100})$/
const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

const gone = (): Fault => new Fault('upload-gone', { status: 409, title: { vi: 'Tệp chưa tải lên xong hoặc đã hết hạn', en: 'The file has not come completely, or has expired' }, detail: { vi: 'Hãy chọn lại tệp rồi gửi lần nữa.', en: 'Choose the file again and send it once more.' } })

export interface Taken { readonly files: readonly IncomingFile[]; /** once the form was answered */ forget(): Promise<void> }

/** The finished uploads that a form names, as files of that form; each the sender's own, whole, and within the limits of the form. */
export async function takeUploads(platform: Platform, pieces: Pieces, actor: Actor, intake: Intake, limits: { readonly maxBytes: number; readonly maxFiles: number }): Promise<Taken> {
  const named = Object.entries(intake.fields).flatMap(([name, value]) => { const field = FIELD.exec(name)?.[1]; return field === undefined ? [] : [value].flat().map(id => ({ field, id })) })
  if (named.length + intake.files.length > limits.maxFiles) throw new Fault('too-large', { status: 413, title: { vi: 'Quá nhiều tệp trong một lần gửi', en: 'Too many files at once' } })
  const files = await Promise.all(named.map(async ({ field, id }): Promise<IncomingFile> => {
    const upload = ID.test(id) ? await findUpload(platform, actor, id) : undefined
    if (upload === undefined || await pieces.lengthOf(id) !== upload.size) throw gone()
    return { field, name: upload.name.toWellFormed().normalize('NFC'), path: pieces.pathOf(id), size: upload.size, claimedType: upload.mediaType, truncated: upload.size > limits.maxBytes }
  }))
  return { files, forget: () => forget(platform, pieces, actor, named.map(({ id }) => id)) }
}
