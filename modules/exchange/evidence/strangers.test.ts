import { beforeEach, expect, test } from 'vitest'
import { aLogEntry, QUIET } from '../testing.ts'
import type { LogEntry } from './log-entry.ts'
import { boundStrangers, type BoundedLog } from './strangers.ts'

const written: LogEntry[] = []
let fails: boolean
let now: number
let log: BoundedLog
beforeEach(() => {
  written.length = 0
  fails = false
  now = Date.UTC(2026, 10, 29)
  log = boundStrangers({ write: async each => { if (fails) throw new Error('away'); written.push(each) }, state: { seq: 0, waiting: 0, spooled: 0, down: false }, stop: async () => undefined }, { now: () => now, logger: QUIET, newId: () => 'id', instance: 'DEV', ownAddress: '127.0.0.1' })
})
const refuse = async (times: number, client: number | null = null, faultCode = 'unknown', clientSecurityServerAddress = '10.0.0.1'): Promise<void> => { for (let i = 0; i < times; i++) await log.write(aLogEntry({ client, refused: true }, { faultCode, clientSecurityServerAddress })) }

test('a flood of unknown callers is written up to its share; whoever is known always is', async () => {
  await refuse(5000)
  expect(written).toHaveLength(1000)
  await refuse(50, 7)
  expect(written).toHaveLength(1050)
})
test('the share comes back with time', async () => {
  await refuse(1001)
  now += 2000
  await refuse(100)
  expect(written).toHaveLength(1020)
})
test('what was only counted is one record a minute, also when the log was away or the gateway stops', async () => {
  await refuse(1000)
  await refuse(5, null, 'a', '10.0.0.9')
  await refuse(1, null, 'b')
  written.length = 0
  await log.summarise()
  expect(written).toHaveLength(0)
  now += 60_000
  fails = true
  await expect(log.summarise()).rejects.toThrow('away')
  fails = false
  await log.summarise()
  await log.summarise()
  expect(written.map(each => each.record)).toMatchObject([{ faultCode: 'unknown-callers', clientSecurityServerAddress: '10.0.0.9', faultString: 'Refusals of unknown callers that were only counted, since 2026-11-29T00:00:00.000Z: 5 a, 1 b' }])
  await refuse(700, null, 'c')
  written.length = 0
  await log.stop()
  expect(written[0]?.record.faultString).toContain('100 c')
})
