import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { importProcedures, searchProcedures } from '../procedures/index.ts'
import { aNationalRecord } from '../procedures/testing.ts'
import { countFilings } from './popularity.ts'
import { aWorld, type World } from './testing.ts'

const t = useDb()
let world: World
const popularity = async (): Promise<Record<string, number>> => Object.fromEntries((await sql<{ code: string; popularity: number }>`select code, popularity from procedures.procedure where popularity > 0`.execute(t().db.kysely)).rows.map(row => [row.code, row.popularity]))
const revision = async (): Promise<number | undefined> => (await sql<{ revision: number }>`select revision from procedures.catalogue_state`.execute(t().db.kysely)).rows[0]?.revision
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
})

describe('popularity', () => {
  it('is how often a procedure was filed within a year, and ranks the search', async () => {
    const twins = ['1.000001', '1.000002'].map(code => aNationalRecord({ code, name: 'Hỗ trợ mua máy cày' }))
    await importProcedures(t().db, twins, { now: world.platform.now() })
    const first = async (): Promise<string | undefined> => (await searchProcedures(t().db, { q: 'hỗ trợ mua máy cày', limit: 1 }, world.platform.now())).items[0]?.code
    expect(await first()).toBe('1.000001')
    for (let filing = 0; filing < 3; filing++) await world.submitted(world.citizen())
    // two of the three were for the second twin
    await sql`update dossiers.dossier set procedure_code = '1.000002' where id in (select id from dossiers.dossier order by id limit 2)`.execute(t().owner.kysely)
    expect(await countFilings(t().db, world.platform.now())).toBe(2)
    expect(await popularity()).toEqual({ '1.000002': 2, '1.004873': 1 })
    expect(await first()).toBe('1.000002')
  })

  it('is not written when nothing changed, and forgets what is older', async () => {
    const before = await revision()
    expect(await countFilings(t().db, world.platform.now())).toBe(0)
    expect(await revision()).toBe(before)
    expect(await countFilings(t().db, new Date(world.platform.now().getTime() + 366 * 86_400_000))).toBe(2)
    expect(await popularity()).toEqual({})
    expect(await revision()).toBe(Number(before) + 1)
  })
})
