import type { Job, TimedJob } from '../../../kernel/module.ts'
import { RUN_QUERY } from '../acts/ask-query.ts'
import { performRun } from './perform.ts'
import { askDue, forgetRuns } from './schedule.ts'
import { snapshotJob } from './snapshots.ts'

const runIdIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'runId' in payload && typeof payload.runId === 'string' ? payload.runId : undefined
export const analysisJobs: readonly (Job | TimedJob)[] = [
  snapshotJob,
  { name: RUN_QUERY, run: async (payload, platform) => { const id = runIdIn(payload); if (id !== undefined) await performRun(platform, id) } },
  { name: 'datasets-query-schedules', crontab: '*/5 * * * *', run: async (_payload, platform) => { await askDue(platform) } },
  { name: 'datasets-forget-runs', crontab: '30 19 * * *', run: async (_payload, platform) => { await forgetRuns(platform) } },
]
