import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOfBranch } from './agency-code.ts'
import { afterRecall, afterSaid, readSaid, type Delivery, type Said } from './delivery.ts'

const WAITING: Delivery = { state: 'waiting', status: null, recall: null }
const SAID: readonly Said[] = ['processing', 'done', 'fail', '01', '02', '03', '04', '05', '06', '13', '15', '16']
const STATES = ['waiting', 'fetched', 'acknowledged', 'failed', 'withdrawn'] as const

test('every state and everything that a receiver may say', () => {
  const table = STATES.map(state => `${state}: ${SAID.map(said => { const { state: after, status } = afterSaid({ ...WAITING, state }, said); return `${said}→${after}${status === null ? '' : ` ${status}`}` }).join(', ')}`)
  expect(table).toMatchInlineSnapshot(`
    [
      "waiting: processing→fetched, done→acknowledged, fail→failed, 01→acknowledged 01, 02→acknowledged 02, 03→acknowledged 03, 04→acknowledged 04, 05→acknowledged 05, 06→acknowledged 06, 13→waiting, 15→waiting, 16→waiting",
      "fetched: processing→fetched, done→acknowledged, fail→failed, 01→acknowledged 01, 02→acknowledged 02, 03→acknowledged 03, 04→acknowledged 04, 05→acknowledged 05, 06→acknowledged 06, 13→fetched, 15→fetched, 16→fetched",
      "acknowledged: processing→acknowledged, done→acknowledged, fail→acknowledged, 01→acknowledged 01, 02→acknowledged 02, 03→acknowledged 03, 04→acknowledged 04, 05→acknowledged 05, 06→acknowledged 06, 13→acknowledged, 15→acknowledged, 16→acknowledged",
      "failed: processing→fetched, done→acknowledged, fail→failed, 01→acknowledged 01, 02→acknowledged 02, 03→acknowledged 03, 04→acknowledged 04, 05→acknowledged 05, 06→acknowledged 06, 13→failed, 15→failed, 16→failed",
      "withdrawn: processing→withdrawn, done→withdrawn, fail→withdrawn, 01→withdrawn, 02→withdrawn, 03→withdrawn, 04→withdrawn, 05→withdrawn, 06→withdrawn, 13→withdrawn, 15→withdrawn, 16→withdrawn",
    ]
  `)
})
test('progress never goes back, whatever order it is told in', () => fc.assert(fc.property(fc.array(fc.constantFrom(...SAID), { maxLength: 12 }), order => {
  const ranks = ['01', '03', '04', '05', '06']
  let delivery = WAITING
  for (const said of order) {
    const next = afterSaid(delivery, said)
    if (delivery.status !== null && delivery.status !== '02' && next.status !== '02') expect(ranks.indexOf(next.status ?? '')).toBeGreaterThanOrEqual(ranks.indexOf(delivery.status))
    if (delivery.state === 'withdrawn') expect(next.state).toBe('withdrawn')
    expect(afterSaid(next, said)).toEqual(next)
    delivery = next
  }
})))
describe('recall', () => {
  test.each([['waiting', 'withdrawn', 'agreed'], ['failed', 'withdrawn', 'agreed'], ['fetched', 'fetched', 'asked'], ['acknowledged', 'acknowledged', 'asked']] as const)('of what is %s', (state, after, recall) => {
    expect(afterRecall({ ...WAITING, state })).toEqual({ ...WAITING, state: after, recall })
  })
  test('is answered once, and only when asked', () => {
    const asked = afterRecall({ ...WAITING, state: 'acknowledged' })
    expect(afterSaid(asked, '15')).toMatchObject({ state: 'withdrawn', recall: 'agreed' })
    expect(afterSaid(afterSaid(asked, '16'), '15')).toMatchObject({ state: 'acknowledged', recall: 'disagreed' })
    expect(afterSaid({ ...WAITING, state: 'acknowledged' }, '15')).toMatchObject({ state: 'acknowledged', recall: null })
  })
})
test.each([['done', 'done'], [' Fail ', 'fail'], ['3', '03'], ['06', '06'], ['07', undefined], ['', undefined], [undefined, undefined]])('%j is read as %s', (text, said) => { expect(readSaid(text)).toBe(said) })
test.each([
  ['H19', 'H19', true], ['H19', 'H19.02', true], ['H19', 'H190', false], ['H19.02', 'H19', false],
  ['000.00.00.H19', '000.02.00.H19', true], ['00.00.00.H19', '00.00.05.H19', true], ['00.00.05.H19', '00.07.05.H19', true], ['00.00.05.H19', '00.07.06.H19', false], ['00.00.00.H19', '00.00.05.H20', false],
])('branch %s holds %s: %s', (head, code, holds) => { expect(isOfBranch(head, code)).toBe(holds) })
