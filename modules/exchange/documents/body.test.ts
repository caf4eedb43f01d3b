import { expect, test } from 'vitest'
import { listen, send } from '../testing.ts'
import { createBudget, releaseAfter, wholeBody } from './body.ts'

test('so much at once, half of it for one system, and given back once', () => {
  const budget = createBudget(10)
  const [first, second, other] = [budget.open(1), budget.open(1), budget.open(2)]
  expect([first?.take(4), second?.take(2), second?.take(1), other?.take(5), other?.take(1)]).toEqual([true, false, true, true, false])
  first?.release()
  first?.release()
  expect([second?.take(4), second?.take(1)]).toEqual([true, false])
})
test('so many calls of one system at once', () => {
  const budget = createBudget(10, 2)
  const [first] = [budget.open(1), budget.open(1)]
  expect([budget.open(1), budget.open(2) === undefined]).toEqual([undefined, false])
  first?.release()
  expect(budget.open(1)).toBeDefined()
})

test('a body is taken whole or not at all, and its room is free again', async () => {
  const budget = createBudget(400_000)
  const server = await listen((request, response) => {
    const room = budget.open(1)
    if (!room) return
    void wholeBody(request, room, 150_000).then(body => {
      const rest = room.take(100_000)
      releaseAfter(response, room)
      response.end(body.ok ? `${body.bytes.length}, ${rest ? 'room' : 'no room'}` : body.reason)
    })
  })
  try {
    const post = async (size: number, headers: Record<string, string> = { 'content-length': String(size) }): Promise<string> => (await send(server.url, '/', { method: 'POST', headers, body: Buffer.alloc(size) })).text
    expect(await post(100)).toBe('100, room')
    expect(await post(140_000)).toBe('140000, no room')
    for (const size of [150_001, 300_000]) expect(await post(size)).toBe('too-large')
    expect(await post(150_001, { 'transfer-encoding': 'chunked' })).toBe('too-large')
    const rest = budget.open(1)
    rest?.take(100_000)
    expect(await post(140_000)).toBe('busy')
    rest?.release()
    expect(await post(140_000)).toBe('140000, no room')
  } finally { await server.close() }
})
