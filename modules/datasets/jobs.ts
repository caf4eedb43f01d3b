import type { Job, TimedJob } from '../../kernel/module.ts'
import { enqueue, type Subscriber } from '../../kernel/outbox.ts'
import { FEEDS, feedDatasets } from './feeds/index.ts'
import { healthJob } from './health.ts'
import { checkJob } from './anonymity/check-job.ts'
import { listIndexJob } from './list-index-job.ts'
import { forgetEndedRows } from './retention.ts'

const namesIn = (payload: unknown): string[] => typeof payload === 'object' && payload !== null && 'feeds' in payload && Array.isArray(payload.feeds) ? payload.feeds.filter((each: unknown) => typeof each === 'string') : []

/** Every night at 01:20 local time, before the searches are ranked anew: all registers, whole. */
const feedJob: TimedJob = { name: 'datasets-feed', crontab: '20 18 * * *', run: async (_payload, platform) => { platform.log.info({ changed: await feedDatasets(platform) }, 'registers fed into the shared data store') } }
/** What changed since the last time, soon after it changed. */
const freshJob: Job = { name: 'datasets-feed-fresh', run: async (payload, platform) => { await feedDatasets(platform, namesIn(payload), false) } }
const retentionJob: TimedJob = { name: 'datasets-retention', crontab: '50 18 * * *', run: async (_payload, platform) => { const removed = await forgetEndedRows(platform); if (removed.size > 0) platform.log.info({ removed: Object.fromEntries(removed) }, 'rows past their retention removed') } }
export const datasetsJobs: readonly (Job | TimedJob)[] = [feedJob, freshJob, retentionJob, listIndexJob, checkJob, healthJob]

/** Which acts on dossiers change a register. One waiting job serves however many came. */
const WAKES = { 'dossiers.result-ready': 'dossier-results', 'dossiers.result-awaits-fee': 'dossier-results', 'dossiers.result-revoked': 'dossier-results', 'dossiers.submitted': 'dossier-papers', 'dossiers.supplemented': 'dossier-papers' } as const
export const datasetsSubscribers: readonly Subscriber[] = Object.entries(WAKES).filter(([, feed]) => FEEDS.some(each => each.name === feed)).map(([type, feed]) => ({
  name: `datasets.${type}`, type,
  handle: async (_message, tx) => { await enqueue(tx, 'datasets-feed-fresh', { feeds: [feed] }, { key: `datasets-feed:${feed}` }) },
}))
