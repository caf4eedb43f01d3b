import { sql } from 'kysely'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { codeOf } from '../../kernel/errors.ts'
import { asFault } from '../../kernel/http/faults.ts'
import type { Job } from '../../kernel/module.ts'
import { enqueue } from '../../kernel/outbox.ts'
import type { Platform } from '../../kernel/platform.ts'
import { BUILD_LIST_INDEX } from './acts/list-index.ts'
import { t } from './acts/dataset-work.ts'
import { isFull, isHeld } from './loads/room.ts'

const SYSTEM = { kind: 'system', name: 'datasets-list-index' } as const
const AGAIN_MS = 20_000

/** Builds one index in one transaction: killed anywhere, there is none and it is asked for again. Loads of the dataset wait for it; where they are at work it is asked for again, as one that waited would keep a seat of all jobs. */
export async function buildListIndex(platform: Pick<Platform, 'db' | 'now'>, id: string): Promise<void> {
  const again = (tx: Tx): Promise<void> => enqueue(tx, BUILD_LIST_INDEX, { id }, { key: `list-index:${id}`, runAt: new Date(platform.now().getTime() + AGAIN_MS) })
  const end = (failure: string | null) => ({ state: failure === null ? 'ready' as const : 'failed' as const, failure, ended_at: platform.now() })
  try {
    await transact(platform.db, SYSTEM, async tx => {
      const found = await t(tx).selectFrom('datasets.list_index as l').innerJoin('datasets.dataset as d', 'd.id', 'l.dataset_id').select(['d.number', 'l.state']).where('l.id', '=', id).executeTakeFirst()
      if (found?.state !== 'waiting') return
      // as `holdDataset`, without waiting
      const free = (await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(hashtext('datasets.dataset'), ${found.number}) as free`.execute(tx)).rows[0]?.free
      if (!free) { await again(tx); return }
      // millions of rows take longer than a page may
      await sql`set local statement_timeout = 0`.execute(tx)
      const said = (await sql<{ said: string }>`select datasets.build_list_index(${id}) as said`.execute(tx)).rows[0]?.said
      await t(tx).updateTable('datasets.list_index').set(end(said === 'ready' ? null : said ?? 'unexpected')).where('id', '=', id).where('state', '=', 'waiting').execute()
    })
  } catch (error) {
    if (asFault(error).code === 'unavailable') throw error
    if (isHeld(error)) { await transact(platform.db, SYSTEM, again); return }
    // program_limit_exceeded: an entry of an index holds some 2,700 bytes
    const why = codeOf(error) === '54000' ? 'too-long' : isFull(error) ? 'storage-full' : 'unexpected'
    await transact(platform.db, SYSTEM, tx => t(tx).updateTable('datasets.list_index').set(end(why)).where('id', '=', id).where('state', '=', 'waiting').execute())
    if (why === 'unexpected') throw error
  }
}

const idIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'id' in payload && typeof payload.id === 'string' ? payload.id : undefined
export const listIndexJob: Job = { name: BUILD_LIST_INDEX, run: async (payload, platform) => { const id = idIn(payload); if (id !== undefined) await buildListIndex(platform, id) } }
