import type { Db } from '../../kernel/db/db.ts'
import { workingTimeFor } from '../calendar/index.ts'
import type { DueAt } from '../procedures/index.ts'
import { findRegime } from './domain/regime.ts'
import { legalDueOf } from './timing.ts'

/** When a dossier of an example would be due, by the law of its day and the province's calendar as it stands. */
export async function dueAtFor(db: Db): Promise<DueAt> {
  const work = await workingTimeFor(db, null)
  return ({ value, unit }, receivedAt) => {
    const regime = findRegime(work.localDate(receivedAt))
    if (!regime) return null
    const sameDay = unit === 'SAME_DAY'
    return legalDueOf({ events: [{ type: 'received', at: receivedAt, promisedAt: null }], term: sameDay ? { value, unit: 'WORKING_DAY' } : { value, unit }, sameDay, boundaryFree: false }, receivedAt, regime, work).at
  }
}
