import { read } from '../../../kernel/db/db.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { localDateOf } from '../../calendar/index.ts'
import { t } from '../acts/dataset-work.ts'
import { feedDataset, type Feeding } from '../feed.ts'
import type { Applied } from '../store-rows.ts'

/** A register that the platform keeps anyway and hands to the dataset whose `feed` names it. */
export interface Feed {
  readonly name: string
  /** `since`: what changed after that moment is enough; null: everything */
  read(tx: Tx, about: { readonly today: string; readonly since: Date | null }): Promise<Feeding>
}
type Here = Pick<Platform, 'db' | 'now'>
export const FEEDER = { kind: 'system', name: 'datasets-feed' } as const

/** Acts carry the moment at which they began and commit later: what lies this far back is read again. Reading twice changes nothing. */
const OVERLAP_MS = 10 * 60_000

/** Brings one register into the datasets that take it. `whole`: also what an earlier reading may have missed. */
export async function runFeed(platform: Here, feed: Feed, whole: boolean): Promise<readonly { readonly code: string; readonly applied: Applied | undefined }[]> {
  const takers = await read(platform.db, FEEDER, tx => t(tx).selectFrom('datasets.dataset').select(['code', 'refreshed_at']).where('feed', '=', feed.name).execute())
  const done = []
  for (const { code, refreshed_at: last } of takers) {
    const since = whole || last === null ? null : new Date(last.getTime() - OVERLAP_MS)
    const feeding = await read(platform.db, FEEDER, tx => feed.read(tx, { today: localDateOf(platform.now()), since }))
    done.push({ code, applied: await feedDataset({ platform, actor: FEEDER }, code, feeding) })
  }
  return done
}
