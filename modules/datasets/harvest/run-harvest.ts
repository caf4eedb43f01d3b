import { sql } from 'kysely'
import { confine } from '../../../kernel/confined/index.ts'
import { withCopySession } from '../../../kernel/db/copy.ts'
import { read, transact } from '../../../kernel/db/db.ts'
import { createRelay, type Relay } from '../../../kernel/http/relay.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Job, TimedJob } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { inStore, t } from '../acts/dataset-work.ts'
import { applyHarvest } from './apply.ts'
import { collect, LIMITS, type Limits, type Tools } from './collect.ts'
import { HarvestTrouble } from './fetch-page.ts'
import type { PageAnswer, PageTask } from './worker.ts'

const SYSTEM = { kind: 'system', name: 'datasets-harvest' } as const
/** Space of advisory locks: one run of a source. */
const CLAIMS = 727_602
/** A page of 1 MB takes some tenths of a second to read. */
const READER = { cpuSeconds: 3, memory: 600 * 1024 * 1024, processes: 1 } as const

/** The way out and the reading process of one run, closed when the work is done. Simulators and tests live on this machine; in production nothing does. */
export async function withTools<T>(platform: Platform, work: (tools: Tools) => Promise<T>, more: { readonly limits?: Limits; readonly relay?: Relay } = {}): Promise<T> {
  const relay = more.relay ?? createRelay({ allowLoopback: platform.config.simulators, connections: 1, connectTimeoutMs: 5_000 })
  const reader = confine<PageTask, PageAnswer>(new URL('./worker.ts', import.meta.url), READER)
  try { return await work({ relay, reader, clock: () => platform.now().getTime(), ownBase: platform.config.publicUrl, limits: more.limits ?? LIMITS }) } finally { await Promise.all([relay.close(), reader.close()]) }
}

/** Begins a run in the name of whoever holds the claim on the source; undefined: it is off or gone. What a killed process left behind is said to have failed. */
async function begin(platform: Platform, sourceId: string) {
  return transact(platform.db, SYSTEM, async tx => {
    const at = platform.now()
    const source = await t(tx).selectFrom('datasets.harvest_source').selectAll().where('id', '=', sourceId).where('state', '=', 'on').forUpdate().executeTakeFirst()
    if (!source) return undefined
    await t(tx).updateTable('datasets.harvest_run').set({ state: 'failed', ended_at: at, failure: 'Bị ngắt giữa chừng; chưa ghi gì.' }).where('source_id', '=', sourceId).where('state', '=', 'running').execute()
    const runId = newId(at.getTime())
    await t(tx).insertInto('datasets.harvest_run').values({ id: runId, source_id: sourceId, state: 'running', begun_at: at, ended_at: null, expected: null, failure: null }).execute()
    return { source, runId }
  })
}

/** One run of one source, unless somebody runs it already. Nothing is written of what it reads before all of it is read. */
export const runHarvest = (platform: Platform, sourceId: string, more: Parameters<typeof withTools>[2] = {}): Promise<void> => withCopySession(platform.db, async session => { if (await session.claim(CLAIMS, sourceId)) await runClaimed(platform, sourceId, more) })

async function runClaimed(platform: Platform, sourceId: string, more: Parameters<typeof withTools>[2]): Promise<void> {
  const begun = await begin(platform, sourceId)
  if (!begun) return
  const { source, runId } = begun
  try {
    await withTools(platform, async tools => {
      const found = await collect(source, { ...tools, progress: async ({ pages, unchanged, bytes, expected, seen }) => { await transact(platform.db, SYSTEM, tx => t(tx).updateTable('datasets.harvest_run').set({ pages, pages_unchanged: unchanged, bytes, expected: expected ?? null, seen }).where('id', '=', runId).execute()) } })
      await inStore({ platform, actor: SYSTEM }, work => applyHarvest(work, sourceId, runId, found))
    }, more)
  } catch (error) {
    const failure = error instanceof HarvestTrouble ? error.message : 'Có lỗi ở phía hệ thống. Hệ thống sẽ thử lại ở lần sau.'
    if (!(error instanceof HarvestTrouble)) platform.log.error({ source: sourceId, error: error instanceof Error ? error.message : String(error) }, 'a catalogue could not be harvested')
    await transact(platform.db, SYSTEM, async tx => {
      const at = platform.now()
      await t(tx).updateTable('datasets.harvest_run').set({ state: 'failed', ended_at: at, failure }).where('id', '=', runId).where('state', '=', 'running').execute()
      await t(tx).updateTable('datasets.harvest_source').set({ last_run_at: at, last_run_id: runId }).where('id', '=', sourceId).execute()
    })
  }
}

/** Every source whose time has come, one after another; runs older than a year go. */
export async function runDueHarvests(platform: Platform): Promise<void> {
  const now = platform.now()
  const due = await read(platform.db, SYSTEM, async tx => (await sql<{ id: string }>`select id from datasets.harvest_source where state = 'on' and every_minutes is not null and (last_run_at is null or last_run_at + make_interval(mins => every_minutes) <= ${now}) order by last_run_at nulls first`.execute(tx)).rows)
  for (const { id } of due) await runHarvest(platform, id)
  await transact(platform.db, SYSTEM, tx => sql`delete from datasets.harvest_run where begun_at < ${new Date(now.getTime() - 366 * 86_400_000)} and id not in (select last_run_id from datasets.harvest_source where last_run_id is not null)`.execute(tx))
}

export const RUN_HARVEST = 'datasets.run-harvest'
const sourceIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'sourceId' in payload && typeof payload.sourceId === 'string' ? payload.sourceId : undefined
export const harvestJobs: readonly (Job | TimedJob)[] = [
  { name: 'datasets-harvest', crontab: '*/15 * * * *', run: async (_payload, platform) => { await runDueHarvests(platform) } },
  { name: RUN_HARVEST, run: async (payload, platform) => { const id = sourceIn(payload); if (id !== undefined) await runHarvest(platform, id) } },
]
