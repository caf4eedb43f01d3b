import { createServer } from 'node:http'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { issueCertificate } from '../certificate-authority/certificate.ts'
import { keptIdentity, revocationList } from '../certificate-authority/authority.ts'
import { answerRequest } from './token.ts'

export interface TimeStampAuthorityOptions {
  readonly port: number
  /** keeps the authority's keys and certificates */
  readonly dir: string
  readonly host?: string
  /** the authority's clock */
  readonly now?: () => Date
}
export interface RunningTimeStampAuthority {
  readonly url: string
  /** what a verifier must trust: DER, and the same as PEM */
  readonly root: Uint8Array
  readonly rootFile: string
  readonly certificateFile: string
  /** the root's list of revoked certificates */
  readonly crlFile: string
  close(): Promise<void>
}

const LARGEST_REQUEST = 64 * 1024

/** A time-stamp authority that speaks RFC 3161 over HTTP with its own root. `POST /` takes and answers DER. */
export async function startTimeStampAuthority(options: TimeStampAuthorityOptions): Promise<RunningTimeStampAuthority> {
  const host = options.host ?? '127.0.0.1'
  const now = options.now ?? (() => new Date())
  await mkdir(options.dir, { recursive: true })
  const validFrom = new Date(now().getTime() - 86_400_000)
  const after = (days: number): Date => new Date(validFrom.getTime() + days * 86_400_000)
  const root = await keptIdentity(options.dir, 'tsa-root', () => issueCertificate({ commonName: 'Tỉnh Số TSA gốc (mô phỏng)', organisation: 'Tỉnh Số – mô phỏng', use: 'root', validFrom, validTo: after(7300) }))
  const tsa = await keptIdentity(options.dir, 'tsa', () => issueCertificate({ commonName: 'Dịch vụ dấu thời gian (mô phỏng)', organisation: 'Tỉnh Số – mô phỏng', use: 'time-stamping', issuer: root, validFrom, validTo: after(3650) }))
  const crlFile = join(options.dir, 'tsa.crl')
  await writeFile(crlFile, revocationList(root, [], now(), 365))
  const server = createServer((request, response) => {
    const end = (status: number, body: Uint8Array | string, type = 'text/plain'): void => { response.writeHead(status, { 'content-type': type }).end(body) }
    if (request.method !== 'POST') return end(405, 'POST application/timestamp-query')
    if (request.headers['content-type'] !== 'application/timestamp-query') return end(415, 'application/timestamp-query')
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => { size += chunk.length; if (size <= LARGEST_REQUEST) chunks.push(chunk) })
    request.on('end', () => {
      if (size > LARGEST_REQUEST) return end(413, 'too large')
      answerRequest(Buffer.concat(chunks), tsa, [root.certificate], now()).then((answer) => end(200, answer.body, 'application/timestamp-reply'), () => end(500, 'error'))
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, host, resolve))
  const address = server.address()
  return {
    url: `http://${host}:${typeof address === 'object' && address ? address.port : options.port}`,
    root: root.certificate, rootFile: join(options.dir, 'tsa-root.pem'), certificateFile: join(options.dir, 'tsa.pem'), crlFile,
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections() }),
  }
}
