import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { importProcedures } from '../../modules/procedures/index.ts'
import { command } from './command.ts'
import { reportImport, secondsSince } from './import-report.ts'
import { withDatabase } from './with-database.ts'

const EVERY = 1000

/** Opened when first asked: a reader that waits for its consumer loses what it reads meanwhile. */
async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })
}

export const importProceduresCommand = command({
  name: 'import procedures', takes: 'FILE.jsonl', words: [1, 1],
  options: { source: { type: 'string' } }, about: { source: 'what the versions name as their source (national-catalogue)' },
  notes: ['A changed record becomes a new version; procedures not in the file stay; a second run changes nothing.'],
}, async ({ words: [file = ''], options, json, context }) => {
  const path = context.resolve(file)
  await access(path)
  const started = performance.now()
  let said = 0
  const report = await withDatabase(context, ({ db }) => importProcedures(db, linesOf(path), {
    now: context.now(), ...(options.source ? { source: options.source } : {}),
    progress: records => { if (records - said >= EVERY) { said = records; context.say(`  ${records} records…`) } },
  }))
  return reportImport(context, json, [{ what: 'procedures', taken: report.taken, changed: report.changed, unchanged: report.unchanged }],
    report.refused.map(({ line, reason, code, detail }) => ({ where: `line ${line}${code ? `, ${code}` : ''}`, reason, detail })), secondsSince(started))
})
