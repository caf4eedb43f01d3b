import { read, transact, type Tx } from '../../kernel/db/db.ts'
import type { TimedJob } from '../../kernel/module.ts'
import type { Platform } from '../../kernel/platform.ts'
import { recordServiceTest, storeServiceFacts } from '../exchange/index.ts'
import { storeProvider } from './provider.ts'

const LOOKER = { kind: 'system', name: 'datasets-health' } as const

/** Looks whether every open service of the store answers, and keeps what it saw. Answers how many do not. */
export async function lookAtServices(platform: Platform): Promise<number> {
  const store = storeProvider(platform)
  const now = platform.now()
  const open = (await read(platform.db, LOOKER, tx => storeServiceFacts(tx, now, now))).filter(each => each.enabled)
  let away = 0
  for (const service of open) {
    const begun = platform.now().getTime()
    const outcome = await store.health(service.code)
    if (!outcome.ok) away++
    await transact(platform.db, LOOKER, (tx: Tx) => recordServiceTest(tx, service.id, { ...outcome, milliseconds: Math.max(0, platform.now().getTime() - begun) }, platform.now()))
  }
  return away
}
export const healthJob: TimedJob = { name: 'datasets-health', crontab: '*/15 * * * *', run: async (_payload, platform) => { const away = await lookAtServices(platform); if (away > 0) platform.log.warn({ away }, 'services of the data store do not answer') } }
