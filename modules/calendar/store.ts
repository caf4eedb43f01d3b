import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { PLANNED_ONCE, tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { DayException, WindowSet } from './domain/calendar.ts'
import type { CalendarTables, Origin } from './tables.ts'

const t = (db: Db | Tx): ReturnType<typeof tablesOf<CalendarTables>> => tablesOf<CalendarTables>(db)

/** Hours of the province (agencyId null) or of one agency. */
export interface AgencyWindowSet extends WindowSet { readonly agencyId: string | null }
export interface Wording { readonly days: readonly DayException[]; readonly windowSets: readonly AgencyWindowSet[] }
export type Change = 'taken' | 'changed' | 'unchanged' | 'kept'
export interface Made { readonly made: Readonly<Record<Change, number>>; readonly revision: number | null }

export async function latestRevision(db: Db | Tx): Promise<{ readonly number: number; readonly id: string } | undefined> {
  return t(db).selectFrom('calendar.revision').modifyFront(PLANNED_ONCE).select(['number', 'id']).orderBy('number', 'desc').limit(1).executeTakeFirst()
}

/** Days and hours as they were worded in a revision. */
export async function wordingOf(db: Db | Tx, revision: number): Promise<Wording> {
  const days = await t(db).selectFrom('calendar.day').select(['date', 'type', 'kind', 'name', 'source', 'confidence', 'agency_id as agencyId', 'windows'])
    .where('since_revision', '<=', revision).where(eb => eb.or([eb('until_revision', 'is', null), eb('until_revision', '>', revision)])).orderBy('date').execute()
  const windowSets = await t(db).selectFrom('calendar.window_set').select(['valid_from as validFrom', 'week', 'source', 'agency_id as agencyId'])
    .where('since_revision', '<=', revision).where(eb => eb.or([eb('until_revision', 'is', null), eb('until_revision', '>', revision)])).orderBy('valid_from').execute()
  return { days, windowSets }
}

/**
 * Writes a wording as one revision: what is new comes in, what differs replaces the old row, what is absent stays. A row of another
 * origin stands above the province pack (`kept`). Nothing to change: no revision. Writers queue behind one lock.
 */
export async function write(tx: Tx, wording: Wording, origin: Origin, by: string, at: Date): Promise<Made> {
  await sql`select pg_advisory_xact_lock(hashtext('calendar.revision'))`.execute(tx)
  const days = await t(tx).selectFrom('calendar.day').selectAll().where('until_revision', 'is', null).execute()
  const sets = await t(tx).selectFrom('calendar.window_set').selectAll().where('until_revision', 'is', null).execute()
  const known = new Map(days.map(row => [`${row.date} ${row.agency_id ?? ''}`, row]))
  const knownSets = new Map(sets.map(row => [`${row.valid_from} ${row.agency_id ?? ''}`, row]))
  const judgedDays = wording.days.map(day => {
    const before = known.get(`${day.date} ${day.agencyId ?? ''}`)
    const same = before !== undefined && isDeepStrictEqual([before.type, before.kind, before.name, before.source, before.confidence, before.windows], [day.type, day.kind, day.name, day.source, day.confidence, day.windows])
    return { day, before, change: judge(before, same, origin) }
  })
  const judgedSets = wording.windowSets.map(set => {
    const before = knownSets.get(`${set.validFrom} ${set.agencyId ?? ''}`)
    return { set, before, change: judge(before, before !== undefined && before.source === set.source && isDeepStrictEqual(before.week, set.week), origin) }
  })
  const made = { taken: 0, changed: 0, unchanged: 0, kept: 0 }
  for (const { change } of [...judgedDays, ...judgedSets]) made[change]++
  if (made.taken + made.changed === 0) return { made, revision: null }

  const revision = ((await latestRevision(tx))?.number ?? 0) + 1
  await t(tx).insertInto('calendar.revision').values({ number: revision, id: newId(at.getTime()), made_at: at, made_by: by }).execute()
  const freshDays = judgedDays.filter(({ change }) => change === 'taken' || change === 'changed')
  const freshSets = judgedSets.filter(({ change }) => change === 'taken' || change === 'changed')
  const outdated = freshDays.flatMap(({ before }) => before === undefined ? [] : [before.id])
  const outdatedSets = freshSets.flatMap(({ before }) => before === undefined ? [] : [before.id])
  if (outdated.length > 0) await t(tx).updateTable('calendar.day').set({ until_revision: revision }).where('id', 'in', outdated).execute()
  if (outdatedSets.length > 0) await t(tx).updateTable('calendar.window_set').set({ until_revision: revision }).where('id', 'in', outdatedSets).execute()
  if (freshDays.length > 0) {
    await t(tx).insertInto('calendar.day').values(freshDays.map(({ day }) => ({
      id: newId(at.getTime()), date: day.date, agency_id: day.agencyId, type: day.type, kind: day.kind, name: day.name.normalize('NFC'), source: day.source.normalize('NFC'), confidence: day.confidence,
      windows: day.windows === null ? null : JSON.stringify(day.windows), origin, since_revision: revision, until_revision: null
    }))).execute()
  }
  if (freshSets.length > 0) {
    await t(tx).insertInto('calendar.window_set').values(freshSets.map(({ set }) => ({
      id: newId(at.getTime()), agency_id: set.agencyId, valid_from: set.validFrom, week: JSON.stringify(set.week), source: set.source.normalize('NFC'), origin, since_revision: revision, until_revision: null
    }))).execute()
  }
  return { made, revision }
}

function judge(before: { readonly origin: Origin } | undefined, same: boolean, origin: Origin): Change {
  if (before === undefined) return 'taken'
  if (same) return 'unchanged'
  return origin === 'pack' && before.origin !== 'pack' ? 'kept' : 'changed'
}
