import { createServer } from 'node:http'
import { startGateway } from '../../modules/exchange/gateway/start.ts'

/** One gateway as in production: rights, quota, hashes, durable log, signed batches. `gateway.ts DATABASE-URL VAR-DIR NAME [PORT [FROM STEP]]`; prints its port.
 * With FROM and STEP (milliseconds) its clock is not the machine's: it moves on by STEP with every message. */
const [databaseUrl = '', varDir = '', name = 'bench'] = process.argv.slice(2)
const say = (_fields: object, message: string): void => { process.stderr.write(`${message}\n`) }
const [from, step] = process.argv.slice(6, 8).map(Number)
let messages = 0
const now = from === undefined || step === undefined ? Date.now : () => Math.floor(from + messages * step)
const eventMutant = (['acknowledges-before-durable', 'moves-on-before-the-answer'] as const).find(each => each === process.env['EVENT_MUTANT'])
const gateway = await startGateway({ instance: 'DEV', name, databaseUrl, varDir, masterKey: Buffer.alloc(32, 7), faultDialect: '7.8', trustedNetworks: ['127.0.0.0/8'], allowLoopback: true, ownAddress: '127.0.0.1', ...(process.env['ANSWER_EARLY'] ? { answerEarly: true } : {}), ...(process.env['EVENTS_URL'] ? { eventsUrl: process.env['EVENTS_URL'] } : {}), ...(eventMutant ? { eventMutant } : {}) },
  { debug: () => undefined, info: say, warn: say, error: say }, now)
const server = createServer((request, response) => { messages++; gateway.handle(request, response) })
server.keepAliveTimeout = 120_000
server.listen(Number(process.argv[5] ?? 0), '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); void gateway.stop().then(() => process.exit(0)) })
process.on('SIGUSR2', () => { process.stderr.write(`${JSON.stringify(process.cpuUsage())} ${process.memoryUsage.rss()}\n`) })
