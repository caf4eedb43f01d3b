import { read, transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { storeOf } from '../../../kernel/files/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { localDateOf } from '../../calendar/index.ts'
import { beginLoad, type Begun } from '../acts/begin-load.ts'
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
    try {
      const begun = await runOne(platform, ports, source, position, last => { pending = last ?? position })
      lastLoad = begun.flatMap(each => 'id' in each ? [each.id] : []).at(-1) ?? lastLoad
    } catch (failure) {
      if (failure instanceof SourceTrouble) error = failure.message
      else if (failure instanceof Fault) error = failure.details.fields?.[0]?.message.vi ?? failure.details.title.vi
      else { error = 'Có lỗi ở phía hệ thống. Hệ thống sẽ thử lại ở lần sau.'; platform.log.error({ source: source.id, error: failure instanceof Error ? failure.message : String(failure) }, 'a source could not be read') }
      pending = source.pending_position
    }
    await transact(platform.db, SYSTEM, tx => t(tx).updateTable('datasets.source').set({ last_run_at: now, last_load_id: lastLoad, last_error: error, position, pending_position: pending }).where('id', '=', source.id).execute())
  }
}

async function runOne(platform: Platform, ports: Pick<DatasetsPorts, 'gatewayUrl'>, source: Source, position: string | null, ended: (last: string | null) => void): Promise<readonly Begun[]> {
  const store = storeOf(platform)
  const today = localDateOf(platform.now())
  const take = (kind: 'drop' | 'pull', fileName: string, content: AsyncIterable<Uint8Array>): Promise<Begun> => beginLoad({ platform, actor: SYSTEM }, store, source.dataset_id, { kind, mode: source.mode, effectiveOn: today, fileName, content, sourceId: source.id })
  switch (source.kind) {
    case 'drop': {
      await makeDropDir(platform.config.varDir, source.code)
      return emptyDropDir(dropDir(platform.config.varDir, source.code), platform.now(), (name, content) => take('drop', name.normalize('NFC'), content))
    }
    case 'sql': {
      if (source.sealed === null) throw new SourceTrouble('Nguồn chưa có tài khoản. Tạo lại nguồn với tài khoản chỉ đọc.')
      const { user, password } = secretOf(platform.config.masterKey, source.sealed)
      return pulled(take, `${source.code}-${today}.ndjson`, sqlRows({ settings: source.settings, user, password, after: position, allowLoopback: platform.config.simulators }, ended))
    }
    case 'api': return pulled(take, `${source.code}-${today}.ndjson`, apiRows({ platform, gatewayUrl: () => ports.gatewayUrl?.() }, source.settings))
  }
}

/** Nothing new is no load. */
async function pulled(take: (kind: 'pull', name: string, content: AsyncIterable<Uint8Array>) => Promise<Begun>, name: string, rows: AsyncGenerator<Uint8Array>): Promise<readonly Begun[]> {
  const first = await rows.next()
  if (first.done === true) return []
  return [await take('pull', name, (async function* () { yield first.value; yield* rows })())]
}
