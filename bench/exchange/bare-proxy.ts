import { createServer } from 'node:http'
import { Pool } from 'undici'
import { travelling } from './bare-proxy-headers.ts'

/** The limit: a proxy of node:http and undici that does what every proxy must (headers both ways but those of one hop) and nothing else. `bare-proxy.ts UPSTREAM-URL`; prints its port. */
const pool = new Pool(process.argv[2] ?? '', { connections: 128, pipelining: 1 })
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => { chunks.push(chunk) })
  request.on('end', () => {
    let answered: Buffer[] = []
    let status = 0
    let headers: string[] = []
    pool.dispatch({ path: request.url ?? '/', method: 'POST', headers: travelling(request.rawHeaders), body: Buffer.concat(chunks) }, {
      onRequestStart() { answered = [] },
      onResponseStart(control, code) { status = code; headers = travelling((control.rawHeaders as Buffer[]).map(each => each.toString('latin1'))) },
      onResponseData(_, chunk) { answered.push(chunk as Buffer) },
      onResponseEnd() { const body = Buffer.concat(answered); response.writeHead(status, [...headers, 'content-length', String(body.length)]); response.end(body) },
      onResponseError() { response.writeHead(502).end() },
    })
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
