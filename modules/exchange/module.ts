import type { Module, TimedJob } from '../../kernel/module.ts'
import type { TimeStamper } from '../../kernel/signing/index.ts'
import { stampHeads } from './evidence/stamp.ts'
import { expireEvents, forgetOldClaims, makePartitions } from './upkeep.ts'

export interface ExchangePorts {
  /** absent: chains are signed but no outside authority says when */
  readonly timeStamp: TimeStamper | undefined
}

const upkeep: TimedJob = { name: 'exchange-upkeep', crontab: '10 18 * * *', run: async (_, platform) => { await makePartitions(platform.db, platform.now()); await forgetOldClaims(platform.db); await expireEvents(platform.db, platform.now()) } }

export function exchangeModule(ports: ExchangePorts): Module {
  const stamp: TimedJob = { name: 'exchange-stamp', crontab: '* * * * *', run: async (_, platform) => { if (ports.timeStamp) await stampHeads(platform.db, ports.timeStamp, platform.now()) } }
  return { name: 'exchange', routes: [], jobs: [upkeep, stamp] }
}
