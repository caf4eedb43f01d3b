import { sql } from 'kysely'
import { read } from '../../kernel/db/db.ts'
import { FILTERS, holding, REGISTER_FILTERS, searchDossiers } from '../../modules/dossiers/desk-queries.ts'
import { LISTS } from '../../modules/dossiers/pages/desk/texts.ts'
import { getDossierView } from '../../modules/dossiers/queries.ts'
import { countRegister } from '../../modules/dossiers/register-counts.ts'
import { startDeskSite } from '../../modules/dossiers/testing-desk.ts'
import { countWork, listWork, WORK_LISTS } from '../../modules/dossiers/work-queries.ts'
import { deskOf, type Estate } from './estate.ts'

/** Something an officer does; tasks of one name are measured together. */
export interface Task { readonly name: string; /** once a round: it takes long, and is no promise */ readonly rare?: true; work(turn: number): Promise<unknown> }
export const [YEAR, EVERY] = ['counts of the register of a year', 'the same by every dossier']

/** Searched for: two whole names that few bear, and one that nobody bears; beside them the surname alone, that tens of thousands bear. */
const NAMES = ['Nguyễn Văn Bình', 'le thi kim oanh', 'Trần Đại Nghĩa']
const SURNAME = 'Nguyễn'
const DOSSIERS_A_TURN = 10
const midnight = (day: string): Date => new Date(`${day}T00:00:00+07:00`)

/** What is asked of a province, of whatever size, in the same order. */
export async function tasksOf({ db, owner, platform, officers }: Estate): Promise<{ readonly list: readonly Task[]; close(): Promise<void> }> {
  const now = platform.now()
  const dayBefore = (days: number): string => new Date(now.getTime() + 7 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10)
  const list: Task[] = []
  const sites: { close(): Promise<void> }[] = []
  for (const [who, actor] of Object.entries(officers)) {
    const site = await startDeskSite({ platform, officer: () => actor }, owner)
    sites.push(site)
    const visitor = await site.officer(actor.agencyId, ...actor.roles)
    const desk = deskOf(actor.scopeAgencyIds, actor.accountId, now)
    const open = async (url: string): Promise<void> => { const { statusCode } = await visitor.get(url); if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}`) }
    const pages = await read(db, actor, async tx => { const found = []; for (const each of WORK_LISTS) found.push(await listWork(tx, { list: each, ...desk })); return found })
    const ids = [...new Set(pages.flatMap(page => page.items.map(({ id }) => id)))]
    const add = (name: string, work: Task['work'], rare?: true): void => { list.push({ name: `${name}, ${who}`, work, ...(rare ? { rare } : {}) }) }
    for (const each of WORK_LISTS) add('page of a work list', () => open(`/ban-lam-viec?ds=${LISTS[each].slug}`))
    for (const each of WORK_LISTS) add('work list', () => read(db, actor, tx => listWork(tx, { list: each, ...desk })))
    for (let i = 0; i < 5; i++) add('counts of the lists', () => read(db, actor, tx => countWork(tx, desk)))
    for (let i = 0; i < DOSSIERS_A_TURN; i++) {
      // the same dossiers in every turn: what is read of a procedure for the first time is read once in the life of a server
      const id = ids[i * 7 % ids.length]
      if (id === undefined) throw new Error('no dossier on any list')
      add('page of a dossier', () => open(`/ban-lam-viec/ho-so/${id}`))
      add('open dossier', () => read(db, actor, tx => getDossierView(tx, id)))
    }
    for (const q of NAMES) add('search by name', () => read(db, actor, tx => searchDossiers(tx, { q })))
    add('search by surname alone', () => read(db, actor, tx => searchDossiers(tx, { q: SURNAME })))
    const year = { agencies: actor.scopeAgencyIds, from: midnight(dayBefore(365)), to: midnight(dayBefore(-1)), now }
    add('page of the overview of a year', () => open(`/ban-lam-viec/tong-quan?tu=${dayBefore(365)}&den=${dayBefore(0)}`), true)
    add(YEAR, () => read(db, actor, tx => countRegister(tx, year)), true)
    add(EVERY, () => read(db, actor, tx => sql`select ${sql.join(REGISTER_FILTERS.map(filter => sql`count(*) filter (where ${FILTERS[filter](now)})`))} from dossiers.dossier d
      where ${holding(year.agencies)} and d.entered_at >= ${year.from} and d.entered_at < ${year.to}`.execute(tx)), true)
  }
  return { list, close: async () => { for (const site of sites) await site.close() } }
}
