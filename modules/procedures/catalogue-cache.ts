import { sql } from 'kysely'
import type { Db } from '../../kernel/db/db.ts'
import type { ChannelOffer } from './domain/content.ts'
import { contentOfPack } from './domain/pack-content.ts'
import { findProcedure, listLifeEvents, type LifeEvent, type ProcedureView } from './queries.ts'
import { catalogueRevision } from './search/held-catalogue.ts'
import { localDate } from './domain/days.ts'

const MOST_VIEWS = 400

interface Kept { readonly revision: number; readonly day: string; readonly views: Map<string, Promise<ProcedureView | undefined>>; events?: Promise<readonly LifeEvent[]> }
const kept = new WeakMap<Db, Kept>()

/** What pages read again and again, valid for one revision of the catalogue and one local day. */
async function current(db: Db, now: Date): Promise<Kept> {
  const [revision, day] = [await catalogueRevision(db), localDate(now)]
  const known = kept.get(db)
  if (known && known.revision === revision && known.day === day) return known
  const fresh: Kept = { revision, day, views: new Map() }
  kept.set(db, fresh)
  return fresh
}

/** A procedure in force now, parsed once and kept; the same object comes back until the catalogue changes. */
export async function procedureForPage(db: Db, code: string, now: Date): Promise<ProcedureView | undefined> {
  const { views } = await current(db, now)
  const known = views.get(code)
  if (known) return known
  const first = views.keys().next().value
  if (views.size >= MOST_VIEWS && first !== undefined) views.delete(first)
  const found = findProcedure(db, code, now)
  views.set(code, found)
  found.then((view) => { if (!view) views.delete(code) }, () => { views.delete(code) })
  return found
}

export async function lifeEventsForPage(db: Db, now: Date): Promise<readonly LifeEvent[]> {
  const state = await current(db, now)
  const events = state.events ?? listLifeEvents(db, now)
  state.events = events
  events.catch(() => { delete state.events })
  return events
}

/** Ways to file of several procedures, for lists: one query. Where a pack is in force, its terms. */
export async function offersForList(db: Db, codes: readonly string[], now: Date): Promise<ReadonlyMap<string, readonly ChannelOffer[]>> {
  if (codes.length === 0) return new Map()
  const { rows } = await sql<{ code: string; channels: readonly ChannelOffer[]; pack: NonNullable<ProcedureView['filing']>['pack'] | null }>`
    select v.code, v.content -> 'channels' as channels, c.pack from procedures.procedure_version v
    left join procedures.procedure_case c on c.code = v.code and c.valid_from <= ${localDate(now)} and (c.valid_to is null or c.valid_to > ${localDate(now)})
    where v.valid_from <= ${localDate(now)} and (v.valid_to is null or v.valid_to > ${localDate(now)}) and v.code = any(${codes})`.execute(db.kysely)
  return new Map(rows.map(({ code, channels, pack }) => [code, pack ? contentOfPack(pack).content.channels : channels]))
}
