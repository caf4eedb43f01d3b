import { readFile } from 'node:fs/promises'
import { Fault, invalid, notFound } from '../../kernel/errors.ts'
import { acceptUpload, BlobMissing, DEFAULT_LIMITS, fileHeaders, openFile, type FileService, type StoredFile } from '../../kernel/files/index.ts'
import type { IncomingFile, Reply } from '../../kernel/http/route.ts'

export const UPLOADS = { maxBytes: DEFAULT_LIMITS.maxBytes, maxFiles: 10 } as const

const refuse = (field: string, vi: string, en: string, code = 'file'): Fault => invalid([{ field, code, message: { vi, en } }])

/** Looks at what came as evidence and stores its bytes; the rows are the act's to write. The first file that cannot be taken refuses all, by its name. */
export async function receiveEvidence(service: FileService, incoming: readonly IncomingFile[], about: { readonly field: string; readonly uploadedBy: string; readonly ownerScope: string; readonly at: Date }): Promise<readonly StoredFile[]> {
  const sent = incoming.filter(file => file.size > 0 || file.name !== '')
  if (sent.length === 0) throw refuse(about.field, 'Chọn tệp minh chứng.', 'Choose a file of evidence.', 'required')
  const files: StoredFile[] = []
  for (const file of sent) {
    if (file.truncated) throw refuse(about.field, `“${file.name}” lớn quá. Chia nhỏ hoặc nén ảnh.`, `"${file.name}" is too large. Split it or shrink its pictures.`)
    const accepted = await acceptUpload(service, [{ name: file.name, bytes: await readFile(file.path), uploadedBy: about.uploadedBy, ownerScope: about.ownerScope, at: about.at }])
    if (!accepted.ok) throw refuse(about.field, `“${file.name}”: ${accepted.error.message.vi}`, `"${file.name}": ${accepted.error.message.en}`)
    files.push(accepted.file)
  }
  return files
}

/** A file as a download; who may see it, the database has decided. */
export async function serveEvidence(service: FileService, file: StoredFile | undefined): Promise<Reply> {
  if (!file) throw notFound()
  if (file.state !== 'accepted') throw new Fault('unavailable', { status: 503, retryAfterSeconds: 60, title: { vi: 'Tệp đang được quét virus', en: 'The file is being scanned' }, detail: { vi: 'Hãy thử lại sau ít phút. Tệp đã được lưu an toàn.', en: 'Try again in a few minutes. The file is stored.' } })
  try {
    return { kind: 'file', content: await openFile(service, file), mediaType: file.mediaType, disposition: 'attachment', headers: fileHeaders(file, 'attachment') }
  } catch (error) {
    if (error instanceof BlobMissing) throw notFound()
    throw error
  }
}
