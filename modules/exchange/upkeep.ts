import { sql } from 'kysely'
import { transact, type Db } from '../../kernel/db/db.ts'

const system = { kind: 'system', name: 'exchange' } as const
/** Whoever replays an older message is told so by its time, not by its id. */
const CLAIM_DAYS = 400
const MONTHS_AHEAD = 4

/** Makes the partitions of this month and of those ahead; answers how many were missing. */
export async function makePartitions(db: Db, now: Date): Promise<number> {
  return transact(db, system, async tx => (await sql<{ made: number }>`select exchange.make_partitions(${now}::date, ${MONTHS_AHEAD}) as made`.execute(tx)).rows[0]?.made ?? 0)
}

/** Forgets message ids that nobody can replay any more, and what people were told so long ago. */
export async function forgetOldClaims(db: Db): Promise<void> {
  await transact(db, system, async tx => {
    await sql`delete from exchange.message_claim where claimed_at < now() - make_interval(days => ${CLAIM_DAYS})`.execute(tx)
    await sql`delete from exchange.told where at < now() - make_interval(days => ${CLAIM_DAYS})`.execute(tx)
  })
}

/** Forgets events that their topics keep no longer. */
export async function expireEvents(db: Db, now: Date): Promise<void> {
  await transact(db, system, tx => sql`select exchange.expire_events(${now})`.execute(tx))
}
