import { createServer } from 'node:http'
import { Pool } from 'undici'

/** The bare proxy of `bare-proxy.ts` for bodies of any size: both directions stream, with the back pressure that this needs. `bare-streaming-proxy.ts UPSTREAM-URL`; prints its port. */
const ONE_HOP = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding'])
const travelling = (raw: readonly string[]): string[] => {
  const kept: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) if (!ONE_HOP.has((raw[at] ?? '').toLowerCase())) kept.push(raw[at] ?? '', raw[at + 1] ?? '')
  return kept
}
const pool = new Pool(process.argv[2] ?? '', { connections: 128, pipelining: 1 })
const server = createServer((request, response) => {
  let resume = (): void => undefined
  response.on('drain', () => { resume() })
  pool.dispatch({ path: request.url ?? '/', method: 'POST', headers: travelling(request.rawHeaders), body: request }, {
    onRequestStart() { /* nothing is known yet */ },
    onResponseStart(control, code) { resume = () => { control.resume() }; response.writeHead(code, travelling((control.rawHeaders as Buffer[]).map(each => each.toString('latin1')))) },
    onResponseData(control, chunk) { if (!response.write(chunk)) control.pause() },
    onResponseEnd() { response.end() },
    onResponseError() { response.destroy() },
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
