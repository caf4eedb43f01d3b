import type { Job, TimedJob } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { transact } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { RUN_QUERY } from '../acts/ask-query.ts'
import { performRun } from './perform.ts'
import { sweepRuns } from './run.ts'
import { askDue, forgetRuns } from './schedule.ts'
import { snapshotJob } from './snapshots.ts'

const runIdIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'runId' in payload && typeof payload.runId === 'string' ? payload.runId : undefined
const SYSTEM = { kind: 'system', name: 'datasets-queries' } as const
/** Engines of one process at a time: each may take a gigabyte. Others come again in a moment, so that the runner's other work goes on. */
const MOST_ENGINES = 2
const AGAIN_MS = 1_000
let going = 0
async function runInTurn(platform: Platform, runId: string): Promise<void> {
  if (going >= MOST_ENGINES) { await transact(platform.db, SYSTEM, tx => enqueue(tx, RUN_QUERY, { runId }, { runAt: new Date(platform.now().getTime() + AGAIN_MS), awaited: true })); return }
  going++
  try { await performRun(platform, runId) } finally { going-- }
}

export const analysisJobs: readonly (Job | TimedJob)[] = [
  snapshotJob,
  { name: RUN_QUERY, run: async (payload, platform) => { const id = runIdIn(payload); if (id !== undefined) await runInTurn(platform, id) } },
  { name: 'datasets-query-schedules', crontab: '*/5 * * * *', run: async (_payload, platform) => { await askDue(platform) } },
  { name: 'datasets-forget-runs', crontab: '30 19 * * *', run: async (_payload, platform) => { await forgetRuns(platform); await sweepRuns(platform) } },
]
