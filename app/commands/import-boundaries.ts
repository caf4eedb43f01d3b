import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { localDateOf } from '../../modules/calendar/index.ts'
import { importBoundaries } from '../../modules/organisations/index.ts'
import { command } from './command.ts'
import { reportImport, secondsSince } from './import-report.ts'
import { withDatabase } from './with-database.ts'

export const importBoundariesCommand = command({
  name: 'import boundaries', takes: 'FILE.geojson', words: [1, 1],
  options: {}, about: {}, notes: ['Units must be known and in force; boundaries not in the file stay; a second run changes nothing.'],
}, async ({ words: [file = ''], json, context }) => {
  const started = performance.now()
  const text = await readFile(context.resolve(file), 'utf8')
  const now = context.now()
  const report = await withDatabase(context, ({ db }) => importBoundaries(db, text, { now, today: localDateOf(now), source: basename(file) }))
  return reportImport(context, json, [{ what: 'boundaries', taken: report.taken, changed: report.changed, unchanged: report.unchanged }],
    report.refused.map(({ at, reason, code, value }) => ({ where: [at ? `feature ${at}` : '', code ?? ''].filter(Boolean).join(', '), reason, detail: value })), secondsSince(started))
})
