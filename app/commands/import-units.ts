import { importUnits } from '../../modules/organisations/index.ts'
import { command } from './command.ts'
import { reportImport, secondsSince } from './import-report.ts'
import { withDatabase } from './with-database.ts'

export const importUnitsCommand = command({
  name: 'import units', takes: 'DIR', words: [1, 1],
  options: {}, about: {},
  notes: ['DIR holds old_provinces_63.csv, old_districts_696.csv, old_communes_10035.csv, new_provinces_34.csv, new_communes_3321.csv,', 'map_2019_to_2024_communes.csv and map_old_to_new_communes.csv. All or nothing; a second run changes nothing.'],
}, async ({ words: [dir = ''], json, context }) => {
  const started = performance.now()
  const { units, successions, refused } = await withDatabase(context, ({ db }) => importUnits(db, context.resolve(dir), { now: context.now() }))
  return reportImport(context, json, [{ what: 'units', ...units }, { what: 'successions', ...successions }],
    refused.map(({ code, name, reason }) => ({ where: `${code} ${name}`, reason })), secondsSince(started))
})
