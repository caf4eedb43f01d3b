import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor, OfficerActor } from '../../kernel/actor.ts'
import { read } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { comparePeople } from '../../kernel/vi-text/index.ts'
import { searchDossiers } from './desk-queries.ts'
import { generateDossiers } from './generator/generate.ts'
import type { DossierListRow } from './queries.ts'
import { aWorld, type World } from './testing.ts'
import { countWork, countWorkFacets, listWork, MIXED_LISTS, WORK_LISTS, type WorkDesk, type WorkListName } from './work-queries.ts'

const t = useDb()
const agencies = Array.from({ length: 30 }, () => newId())
let world: World
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: 900, now: world.platform.now(), ledger: false, seed: 0.5 })
  // the same dossiers on thirty desks
  await sql`update dossiers.dossier d set holder_agency_id = a.id, receiving_agency_id = a.id, competent_agency_id = a.id from unnest(${sql.val(agencies)}::uuid[]) with ordinality as a (id, n) where a.n = 1 + abs(hashtext(d.id::text)) % 30`.execute(t().owner.kysely)
  // and a third of them in every open state, late and early, waiting and silent
  await sql`with h as (select id, abs(hashtext(id::text || 'x')) as h from dossiers.dossier)
    update dossiers.dossier d set closed_at = null, processing = (array['submitted', 'received', 'in-progress', 'proposed', 'approved', 'result-ready'])[1 + h.h % 6], due_at = ${world.platform.now()}::timestamptz + ((h.h / 7) % 200 - 100) * interval '1 hour',
      last_event_at = ${world.platform.now()}::timestamptz - ((h.h / 11) % 14) * interval '1 day', supplement = (array['none', 'none', 'requested-before-acceptance', 'requested-after-acceptance', 'answered'])[1 + (h.h / 13) % 5]
    from h where h.id = d.id and h.h % 3 = 0`.execute(t().owner.kysely)
  await sql`insert into dossiers.consultation (id, dossier_id, agency_id, question, deadline, asked_at, asked_by_name) select gen_random_uuid(), id, ${agencies[0]}, 'Có ý kiến gì không?', now(), now(), 'Lò Văn Thử' from dossiers.dossier where closed_at is null and holder_agency_id <> all (${sql.val([agencies[0], agencies[2]])}::uuid[]) limit 3`.execute(t().owner.kysely)
})

const officer = (scope: readonly string[]): OfficerActor => ({ ...world.officer(scope[0] ?? '', 'supervisor'), scopeAgencyIds: scope })
const days = (count: number): Date => new Date(world.platform.now().getTime() + count * 86_400_000)
const scopeOf = (actor: OfficerActor): WorkDesk => ({ agencies: actor.scopeAgencyIds, accountId: actor.accountId, now: world.platform.now(), soonBefore: days(1.5), silentBefore: days(-5) })
/** Every page of a list, one after another. */
async function whole(actor: OfficerActor, list: WorkListName, limit = 7, sort?: 'name'): Promise<DossierListRow[]> {
  const found: DossierListRow[] = []
  for (let after: { key: string; id: string } | undefined, first = true; first || after; first = false) {
    const page = await read(t().db, actor, tx => listWork(tx, { list, ...scopeOf(actor), limit, ...(sort ? { sort } : {}), ...(after ? { after } : {}) }))
    found.push(...page.items)
    const [key = '', id = ''] = page.next?.split('~') ?? []
    after = page.next === undefined ? undefined : { key, id }
  }
  return found
}

