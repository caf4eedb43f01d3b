import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { destination, makeLog } from './log.ts'

const fails = (code: string): never => { throw Object.assign(new Error(code), { code }) }

describe('a log that cannot be written', () => {
  test('ends no process and holds none up', () => {
    const full = openSync('/dev/full', 'w')
    const program = `const { makeLog, say } = await import(${JSON.stringify(import.meta.resolve('./log.ts'))}); const log = makeLog('info'); for (let n = 0; n < 3; n++) log.info({ n }, 'x'); setImmediate(() => { log.error({}, 'y'); say('alive') })`
    try { expect(spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', full], encoding: 'utf8', timeout: 20_000 })).toMatchObject({ status: 0, signal: null, stdout: 'alive\n' }) } finally { closeSync(full) }
  })
  test('says how many lines are missing when there is room again', () => {
    const written: string[] = []
    let room = true
    const { write } = destination(2, (_fd, bytes) => { if (!room) fails('ENOSPC'); written.push(Buffer.from(bytes).toString()); return bytes.length })
    write('a\n')
    room = false
    for (const line of ['b\n', 'c\n']) write(line)
    room = true
    for (const line of ['d\n', 'e\n']) write(line)
    expect(written).toEqual(['a\n', expect.stringMatching(/^\n\{"level":50,"time":\d+,"lost":2,"msg":"lines are missing here[^\n]*\}\n$/), 'd\n', 'e\n'])
  })
  test('waits for a slow reader, but not for ever, and goes on where a line was cut', () => {
    const written: string[] = []
    let tries = 0
    const slow = destination(2, (_fd, bytes) => { if (++tries % 2 === 1) fails('EAGAIN'); written.push(Buffer.from(bytes.subarray(0, 2)).toString()); return Math.min(2, bytes.length) })
    slow.write('abc\n')
    expect(written.join('')).toBe('abc\n')
    tries = 0
    const stuck = destination(2, () => { tries++; return fails('EAGAIN') })
    stuck.write('x\n')
    expect(tries).toBe(21)
    // who has been waited for once is not waited for again
    stuck.write('y\n')
    expect(tries).toBe(22)
  })
})

test('an error that quotes what people wrote does not', () => {
  const lines: string[] = []
  const log = makeLog('info', { write: line => { lines.push(line) } })
  log.error({ requestId: 'r-1', error: 'error: invalid input syntax for type integer: "Nguyễn Thị Hạnh"\n    at parse (/app/kernel/db.ts:12:3)' }, 'request failed')
  log.warn({ error: 'value "Trần Văn" is out of range; no row of 019190000123 or 0912345678, 3 tries, port 5432' }, 'x')
  expect(lines.map(line => JSON.parse(line).error)).toEqual(['error: invalid input syntax for type integer: "…"\n    at parse (/app/kernel/db.ts:12:3)', 'value "…" is out of range; no row of … or …, 3 tries, port 5432'])
})
