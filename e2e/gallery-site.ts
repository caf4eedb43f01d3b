import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { contentSecurityPolicy } from '../kernel/http/guard.ts'
import { writeGallery } from '../ui/gallery/write-gallery.ts'

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.wasm': 'application/wasm' }

export interface Posted { readonly url: string; readonly body: Buffer; readonly at: number }
export interface GallerySite {
  readonly base: string
  readonly dir: string
  readonly posted: Posted[]
  /** what posts are answered with; 204 unless told */
  status: number
  /** posts are answered when this has come true */
  gate: Promise<void>
  close(): void
}

/** The gallery served as the product is (same CSP); posts are kept and answered. */
export async function serveGallery(): Promise<GallerySite> {
  const dir = mkdtempSync(path.join(tmpdir(), 'tinhso-gallery-'))
  await writeGallery(dir)
  const posted: Posted[] = []
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      void read(request).then((body) => { posted.push({ url: request.url ?? '', body, at: performance.now() }); return site.gate.then(() => response.writeHead(site.status).end()) })
      return
    }
    const file = path.join(dir, path.normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/')))
    if (!existsSync(file) || path.extname(file) === '') { response.writeHead(404, { 'content-type': 'text/plain' }).end('none'); return }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'content-security-policy': contentSecurityPolicy() })
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  const site: GallerySite = {
    dir, base: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, posted, status: 204, gate: Promise.resolve(),
    close: () => { server.closeAllConnections(); server.close(); rmSync(dir, { recursive: true, force: true }) },
  }
  return site
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
