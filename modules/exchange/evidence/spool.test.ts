import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aLogEntry } from '../testing.ts'
import type { LogEntry } from './log-entry.ts'
import { openSpool, type Spool } from './spool.ts'

let dir: string
let file: string
let spool: Spool
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'spool-')); file = join(dir, 'spool.ndjson'); spool = await openSpool(file) })
afterEach(async () => { await spool.close(); await rm(dir, { recursive: true }) })

const entry = (requestId: string): LogEntry => aLogEntry({ whenLogFails: 'spool' }, { requestId })
async function drained(): Promise<string[]> {
  const seen: string[] = []
  await spool.drain(2, async entries => { seen.push(...entries.map(each => each.record.requestId)) })
  return seen
}

test('gives back what it took, in its order, also after a start', async () => {
  await spool.append([entry('1'), entry('2')])
  await spool.append([entry('3')])
  await spool.close()
  spool = await openSpool(file)
  expect(spool.waiting).toBe(3)
  expect(await drained()).toEqual(['1', '2', '3'])
  expect([spool.waiting, await drained()]).toEqual([0, []])
})
test('forgets nothing that could not be handed on', async () => {
  await spool.append([entry('1'), entry('2'), entry('3')])
  let takes = 0
  await expect(spool.drain(2, async () => { if (++takes === 2) throw new Error('away again') })).rejects.toThrow('away again')
  await spool.append([entry('4')])
  expect(spool.waiting).toBe(4)
  expect(await drained()).toEqual(['1', '2', '3', '4'])
})
test('an append while it is emptied is kept, whenever it comes', async () => {
  const seen: string[] = []
  for (let round = 0; round < 100; round++) {
    await spool.append([entry(`${round}a`)])
    await Promise.all([drained().then(ids => { seen.push(...ids) }), spool.append([entry(`${round}b`)]), spool.append([entry(`${round}c`)])])
  }
  seen.push(...await drained())
  expect(seen).toEqual(Array.from({ length: 100 }, (_, round) => ['a', 'b', 'c'].map(each => `${round}${each}`)).flat())
})
test('a line that a full disk cut short takes no other with it', async () => {
  await spool.append([entry('1')])
  await appendFile(file, '{"record":{"requestId":"half')
  await spool.append([entry('2')])
  expect(await drained()).toEqual(['1', '2'])
  expect(spool.waiting).toBe(0)
})
test('a file that somebody removed is told by nothing waiting, not by waiting for ever', async () => {
  await spool.append([entry('1')])
  await rm(file)
  expect([await drained(), spool.waiting]).toEqual([[], 0])
})

test('an entry is one line, whatever is written in it', async () => {
  await spool.append([aLogEntry({}, { requestId: '1', messageUserId: 'a\n\r\u2028\u2029\0\ud800\u0085"' }), entry('2')])
  await spool.close()
  spool = await openSpool(file)
  expect([spool.waiting, await drained()]).toEqual([2, ['1', '2']])
})
