import { sql } from 'kysely'
import { connect, transact } from '../../kernel/db/db.ts'
import { diskStore } from '../../kernel/files/index.ts'
import { acceptDecided } from '../../modules/datasets/loads/jobs.ts'
import { readLoad, type Step } from '../../modules/datasets/loads/read-load.ts'

/** A process that works on one load and dies by SIGKILL where it is told. */
export interface LoadJob { readonly url: string; readonly name: string; readonly files: string; readonly loadId: string; readonly now: string; readonly do: 'read' | 'accept'; /** the step to die at, or milliseconds after the start of the work */ readonly dieAt?: Step | number; readonly mutant: string }

const job = JSON.parse(process.argv[2] ?? '{}') as LoadJob
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const now = (): Date => new Date(job.now)
const db = connect({ url: job.url, max: 3, applicationName: job.name })
const die = (): void => { process.kill(process.pid, 'SIGKILL') }
if (typeof job.dieAt === 'number') setTimeout(die, job.dieAt)
if (job.do === 'accept') await acceptDecided({ db, now }, { loadId: job.loadId, accept: 'all', reason: '', actor: { kind: 'system', name: 'trial' } })
else {
  await readLoad({ db, now, log: silent, store: diskStore(job.files) }, job.loadId, async step => {
    // says that all is done before it is
    if (job.mutant === 'says-checked-first' && step === 'staging-built') await transact(db, { kind: 'system', name: 'trial' }, tx => sql`update datasets.load set state = 'checked', checked_at = now(), rows_valid = 0, rows_read = 0 where id = ${job.loadId}`.execute(tx))
    if (step === job.dieAt) { die(); await new Promise(() => undefined) }
  })
}
process.exit(0)
