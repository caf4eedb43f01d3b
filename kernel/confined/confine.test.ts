import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { confine, Crowded, endSpares, streamThrough, type Bounds, type Confined } from './index.ts'
import { usage } from './usage.ts'
import type { TestTask } from './testing-worker.ts'

let confined: Confined<TestTask, number> | undefined
const open = (bounds: Partial<Bounds> = {}): Confined<TestTask, number> => confined = confine(new URL('./testing-worker.ts', import.meta.url), { cpuSeconds: 0.3, memory: 400 * 1024 * 1024, processes: 1, ...bounds })
afterEach(() => confined?.close())

describe('a confined process', () => {
  it('is used again, and is another one than this', async () => {
    const { run } = open()
    const first = await run({ do: 'answer' })
    expect(first).not.toBe(process.pid)
    expect(await run({ do: 'answer' })).toBe(first)
  })
  it.each(['spin', 'eat', 'die'] as const)('that must %s is ended, and a fresh one takes its place', async (what) => {
    const { run } = open()
    const first = await run({ do: 'answer' })
    expect(await run({ do: what })).toBeUndefined()
    expect(await run({ do: 'answer' })).not.toBe(first)
  })
})

describe('a crowd', () => {
  it('is turned away beyond what may wait, of one sender and of all; who is done makes room', async () => {
    const { run } = open({ waiting: 2, each: 2 })
    await run({ do: 'answer' }, { from: 'a' })
    const [staying, second, other] = [run({ do: 'spin' }, { from: 'a' }), run({ do: 'answer' }, { from: 'a' }), run({ do: 'answer' }, { from: 'b' })]
    await expect(run({ do: 'answer' }, { from: 'a' })).rejects.toThrow(Crowded)
    await expect(run({ do: 'answer' }, { from: 'c' })).rejects.toThrow(Crowded)
    expect(await staying).toBeUndefined()
    expect(await Promise.all([second, other])).toEqual([expect.any(Number), expect.any(Number)])
    expect(await run({ do: 'answer' }, { from: 'a' })).toEqual(expect.any(Number))
  })
  it('is not left waiting when the house closes', async () => {
    const { run, close } = open()
    const [running, waiting] = [run({ do: 'stay' }), run({ do: 'answer' })]
    const refused = expect(waiting).rejects.toThrow(/closed/)
    await close()
    await Promise.allSettled([running])
    await refused
  })
})

describe('a process that ends without an answer', () => {
  it.each([
    ['broke on what it was given', './testing-stream-worker.ts', { fails: 'what it was given' }, 'too-much'],
    ['could open no file', './testing-stream-worker.ts', { fails: 'EMFILE' }, 'killed'],
    ['could not begin', './not-there.ts', {}, 'killed'],
  ])('says whether another try may end well: it %s', async (_why, file, task, reason) => {
    expect(await streamThrough(new URL(file, import.meta.url), task, { cpuSeconds: 10, memory: 1024 ** 3 }).ended).toEqual({ ok: false, reason })
  })
})

describe('a process begun ahead', () => {
  const children = async (): Promise<readonly number[]> => { const text = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8'); return text.trim().split(' ').map(Number) }
  const ask = async (ahead: boolean): Promise<number> => {
    const { ended } = streamThrough<{ pid: number }>(new URL('./testing-stream-worker.ts', import.meta.url), { answer: true }, { cpuSeconds: 10, memory: 1024 ** 3, ahead })
    const end = await ended
    return end.ok ? end.said.pid : expect.fail(end.reason)
  }
  it('takes the next task, one only, and ends when it shall; who did not ask for it gets another', async () => {
    const before = new Set(await children())
    const others = async (): Promise<readonly number[]> => (await children()).filter(pid => !before.has(pid))
    const first = await ask(true)
    await expect.poll(others).toEqual([expect.any(Number)])
    const [spare = 0] = await others()
    expect(spare).not.toBe(first)
    expect(await ask(false)).not.toBe(spare)
    expect(await ask(true)).toBe(spare)
    await expect.poll(others).toEqual([expect.any(Number)])
    expect(await others()).not.toEqual([spare])
    endSpares()
    await expect.poll(others).toEqual([])
  })
  it('keeps no house from ending', async () => {
    const house = fork(fileURLToPath(new URL('./testing-parent.ts', import.meta.url)), ['ahead'], { execArgv: [], stdio: 'ignore' })
    try { expect(await once(house, 'exit')).toEqual([0, null]) } finally { house.kill('SIGKILL') }
  })
  it('that died meanwhile is not asked', async () => {
    const before = new Set(await children())
    const others = async (): Promise<readonly number[]> => (await children()).filter(pid => !before.has(pid))
    await ask(true)
    await expect.poll(others).toHaveLength(1)
    const [spare = 0] = await others()
    process.kill(spare, 'SIGKILL')
    await expect.poll(others).toEqual([])
    expect(await ask(true)).not.toBe(spare)
    endSpares()
  })
})

describe('a killed house', () => {
  it.each(['tasks', 'stream'])('takes its confined processes with it, whatever they are at: %s', async (kind) => {
    const house = fork(fileURLToPath(new URL('./testing-parent.ts', import.meta.url)), [kind], { execArgv: [], stdio: 'ignore' })
    const [pid] = await once(house, 'message') as [number]
    const used = async (): Promise<number> => (await usage(pid))?.cpu ?? 0
    const before = await used()
    await expect.poll(used).toBeGreaterThan(before + 0.1)
    house.kill('SIGKILL')
    const there = (): boolean => { try { return process.kill(pid, 0) } catch { return false } }
    try { await expect.poll(there, { timeout: 3000 }).toBe(false) } finally { if (there()) process.kill(pid, 'SIGKILL') }
  })
})