describe('work lists', () => {
  const lists = WORK_LISTS.filter(list => list !== 'consultations')
  it.each(lists)('%s: the overseer of thirty desks reads what the desks read, page by page, each dossier once', async list => {
    const all = await whole(officer(agencies), list)
    const ids = all.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const byDesk = (await Promise.all([agencies.slice(0, 12), agencies.slice(12)].map(scope => whole(officer(scope), list)))).flat()
    expect(byDesk.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    const key = (row: DossierListRow): number => list === 'closed' ? -Number(row.closed_at) : Number(list === 'stalled' ? row.last_event_at : row.due_at)
    expect(all.map(key)).toEqual(all.map(key).toSorted((a, b) => a - b))
  })

  it.each([['one desk', 1], ['many desks', 30]])('count for %s what they list', async (_name, desks) => {
    const actor = officer(agencies.slice(0, desks))
    const counts = await read(t().db, actor, tx => countWork(tx, scopeOf(actor), Infinity))
    for (const list of WORK_LISTS) {
      const rows = await whole(actor, list, 50)
      if (list !== 'closed') expect([list, counts[list]]).toEqual([list, rows.length])
      const facets = await read(t().db, actor, tx => countWorkFacets(tx, { list, ...scopeOf(actor) }))
      expect(facets.total).toBe(list === 'closed' ? undefined : rows.length)
    }
    expect(Object.values(counts).filter(n => n > 0).length).toBeGreaterThan(3)
  })

  it.each([['one desk', 1], ['many desks', 30]])('are counted up to a bound for %s, and say when there are more', async (_name, desks) => {
    const actor = officer(agencies.slice(0, desks))
    const counts = await read(t().db, actor, tx => countWork(tx, scopeOf(actor), 4))
    for (const list of lists.filter(each => each !== 'closed')) {
      const rows = await whole(actor, list, 50)
      expect([list, counts[list]]).toEqual([list, Math.min(5, rows.length)])
      const facets = await read(t().db, actor, tx => countWorkFacets(tx, { list, ...scopeOf(actor) }, 4))
      expect([list, facets.more, facets.total]).toEqual([list, rows.length > 4, rows.length > 4 ? undefined : rows.length])
      // where states can be chosen, every one that is there can
      const few = await read(t().db, actor, tx => countWorkFacets(tx, { list, ...scopeOf(actor) }, 0))
      if (MIXED_LISTS.includes(list)) expect([list, rows.filter(row => !few.states.has(row.processing))]).toEqual([list, []])
    }
    if (desks > 1) expect(Object.values(counts).filter(n => n === 5).length).toBeGreaterThan(3)
  })

  it('are sorted by given name where that is asked for, and hold the same dossiers', async () => {
    const actor = officer(agencies)
    const [urgent, named] = [await whole(actor, 'to-receive'), await whole(actor, 'to-receive', 7, 'name')]
    expect(named.map(({ id }) => id).toSorted()).toEqual(urgent.map(({ id }) => id).toSorted())
    const names = named.map(row => row.subject_name)
    expect(names).toEqual(names.toSorted(comparePeople))
    expect(names).not.toEqual(urgent.map(row => row.subject_name))
  })

  it('hold the open questions to an agency, whoever holds the dossier', async () => {
    const asked = officer(agencies.slice(0, 1))
    // whichever desks the three lie at: how many of the generated ones one desk has is chance
    expect((await whole(asked, 'consultations')).filter(({ holder_agency_id }) => holder_agency_id !== agencies[0])).toHaveLength(3)
    expect(await whole(officer(agencies.slice(2, 3)), 'consultations')).toEqual([])
  })
})

describe('search by words', () => {
  const idsFor = (actor: Actor): Promise<string[]> => read(t().db, actor, async tx => (await sql<{ id: string }>`select dossiers.ids_by_words('', null, 10000) as id`.execute(tx)).rows.map(({ id }) => id))
  const owned = async (scope: readonly string[]): Promise<string[]> => (await sql<{ id: string }>`select id from dossiers.dossier d where holder_agency_id = any (${sql.val([...scope])}::uuid[]) or exists (select from dossiers.consultation c where c.dossier_id = d.id and c.agency_id = any (${sql.val([...scope])}::uuid[])) order by id desc`.execute(t().owner.kysely)).rows.map(({ id }) => id)

  it('looks behind the wall for nobody but the desks of the officer who asks', async () => {
    for (const scope of [agencies.slice(0, 1), agencies.slice(3, 5), agencies]) expect(await idsFor(officer(scope))).toEqual(await owned(scope))
    expect(await idsFor(officer([newId()]))).toEqual([])
    expect(await idsFor(world.citizen())).toEqual([])
    expect(await idsFor({ kind: 'anonymous' })).toEqual([])
  })

  it('finds by words without diacritics and by the whole code, a page at a time', async () => {
    const actor = officer(agencies)
    const { rows: [one] } = await sql<{ id: string; code: string; subject_name: string }>`select id, code, subject_name from dossiers.dossier where code is not null order by id limit 1`.execute(t().owner.kysely)
    if (!one) throw new Error('no dossier has a code')
    const find = (q: string, before?: string) => read(t().db, actor, tx => searchDossiers(tx, { q, limit: 10, ...(before ? { before } : {}) }))
    expect((await find(` ${one.code.toLowerCase()} `)).items.map(({ id }) => id)).toEqual([one.id])
    const [first, second] = [await find(one.subject_name.split(' ')[0] ?? ''), await find(one.subject_name.split(' ')[0] ?? '', (await find(one.subject_name.split(' ')[0] ?? '')).next)]
    expect(first.items).toHaveLength(10)
    expect(second.items.map(({ id }) => id).filter(id => first.items.some(item => item.id === id))).toEqual([])
    expect((await find('khong ai ten nhu vay')).items).toEqual([])
  })

  it('finds the words one after another, the last one by its beginning, and nothing inside a word', async () => {
    await sql`update dossiers.dossier set search = 'hoang thi ngat ma van q (lan 2) xac nhan' where id = (select id from dossiers.dossier where code is not null order by id limit 1)`.execute(t().owner.kysely)
    const many = async (q: string): Promise<number> => (await read(t().db, officer(agencies), tx => searchDossiers(tx, { q, limit: 10 }))).items.length
    for (const q of ['Hoàng Thị Ngát', 'thi ngat ma', 'hoang thi nga', 'ngat', 'NGA', 'q (lần 2', 'ngat ma van q']) expect([q, await many(q)]).toEqual([q, 1])
    for (const q of ['hoang ngat', 'ngat thi', 'gat', 'hoan thi ngat', 'ngat mai', "ngat' & 'ma", '(ngat']) expect([q, await many(q)]).toEqual([q, 0])
  })
})
