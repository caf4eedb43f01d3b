import { sql } from 'kysely'
import type { Db } from '../../kernel/db/db.ts'

/** Invented lines of facts over the days of 2026 and what they add to their days. In one transaction without a limit of time: a statement takes longer here than any page may. */
export const fillFacts = (db: Db, wanted: number, agencies: readonly string[]): Promise<void> => db.kysely.transaction().execute(async tx => {
  await sql`set local statement_timeout = 0`.execute(tx)
  await sql`drop index dossiers.service_fact_received`.execute(tx)
  await sql`drop index dossiers.service_fact_ended`.execute(tx)
  await sql`alter table dossiers.service_fact drop constraint service_fact_dossier_id_fkey`.execute(tx)
  for (let from = 0; from < wanted; from += 1_000_000) {
    await sql`insert into dossiers.service_fact select uuidv7(), (${sql.val([...agencies])}::uuid[])[1 + n % ${sql.lit(agencies.length)}], d.r, case when d.fate < 0.95 then d.r + d.took end, d.took <= 8, case when d.took > 8 or d.fate >= 0.95 then d.r + 8 end,
        n % 3 > 0, d.fate < 0.9, n % 2 = 0, n % 5 > 0, n % 4 = 0, n % 8 = 0, n % 10 > 0, n % 3 = 0
      from generate_series(1, ${sql.lit(Math.min(1_000_000, wanted - from))}) n cross join lateral (select '2026-01-01'::date + (n % 365) as r, (hashint4(n) & 1023) / 1024.0 as fate, hashint4(n + 7) & 15 as took) d`.execute(tx)
  }
  await sql`create index service_fact_received on dossiers.service_fact (agency_id, received_on, dossier_id)`.execute(tx)
  await sql`create index service_fact_ended on dossiers.service_fact (agency_id, ended_on, dossier_id)`.execute(tx)
  await sql`truncate dossiers.service_day`.execute(tx)
  await sql`insert into dossiers.service_day select * from dossiers.service_days_anew()`.execute(tx)
})
