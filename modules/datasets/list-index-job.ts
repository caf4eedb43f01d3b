import { sql } from 'kysely'
import { transact } from '../../kernel/db/db.ts'
import { codeOf } from '../../kernel/errors.ts'
import { asFault } from '../../kernel/http/faults.ts'
import type { Job } from '../../kernel/module.ts'
import type { Platform } from '../../kernel/platform.ts'
import { BUILD_LIST_INDEX } from './acts/list-index.ts'
import { holdDataset, t } from './acts/dataset-work.ts'
import { isFull } from './loads/room.ts'

const SYSTEM = { kind: 'system', name: 'datasets-list-index' } as const

/** Builds one index in one transaction: killed anywhere, there is none and it is asked for again. Loads of the dataset wait for it, and it for them. */
export async function buildListIndex(platform: Pick<Platform, 'db' | 'now'>, id: string): Promise<void> {
  const end = (failure: string | null) => ({ state: failure === null ? 'ready' as const : 'failed' as const, failure, ended_at: platform.now() })
  try {
    await transact(platform.db, SYSTEM, async tx => {
      const found = await t(tx).selectFrom('datasets.list_index as l').innerJoin('datasets.dataset as d', 'd.id', 'l.dataset_id').select(['d.number', 'l.state']).where('l.id', '=', id).executeTakeFirst()
      if (found?.state !== 'waiting') return
      // millions of rows take longer than a page may, and so may the load before it
      await sql`set local statement_timeout = 0`.execute(tx)
      await sql`set local lock_timeout = 0`.execute(tx)
      await holdDataset(tx, found.number)
      const said = (await sql<{ said: string }>`select datasets.build_list_index(${id}) as said`.execute(tx)).rows[0]?.said
      await t(tx).updateTable('datasets.list_index').set(end(said === 'ready' ? null : said ?? 'unexpected')).where('id', '=', id).where('state', '=', 'waiting').execute()
    })
  } catch (error) {
    if (asFault(error).code === 'unavailable') throw error
    // program_limit_exceeded: an entry of an index holds some 2,700 bytes
    const why = codeOf(error) === '54000' ? 'too-long' : isFull(error) ? 'storage-full' : 'unexpected'
    await transact(platform.db, SYSTEM, tx => t(tx).updateTable('datasets.list_index').set(end(why)).where('id', '=', id).where('state', '=', 'waiting').execute())
    if (why === 'unexpected') throw error
  }
}

const idIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'id' in payload && typeof payload.id === 'string' ? payload.id : undefined
export const listIndexJob: Job = { name: BUILD_LIST_INDEX, run: async (payload, platform) => { const id = idIn(payload); if (id !== undefined) await buildListIndex(platform, id) } }
