import { sql } from 'kysely'
import type { SystemActor } from '../../../kernel/actor.ts'
import { read, transact, type Tx } from '../../../kernel/db/db.ts'
import type { Job, TimedJob } from '../../../kernel/module.ts'
import { publish } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById, officersAbove, officersOf } from '../../organisations/index.ts'
import { storeServiceFacts, type StoreServiceFacts } from '../../exchange/index.ts'
import { t } from '../acts/dataset-work.ts'
import { freshnessOf } from '../domain/freshness.ts'
import { fell, metadataBoxes, scoreOf, sharingBoxes, timelinessBoxes, type Box } from '../domain/quality.ts'
import { findDatasetById, type DatasetView } from '../queries/datasets.ts'
import { countBoxes } from './count.ts'
import { SCORE_DATASET } from './score-job.ts'

const SCORER: SystemActor = { kind: 'system', name: 'datasets-quality' }
const USED_WITHIN = 30 * 86_400_000
type Scorer = Pick<Platform, 'db' | 'now'>

async function serviceOf(tx: Tx, code: string, now: Date): Promise<StoreServiceFacts | undefined> {
  return (await storeServiceFacts(tx, now, new Date(now.getTime() - USED_WITHIN))).find(each => each.code === code && each.enabled)
}

async function boxesOf(tx: Tx, dataset: DatasetView, now: Date): Promise<readonly Box[]> {
  const service = dataset.access === 'internal' ? undefined : await serviceOf(tx, dataset.code, now)
  const loads = await t(tx).selectFrom('datasets.load').select('decided_at as at').where('dataset_id', '=', dataset.id).where('state', '=', 'accepted').orderBy('number').execute()
  return [...dataset.lastLoad === 0 ? [] : await countBoxes(tx, dataset), ...timelinessBoxes(dataset, loads.flatMap(load => load.at ?? []), now), ...metadataBoxes(dataset), ...sharingBoxes(dataset, service && { answers: service.testedOk === true, users: service.users })]
}

/** Scores one dataset as it is now; the day keeps its latest score. Answers it. */
export async function scoreDataset({ db, now }: Scorer, datasetId: string): Promise<number | undefined> {
  return transact(db, SCORER, async tx => {
    // millions of rows take longer than a page may
    await sql`set local statement_timeout = 0`.execute(tx)
    const dataset = await findDatasetById(tx, datasetId)
    if (!dataset) return undefined
    const at = now()
    const day = localDateOf(at)
    const boxes = await boxesOf(tx, dataset, at)
    const score = scoreOf(boxes)
    const before = await t(tx).selectFrom('datasets.quality_day').select(['score', 'day']).where('dataset_id', '=', datasetId).where('day', '<', day).orderBy('day', 'desc').executeTakeFirst()
    const judged = { at, load_number: dataset.lastLoad, schema_version: dataset.schemaVersion, score: score ?? null, boxes: JSON.stringify(boxes) }
    await t(tx).insertInto('datasets.quality_day').values({ dataset_id: datasetId, day, ...judged }).onConflict(on => on.columns(['dataset_id', 'day']).doUpdateSet(judged)).execute()
    if (before && before.score !== null && score !== undefined && fell(before.score, score)) await tell(tx, dataset, { key: `fell ${day}`, type: 'datasets.quality-fell', reason: `Điểm từ ${vi(before.score)} còn ${vi(score)} (ngày ${before.day.split('-').reverse().join('/')} đến nay).` }, at)
    const late = freshnessOf(dataset, at)
    if (late.state === 'late' && dataset.feed === null) await tell(tx, dataset, { key: `late ${dataset.lastLoad}`, type: 'datasets.refresh-missed', reason: `Hứa cập nhật ${dataset.refreshDays ?? 0} ngày một lần; đã ${late.days} ngày.` }, at)
    return score
  })
}
const vi = (score: number): string => String(score).replace('.', ',')

/** All of them, each in its own transaction, so that one that breaks leaves the others scored. */
export async function scoreAll(platform: Scorer & Pick<Platform, 'log'>): Promise<number> {
  const datasets = await read(platform.db, SCORER, tx => t(tx).selectFrom('datasets.dataset').select(['id', 'code']).orderBy('code').execute())
  let scored = 0
  for (const { id, code } of datasets) {
    try { await scoreDataset(platform, id); scored++ } catch (error) { platform.log.error({ dataset: code, error: error instanceof Error ? error.message : String(error) }, 'a dataset could not be scored') }
  }
  return scored
}

interface Matter { /** the same for the same matter of this dataset */ readonly key: string; readonly type: 'datasets.quality-fell' | 'datasets.refresh-missed'; readonly reason: string }
/** Tells whoever answers for the dataset, once a matter: its steward, else those who keep data at its owner, else the nearest above. */
async function tell(tx: Tx, dataset: DatasetView, matter: Matter, at: Date): Promise<void> {
  const day = localDateOf(at)
  const keepers = ['data-steward', 'unit-administrator']
  const own = dataset.stewardAccountId === null ? (await officersOf(tx, dataset.agencyId, day, keepers)).map(each => each.accountId) : [dataset.stewardAccountId]
  const accountIds = [...new Set(own.length > 0 ? own : (await officersAbove(tx, dataset.agencyId, day, [...keepers, 'administrator'])).map(each => each.accountId))]
  // somebody may be appointed yet
  if (accountIds.length === 0) return
  const { rows } = await sql`insert into datasets.quality_notice (dataset_id, matter, at) values (${dataset.id}, ${matter.key}, ${at}) on conflict do nothing returning matter`.execute(tx)
  if (rows.length === 0) return
  const agency = (await agenciesById(tx, [dataset.agencyId])).get(dataset.agencyId)?.name ?? ''
  await publish(tx, matter.type, { to: { accountIds, name: '' }, path: `/kho-du-lieu/${dataset.code}/chat-luong`, procedure: dataset.title, agency, reason: matter.reason })
}

const idIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'datasetId' in payload && typeof payload.datasetId === 'string' ? payload.datasetId : undefined
/** Every night at 02:10 local time, after the registers were fed and old rows removed; and soon after a load was accepted. */
export const qualityJobs: readonly (Job | TimedJob)[] = [
  { name: SCORE_DATASET, run: async (payload, platform) => { const id = idIn(payload); if (id !== undefined) await scoreDataset(platform, id) } },
  { name: 'datasets-quality', crontab: '10 19 * * *', run: async (_payload, platform) => { platform.log.info({ scored: await scoreAll(platform) }, 'datasets scored') } },
]
