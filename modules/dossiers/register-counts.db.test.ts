import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../kernel/actor.ts'
import { read } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { listRegister, REGISTER_FILTERS, type RegisterFilter } from './desk-queries.ts'
import { generateDossiers } from './generator/generate.ts'
import { countRegister, foldRegister } from './register-counts.ts'
import { aWorld, type World } from './testing.ts'

const t = useDb()
const agencies = Array.from({ length: 4 }, () => newId())
let world: World
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: 600, now: world.platform.now(), ledger: false, seed: 0.5 })
})

const officer = (scope: readonly string[]): OfficerActor => ({ ...world.officer(scope[0] ?? '', 'supervisor'), scopeAgencyIds: scope })
const day = (text: string): Date => new Date(`${text}T00:00:00+07:00`)
const PERIODS = [['2025-07-01', '2026-03-10'], ['2026-01-01', '2026-02-01'], ['2026-03-09', '2026-03-10'], ['2024-01-01', '2024-02-01']] as const
type Counts = Readonly<Record<RegisterFilter, number>>
/** As the lists that can be opened say, row by row. */
async function listed(actor: OfficerActor, from: Date, to: Date): Promise<Counts> {
  const counts: Record<RegisterFilter, number> = { received: 0, open: 0, 'open-late': 0, finished: 0, 'finished-on-time': 0, 'finished-late': 0, refused: 0, withdrawn: 0 }
  for (const filter of REGISTER_FILTERS) counts[filter] = (await read(t().db, actor, tx => listRegister(tx, { agencies: actor.scopeAgencyIds, from, to, filter, now: world.platform.now(), limit: 5000 }))).items.length
  return counts
}
const counted = (actor: OfficerActor, from: Date, to: Date): Promise<Counts> => read(t().db, actor, tx => countRegister(tx, { agencies: actor.scopeAgencyIds, from, to, now: world.platform.now() }))
async function expectAgreement(): Promise<void> {
  const own = (await sql<{ id: string }>`select distinct receiving_agency_id as id from dossiers.dossier union select distinct competent_agency_id from dossiers.dossier`.execute(t().owner.kysely)).rows.map(({ id }) => id)
  for (const scope of [own, own.slice(0, 1), own.slice(1, 3)]) for (const [from, to] of PERIODS) expect(await counted(officer(scope), day(from), day(to)), `${scope.length} agencies, ${from}`).toEqual(await listed(officer(scope), day(from), day(to)))
}
const lines = async (): Promise<number> => (await sql<{ n: number }>`select count(*) as n from dossiers.register_day`.execute(t().owner.kysely)).rows[0]?.n ?? 0

describe('the counts of the register', () => {
  it('are the lengths of its lists, for dossiers that came many at once', async () => {
    const year = await counted(officer((await sql<{ id: string }>`select distinct receiving_agency_id as id from dossiers.dossier`.execute(t().owner.kysely)).rows.map(({ id }) => id)), day('2025-07-01'), day('2026-03-10'))
    for (const filter of ['received', 'open', 'open-late', 'finished', 'finished-late', 'refused'] as const) expect(year[filter], filter).toBeGreaterThan(0)
    await expectAgreement()
  })
  it('follow every change and removal, and folding changes none of them', async () => {
    const { kysely } = t().owner
    await sql`update dossiers.dossier d set receiving_agency_id = a.id, competent_agency_id = b.id from unnest(${sql.val(agencies)}::uuid[]) with ordinality as a (id, n), unnest(${sql.val(agencies)}::uuid[]) with ordinality as b (id, n)
      where a.n = 1 + abs(hashtext(d.id::text)) % 4 and b.n = 1 + abs(hashtext(d.id::text || 'b')) % 4`.execute(kysely)
    await expectAgreement()
    await sql`update dossiers.dossier set processing = 'withdrawn', finished_at = ${world.platform.now()}, due_at = 'infinity' where abs(hashtext(id::text || 'c')) % 7 = 0`.execute(kysely)
    await sql`update dossiers.dossier set promised_at = finished_at - interval '1 hour' where finished_at is not null and abs(hashtext(id::text || 'd')) % 3 = 0`.execute(kysely)
    await sql`update dossiers.dossier set finished_at = null, processing = 'in-progress' where abs(hashtext(id::text || 'e')) % 5 = 0`.execute(kysely)
    await sql`update dossiers.dossier set received_at = received_at - interval '40 days' where abs(hashtext(id::text || 'f')) % 9 = 0`.execute(kysely)
    const gone = sql`(select id from dossiers.dossier where abs(hashtext(id::text || 'g')) % 11 = 0)`
    for (const table of ['supplement_request', 'action']) await sql`delete from ${sql.table(`dossiers.${table}`)} where dossier_id in ${gone}`.execute(kysely)
    expect((await sql`delete from dossiers.dossier where id in ${gone}`.execute(kysely)).numAffectedRows).toBeGreaterThan(20n)
    await expectAgreement()
    const before = await lines()
    const folded = await foldRegister(t().db)
    expect(folded).toBeGreaterThan(100)
    expect(await lines()).toBe(before - folded)
    await expectAgreement()
    expect(await foldRegister(t().db)).toBe(0)
  })
  it('are true within the transaction that changes a dossier', async () => {
    const id = await world.submitted(world.citizen())
    const [from, to, now] = [day('2026-03-09'), day('2026-03-10'), world.platform.now()]
    await t().owner.kysely.transaction().execute(async tx => {
      const { rows: [row] } = await sql<{ a: string }>`select receiving_agency_id as a from dossiers.dossier where id = ${id}`.execute(tx)
      const today = async (): Promise<Counts> => countRegister(tx, { agencies: [row?.a ?? ''], from, to, now })
      const before = await today()
      await sql`update dossiers.dossier set received_at = ${now}, processing = 'received', due_at = ${new Date(now.getTime() - 1)} where id = ${id}`.execute(tx)
      expect(await today()).toEqual({ ...before, received: before.received + 1, open: before.open + 1, 'open-late': before['open-late'] + 1 })
      await sql`update dossiers.dossier set processing = 'withdrawn', finished_at = ${now} where id = ${id}`.execute(tx)
      expect(await today()).toEqual({ ...before, received: before.received + 1, withdrawn: before.withdrawn + 1 })
    })
    await expectAgreement()
  })
  it('are hidden from other agencies and never written by the application', async () => {
    const stranger = officer([newId()])
    expect(await read(t().db, stranger, async tx => (await sql`select * from dossiers.register_day`.execute(tx)).rows)).toEqual([])
    await expect(read(t().db, stranger, tx => sql`insert into dossiers.register_day select * from dossiers.register_day`.execute(tx))).rejects.toThrow('permission denied')
    await expect(read(t().db, stranger, tx => sql`delete from dossiers.register_day`.execute(tx))).rejects.toThrow('permission denied')
  })
})
