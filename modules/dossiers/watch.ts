import { sql } from 'kysely'
import { tablesOf, transact, type Tx } from '../../kernel/db/db.ts'
import { Fault } from '../../kernel/errors.ts'
import { publish } from '../../kernel/outbox.ts'
import type { Platform } from '../../kernel/platform.ts'
import { workingTimeFor } from '../calendar/index.ts'
import { staffEmailsOf } from '../identity/index.ts'
import { agenciesById, officersOf } from '../organisations/index.ts'
import { raiseAlarm } from './acts/urge-dossier.ts'
import type { DossierTables } from './tables.ts'

const SYSTEM = { kind: 'system', name: 'watch' } as const
const BATCH = 500
const MOST_IN_A_LETTER = 100

export interface Watched { readonly looked: number; readonly raised: number; readonly letters: number }

/**
 * The nightly watch over everything open: nothing lies still, late or at a step without somebody being told (people.md C5). Each dossier is judged
 * and told of in its own transaction; who has been told is kept with it, so that the watch may be killed and run again.
 */
export async function watchDossiers(platform: Platform): Promise<Watched> {
  let looked = 0, raised = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const ids = await transact(platform.db, SYSTEM, tx => openAfter(tx, after))
    for (const id of ids) {
      // closed meanwhile: nothing is to be told
      const why = await raiseAlarm(platform, id).catch((error: unknown) => { if (error instanceof Fault) return undefined; throw error })
      if (why) raised++
    }
    looked += ids.length
    const last = ids.at(-1)
    if (last === undefined || ids.length < BATCH) break
    after = last
  }
  const letters = await sendDigests(platform)
  platform.log.info({ looked, raised, letters }, 'watch over open dossiers')
  return { looked, raised, letters }
}

const openAfter = async (tx: Tx, after: string): Promise<string[]> =>
  (await tablesOf<DossierTables>(tx).selectFrom('dossiers.dossier').select('id').where('closed_at', 'is', null).where('id', '>', after).orderBy('id').limit(BATCH).execute()).map(row => row.id)

/**
 * One letter a day to each agency: to who holds the dossiers, and to the desk that answers for them to the applicants. It goes to the agency's mailbox; where
 * there is none, to those of its reception officers who gave a work address.
 */
async function sendDigests({ db, now }: Platform): Promise<number> {
  return transact(db, SYSTEM, async tx => {
    const at = now()
    const work = await workingTimeFor(tx, null)
    const day = work.localDate(at)
    const { rows } = await sql<{ agency: string; lines: string[] }>`select a.id as agency, array_agg(coalesce(d.code, d.procedure_code) || ': ' || d.procedure_name || '. ' || e.reason order by d.due_at, d.id) as lines
      from dossiers.dossier d join dossiers.action e on e.dossier_id = d.id and e.act = 'urgeDossier' and e.actor_kind = 'system' and e.at >= ${work.instant(day, 0)}
      cross join lateral (select distinct unnest(array[d.holder_agency_id, d.receiving_agency_id]) as id) a group by 1`.execute(tx)
    const agencies = await agenciesById(tx, rows.map(row => row.agency))
    let letters = 0
    for (const { agency: id, lines } of rows) {
      const agency = agencies.get(id)
      if (!agency) continue
      const addresses = agency.email ? [agency.email] : await staffEmailsOf(tx, (await officersOf(tx, id, day, ['reception-officer'])).map(officer => officer.accountId))
      if (addresses.length === 0) continue
      const first = await tablesOf<DossierTables>(tx).insertInto('dossiers.digest').values({ agency_id: id, day, sent_at: at }).onConflict(c => c.doNothing()).returning('day').execute()
      if (first.length === 0) continue
      const more = lines.length > MOST_IN_A_LETTER ? `\n… và ${lines.length - MOST_IN_A_LETTER} hồ sơ khác` : ''
      for (const email of addresses) await publish(tx, 'dossiers.digest', { to: { accountIds: [], name: agency.name, email }, path: '/ban-lam-viec?ds=khong-tien-trien', procedure: '', agency: agency.name, reason: lines.slice(0, MOST_IN_A_LETTER).join('\n') + more })
      letters += addresses.length
    }
    return letters
  })
}
