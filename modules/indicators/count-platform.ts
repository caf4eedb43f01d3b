import type { SystemActor } from '../../kernel/actor.ts'
import { read } from '../../kernel/db/db.ts'
import type { TimedJob } from '../../kernel/module.ts'
import type { Platform } from '../../kernel/platform.ts'
import { localDateOf } from '../calendar/index.ts'
import { recordReadings, type SourceReading } from './acts/record-readings.ts'
import { offsetPeriod, periodOf } from './domain/period.ts'
import type { IndicatorsPorts } from './ports.ts'

const ACTOR: SystemActor = { kind: 'system', name: 'count-platform' }
/** Until then the month before is still counted, so that its last hours are in it. */
const LAST_MONTH_UNTIL_DAY = 3

/** Writes down what the platform counts of this month. The same number again is no new reading; answers how many are. */
export async function countPlatform(platform: Pick<Platform, 'db' | 'now'>, { province, counters }: IndicatorsPorts): Promise<number> {
  const today = localDateOf(platform.now())
  const month = periodOf('month', today)
  const periods = Number(today.slice(8)) <= LAST_MONTH_UNTIL_DAY ? [offsetPeriod(month, -1), month] : [month]
  const readings: SourceReading[] = []
  for (const counter of counters) for (const period of counter.of === 'moment' ? [month] : periods) {
    const counts = await read(platform.db, ACTOR, tx => counter.count(tx, period))
    readings.push(...counts.map((count): SourceReading => ({ ...count, unitCode: province.code, period: period.id, source: 'platform', ref: counter.ref })))
  }
  return recordReadings({ platform, actor: ACTOR }, readings)
}

/** Every hour. */
export const countPlatformJob = (ports: IndicatorsPorts): TimedJob => ({
  name: 'indicators-count-platform', crontab: '7 * * * *',
  run: async (_payload, platform) => { platform.log.info({ readings: await countPlatform(platform, ports) }, 'figures of the platform counted') },
})
