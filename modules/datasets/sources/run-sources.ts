import { sql } from 'kysely'
import { read, transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { storeOf } from '../../../kernel/files/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { localDateOf } from '../../calendar/index.ts'
import { beginLoad, type Delivery } from '../acts/begin-load.ts'
import { t } from '../acts/dataset-work.ts'
import type { DatasetsPorts } from '../ports.ts'
import { apiRows } from './api-source.ts'
import { dropDir, emptyDropDir, makeDropDir } from './drop-folder.ts'
import { secretOf } from './put-source.ts'
import { SourceTrouble, sqlRows } from './sql-source.ts'

const SYSTEM = { kind: 'system', name: 'datasets-sources' } as const
const OPEN: readonly string[] = ['receiving', 'drifted', 'reading', 'checked', 'accepting']

async function sourcesOf(platform: Platform, only: string | undefined) {
  return read(platform.db, SYSTEM, tx => t(tx).selectFrom('datasets.source as s').innerJoin('datasets.dataset as d', 'd.id', 's.dataset_id').leftJoin('datasets.load as l', 'l.id', 's.last_load_id').selectAll('s').select(['d.code', 'l.state as loadState']).where('s.state', '=', 'on').$if(only !== undefined, query => query.where('s.id', '=', only ?? '')).orderBy('s.created_at').execute())
}
type Source = Awaited<ReturnType<typeof sourcesOf>>[number]
type Take = (delivery: Pick<Delivery, 'kind' | 'fileName' | 'content'>) => Promise<void>
/** Another run of the same source was quicker: what this one read may be the same, and is given up. */
class Overtaken extends Error {}

/** Runs every source whose time has come, or the one named, now. What goes wrong with one is written beside it and stops no other. */
export async function runSources(platform: Platform, ports: Pick<DatasetsPorts, 'gatewayUrl'>, only?: string): Promise<void> {
  const now = platform.now()
  for (const source of await sourcesOf(platform, only)) {
    const due = only !== undefined || source.kind === 'drop' || source.every_minutes !== null && (source.last_run_at === null || now.getTime() - source.last_run_at.getTime() >= source.every_minutes * 60_000)
    // rows that wait for a decision come first: a second load of the same would only double the work
    if (!due || source.kind !== 'drop' && source.loadState !== null && OPEN.includes(source.loadState)) continue
    let [lastLoad, error, pending]: [string | null, string | null, string | null] = [source.last_load_id, null, source.pending_position]
    // a load that was rejected or failed is read again from where the last accepted one ended
    const position = source.loadState === 'accepted' ? source.pending_position ?? source.position : source.position
    const unchanged = () => sql<boolean>`last_load_id is not distinct from ${lastLoad}`
    const take: Take = async delivery => {
      const begun = await beginLoad({ platform, actor: SYSTEM }, storeOf(platform), source.dataset_id, { ...delivery, mode: source.mode, effectiveOn: localDateOf(now), sourceId: source.id, began: async ({ tx }, id) => {
        // with the load, so that a process that dies here pulls nothing twice
        const { numUpdatedRows } = await t(tx).updateTable('datasets.source').set({ last_load_id: id, position, pending_position: pending }).where('id', '=', source.id).where(unchanged()).executeTakeFirst()
        if (numUpdatedRows === 0n) throw new Overtaken()
      } })
      if ('id' in begun) lastLoad = begun.id
    }
    try {
      await runOne(platform, ports, source, position, take, last => { pending = last ?? position })
    } catch (failure) {
      if (failure instanceof Overtaken) continue
      if (failure instanceof SourceTrouble) error = failure.message
      else if (failure instanceof Fault) error = failure.details.fields?.[0]?.message.vi ?? failure.details.title.vi
      else { error = 'Có lỗi ở phía hệ thống. Hệ thống sẽ thử lại ở lần sau.'; platform.log.error({ source: source.id, error: failure instanceof Error ? failure.message : String(failure) }, 'a source could not be read') }
      pending = source.pending_position
    }
    await transact(platform.db, SYSTEM, tx => t(tx).updateTable('datasets.source').set({ last_run_at: now, last_error: error, position, pending_position: pending }).where('id', '=', source.id).where(unchanged()).execute())
  }
}

async function runOne(platform: Platform, ports: Pick<DatasetsPorts, 'gatewayUrl'>, source: Source, position: string | null, take: Take, ended: (last: string | null) => void): Promise<void> {
  const pulled = `${source.code}-${localDateOf(platform.now())}.ndjson`
  switch (source.kind) {
    case 'drop': {
      await makeDropDir(platform.config.varDir, source.code)
      return emptyDropDir(dropDir(platform.config.varDir, source.code), platform.now(), (name, content) => take({ kind: 'drop', fileName: name.normalize('NFC'), content }))
    }
    case 'sql': {
      if (source.sealed === null) throw new SourceTrouble('Nguồn chưa có tài khoản. Tạo lại nguồn với tài khoản chỉ đọc.')
      const { user, password } = secretOf(platform.config.masterKey, source.sealed)
      return unlessEmpty(sqlRows({ settings: source.settings, user, password, after: position, allowLoopback: platform.config.simulators }, ended), content => take({ kind: 'pull', fileName: pulled, content }))
    }
    case 'api': return unlessEmpty(apiRows({ platform, gatewayUrl: () => ports.gatewayUrl?.() }, source.settings), content => take({ kind: 'pull', fileName: pulled, content }))
  }
}

/** Nothing new is no load. */
async function unlessEmpty(rows: AsyncGenerator<Uint8Array>, take: (content: AsyncIterable<Uint8Array>) => Promise<unknown>): Promise<void> {
  const first = await rows.next()
  if (first.done !== true) await take((async function* () { yield first.value; yield* rows })())
}
