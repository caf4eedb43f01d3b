import type { Module, TimedJob } from '../../kernel/module.ts'
import { stampHeads } from './evidence/stamp.ts'
import type { ExchangePorts } from './ports.ts'
import { connectorRoutes } from './routes/connectors.ts'
import { consoleRoutes } from './routes/console.ts'
import { documentAxisRoutes } from './routes/document-axis.ts'
import { eventRoutes } from './routes/events.ts'
import { openLogRoutes } from './routes/open-log.ts'
import { registryRoutes } from './routes/registry.ts'
import { rightRoutes } from './routes/rights.ts'
import { serviceRoutes } from './routes/services.ts'
import { expireEvents, forgetOldClaims, makePartitions } from './upkeep.ts'
import { watchExchange } from './watch.ts'

const upkeep: TimedJob = { name: 'exchange-upkeep', crontab: '10 18 * * *', run: async (_, platform) => { await makePartitions(platform.db, platform.now()); await forgetOldClaims(platform.db); await expireEvents(platform.db, platform.now()) } }

export function exchangeModule(ports: ExchangePorts): Module {
  const stamp: TimedJob = { name: 'exchange-stamp', crontab: '* * * * *', run: async (_, platform) => { if (ports.timeStamp) await stampHeads(platform.db, ports.timeStamp, platform.now()) } }
  const watch: TimedJob = { name: 'exchange-watch', crontab: '20 * * * *', run: async (_, platform) => { await watchExchange(platform, ports) } }
  return { name: 'exchange', routes: [...consoleRoutes(ports), ...registryRoutes(ports), ...serviceRoutes(ports), ...rightRoutes(ports), ...eventRoutes(ports), ...connectorRoutes(), ...documentAxisRoutes(), ...openLogRoutes], jobs: [upkeep, watch, stamp] }
}
