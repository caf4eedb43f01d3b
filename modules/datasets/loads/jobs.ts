import { transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { storeOf } from '../../../kernel/files/index.ts'
import { asFault } from '../../../kernel/http/faults.ts'
import type { Job, TimedJob } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { ACCEPT_LOAD, acceptLoad, askToAccept, rejectLoad, requestAcceptance, StagingLost, type Accept, type Decision } from '../acts/accept-load.ts'
import { askToRead, READ_LOAD } from '../acts/begin-load.ts'
import { isKeeper, t } from '../acts/dataset-work.ts'
import type { DatasetsPorts } from '../ports.ts'
import { runSources } from '../sources/run-sources.ts'
import { readLoad, tellProgress, type Reader } from './read-load.ts'
import { isFull, isHeld, waitAndAsk } from './room.ts'

const SYSTEM = { kind: 'system', name: 'accept-load' } as const
const textIn = (payload: unknown, name: string): string | undefined => { const value: unknown = typeof payload === 'object' && payload !== null && Object.hasOwn(payload, name) ? Reflect.get(payload, name) : undefined; return typeof value === 'string' ? value : undefined }

function decisionIn(payload: unknown): Decision {
  const [loadId, accept] = [textIn(payload, 'loadId'), textIn(payload, 'accept')]
  const actor: unknown = typeof payload === 'object' && payload !== null && 'actor' in payload ? payload.actor : undefined
  if (loadId === undefined || accept !== 'all' && accept !== 'valid' || !isKeeper(actor)) throw new Error('accept-load: no decision')
  return { loadId, accept: accept satisfies Accept, reason: textIn(payload, 'reason') ?? '', actor }
}

/**
 * Writes the rows of an accepted load. Whatever forbids it by now puts the load back before the steward, with the reason; what nobody foresaw does so too, and
 * is thrown for the log. Only while the database is away or full does the load stay where it is: the next try may end well.
 */
export async function acceptDecided(platform: Pick<Platform, 'db' | 'now'>, { loadId, accept, reason, actor }: Decision): Promise<void> {
  const load = await transact(platform.db, SYSTEM, tx => t(tx).selectFrom('datasets.load').select(['state', 'rows_valid', 'file_key']).where('id', '=', loadId).executeTakeFirst())
  // done before the process that did it could say so
  if (load?.state !== 'accepting') return
  await tellProgress(platform, loadId, 'accept', 0, load.rows_valid)
  try { await acceptLoad({ platform, actor }, loadId, undefined, accept, reason) } catch (error) {
    if (error instanceof StagingLost) {
      const again = load.file_key !== null
      const back = await transact(platform.db, SYSTEM, async tx => {
        const put = await t(tx).updateTable('datasets.load').set(again ? { state: 'receiving', failure: 'staging-lost' } : { state: 'checked' }).where('id', '=', loadId).where('state', '=', 'accepting').returning('version').executeTakeFirst()
        if (put && again) await askToRead({ tx }, loadId)
        return put
      })
      // what came by form has no file to read again; turned down, it can be taken back and sent once more
      if (back && !again) await rejectLoad({ platform, actor: SYSTEM }, loadId, back.version, 'Cơ sở dữ liệu khởi động lại trước khi các dòng được ghi. Lấy lại rồi gửi lại, không phải nhập lại.')
      return
    }
    if (asFault(error).code === 'unavailable') throw error
    if (isFull(error) || isHeld(error)) { await waitAndAsk(platform, loadId, 'accepting', isHeld(error) ? 'busy' : 'storage-full', (tx, at) => askToAccept({ tx }, { loadId, accept, reason, actor }, at)); return }
    const why = error instanceof Fault ? error.details.fields?.[0]?.message.vi ?? error.details.detail?.vi ?? error.details.title.vi : 'unexpected'
    await transact(platform.db, SYSTEM, tx => t(tx).updateTable('datasets.load').set({ state: 'checked', failure: why }).where('id', '=', loadId).where('state', '=', 'accepting').execute())
    if (!(error instanceof Fault)) throw error
  }
}

/** Reads a load, or says that it waits for room. */
export async function readAsked(reader: Reader, loadId: string): Promise<void> {
  try { await readLoad(reader, loadId) } catch (error) {
    if (!isFull(error)) throw error
    reader.log.error({ load: loadId, error: error instanceof Error ? error.message : String(error) }, 'no room to read a load')
    await waitAndAsk(reader, loadId, 'reading', 'storage-full', (tx, at) => askToRead({ tx }, loadId, at))
  }
}

/** A source may be trusted to accept what has no error at all; else a steward decides. */
export async function acceptAlone(platform: Pick<Platform, 'db' | 'now'>, loadId: string): Promise<void> {
  const load = await transact(platform.db, SYSTEM, tx => t(tx).selectFrom('datasets.load as l').innerJoin('datasets.source as s', 's.id', 'l.source_id').select(['l.version', 'l.state', 'l.rows_invalid', 'l.rows_valid', 's.accept_alone']).where('l.id', '=', loadId).executeTakeFirst())
  if (load?.accept_alone && load.state === 'checked' && load.rows_invalid === 0 && load.rows_valid > 0) await requestAcceptance({ platform, actor: SYSTEM }, loadId, load.version, 'all', 'Nguồn được phép tự nhận khi không có lỗi')
}

export const RUN_SOURCE = 'datasets.run-source'
export const loadJobs = (ports: DatasetsPorts): readonly (Job | TimedJob)[] => [
  { name: 'datasets-sources', crontab: '*/5 * * * *', run: async (_payload, platform) => { await runSources(platform, ports) } },
  { name: RUN_SOURCE, run: async (payload, platform) => { const id = textIn(payload, 'sourceId'); if (id !== undefined) await runSources(platform, ports, id) } },
  { name: READ_LOAD, run: async (payload, platform) => { const id = textIn(payload, 'loadId'); if (id !== undefined) { await readAsked({ ...platform, store: storeOf(platform) }, id); await acceptAlone(platform, id) } } },
  { name: ACCEPT_LOAD, run: async (payload, platform) => { await acceptDecided(platform, decisionIn(payload)) } },
]
