import { describe, expect, it } from 'vitest'
import { ACT_NAMES } from './action-table.ts'
import { judge } from './actions.ts'
import { DELIVERY, MONEY, NEW_DOSSIER, OUTCOMES, PROCESSING, SUPPLEMENT } from './axes.ts'
import type { Axes } from './axes.ts'
import type { ActDetails } from './effects.ts'
import { nationalStatus } from './national-status.ts'
import { HOLDERS, PLAIN_STATES, TODOS, plainState } from './plain-state.ts'
import { ACT_ROLES } from './roles.ts'
import { SETTINGS, someActor, someFacts } from './testing.ts'

const everyAxes: readonly Axes[] = PROCESSING.flatMap(processing => OUTCOMES.flatMap(outcome => SUPPLEMENT.flatMap(supplement => MONEY.flatMap(money => DELIVERY.map(delivery =>
  ({ ...NEW_DOSSIER, processing, outcome, supplement, money, delivery }))))))
const DETAILS: readonly ActDetails[] = [{}, { outcome: 'reject', delivery: 'online', fee: 'due' }]
const everybody = someActor(ACT_ROLES)

/** Every pair of states that some act connects, from a new dossier on, whichever facts hold. */
function reachable(): readonly (readonly [Axes, Axes])[] {
  const key = (axes: Axes, revoked: boolean) => JSON.stringify([axes.processing, axes.outcome, axes.supplement, axes.money, axes.delivery, revoked])
  const start = { axes: NEW_DOSSIER, revoked: false }
  const seen = new Map([[key(start.axes, false), start]])
  const edges: (readonly [Axes, Axes])[] = []
  for (const { axes, revoked } of seen.values()) {
    for (const act of ACT_NAMES) for (const details of DETAILS) for (const channel of ['online', 'counter'] as const) {
      const facts = someFacts(axes.processing, axes, { channel, resultRevoked: revoked, decidedOnTheSpot: true, consultedAgencyIds: everybody.scopeAgencyIds })
      const verdict = judge(act, facts, everybody, SETTINGS, details)
      if (!verdict.ok) continue
      const next = { axes: { ...verdict.next, sync: 'local' as const, digitisation: 'none' as const }, revoked: act === 'revokeResult' || revoked && act !== 'signResult' }
      edges.push([axes, next.axes])
      if (!seen.has(key(next.axes, next.revoked))) seen.set(key(next.axes, next.revoked), next)
    }
  }
  return edges
}
const edges = reachable()

describe('the national status', () => {
  it('exists for every combination of axes, and only a draft has none', () => {
    for (const axes of everyAxes) {
      const status = nationalStatus(axes)
      expect(status === null).toBe(axes.processing === 'draft')
      expect(status ?? 1).toSatisfy((number: number) => Number.isInteger(number) && number >= 1 && number <= 10)
    }
  })
  it('only grows along every possible step, except between 4, 5 and 6', () => {
    const wanders = (status: number) => status >= 4 && status <= 6
    for (const [before, after] of edges) {
      const [from, to] = [nationalStatus(before) ?? 0, nationalStatus(after) ?? 0]
      expect(to >= from || wanders(from) && wanders(to), `${from} to ${to}: ${JSON.stringify([before, after])}`).toBe(true)
    }
  })
  it('reaches all ten', () => expect(new Set(edges.map(([, after]) => nationalStatus(after)))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])))
  it('never calls done what waits, stopped, or was refused', () => {
    for (const axes of everyAxes) {
      const status = nationalStatus(axes)
      if (status === 9 || status === 10) expect(['result-ready', 'returned']).toContain(axes.processing)
      if (axes.processing === 'stopped') expect(status).toBe(8)
      if (axes.processing === 'in-progress' && axes.supplement === 'requested-after-acceptance') expect(status).toBe(5)
    }
  })
  it.each([
    [{ processing: 'submitted', supplement: 'requested-before-acceptance' }, 1], [{ processing: 'received', money: 'due' }, 2], [{ processing: 'refused' }, 3], [{ processing: 'approved' }, 4],
    [{ processing: 'in-progress', supplement: 'requested-after-acceptance', money: 'due' }, 5], [{ processing: 'proposed', money: 'due' }, 6], [{ processing: 'withdrawn' }, 7],
    [{ processing: 'returned', outcome: 'reject' }, 8], [{ processing: 'result-ready', outcome: 'reject' }, 8], [{ processing: 'result-ready', delivery: 'posted' }, 9], [{ processing: 'returned', outcome: 'grant' }, 10]
  ] as const)('%j is %i', (axes, status) => expect(nationalStatus({ ...NEW_DOSSIER, ...axes })).toBe(status))
})

describe('the plain state', () => {
  it('says one of seven things, who holds it and what to do, for every combination', () => {
    expect(Object.keys(PLAIN_STATES)).toHaveLength(7)
    for (const axes of everyAxes) {
      const plain = plainState(axes)
      expect([PLAIN_STATES[plain.state].vi, HOLDERS[plain.holder].vi, TODOS[plain.todo].vi].every(text => text.length > 1)).toBe(true)
      expect(plain.holder === 'you').toBe(plain.state === 'needs-you' || plain.state === 'drafting')
    }
  })
  it('all seven occur', () => expect(new Set(edges.map(([before]) => plainState(before).state)).union(new Set(edges.map(([, after]) => plainState(after).state))).size).toBe(7))
  it.each([
    [{ processing: 'draft' }, 'drafting you finish-and-submit'],
    [{ processing: 'submitted' }, 'waiting-for-reception one-stop nothing'],
    [{ processing: 'submitted', money: 'due' }, 'waiting-for-reception one-stop nothing'],
    [{ processing: 'submitted', supplement: 'requested-before-acceptance', money: 'due' }, 'needs-you you supplement-now'],
    [{ processing: 'received' }, 'in-progress one-stop nothing'],
    [{ processing: 'proposed', supplement: 'answered' }, 'in-progress agency nothing'],
    [{ processing: 'result-ready', money: 'due', delivery: 'at-counter' }, 'needs-you you pay-now'],
    [{ processing: 'result-ready', delivery: 'online-available' }, 'result-ready one-stop download-result'],
    [{ processing: 'result-ready', delivery: 'at-counter' }, 'result-ready one-stop collect-result'],
    [{ processing: 'result-ready', delivery: 'posted' }, 'result-ready post wait-for-post'],
    [{ processing: 'returned', delivery: 'delivered' }, 'finished nobody nothing'],
    [{ processing: 'returned', delivery: 'delivered', outcome: 'reject' }, 'finished nobody read-the-reason'],
    [{ processing: 'returned', delivery: 'at-counter' }, 'result-ready one-stop collect-result'],
    [{ processing: 'refused' }, 'closed nobody read-the-reason'],
    [{ processing: 'stopped' }, 'closed nobody read-the-reason'],
    [{ processing: 'withdrawn' }, 'closed nobody nothing']
  ] as const)('of %j is %s', (axes, expected) => {
    const { state, holder, todo } = plainState({ ...NEW_DOSSIER, ...axes })
    expect(`${state} ${holder} ${todo}`).toBe(expected)
  })
})
