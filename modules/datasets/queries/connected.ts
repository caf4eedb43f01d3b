import { transact, type Db, type Tx } from '../../../kernel/db/db.ts'
import type { Text } from '../domain/schema.ts'
import { storeServiceFacts, type StoreServiceFacts } from '../../exchange/index.ts'
import { listDatasets, type DatasetView } from './datasets.ts'

const DAY = 86_400_000
/** A look whether the service answers is good for so long; one is taken every quarter of an hour. */
const TEST_GOOD_FOR = DAY / 24
const USED_WITHIN_DAYS = 30
export interface Connected { readonly code: string; readonly title: string; readonly agencyId: string; readonly serviceId: string | undefined; /** empty: connected */ readonly misses: readonly Text[] }

type Facts = Pick<DatasetView, 'state' | 'access' | 'refreshDays' | 'refreshedAt'>
/** What keeps a dataset that is to be shared from counting as connected, in words. Pure. */
export function missesOf(dataset: Facts, service: StoreServiceFacts | undefined, now: Date): readonly Text[] {
  const ago = (at: Date): number => now.getTime() - at.getTime()
  const misses: Text[] = []
  if (dataset.state !== 'published') misses.push({ vi: 'Chưa công bố', en: 'Not published' })
  if (!service?.enabled) misses.push({ vi: 'Chưa có dịch vụ đang mở trên nền tảng', en: 'No open service on the exchange' })
  else if (service.testedAt === null || ago(service.testedAt) > TEST_GOOD_FOR) misses.push({ vi: 'Một giờ qua chưa kiểm tra dịch vụ', en: 'The service was not tested within the hour' })
  else if (service.testedOk !== true) misses.push({ vi: `Dịch vụ không trả lời: ${service.testMessage ?? ''}`, en: `The service does not answer: ${service.testMessage ?? ''}` })
  if (service && dataset.access !== 'open' && service.rights === 0) misses.push({ vi: 'Chưa cơ quan nào có quyền truy cập còn hiệu lực', en: 'No right in force' })
  if (dataset.refreshDays !== null && (dataset.refreshedAt === null || ago(dataset.refreshedAt) > dataset.refreshDays * DAY)) misses.push({ vi: `Quá hạn cập nhật (hứa ${dataset.refreshDays} ngày một lần)`, en: `Not refreshed within ${dataset.refreshDays} days as promised` })
  if (service && service.users === 0) misses.push({ vi: `Trong ${USED_WITHIN_DAYS} ngày qua chưa cơ quan nào khác dùng`, en: `No other agency used it within ${USED_WITHIN_DAYS} days` })
  return misses
}

/** Every dataset that is to be shared, and what it still lacks; computed from what happened, not from what was said. */
export async function connectedDatasets(db: Db, now: Date): Promise<readonly Connected[]> {
  return transact(db, { kind: 'system', name: 'datasets-connected' }, tx => connectedIn(tx, now))
}
async function connectedIn(tx: Tx, now: Date): Promise<readonly Connected[]> {
  const [datasets, facts] = await Promise.all([listDatasets(tx), storeServiceFacts(tx, now, new Date(now.getTime() - USED_WITHIN_DAYS * DAY))])
  return datasets.filter(dataset => dataset.access !== 'internal').map(dataset => {
    const service = facts.find(each => each.code === dataset.code && each.enabled) ?? facts.find(each => each.code === dataset.code)
    return { code: dataset.code, title: dataset.title, agencyId: dataset.agencyId, serviceId: service?.id, misses: missesOf(dataset, service, now) }
  })
}

/** How many datasets are to be shared, are connected, are open to anybody: what the indicators of the province read. */
export async function countStore(tx: Tx, now: Date): Promise<{ readonly shared: number; readonly connected: number; readonly open: number }> {
  const connected = await connectedIn(tx, now)
  const open = (await listDatasets(tx)).filter(({ access, state }) => access === 'open' && state === 'published')
  return { shared: connected.length, connected: connected.filter(({ misses }) => misses.length === 0).length, open: open.length }
}
