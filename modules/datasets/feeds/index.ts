import type { Platform } from '../../../kernel/platform.ts'
import { banksFeed, daysFeed } from './days-and-banks.ts'
import { papersFeed, resultsFeed } from './dossiers.ts'
import { runFeed, type Feed } from './feed.ts'
import { agenciesFeed, successionsFeed, unitsFeed } from './places.ts'
import { legalDocumentsFeed, proceduresFeed, resultTypesFeed } from './procedures.ts'

/** Every register that the platform can feed into datasets, by the name that a dataset's `feed` says. */
export const FEEDS: readonly Feed[] = [unitsFeed, successionsFeed, agenciesFeed, proceduresFeed, resultTypesFeed, legalDocumentsFeed, daysFeed, banksFeed, resultsFeed, papersFeed]

/** Brings the registers up to date, all or those named; one that fails leaves the others done. */
export async function feedDatasets(platform: Pick<Platform, 'db' | 'now'>, names?: readonly string[], whole = true): Promise<number> {
  let changed = 0
  const failures: unknown[] = []
  for (const feed of FEEDS.filter(each => names === undefined || names.includes(each.name))) {
    try { for (const { applied } of await runFeed(platform, feed, whole)) if (applied) changed++ } catch (error) { failures.push(new Error(`feed ${feed.name}`, { cause: error })) }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} feed(s) of the shared data store failed`)
  return changed
}
