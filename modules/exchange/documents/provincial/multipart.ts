import { Busboy, type BusboyInstance } from '@fastify/busboy'

/** The first file of a multipart body; undefined when there is none or the body is none. The bytes are bounded already. */
export function fileOf(contentType: string | undefined, bytes: Buffer): Promise<Buffer | undefined> {
  return new Promise(done => {
    let file: Buffer | undefined
    let parser: BusboyInstance
    try { parser = new Busboy({ headers: { 'content-type': contentType ?? '' }, limits: { files: 1, fields: 16, fieldSize: 10_000, parts: 17, headerPairs: 20 } }) } catch { done(undefined); return }
    parser.on('file', (_, stream) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => { chunks.push(chunk) })
      stream.on('end', () => { file ??= Buffer.concat(chunks) })
      stream.on('error', () => { done(undefined) })
    })
    parser.on('error', () => { done(undefined) })
    parser.on('finish', () => { done(file) })
    parser.end(bytes)
  })
}
