import { connect } from '../../kernel/db/db.ts'
import { diskStore, type FileStore } from '../../kernel/files/index.ts'
import { beginLoad } from '../../modules/datasets/acts/begin-load.ts'
import { acceptDecided } from '../../modules/datasets/loads/jobs.ts'
import { readLoad } from '../../modules/datasets/loads/read-load.ts'
import { delivery } from '../../modules/datasets/loads/testing.ts'

/** A process that does one thing with a load when it is told to go, and says what came of it: `done`, or why not. */
export interface IoTask { readonly url: string; readonly files: string; readonly now: string; readonly mutant: string; readonly act: { readonly do: 'begin'; readonly datasetId: string; readonly content: string } | { readonly do: 'read' | 'accept'; readonly loadId: string } }

const SYSTEM = { kind: 'system', name: 'trial' } as const
const quiet = (): void => undefined
let task: IoTask | undefined
process.on('message', (message: IoTask | 'go') => {
  if (message !== 'go') { task = message; process.send?.('ready'); return }
  if (task) void work(task).then(() => 'done', (error: unknown) => task?.mutant === 'says-done-anyway' ? 'done' : String(error)).then(said => { process.send?.(said, () => process.exit(0)) })
})

async function work({ url, files, now, act, mutant }: IoTask): Promise<void> {
  const platform = { db: connect({ url, max: 3 }), now: () => new Date(now), log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }
  const disk = diskStore(files)
  // writes elsewhere, and nothing down
  const store: FileStore = mutant === 'never-writes-down' ? { ...disk, put: content => diskStore(`${files}-gone`).put(content) } : disk
  if (act.do === 'begin') await beginLoad({ platform, actor: SYSTEM }, store, act.datasetId, delivery(act.content))
  else if (act.do === 'read') await readLoad({ ...platform, store }, act.loadId)
  else await acceptDecided(platform, { loadId: act.loadId, accept: 'all', reason: '', actor: SYSTEM })
}
