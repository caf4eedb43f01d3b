import { readFile } from 'node:fs/promises'
import { importHolidays } from '../../modules/calendar/index.ts'
import { command } from './command.ts'
import { reportImport, secondsSince } from './import-report.ts'
import { withDatabase } from './with-database.ts'

export const importHolidaysCommand = command({
  name: 'import holidays', takes: 'FILE.csv', words: [1, 1],
  options: {}, about: {}, notes: ['Columns: date, weekday_vi, day_type, kind, name_vi, source, confidence. Days not in the file stay; a second run changes nothing.'],
}, async ({ words: [file = ''], json, context }) => {
  const started = performance.now()
  const text = await readFile(context.resolve(file), 'utf8')
  const report = await withDatabase(context, ({ db }) => importHolidays(db, text, { now: context.now() }))
  return reportImport(context, json, [{ what: 'days', taken: report.taken, changed: report.changed, unchanged: report.unchanged }],
    report.refused.map(({ line, reason, value }) => ({ where: `line ${line}`, reason, detail: value })), secondsSince(started))
})
