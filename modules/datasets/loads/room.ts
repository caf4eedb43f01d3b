import { sql } from 'kysely'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { codeOf } from '../../../kernel/errors.ts'
import { StorageFull } from '../../../kernel/files/index.ts'
import { asFault } from '../../../kernel/http/faults.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { t } from '../acts/dataset-work.ts'

const SYSTEM = { kind: 'system', name: 'loads' } as const
/** Sooner than the runner's own tries, which grow to hours: when there is room again the load goes on by itself within half a minute (T5). */
const AGAIN_MS = 20_000
export const isFull = (error: unknown): boolean => error instanceof StorageFull || asFault(error).code === 'storage-full'

/** Somebody else holds the rows longer than a transaction waits: an index of millions of them is being built. */
export const isHeld = (error: unknown): boolean => codeOf(error) === '55P03'

/** The disk was full, or the rows were held, when a load needed them: its page says what it waits for, and the same work is asked for once more soon. */
export async function waitAndAsk(platform: Pick<Platform, 'db' | 'now'>, loadId: string, state: 'reading' | 'accepting', why: 'storage-full' | 'busy', again: (tx: Tx, at: Date) => Promise<void>): Promise<void> {
  await transact(platform.db, SYSTEM, async tx => {
    const waits = await t(tx).updateTable('datasets.load').set({ failure: why }).where('id', '=', loadId).where('state', 'in', state === 'reading' ? ['receiving', 'reading'] : [state]).returning('id').executeTakeFirst()
    if (!waits) return
    // what was read so far is read anew, and takes the room of others until then
    if (state === 'reading') await sql`select datasets.drop_staging(${loadId})`.execute(tx)
    await again(tx, new Date(platform.now().getTime() + AGAIN_MS))
  })
}
