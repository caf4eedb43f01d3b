import { expect, test } from 'vitest'
import { listen, send } from '../testing.ts'
import { createBudget, wholeBody } from './body.ts'

test('so much at once, and given back once', () => {
  const budget = createBudget(10)
  const first = budget.take(6)
  expect(budget.take(5)).toBeUndefined()
  first?.()
  first?.()
  expect([budget.take(10) !== undefined, budget.take(1)]).toEqual([true, undefined])
})

test('a body is taken whole or not at all, and its room is free again', async () => {
  const budget = createBudget(200_000)
  const server = await listen((request, response) => {
    void wholeBody(request, budget, 150_000).then(body => {
      const rest = budget.take(100_000)
      rest?.()
      if (body.ok) body.release()
      response.end(body.ok ? `${body.bytes.length}, ${rest ? 'room' : 'no room'}` : body.reason)
    })
  })
  try {
    const post = async (size: number, headers: Record<string, string> = { 'content-length': String(size) }): Promise<string> => (await send(server.url, '/', { method: 'POST', headers, body: Buffer.alloc(size) })).text
    expect(await post(100)).toBe('100, room')
    expect(await post(140_000)).toBe('140000, no room')
    for (const size of [150_001, 300_000]) expect(await post(size)).toBe('too-large')
    expect(await post(150_001, { 'transfer-encoding': 'chunked' })).toBe('too-large')
    const rest = budget.take(100_000)
    expect(await post(140_000)).toBe('busy')
    rest?.()
    expect(await post(140_000)).toBe('140000, no room')
  } finally { await server.close() }
})
