import { Fault, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { deriveKey, seal, unseal } from '../../../kernel/secrets.ts'
import { demand, fault, inStore, lockDataset, record, t, type Call } from '../acts/dataset-work.ts'
import type { LoadMode, SourceKind } from '../tables.ts'

/** Settings by kind: `sql` host, port, database, query, keyset, tls; `api` client, service, path, items, next; `drop` none. */
export interface SourceInput { readonly kind: SourceKind; readonly mode: LoadMode; readonly settings: Readonly<Record<string, string>>; /** user and password of the other database; kept sealed, never shown again */ readonly secret?: { readonly user: string; readonly password: string }; readonly everyMinutes: number | null; readonly acceptAlone: boolean }
type SourceCall = Call & { readonly platform: Pick<Platform, 'db' | 'now' | 'config'> }

const keyOf = (masterKey: Buffer): Buffer => deriveKey(masterKey, 'datasets-source')
export function secretOf(masterKey: Buffer, sealed: Buffer): { readonly user: string; readonly password: string } {
  const found: unknown = JSON.parse(unseal(keyOf(masterKey), sealed).toString('utf8'))
  const text = (name: string): string => { const value: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, name) : ''; return typeof value === 'string' ? value : '' }
  return { user: text('user'), password: text('password') }
}

const NEEDS: Readonly<Record<SourceKind, readonly (readonly [name: string, vi: string, en: string])[]>> = {
  drop: [], sql: [['host', 'Nêu máy chủ của cơ sở dữ liệu nguồn.', 'Name the host of the database.'], ['database', 'Nêu tên cơ sở dữ liệu.', 'Name the database.'], ['query', 'Viết câu lệnh select.', 'Write the select statement.']],
  api: [['client', 'Nêu hệ thống con của tỉnh đứng ra hỏi.', 'Name the subsystem of the province that asks.'], ['service', 'Nêu dịch vụ trên nền tảng liên thông.', 'Name the service of the exchange.'], ['path', 'Nêu đường dẫn trong dịch vụ.', 'Name the path in the service.']],
}
const ALLOWED: Readonly<Record<SourceKind, readonly string[]>> = { drop: [], sql: ['host', 'port', 'database', 'query', 'keyset', 'tls'], api: ['client', 'service', 'path', 'items', 'next'] }

/** A place from which rows come by themselves. Answers its id. */
export async function putSource(call: SourceCall, datasetId: string, input: SourceInput): Promise<string> {
  const settings = Object.fromEntries(Object.entries(input.settings).filter(([name, value]) => ALLOWED[input.kind].includes(name) && value.trim() !== '').map(([name, value]) => [name, value.trim()]))
  demand([
    ...NEEDS[input.kind].map(([name, vi, en]) => settings[name] === undefined && fault(name, vi, en, 'required')),
    input.kind === 'sql' && !input.secret?.user && fault('user', 'Nêu tài khoản chỉ đọc của cơ sở dữ liệu nguồn.', 'Name an account that may only read.', 'required'),
    settings['query'] !== undefined && !/^\s*(select|with)\b/i.test(settings['query']) && fault('query', 'Chỉ nhận một câu lệnh select.', 'Only one select statement.'),
    settings['query'] !== undefined && /;\s*\S/.test(settings['query']) && fault('query', 'Chỉ một câu lệnh, không có dấu chấm phẩy ở giữa.', 'One statement only, no semicolon inside.'),
    settings['keyset'] !== undefined && !/^[a-z_][a-z0-9_]*$/i.test(settings['keyset']) && fault('keyset', 'Tên cột gồm chữ, số và gạch dưới.', 'A column has letters, digits and underscores.'),
    settings['keyset'] !== undefined && input.mode === 'snapshot' && fault('keyset', 'Kéo phần mới thì không thay toàn bộ được. Chọn “Thêm và cập nhật”.', 'New rows only cannot replace all. Choose to add and update.'),
    settings['port'] !== undefined && !(Number(settings['port']) > 0 && Number(settings['port']) < 65_536) && fault('port', 'Cổng từ 1 đến 65535.', 'Ports go from 1 to 65535.'),
    input.everyMinutes !== null && !(Number.isInteger(input.everyMinutes) && input.everyMinutes >= 5 && input.everyMinutes <= 525_600) && fault('everyMinutes', 'Từ 5 phút đến 1 năm một lần.', 'Between every 5 minutes and every year.'),
  ])
  return inStore(call, async work => {
    const dataset = await lockDataset(work.tx, call.actor, datasetId)
    if (input.kind === 'drop' && await t(work.tx).selectFrom('datasets.source').select('id').where('dataset_id', '=', datasetId).where('kind', '=', 'drop').executeTakeFirst()) throw new Fault('conflict', { status: 409, title: { vi: 'Bộ dữ liệu này đã có thư mục nhận', en: 'This dataset has a drop folder already' } })
    const id = newId(work.at.getTime())
    await t(work.tx).insertInto('datasets.source').values({ id, dataset_id: datasetId, kind: input.kind, mode: input.mode, settings: JSON.stringify(settings), sealed: input.secret ? seal(keyOf(call.platform.config.masterKey), JSON.stringify(input.secret)) : null, every_minutes: input.everyMinutes, accept_alone: input.acceptAlone, state: 'on', position: null, pending_position: null, last_run_at: null, last_load_id: null, last_error: null, version: 1, created_at: work.at }).execute()
    await record(work, 'put-source', { type: 'source', id }, { dataset: dataset.code, kind: input.kind, mode: input.mode, settings, everyMinutes: input.everyMinutes, acceptAlone: input.acceptAlone })
    return id
  })
}

export async function switchSource(call: SourceCall, id: string, on: boolean): Promise<string> {
  return inStore(call, async work => {
    const source = await t(work.tx).selectFrom('datasets.source').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!source) throw notFound()
    const dataset = await lockDataset(work.tx, call.actor, source.dataset_id)
    await t(work.tx).updateTable('datasets.source').set({ state: on ? 'on' : 'off', version: source.version + 1 }).where('id', '=', id).execute()
    await record(work, 'switch-source', { type: 'source', id }, { dataset: dataset.code, state: on ? 'on' : 'off' })
    return dataset.code
  })
}
