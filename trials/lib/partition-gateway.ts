import { createServer } from 'node:http'
import { startGateway } from '../../modules/exchange/index.ts'
import { SERVER_LIMITS } from '../../kernel/http/limits.ts'

/** One gateway of the trial of partitions: `partition-gateway.ts DATABASE-URL VAR-DIR NAME ADDRESS [MUTANT]`; prints its port. */
const [databaseUrl = '', varDir = '', name = '', address = '', mutant = ''] = process.argv.slice(2)
const say = (fields: object, message: string): void => { if (process.env['TRIAL_LOG']) process.stderr.write(`${name} ${message} ${JSON.stringify(fields)}\n`) }
const gateway = await startGateway({ instance: 'DEV', name, databaseUrl, varDir, masterKey: Buffer.alloc(32, 7), faultDialect: '7.8', trustedNetworks: ['10.77.0.0/16'], allowLoopback: false, ownAddress: address,
  databaseAnswerMs: mutant === 'waits-for-the-database-for-ever' ? 3_600_000 : 2_000, registryMaxAgeMs: mutant === 'believes-an-old-registry' ? 3_600_000 : 6_000, ...(mutant === 'answers-before-the-log' ? { answerEarly: true } : {}) }, { debug: () => undefined, info: say, warn: say, error: say }, Date.now)
const server = createServer(SERVER_LIMITS, (request, response) => { gateway.handle(request, response) })
server.listen(0, '0.0.0.0', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); void gateway.stop().then(() => process.exit(0)) })
