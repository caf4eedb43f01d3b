import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCsv } from '../../kernel/csv.ts'
import { transact, type Db } from '../../kernel/db/db.ts'
import { appendLedger } from '../../kernel/ledger/index.ts'
import { type UnitLists, unitsThroughTime } from './domain/unit-lists.ts'
import type { UnitRefusal } from './domain/units.ts'
import { putSuccessions, putUnits, type WriteCount } from './store-units.ts'

export interface UnitImportReport { readonly units: WriteCount; readonly successions: WriteCount; readonly refused: readonly UnitRefusal[] }

const FILES = {
  provinces2024: 'old_provinces_63.csv', districts2024: 'old_districts_696.csv', communes2024: 'old_communes_10035.csv',
  provinces2025: 'new_provinces_34.csv', communes2025: 'new_communes_3321.csv', from2019: 'map_2019_to_2024_communes.csv', from2024: 'map_old_to_new_communes.csv',
} as const satisfies Record<keyof UnitLists, string>

/** The seven lists of a folder; throws the file system's error when one is missing. */
export async function readUnitLists(dir: string): Promise<UnitLists> {
  const read = async (file: string): Promise<Record<string, string>[]> => parseCsv(await readFile(join(dir, file), 'utf8'))
  const [provinces2024, districts2024, communes2024, provinces2025, communes2025, from2019, from2024] = await Promise.all([
    read(FILES.provinces2024), read(FILES.districts2024), read(FILES.communes2024), read(FILES.provinces2025), read(FILES.communes2025), read(FILES.from2019), read(FILES.from2024)])
  return { provinces2024, districts2024, communes2024, provinces2025, communes2025, from2019, from2024 }
}

/**
 * Takes the administrative units of the whole country from 2019 to today with what became of each (`tinhso import units DIR`).
 * All or nothing, with its ledger entry; a second run changes nothing.
 */
export async function importUnits(db: Db, dir: string, options: { readonly now: Date }): Promise<UnitImportReport> {
  const read = unitsThroughTime(await readUnitLists(dir))
  const actor = { kind: 'system', name: 'import-units' } as const
  return transact(db, actor, async (tx) => {
    const report = { units: await putUnits(tx, read.units, 'GSO'), successions: await putSuccessions(tx, read.successions, 'GSO'), refused: read.refused }
    const moved = [report.units, report.successions].some(({ taken, changed }) => taken + changed > 0)
    if (moved) await appendLedger(tx, { actor, act: 'organisations.import-units', object: { type: 'import', id: 'GSO' }, payload: { units: { ...report.units }, successions: { ...report.successions }, refused: report.refused.length }, at: options.now })
    return report
  })
}
