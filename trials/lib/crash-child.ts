import { readConfig } from '../../kernel/config.ts'
import { connect } from '../../kernel/db/db.ts'
import { press, type Press } from './crash-acts.ts'
import { countEffects, type CrashPoint } from './crash-effects.ts'

/** A process that presses one button and dies where it is told. Without a place to die it says how many there are. */
export interface CrashJob { readonly url: string; readonly name: string; readonly varDir: string; readonly now: string; readonly press: Press; readonly at?: CrashPoint; readonly mutant: string }

const job = JSON.parse(process.argv[2] ?? '{}') as CrashJob
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const now = new Date(job.now)
const db = connect({ url: job.url, max: 2, applicationName: job.name })
const config = readConfig({ VAR_DIR: job.varDir, LOG_LEVEL: 'silent', PORT: '0' })
const effects = await countEffects(job.at, job.mutant)
await press({ config, db, now: () => now, log: silent }, job.press)
effects.answer()
process.stderr.write(`${JSON.stringify(effects.names)}\n`)
await new Promise(done => { setTimeout(done, job.mutant === '' ? 0 : 400) })
process.exit(0)
