import { randomBytes } from 'node:crypto'
import { readConfig } from '../../../kernel/config.ts'
import { connect } from '../../../kernel/db/db.ts'
import { runHarvest } from './run-harvest.ts'

/** One run in a process of its own, which a test kills in the middle: address of the database, place for files, id of the source, moment. */
const [, , url = '', varDir = '', sourceId = '', moment = ''] = process.argv
const quiet = (): void => undefined
await runHarvest({ config: readConfig({ VAR_DIR: varDir, MASTER_KEY: randomBytes(32).toString('hex') }), db: connect({ url, max: 2 }), now: () => new Date(moment), log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }, sourceId)
