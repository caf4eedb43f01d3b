import { sql } from 'kysely'
import { transact, type Db, type Tx } from '../../kernel/db/db.ts'
import type { TimedJob } from '../../kernel/module.ts'
import { localDateOf } from '../calendar/index.ts'
import { FILTERS, holding, type RegisterFilter, type RegisterQuery } from './desk-queries.ts'

/**
 * How many dossiers of the period fall under each filter of the register: every number is the length of a list that can be opened. Sums the
 * days that triggers keep beside the dossiers, exact in the same transaction; only what depends on the hour is counted from the open ones.
 */
export async function countRegister(tx: Tx, { agencies, from, to, now }: Pick<RegisterQuery, 'agencies' | 'from' | 'to' | 'now'>): Promise<Readonly<Record<RegisterFilter, number>>> {
  const sum = (column: string) => sql<number>`coalesce(sum(${sql.ref(`d.${column}`)}), 0)`
  const { rows: [row] } = await sql<Record<RegisterFilter, number>>`select ${sum('received')} as received, ${sum('open')} as open, ${sum('finished')} as finished, ${sum('finished_on_time')} as "finished-on-time",
      ${sum('finished_late')} as "finished-late", ${sum('refused')} as refused, ${sum('withdrawn')} as withdrawn,
      (select count(*) from dossiers.dossier d where ${FILTERS['open-late'](now)} and ${holding(agencies)} and d.entered_at >= ${from} and d.entered_at < ${to}) as "open-late"
    from dossiers.register_day d where ${holding(agencies)} and d.day >= ${localDateOf(from)} and d.day < ${localDateOf(to)}`.execute(tx)
  if (!row) throw new Error('an aggregate without group by answers with one row')
  return row
}

/** Folds what was appended to the days of the register; answers how many lines went. */
export async function foldRegister(db: Db): Promise<number> {
  return transact(db, { kind: 'system', name: 'fold-register' }, async tx => (await sql<{ n: number }>`select dossiers.fold_register() as n`.execute(tx)).rows[0]?.n ?? 0)
}

/** Every night at 02:15 local time. */
export const foldRegisterJob: TimedJob = {
  name: 'dossiers-fold-register', crontab: '15 19 * * *',
  run: async (_payload, platform) => { platform.log.info({ folded: await foldRegister(platform.db) }, 'days of the register folded') },
}
