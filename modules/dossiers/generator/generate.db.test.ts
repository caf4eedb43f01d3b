import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { tablesOf } from '../../../kernel/db/db.ts'
import { contentHash } from '../../../kernel/ledger/entry.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { parseDossierCode } from '../domain/code.ts'
import { axesOf } from '../facts.ts'
import { stateOf } from '../history.ts'
import type { DossierTables } from '../tables.ts'
import { aWorld, type World } from '../testing.ts'
import { generateDossiers } from './generate.ts'

const t = useDb()
const COUNT = 400
let world: World
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: COUNT, now: world.platform.now(), ledger: true, seed: 0.25 })
})
const rows = () => tablesOf<DossierTables>(t().owner).selectFrom('dossiers.dossier').selectAll().orderBy('id').execute()

describe('generated dossiers', () => {
  it('are as many as asked for, in many states, none in the future', async () => {
    const all = await rows()
    expect(all).toHaveLength(COUNT)
    expect(new Set(all.map(row => row.processing)).size).toBeGreaterThan(5)
    expect(all.filter(row => row.last_event_at >= world.platform.now())).toEqual([])
    expect(all.filter(row => row.search !== fold(row.search))).toEqual([])
  })

  it('have histories that lead to the stored state', async () => {
    const actions = await tablesOf<DossierTables>(t().owner).selectFrom('dossiers.action').selectAll().orderBy('dossier_id').orderBy('seq').execute()
    const byDossier = Map.groupBy(actions, action => action.dossier_id)
    for (const row of await rows()) {
      const own = byDossier.get(row.id) ?? []
      expect(own.map(action => action.seq)).toEqual(own.map((_, at) => at + 1))
      const { axes, supplementCount } = stateOf(own)
      expect({ ...axes, sync: 'local' }).toEqual(axesOf(row))
      expect(supplementCount).toBe(row.supplement_count)
      expect(own.at(-1)?.at).toEqual(row.last_event_at)
      if (!['submitted', 'received'].includes(row.processing)) expect(own.length).toBeGreaterThanOrEqual(2)
      expect(row.closed_at !== null).toBe(['returned', 'refused', 'withdrawn', 'stopped'].includes(row.processing))
    }
  })

  it('number the day without gaps, and real receptions go on from there', async () => {
    const numbers = new Map<string, number[]>()
    for (const { code, received_at } of await rows()) {
      if (code === null) { expect(received_at).toBeNull(); continue }
      const read = parseDossierCode(code)
      if (!read.ok) throw new Error(`${code}: ${read.reason}`)
      expect(new Date((received_at?.getTime() ?? 0) + 7 * 3_600_000).toISOString().slice(0, 10)).toBe(read.parts.date)
      numbers.set(read.parts.date, [...numbers.get(read.parts.date) ?? [], read.parts.number])
    }
    expect(numbers.size).toBeGreaterThan(50)
    for (const [, taken] of numbers) expect(taken.toSorted((a, b) => a - b)).toEqual(taken.map((_, at) => at + 1))
    const before = (await sql<{ last: number }>`select last from dossiers.code_counter where scope = 'H55.33' and period = '2026-03-06'`.execute(t().owner.kysely)).rows[0]?.last ?? 0
    world.setNow('2026-03-06T10:00:00+07:00')
    const dossierId = await world.submitted(world.citizen())
    const received = await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    expect(received.code).toBe(`H55.33-260306-${String(before + 1).padStart(4, '0')}`)
  })

  it('append ledger entries whose hash is that of their content', async () => {
    const { rows: entries } = await sql<{ act: string; salt: Buffer; payload: { seq: number; generated: boolean }; payload_hash: Buffer }>`select act, salt, payload, payload_hash from kernel.ledger_entry where payload ? 'generated'`.execute(t().owner.kysely)
    expect(entries.length).toBeGreaterThan(2 * COUNT)
    for (const { salt, payload, payload_hash } of entries.slice(0, 20)) expect(payload_hash.equals(contentHash(salt, { payload, reason: null }))).toBe(true)
    expect(entries.filter(({ act }) => !/^dossiers\.[a-z-]+$/.test(act))).toEqual([])
  })

  it('come on top of what is there', async () => {
    const before = (await rows()).length
    await generateDossiers(t().owner, { count: 10, now: new Date('2026-03-09T02:00:00Z'), ledger: false, seed: 0.5 })
    expect(await rows()).toHaveLength(before + 10)
  })
})
