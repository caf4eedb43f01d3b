import type { OfficerActor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { workingTimeFor } from '../calendar/index.ts'
import { silentBefore } from './domain/watch.ts'
import { loadWatchSettings } from './watch-settings.ts'
import type { WorkDesk } from './work-queries.ts'

/** Work lists show what the position's own agency holds; who supervises sees every agency below. */
export const agenciesOf = (actor: OfficerActor): readonly string[] => actor.roles.includes('supervisor') || actor.roles.includes('administrator') ? actor.scopeAgencyIds : [actor.agencyId]

/** What an officer's lists are asked with, by the working time of the agency: soon is until the next working day is over. */
export async function workDeskOf(tx: Tx, actor: OfficerActor, now: Date): Promise<WorkDesk> {
  const work = await workingTimeFor(tx, actor.agencyId)
  const next = work.nextWorkingDay(work.localDate(now))
  return { agencies: agenciesOf(actor), accountId: actor.accountId, now, soonBefore: work.instant(work.addDays(next, 1), 0), silentBefore: silentBefore(now, await loadWatchSettings(tx), work) }
}
