import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A catalogue of somebody else, on this machine: pages by path, with validators like a web server's. */
export interface OtherCatalogue { readonly url: string; readonly asked: { readonly url: string; readonly conditional: boolean }[]; /** path and query → body; a function may answer by itself */ readonly pages: Map<string, { readonly type: string; readonly body: string } | ((request: IncomingMessage, response: ServerResponse) => void)>; close(): Promise<void> }
export async function anotherCatalogue(): Promise<OtherCatalogue> {
  const pages: OtherCatalogue['pages'] = new Map()
  const asked: { url: string; conditional: boolean }[] = []
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    asked.push({ url, conditional: request.headers['if-none-match'] !== undefined })
    const page = pages.get(url) ?? pages.get(url.split('?')[0] ?? '')
    if (!page) { response.writeHead(404).end(); return }
    if (typeof page === 'function') { page(request, response); return }
    const etag = `"${createHash('sha256').update(page.body).digest('hex').slice(0, 16)}"`
    if (request.headers['if-none-match'] === etag) { response.writeHead(304, { etag }).end(); return }
    response.writeHead(200, { 'content-type': page.type, etag }).end(page.body)
  })
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, asked, pages, close: () => new Promise(done => { server.close(() => { done() }); server.closeAllConnections() }) }
}
export const aPackage = (id: string, more: object = {}): object => ({ id, name: id, title: `Bộ ${id}`, notes: `Mô tả ${id}`, license_id: 'cc-by', organization: { title: 'Bộ Thử', name: 'bo-thu' }, tags: [{ name: 'thử' }], groups: [{ name: 'y-te' }], metadata_modified: '2026-11-01T00:00:00.000000', resources: [{ name: 'Bảng', url: `https://du-lieu.bo-thu.vn/${id}.csv`, format: 'CSV' }], ...more })
/** A CKAN with these packages: `package_search` with rows and start. */
export function ckanOf(packages: () => readonly object[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const [start, rows] = [Number(query.get('start')), Number(query.get('rows'))]
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, result: { count: packages().length, results: packages().slice(start, start + rows) } }))
  }
}
