import type { Module, TimedJob } from '../../kernel/module.ts'
import { makePartitions, forgetOldClaims } from './upkeep.ts'

const upkeep: TimedJob = { name: 'exchange-upkeep', crontab: '10 18 * * *', run: async (_, platform) => { await makePartitions(platform.db, platform.now()); await forgetOldClaims(platform.db) } }

export const exchangeModule: Module = { name: 'exchange', routes: [], jobs: [upkeep] }
