import { Fault, notFound } from '../../../kernel/errors.ts'
import { BlobMissing, fileHeaders, openFile, type FileService, type StoredFile } from '../../../kernel/files/index.ts'
import type { Reply } from '../../../kernel/http/route.ts'

const waiting = (): Fault => new Fault('unavailable', { status: 503, retryAfterSeconds: 60, title: { vi: 'Tệp đang được quét virus', en: 'The file is being scanned' }, detail: { vi: 'Hãy thử lại sau ít phút. Tệp đã được lưu an toàn.', en: 'Try again in a few minutes. The file is stored.' } })

/** A file as a download, or inside a viewer's sandbox; who may see it has been decided before. */
export async function serveFile(service: FileService, file: StoredFile | undefined, disposition: 'attachment' | 'inline'): Promise<Reply> {
  if (!file) throw notFound()
  if (file.state !== 'accepted') throw waiting()
  try {
    return { kind: 'file', content: await openFile(service, file), mediaType: file.mediaType, disposition, headers: fileHeaders(file, disposition) }
  } catch (error) {
    if (error instanceof BlobMissing) throw notFound()
    throw error
  }
}
