import { expect, test } from 'vitest'
import { covers, judgeGrant, judgeHolder, mandateState } from './mandate.ts'

const terms = { procedureCodes: ['1.001193'], validFrom: '2026-03-01', validTo: '2026-03-31' }
const about = { today: '2026-03-01', maxDays: 366, toOneself: false, evidence: 'subject-online', assurance: 2 } as const

test.each([
  [terms, about, []],
  [{ ...terms, procedureCodes: [] }, about, ['no-procedure']],
  [{ ...terms, validTo: '2026-02-28' }, about, ['ends-before-start', 'already-over']],
  [{ ...terms, validTo: '2027-03-01' }, about, []],
  [{ ...terms, validTo: '2027-03-02' }, about, ['too-long']],
  [terms, { ...about, toOneself: true }, ['to-oneself']],
  [terms, { ...about, assurance: 1 as const }, ['assurance-too-low']],
  [terms, { ...about, evidence: 'officer-attest' as const, assurance: 1 as const }, []],
])('grant %#', (t, a, faults) => {
  expect(judgeGrant(t, a)).toEqual(faults)
})

test.each([
  [{ actorKnown: true, revoked: false }, '2026-03-01', 'active'],
  [{ actorKnown: true, revoked: false }, '2026-03-31', 'active'],
  [{ actorKnown: true, revoked: false }, '2026-04-01', 'over'],
  [{ actorKnown: true, revoked: false }, '2026-02-28', 'future'],
  [{ actorKnown: false, revoked: false }, '2026-03-05', 'waiting'],
  [{ actorKnown: true, revoked: true }, '2026-03-05', 'revoked'],
] as const)('state %#', (facts, today, state) => {
  expect(mandateState({ ...terms, ...facts }, today)).toBe(state)
  expect(covers({ ...terms, ...facts }, '1.001193', today)).toBe(state === 'active')
  expect(covers({ ...terms, ...facts }, '1.001194', today)).toBe(false)
})

test.each([
  [{ name: 'Vi Thị Thơm', idNumber: '999301000005' }, []],
  [{ name: ' ', idNumber: '999301000005' }, ['name-missing']],
  [{ name: 'Vi Thị Thơm', idNumber: '99930100000' }, ['number-unusable']],
  [{ name: '123', idNumber: '99930100000x' }, ['name-missing', 'number-unusable']],
])('holder %#', (holder, faults) => {
  expect(judgeHolder(holder)).toEqual(faults)
})
