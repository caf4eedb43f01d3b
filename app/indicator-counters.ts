import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import { demand, readerOf } from '../kernel/forms/schema.ts'
import { countStore } from '../modules/datasets/index.ts'
import { countCalls } from '../modules/exchange/index.ts'
import type { IndicatorsPorts, PlatformCounter } from '../modules/indicators/index.ts'

const readProvince = readerOf<IndicatorsPorts['province']>(Type.Object({ code: Type.String(), name: Type.Object({ vi: Type.String(), en: Type.String() }) }))

/** What indicators read of the exchange and of the data store, and which province this is. */
export async function indicatorsPorts(province: string, now: () => Date): Promise<IndicatorsPorts> {
  const { code, name } = demand('province.json', readProvince(JSON.parse(await readFile(join('provinces', province, 'province.json'), 'utf8'))))
  return { province: { code, name }, counters: [exchangeCounter, storeCounter(now)] }
}

const exchangeCounter: PlatformCounter = { ref: 'exchange.usage', of: 'period', async count(tx, { start, end }) {
  const { passed, refused } = await countCalls(tx, start, end)
  return [{ element: 'exchange_transactions', value: passed }, { element: 'exchange_refused', value: refused }]
} }
const storeCounter = (now: () => Date): PlatformCounter => ({ ref: 'datasets.connected', of: 'moment', async count(tx) {
  const { shared, connected, open } = await countStore(tx, now())
  return [{ element: 'shared_datasets', value: shared }, { element: 'shared_datasets_connected', value: connected }, { element: 'open_datasets', value: open }]
} })
