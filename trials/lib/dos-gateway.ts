import { createServer } from 'node:http'
import { scryptSync } from 'node:crypto'
import { SERVER_LIMITS } from '../../kernel/http/limits.ts'
import { startGateway } from '../../modules/exchange/gateway/start.ts'

/** One gateway behind the limits of the real server, in a process of its own: `dos-gateway.ts DATABASE-URL VAR-DIR [MUTANT]`; prints its port. */
const [databaseUrl = '', varDir = '', mutant = ''] = process.argv.slice(2)
const kept: Buffer[] = []
const quiet = (): void => undefined
const gateway = await startGateway({ instance: 'DEV', name: 'gw-dos', databaseUrl, varDir, masterKey: Buffer.alloc(32, 7), faultDialect: '7.8', trustedNetworks: ['127.0.0.0/8'], allowLoopback: true, ownAddress: '127.0.0.1' }, { debug: quiet, info: quiet, warn: quiet, error: quiet }, Date.now)
const server = createServer({ ...SERVER_LIMITS, maxHeaderSize: 64 * 1024 }, (request, response) => {
  if (mutant === 'works-hard-for-every-token' && request.headers.authorization !== undefined) scryptSync(request.headers.authorization, 'salt', 32, { N: 65_536, maxmem: 256 * 1024 * 1024 })
  if (mutant === 'keeps-every-body') request.on('data', (chunk: Buffer) => { kept.push(Buffer.alloc(64 * 1024, chunk)) })
  gateway.handle(request, response)
})
if (mutant === 'counts-connections') server.maxConnections = 40
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); void gateway.stop().then(() => process.exit(0)) })
