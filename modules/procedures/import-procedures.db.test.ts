import { existsSync, readdirSync } from 'node:fs'
import { readLines } from '../../kernel/lines.ts'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { tablesOf } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { aPack } from './domain/pack-builder.ts'
import { findProcedure, getCase, importProcedures, listVersions, publishPack } from './index.ts'
import type { ProceduresTables } from './tables.ts'
import { aNationalRecord } from './testing.ts'

const MORNING = new Date('2026-03-02T02:00:00Z')
const NEXT_DAY = new Date('2026-03-03T02:00:00Z')
const DATA = new URL('../../../shared/data/tthc/', import.meta.url)
const REAL = [DATA.pathname].find((dir) => existsSync(dir))

describe('import of the national catalogue', () => {
  const t = useDb()

  test('takes, then changes nothing, then makes a new version of what changed', async () => {
    const lines = [aNationalRecord(), aNationalRecord({ code: '1.900002', name: 'Thủ tục khai tử' })]
    expect(await importProcedures(t().db, lines, { now: MORNING })).toEqual({ taken: 2, changed: 0, unchanged: 0, refused: [] })
    expect(await importProcedures(t().db, lines, { now: NEXT_DAY })).toEqual({ taken: 0, changed: 0, unchanged: 2, refused: [] })
    const later = [lines[0] ?? '', aNationalRecord({ code: '1.900002', name: 'Thủ tục đăng ký khai tử' })]
    expect(await importProcedures(t().db, later, { now: NEXT_DAY })).toEqual({ taken: 0, changed: 1, unchanged: 1, refused: [] })
    expect(await listVersions(t().db, '1.900002')).toMatchObject([
      { version: 2, name: 'Thủ tục đăng ký khai tử', validFrom: '2026-03-03', validTo: null },
      { version: 1, name: 'Thủ tục khai tử', validFrom: '2026-03-02', validTo: '2026-03-03' },
    ])
    expect((await findProcedure(t().db, '1.900002', MORNING))?.name).toBe('Thủ tục khai tử')
    expect((await findProcedure(t().db, '1.900002', NEXT_DAY))?.name).toBe('Thủ tục đăng ký khai tử')
  })

  test('two changes on one day leave the last in force', async () => {
    for (const name of ['Một', 'Hai', 'Ba']) await importProcedures(t().db, [aNationalRecord({ code: '1.900003', name })], { now: MORNING })
    expect((await findProcedure(t().db, '1.900003', MORNING))?.name).toBe('Ba')
    expect(await listVersions(t().db, '1.900003')).toHaveLength(3)
  })

  test('refuses bad lines with their number and takes the rest', async () => {
    const report = await importProcedures(t().db, ['\ufeff' + aNationalRecord({ code: '1.900004' }), '', 'nonsense', aNationalRecord({ code: '1.900004', name: 'Khác' }), aNationalRecord({ code: '1.900005' })], { now: MORNING })
    expect(report).toEqual({ taken: 2, changed: 0, unchanged: 0, refused: [{ line: 3, reason: 'not-json' }, { line: 4, reason: 'repeated-code', code: '1.900004' }] })
  })

  test('never loses a configured case, and says that it fell behind', async () => {
    const pack = aPack({ code: '1.900006' })
    await importProcedures(t().db, [aNationalRecord({ code: '1.900006' })], { now: MORNING })
    const { procedureCaseId } = await publishPack(t().db, pack, { now: MORNING, approvedBy: '12/QĐ-UBND', approvedOn: '2026-03-01', amended: true })
    await importProcedures(t().db, [aNationalRecord({ code: '1.900006', steps: 'khác hẳn' })], { now: NEXT_DAY })
    expect(await getCase(t().db, procedureCaseId)).toMatchObject({ validTo: null, amended: true, behind: true, pack: { code: '1.900006' } })
  })

  test('concurrent imports of the same change make one version', async () => {
    const lines = [aNationalRecord({ code: '1.900007' }), aNationalRecord({ code: '1.900008' })]
    const reports = await Promise.all([1, 2, 3].map(() => importProcedures(t().db, lines, { now: MORNING })))
    expect(reports.map((report) => report.taken + report.changed).toSorted()).toEqual([0, 0, 2])
    expect(await listVersions(t().db, '1.900008')).toHaveLength(1)
  })

  test('the database refuses two wordings in force at once and text that is not NFC', async () => {
    const rest = 'valid_from, valid_to, source, decision, name, field, ministry, levels, agency, subjects, online_level, content, content_hash, recorded_at'
    const again = sql.raw(`insert into procedures.procedure_version (id, code, version, ${rest}) select gen_random_uuid(), code, 99, ${rest} from procedures.procedure_version where code = '1.900001'`)
    await expect(again.execute(t().db.kysely)).rejects.toThrow(/procedure_version_current|exclusion/)
    const decomposed = tablesOf<ProceduresTables>(t().db).updateTable('procedures.procedure_version').set({ name: 'Đăng ký'.normalize('NFD') }).where('code', '=', '1.900001')
    await expect(decomposed.execute()).rejects.toThrow(/check constraint/)
  })

  test.skipIf(!REAL)('takes the real catalogue whole, and a second run changes nothing', async () => {
    const files = readdirSync(REAL ?? '').filter((name) => name.startsWith('tthc_detail_'))
    let taken = 0
    for (const file of files) {
      const report = await importProcedures(t().db, readLines(`${REAL}/${file}`), { now: MORNING })
      expect(report.refused).toEqual([])
      taken += report.taken
    }
    expect(taken).toBe(1230)
    const again = await importProcedures(t().db, readLines(`${REAL}/tthc_detail_btp.jsonl`), { now: NEXT_DAY })
    expect(again).toEqual({ taken: 0, changed: 0, unchanged: 225, refused: [] })
  })
  if (!REAL) console.log('skipped: the national catalogue (../shared/data/tthc) is not here')
})
