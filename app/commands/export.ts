import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { verifyLedgerCommand } from '../../kernel/ledger/verify-cli.ts'
import { exportProcedures, listCases } from '../../modules/procedures/index.ts'
import { command, UsageFault } from './command.ts'
import { withDatabase } from './with-database.ts'

const WHAT = ['procedures', 'packs', 'ledger'] as const

export const exportCommand = command({
  name: 'export', takes: 'procedures FILE.jsonl | packs DIR | ledger FILE', words: [2, 2],
  options: {}, about: {}, notes: ['What `export procedures` writes, `import procedures` takes again. `ledger verify --export FILE` proves an exported ledger.'],
}, async ({ words: [asked, target = ''], json, context }) => {
  const what = WHAT.find(each => each === asked)
  if (!what) throw new UsageFault(`export what? One of ${WHAT.join(', ')}`)
  const path = context.resolve(target)
  const count = await withDatabase(context, async ({ db, migratorUrl }) => {
    switch (what) {
      case 'procedures': {
        let lines = 0
        await pipeline(Readable.from(async function* () { for await (const line of exportProcedures(db)) { lines++; yield `${line}\n` } }()), createWriteStream(path, { flush: true }))
        return lines
      }
      case 'packs': {
        const cases = await listCases(db, context.now())
        await mkdir(path, { recursive: true })
        for (const { code, pack } of cases) await writeFile(join(path, `${code}.json`), `${JSON.stringify(pack, undefined, 2)}\n`)
        return cases.length
      }
      case 'ledger': {
        const code = await verifyLedgerCommand(['--write', path], { databaseUrl: migratorUrl }, line => context.say(line))
        if (code !== 0) throw new Error('the ledger could not be written')
        return undefined
      }
    }
  })
  context.print(json ? JSON.stringify({ ok: true, exported: what, count: count ?? null, path }) : `${count === undefined ? 'The ledger' : `${count} ${what}`} written to ${path}`)
  return 0
})
