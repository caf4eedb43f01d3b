import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { importHolidays } from '../../modules/calendar/index.ts'
import { boundariesOf, importBoundaries, importUnits } from '../../modules/organisations/index.ts'
import { exportProcedures, importProcedures } from '../../modules/procedures/index.ts'
import { aNationalRecord } from '../../modules/procedures/testing.ts'

const t = useDb()
const now = new Date('2026-03-10T02:00:00Z')
const today = '2026-03-10'
const entries = async (act: string): Promise<unknown[]> => (await sql<{ payload: unknown }>`select payload from kernel.ledger_entry where act = ${act} order by xact`.execute(t().owner.kysely)).rows.map(row => row.payload)
const nothing = { taken: 0, changed: 0 }

const LISTS: Readonly<Record<string, string>> = {
  'old_provinces_63.csv': 'code,name,type\n19,Tỉnh Thái Nguyên,Tỉnh\n', 'old_districts_696.csv': 'code,name,type,province_code\n164,Thành phố Thái Nguyên,Thành phố,19\n',
  'old_communes_10035.csv': 'code,name,type,district_code,province_code\n05431,Phường Quán Triều,Phường,164,19\n', 'new_provinces_34.csv': 'code,name,merged_from\n19,Tỉnh Thái Nguyên,\n',
  'new_communes_3321.csv': 'code,name,type,province_code\n05431,Phường Quan Triều,Phường,19\n', 'map_2019_to_2024_communes.csv': '', 'map_old_to_new_communes.csv': 'old_code,new_code,old_is_split\n05431,05431,False\n',
}

describe('imports, run twice', () => {
  it('procedures: one entry of the ledger with what was done, none when nothing was; export gives back what was taken', async () => {
    const lines = [aNationalRecord(), aNationalRecord({ code: '1.900002', name: 'Thủ tục khác' }), '{']
    expect(await importProcedures(t().db, lines, { now })).toMatchObject({ taken: 2, refused: [{ line: 3, reason: 'not-json' }] })
    expect(await importProcedures(t().db, lines, { now })).toMatchObject({ ...nothing, unchanged: 2 })
    expect(await entries('procedures.import')).toEqual([{ taken: 2, changed: 0, unchanged: 0, refused: 1 }])
    const exported: string[] = []
    for await (const line of exportProcedures(t().db)) exported.push(line)
    expect(await importProcedures(t().db, exported, { now })).toMatchObject({ ...nothing, unchanged: 2, refused: [] })
  })
  it('procedures: a file that breaks off leaves nothing behind', async () => {
    const broken = async function* (): AsyncGenerator<string> { for (let i = 0; i < 250; i++) yield aNationalRecord({ code: `1.8${String(i).padStart(5, '0')}` }); throw new Error('the disk is gone') }
    await expect(importProcedures(t().db, broken(), { now })).rejects.toThrow('the disk is gone')
    expect((await sql`select 1 from procedures.procedure where code like '1.8%'`.execute(t().owner.kysely)).rows).toEqual([])
  })
  it('holidays', async () => {
    const csv = 'date,weekday_vi,day_type,kind,name_vi,source,confidence\n2031-01-01,Thứ Tư,off,statutory,Tết Dương lịch,x,high\n2031-01-02,Thứ Tư,off,statutory,Sai thứ,x,high\n'
    expect(await importHolidays(t().db, csv, { now })).toMatchObject({ taken: 1, refused: [{ line: 3, reason: 'wrong-weekday' }] })
    expect(await importHolidays(t().db, csv, { now })).toMatchObject({ ...nothing, unchanged: 1, revision: null })
    expect(await entries('calendar.import-holidays')).toHaveLength(1)
  })
  it('units, then their boundaries', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tinhso-units-'))
    for (const [name, text] of Object.entries(LISTS)) await writeFile(join(dir, name), text)
    const first = await importUnits(t().db, dir, { now })
    expect(first.units.taken).toBeGreaterThan(2)
    expect((await importUnits(t().db, dir, { now })).units).toMatchObject(nothing)
    expect(await entries('organisations.import-units')).toHaveLength(1)

    const shape = (side: number): string => JSON.stringify({ type: 'FeatureCollection', features: ['05431', '99999'].map(code => ({ type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [[[105, 21], [105 + side, 21], [105, 21 + side], [105, 21]]] } })) })
    const take = (side: number) => importBoundaries(t().db, shape(side), { now, today, source: 'x.geojson' })
    expect(await take(0.1)).toMatchObject({ taken: 1, changed: 0, unchanged: 0, refused: [{ reason: 'unknown-unit', code: '99999' }] })
    expect(await take(0.1)).toMatchObject({ ...nothing, unchanged: 1 })
    expect(await take(0.2)).toMatchObject({ taken: 0, changed: 1 })
    expect(await entries('organisations.import-boundaries')).toHaveLength(2)
    expect(await boundariesOf(t().db, '19', today)).toMatchObject([{ code: '05431', name: 'Phường Quan Triều', bounds: [105, 21, 105.2, 21.2] }])
  })
})

function findData(): string | undefined {
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'shared/data/tthc'))) return join(dir, 'shared/data')
    if (dir === dirname(dir)) return undefined
  }
}
const data = findData()
if (data === undefined) console.log('the public lists (shared/data) are not beside this clone')

describe.skipIf(data === undefined)('imports of the public lists, run twice', () => {
  const r = useDb()
  const at = (...path: string[]): string => join(data ?? '', ...path)
  it('procedures: all 1,230 details', async () => {
    const files = (await readdir(at('tthc'))).filter(name => name.startsWith('tthc_detail_')).toSorted()
    const lines = (await Promise.all(files.map(file => readFile(at('tthc', file), 'utf8')))).flatMap(text => text.split('\n'))
    expect(await importProcedures(r().db, lines, { now })).toMatchObject({ taken: 1230, refused: [] })
    expect(await importProcedures(r().db, lines, { now })).toMatchObject({ ...nothing, unchanged: 1230 })
  }, 60_000)
  it('days off', async () => {
    const csv = await readFile(at('holidays/vn_days_off_2020_2027.csv'), 'utf8')
    expect(await importHolidays(r().db, csv, { now })).toMatchObject({ taken: 119, refused: [] })
    expect(await importHolidays(r().db, csv, { now })).toMatchObject({ ...nothing, unchanged: 119 })
  })
  it('units of the country and the boundaries of 92 communes and 34 provinces', async () => {
    await importUnits(r().db, at('admin'), { now })
    for (const [file, count] of [['thai_nguyen_new_communes_92', 92], ['vietnam_new_provinces_34', 34]] as const) {
      const text = await readFile(at('geo', `${file}.geojson`), 'utf8')
      expect(await importBoundaries(r().db, text, { now, today, source: file })).toMatchObject({ taken: count, refused: [] })
      expect(await importBoundaries(r().db, text, { now, today, source: file })).toMatchObject({ ...nothing, unchanged: count })
    }
    const communes = await boundariesOf(r().db, '19', today)
    expect(communes).toHaveLength(92)
    // 8,375 km² by the land register; the published shapes give half a per cent more
    expect(Math.abs(communes.reduce((sum, { areaKm2 }) => sum + areaKm2, 0) / 8415 - 1)).toBeLessThan(0.01)
  }, 60_000)
})
