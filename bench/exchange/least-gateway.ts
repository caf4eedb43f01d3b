import { generateKeyPairSync, hash, sign } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { Pool } from 'undici'
import { newId } from '../../kernel/ids.ts'
import type { TransactionRecord } from '../../modules/exchange/domain/record.ts'
import type { GatewayKey } from '../../modules/exchange/evidence/key.ts'
import { leafOf, writeBatch, type Chain, type Leaf } from '../../modules/exchange/evidence/write-batch.ts'
import { travelling } from './bare-proxy-headers.ts'

/**
 * What any gateway must do that has its evidence durable before it answers: the bare proxy, the hashes of both directions, a record in a signed batch. It knows
 * nobody, checks nothing, counts nothing, and an error of the database ends it. `least-gateway.ts UPSTREAM-URL DATABASE-URL`; prints its port.
 */
const [upstream = '', databaseUrl = ''] = process.argv.slice(2)
const pool = new Pool(upstream, { connections: 128, pipelining: 1 })
const database = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c tinhso.actor_kind=system' })
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key: GatewayKey = { publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), sign: note => sign(null, Buffer.from(note), privateKey) }
const { rows: [row] } = await database.query<{ id: number }>("insert into exchange.gateway (name, public_key, started_at, seen_at) values ('least', $1, now(), now()) returning id", [key.publicPem])
const chain: Chain = { gatewayId: row?.id ?? 0, origin: 'bench', gateway: 'least', seq: 0, previous: '0'.repeat(64) }

let queue: { readonly leaf: Leaf; readonly done: () => void }[] = []
let busy = false
async function flush(): Promise<void> {
  while (queue.length > 0) {
    const batch = queue
    queue = []
    await writeBatch(database, chain, key, batch.map(each => each.leaf), Date.now())
    for (const each of batch) each.done()
  }
  busy = false
}
function write(record: TransactionRecord, done: () => void): void {
  queue.push({ leaf: leafOf({ client: 1, service: 1, right: 1, refused: false, whenLogFails: 'closed', record }), done })
  if (!busy) { busy = true; setImmediate(() => { void flush() }) }
}

const sha512 = (data: string | Uint8Array): Buffer => Buffer.from(hash('sha512', data, 'binary'), 'binary')
const whole = (chunks: readonly Buffer[]): Buffer => chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
const client = { instance: 'DEV', memberClass: 'COM', memberCode: '4321', subsystem: 'TestClient' }
const service = { instance: 'DEV', memberClass: 'COM', memberCode: '1234', subsystem: 'TestService', service: 'mock1' }
const server = createServer((request, response) => {
  const arrived = Date.now()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => { chunks.push(chunk) })
  request.on('end', () => {
    let answered: Buffer[] = []
    let status = 0
    let headers: string[] = []
    const body = whole(chunks)
    const sent = travelling(request.rawHeaders)
    pool.dispatch({ path: request.url ?? '/', method: 'POST', headers: sent, body }, {
      onRequestStart() { answered = [] },
      onResponseStart(control, code) { status = code; headers = travelling((control.rawHeaders as Buffer[]).map(each => each.toString('latin1'))) },
      onResponseData(_, chunk) { answered.push(chunk as Buffer) },
      onResponseEnd() {
        const answer = whole(answered)
        const [requestId, now] = [newId(), Date.now()]
        const requestHash = sha512(Buffer.concat([sha512(sent.join('\r\n')), sha512(body)])).toString('base64')
        const responseHash = hash('sha512', Buffer.concat([Buffer.from(headers.join('\r\n')), answer]), 'base64')
        write({
          securityServerInternalIp: '127.0.0.1', securityServerType: 'Producer', requestInTs: arrived, requestOutTs: arrived, responseInTs: now, responseOutTs: now, client, service, serviceVersion: null, serviceType: 'REST',
          restMethod: 'POST', restPath: '/api/members', representedPartyClass: null, representedPartyCode: null, messageId: `DEV-${requestId}`, messageUserId: null, messageIssue: null, clientSecurityServerAddress: '127.0.0.1',
          serviceSecurityServerAddress: upstream, requestSize: body.length, responseSize: answer.length, succeeded: true, faultCode: null, faultString: null, statusCode: status, requestId, requestHash, responseHash,
        }, () => { response.writeHead(status, [...headers, 'x-road-request-hash', requestHash, 'content-length', String(answer.length)]); response.end(answer) })
      },
      onResponseError() { response.writeHead(502).end() },
    })
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); void database.end().then(() => process.exit(0)) })
