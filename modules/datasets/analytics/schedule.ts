import { sql } from 'kysely'
import { transact } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { RUN_QUERY } from '../acts/ask-query.ts'
import { t } from '../acts/dataset-work.ts'
import { nextRun } from '../domain/analysis.ts'

const SYSTEM = { kind: 'system', name: 'datasets-query-schedules' } as const
/** Results of questions asked by hand are kept so long; what was asked is told for longer. */
const RESULT_DAYS = 7
const RUN_DAYS = 180

/** Asks what is due, each once however late it is. The rights are judged when it runs. Answers how many. */
export async function askDue({ db, now }: Pick<Platform, 'db' | 'now'>): Promise<number> {
  return transact(db, SYSTEM, async tx => {
    const at = now()
    const due = await t(tx).selectFrom('datasets.query_schedule as s').innerJoin('datasets.query as q', 'q.id', 's.query_id').select(['s.query_id', 's.every', 's.hour', 'q.version', 'q.statement', 'q.with_persons', 'q.purpose', 'q.by_account', 'q.position_id', 'q.agency_id'])
      .where('s.next_at', '<=', at).where('q.removed_at', 'is', null).orderBy('s.next_at').limit(100).forUpdate('s').skipLocked().execute()
    for (const { query_id, every, hour, version, ...wording } of due) {
      const id = newId(at.getTime())
      await t(tx).insertInto('datasets.query_run').values({ id, query_id, query_version: version, scheduled: true, ...wording, state: 'waiting', asked_at: at }).execute()
      await t(tx).updateTable('datasets.query_schedule').set({ next_at: nextRun(every, hour, at) }).where('query_id', '=', query_id).execute()
      await enqueue(tx, RUN_QUERY, { runId: id })
    }
    return due.length
  })
}

/** Answers that were asked for by hand go after a week, runs after half a year; those of schedules as their schedule says. */
export async function forgetRuns({ db, now }: Pick<Platform, 'db' | 'now'>): Promise<void> {
  const before = (days: number): Date => new Date(now().getTime() - days * 86_400_000)
  await transact(db, SYSTEM, async tx => {
    await t(tx).updateTable('datasets.query_run').set({ result: null }).where('scheduled', '=', false).where('asked_at', '<', before(RESULT_DAYS)).where(sql<boolean>`result is not null`).execute()
    await t(tx).deleteFrom('datasets.query_run').where('scheduled', '=', false).where('asked_at', '<', before(RUN_DAYS)).execute()
  })
}
