import { transact, type Tx } from '../../../kernel/db/db.ts'
import { Fault, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { asFault } from '../../../kernel/http/faults.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Job } from '../../../kernel/module.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { CHECK_RELEASE, rowsChanged, type AskedCheck } from '../acts/ask-release.ts'
import { takenAsFault } from '../acts/create-dataset.ts'
import { fault, inStore, isKeeper, keeperOnly, lockDataset, t, type Work } from '../acts/dataset-work.ts'
import { makeWithin, schemaOf } from '../acts/make-release.ts'
import { isHeld } from '../loads/room.ts'
import type { CheckPhase } from '../tables.ts'
import { checkPlan } from './derive.ts'

const SYSTEM = { kind: 'system', name: 'datasets-check-release' } as const
const AGAIN_MS = 20_000
type Ground = Pick<Platform, 'db' | 'now' | 'config' | 'log'>
const unforeseen: FieldFault = fault('k', 'Có lỗi ở phía hệ thống khi kiểm tra; chưa ghi gì. Hãy kiểm tra lại; nếu vẫn lỗi, báo quản trị hệ thống.', 'The system failed at the check; nothing was written. Check again; if it fails again, tell the administrators.', 'unexpected')

/**
 * Does what a check asks: judges the rows, or makes the release of a check that passed. What it finds is written with the work itself: killed anywhere nothing is
 * there and the job comes again; done already, it does nothing.
 */
export async function performCheck(platform: Ground, { id, actor }: AskedCheck): Promise<void> {
  const inSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(platform.db, SYSTEM, work)
  const open = (tx: Tx) => t(tx).updateTable('datasets.release_check').where('id', '=', id).where('state', 'in', ['waiting', 'running'])
  const begun = await inSystem(tx => open(tx).set({ state: 'running', phase: 'waits' }).returning(['dataset_id', 'plan', 'code', 'title', 'load_number', 'schema_version']).executeTakeFirst())
  if (!begun) return
  const tell = async (phase: CheckPhase): Promise<void> => { await inSystem(tx => open(tx).set({ phase }).execute()) }
  const masterKey = platform.config.masterKey
  const names = begun.code === null ? undefined : { code: begun.code, title: begun.title ?? '' }
  const same = (row: { readonly last_load: number; readonly schema_version: number }): void => { if (row.last_load !== begun.load_number || row.schema_version !== begun.schema_version) throw rowsChanged }
  const done = (tx: Tx, found: { readonly report: string } | { readonly release_id: string }) => open(tx).set({ ...found, state: 'done', failure: null, ended_at: platform.now() }).execute()
  const judge = async (work: Work): Promise<void> => {
    const look = () => t(work.tx).selectFrom('datasets.dataset').select(['id', 'code', 'agency_id', 'last_load', 'schema_version']).where('id', '=', begun.dataset_id).executeTakeFirst()
    const row = await look()
    if (!row) throw notFound()
    keeperOnly(actor, row.agency_id)
    same(row)
    const report = await checkPlan(work.tx, { code: row.code, schema: await schemaOf(work, row) }, begun.plan, { masterKey, releaseId: newId(work.at.getTime()) }, tell)
    // rows that came meanwhile were judged in part
    same(await look() ?? row)
    await done(work.tx, { report: JSON.stringify(report) })
  }
  try {
    await (names === undefined ? inStore({ platform, actor }, judge) : takenAsFault(names.code, () => inStore({ platform, actor }, async work => {
      same(await lockDataset(work.tx, actor, begun.dataset_id))
      // a job whose process was only slow runs beside its successor: one of them makes it
      if (!await t(work.tx).selectFrom('datasets.release_check').select('id').where('id', '=', id).where('state', 'in', ['waiting', 'running']).executeTakeFirst()) return
      await done(work.tx, { release_id: await makeWithin(work, masterKey, begun.dataset_id, undefined, begun.plan, names, tell) })
    })))
  } catch (error) {
    if (asFault(error).code === 'unavailable') throw error
    if (isHeld(error)) { await inSystem(tx => enqueue(tx, CHECK_RELEASE, { id, actor }, { key: `check-release:${id}`, runAt: new Date(platform.now().getTime() + AGAIN_MS) })); return }
    const faults = error instanceof Fault ? error.details.fields ?? [{ field: 'k', code: error.code, message: error.details.detail ?? error.details.title }] : [unforeseen]
    // a check that passed stands, and may be made under another name
    await inSystem(tx => open(tx).set({ ...names === undefined ? { state: 'failed' as const } : { state: 'done' as const, code: null, title: null }, failure: JSON.stringify(faults), ended_at: platform.now() }).execute())
    if (!(error instanceof Fault)) throw error
  }
}

function askedIn(payload: unknown): AskedCheck | undefined {
  if (typeof payload !== 'object' || payload === null || !('id' in payload) || typeof payload.id !== 'string' || !('actor' in payload) || !isKeeper(payload.actor)) return undefined
  return { id: payload.id, actor: payload.actor }
}
export const checkJob: Job = { name: CHECK_RELEASE, run: async (payload, platform) => { const asked = askedIn(payload); if (asked) await performCheck(platform, asked) } }
