import { describe, expect, it } from 'vitest'
import { approximateMinutes, longestPath, nextSteps, validateWorkflow } from './workflow.ts'
import type { TimeLimit } from '../../../kernel/working-time.ts'
import type { WorkflowContext, WorkflowDefinition, WorkflowStep } from './workflow.ts'

const days = (value: number): TimeLimit => ({ value, unit: 'WORKING_DAY' })
const step = (id: string, time: TimeLimit | null = null, role = 'case-officer'): WorkflowStep => ({ id, name: { vi: id }, role, time, kind: 'work' })
const flow = (steps: readonly WorkflowStep[], ...edges: readonly string[]): WorkflowDefinition => ({
  steps, transitions: edges.map(edge => ({ from: edge[0] ?? '', to: edge[1] ?? '', label: { vi: edge } }))
})
const open: WorkflowContext = { staffedRoles: null, legalTime: null }
const codes = (workflow: WorkflowDefinition, context = open) => validateWorkflow(workflow, context).map(f => `${f.code}:${f.stepId ?? ''}`)

describe('a workflow definition', () => {
  it('is accepted when every step leads to the end, returns included', () => {
    expect(codes(flow([step('a'), step('b'), step('c')], 'ab', 'bc', 'ba'))).toEqual([])
  })
  it('needs steps', () => expect(codes(flow([]))).toEqual(['no-steps:']))
  it('names unknown and double steps and double transitions before anything else', () => {
    expect(codes(flow([step('a'), step('a'), step('b')], 'ab', 'ab', 'ax'))).toEqual(['duplicate-step:a', 'duplicate-transition:a', 'unknown-step:x'])
  })
  it('finds steps nobody can reach', () => expect(codes(flow([step('a'), step('b'), step('c')], 'ab', 'cb'))).toEqual(['unreachable-step:c']))
  it('finds circles without an end', () => expect(codes(flow([step('a'), step('b'), step('c')], 'ab', 'bc', 'cb'))).toEqual(['no-end:a', 'no-end:b', 'no-end:c']))
  it('finds a dead circle beside a good end', () => {
    expect(codes(flow([step('a'), step('b'), step('c'), step('d')], 'ab', 'ac', 'cd', 'dc'))).toEqual(['no-end:c', 'no-end:d'])
  })
  it('may end in a decision that can send back, not in work that can only go back', () => {
    const ending = (kind: WorkflowStep['kind']) => codes(flow([step('a'), { ...step('b'), kind }], 'ab', 'ba'))
    expect(ending('approve')).toEqual([])
    expect(ending('sign')).toEqual([])
    expect(ending('propose')).toEqual(['no-end:a', 'no-end:b'])
  })
  it('does not take a decision in the middle for an end', () => {
    expect(codes(flow([{ ...step('a'), kind: 'approve' }, step('b'), step('c')], 'ab', 'bc', 'cb'))).toEqual(['no-end:a', 'no-end:b', 'no-end:c'])
    expect(codes(flow([step('a'), { ...step('b'), kind: 'approve' }, step('c')], 'ab', 'ba', 'bc', 'cb'))).toEqual(['no-end:a', 'no-end:b', 'no-end:c'])
  })
  it('finds roles with nobody', () => {
    const workflow = flow([step('a'), step('b', null, 'approver')], 'ab')
    expect(codes(workflow, { ...open, staffedRoles: new Set(['case-officer']) })).toEqual(['role-with-nobody:b'])
    expect(codes(workflow, { ...open, staffedRoles: new Set(['case-officer', 'approver']) })).toEqual([])
  })
  it('refuses negative times', () => expect(codes(flow([step('a', days(-1))]))).toEqual(['negative-time:a']))
})

describe('the time of the steps against the legal time', () => {
  const branches = flow([step('a', days(1)), step('b', days(3)), step('c', days(1)), { ...step('d', { value: 4, unit: 'HOUR' }), kind: 'sign' }], 'ab', 'ac', 'bd', 'cd', 'da')
  it('follows the longest branch, a return adding nothing', () => {
    expect(longestPath(branches)).toEqual({ minutes: 4 * 480 + 240, stepIds: ['a', 'b', 'd'] })
  })
  it('finds the longest branch wherever it stands', () => {
    expect(longestPath(flow([step('a'), step('b', days(1)), step('c', days(3)), step('d', days(2))], 'ab', 'ac', 'ad')).stepIds).toEqual(['a', 'c'])
  })
  it('is a fault only above the limit', () => {
    expect(codes(branches, { ...open, legalTime: days(5) })).toEqual([])
    expect(codes(branches, { ...open, legalTime: days(4.5) })).toEqual([])
    expect(codes(branches, { ...open, legalTime: days(4) })).toEqual(['time-above-limit:'])
  })
  it('says how long, against what and along which way', () => {
    expect(validateWorkflow(branches, { ...open, legalTime: days(4) })[0]?.params).toEqual({ minutes: 2160, limit: 1920, path: 'a > b > d' })
  })
  it('compares calendar days with working days by the week', () => {
    const work = flow([step('a', days(5))])
    expect(codes(work, { ...open, legalTime: { value: 7, unit: 'DAY' } })).toEqual([])
    expect(codes(work, { ...open, legalTime: { value: 6, unit: 'DAY' } })).toEqual(['time-above-limit:'])
    expect(codes(flow([step('a', days(22))]), { ...open, legalTime: { value: 1, unit: 'MONTH' } })).toEqual(['time-above-limit:'])
    expect(codes(flow([step('a', days(21))]), { ...open, legalTime: { value: 1, unit: 'MONTH' } })).toEqual([])
  })
  it('does not judge a free-text time', () => {
    expect(approximateMinutes({ value: 1, unit: 'OTHER' })).toBeNull()
    expect(codes(branches, { ...open, legalTime: { value: 0, unit: 'OTHER' } })).toEqual([])
  })
  it('uses the length of the agency\'s own working day', () => {
    expect(codes(flow([step('a', { value: 8, unit: 'HOUR' })]), { ...open, legalTime: days(1), minutesPerDay: 450 })).toEqual(['time-above-limit:'])
  })
})

it('lists the next steps in the order of the definition', () => {
  expect(nextSteps(flow([step('a'), step('b'), step('c')], 'ac', 'ab'), 'a').map(s => s.id)).toEqual(['b', 'c'])
})
