import { describe, expect, it } from 'vitest'
import { OFFICER_ROLES } from '../../../kernel/actor.ts'
import { parsePeriod } from './period.ts'
import { dueOn, judgeReport, REPORT_ACTS, REPORT_STATES, reportingRate, REFUSAL_TEXTS, type ReportAct } from './report.ts'

const acts: readonly ReportAct[] = ['save', 'submit', 'return', 'approve', 'lock']
const officer = (...roles: readonly (typeof OFFICER_ROLES)[number][]) => ({ accountId: 'me', roles, scopeAgencyIds: ['commune'] })
const facts = (state: (typeof REPORT_STATES)[number], submittedBy: string | null = 'other') => ({ state, agencyId: 'commune', submittedBy })

it('every state, act and role', () => {
  expect(Object.keys(REPORT_ACTS)).toEqual(acts)
  const table = acts.map(act => `${act}: ${REPORT_STATES.flatMap(state => { const by = OFFICER_ROLES.filter(role => judgeReport(act, facts(state), officer(role)).ok); return by.length === 0 ? [] : [`${state} (${by.join(', ')})`] }).join('; ')}`)
  const fill = 'reception-officer, case-officer, unit-administrator, administrator, data-steward'
  expect(table).toEqual([`save: draft (${fill}); returned (${fill})`, `submit: draft (${fill}); returned (${fill})`, 'return: submitted (approver, administrator)', 'approve: submitted (approver, administrator)', 'lock: approved (administrator, data-steward)'])
})
it('what it becomes', () => expect(acts.map(act => judgeReport(act, facts(REPORT_ACTS[act].from[0]), officer('administrator')))).toEqual(['draft', 'submitted', 'returned', 'approved', 'locked'].map(next => ({ ok: true, next }))))
describe('refusals, each with its words', () => {
  it.each([
    ['outside-scope', 'approve', { ...facts('submitted'), agencyId: 'elsewhere' }, officer('approver')], ['wrong-role', 'approve', facts('submitted'), officer('case-officer')],
    ['wrong-state', 'approve', facts('draft'), officer('approver')], ['own-report', 'approve', facts('submitted', 'me'), officer('approver')], ['wrong-state', 'save', facts('locked'), officer('administrator')],
  ] as const)('%s', (reason, act, of, who) => {
    expect(judgeReport(act, of, who)).toEqual({ ok: false, reason })
    expect(REFUSAL_TEXTS[reason].vi).not.toBe(REFUSAL_TEXTS[reason].en)
  })
})
it('due days after the end of the period', () => expect(dueOn(parsePeriod('2024Q1') ?? expect.fail(), 10)).toBe('2024-04-10'))
it('reporting rate: in time on the day itself, late the day after, missing not at all', () => {
  const due = { dueOn: '2024-04-10' }
  expect(reportingRate([{ ...due, submittedOn: '2024-04-10' }, { ...due, submittedOn: '2024-04-11' }, { ...due, submittedOn: null }, { ...due, submittedOn: '2024-04-01' }])).toEqual({ expected: 4, actual: 3, onTime: 2, rate: 75, rateOnTime: 50 })
  expect(reportingRate([])).toMatchObject({ rate: null, rateOnTime: null })
})
