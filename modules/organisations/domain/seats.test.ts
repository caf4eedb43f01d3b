import { describe, expect, test } from 'vitest'
import { OFFICER_ROLES, type OfficerRole } from '../../../kernel/actor.ts'
import { combines, judgeEnding, judgeRights, judgeSeating, mayManage, type Seat, type StaffFacts } from './seats.ts'

const TODAY = '2026-03-10'
const seat = (agencyId: string, roles: readonly OfficerRole[], over: Partial<Seat> = {}): Seat => ({ agencyId, path: ['province', agencyId], roles, validFrom: '2026-01-01', validTo: null, ...over })
const staff = (over: Partial<StaffFacts> = {}): StaffFacts => ({ accountId: 'hang', homeAgencyId: null, seats: [seat('commune', ['case-officer'])], ...over })
const unit = { accountId: 'unit', roles: ['unit-administrator'], scopeAgencyIds: ['commune', 'hamlet'] } as const
const boss = { accountId: 'boss', roles: ['administrator'], scopeAgencyIds: ['province', 'commune'] } as const

describe('who hands out rights does not decide in the same place', () => {
  test.each(OFFICER_ROLES.flatMap(one => OFFICER_ROLES.map(other => [one, other] as const)))('%s and %s in one seat', (one, other) => {
    const administers = [one, other].some(role => role === 'administrator' || role === 'unit-administrator')
    const decides = [one, other].some(role => role === 'approver' || role === 'signer')
    expect(combines([seat('commune', [one, other])])).toBe(administers && decides)
  })
  test.each([
    ['two seats, one agency', [seat('commune', ['unit-administrator']), seat('commune', ['approver'])], true],
    ['deciding below', [seat('commune', ['unit-administrator']), seat('hamlet', ['signer'], { path: ['province', 'commune', 'hamlet'] })], true],
    ['deciding above', [seat('hamlet', ['unit-administrator'], { path: ['province', 'commune', 'hamlet'] }), seat('commune', ['signer'])], false],
    ['deciding elsewhere', [seat('commune', ['unit-administrator']), seat('other', ['approver'])], false],
    ['the province reaches everywhere', [seat('office', ['administrator']), seat('other', ['approver'])], true],
    ['one after the other', [seat('commune', ['unit-administrator'], { validTo: '2026-02-01' }), seat('commune', ['approver'], { validFrom: '2026-02-02' })], false],
    ['on one day together', [seat('commune', ['unit-administrator'], { validTo: '2026-02-01' }), seat('commune', ['approver'], { validFrom: '2026-02-01' })], true],
  ])('%s', (_name, seats, expected) => { expect(combines(seats)).toBe(expected) })
})

describe('reach', () => {
  test.each([
    ['in the own agency', staff(), true], ['below', staff({ seats: [seat('hamlet', ['approver'])] }), true], ['elsewhere', staff({ seats: [seat('other', ['case-officer'])] }), false],
    ['here and elsewhere', staff({ seats: [seat('commune', ['case-officer']), seat('other', ['case-officer'])] }), false], ['the province’s administrator', staff({ seats: [seat('commune', ['administrator'])] }), false],
    ['nowhere, opened here', staff({ seats: [], homeAgencyId: 'commune' }), true], ['nowhere, opened elsewhere', staff({ seats: [], homeAgencyId: 'other' }), false], ['nowhere, opened by nobody', staff({ seats: [] }), false],
    ['here, opened elsewhere', staff({ homeAgencyId: 'other' }), true],
  ])('a unit administrator and who sits %s', (_name, who, expected) => {
    expect(mayManage(unit, who)).toBe(expected)
    expect(mayManage(boss, who)).toBe(true)
    expect(mayManage({ ...unit, roles: ['approver', 'supervisor'] }, who)).toBe(false)
    if (!expected) {
      expect(judgeSeating(unit, who, seat('commune', ['case-officer'], { validFrom: TODAY }), TODAY, 'x')).toBe('outside-reach')
      expect(judgeEnding(unit, who, TODAY, TODAY, 'x')).toBe('outside-reach')
      expect(judgeRights(unit, [{ staff: who, otherSeats: [], changed: seat('commune', ['case-officer']) }])).toBe('outside-reach')
    }
  })
})

test('nobody seats oneself, ends the own seat or changes its rights', () => {
  for (const actor of [unit, boss]) {
    const me = staff({ accountId: actor.accountId })
    expect(judgeSeating(actor, me, seat('commune', ['case-officer'], { validFrom: TODAY }), TODAY, 'x')).toBe('own-seat')
    expect(judgeEnding(actor, me, TODAY, TODAY, 'x')).toBe('own-seat')
    expect(judgeRights(actor, [{ staff: staff(), otherSeats: [], changed: seat('commune', []) }, { staff: me, otherSeats: [], changed: seat('commune', []) }])).toBe('own-seat')
  }
})

test('only the province dates back, and says why', () => {
  const from = (validFrom: string): Seat => seat('commune', ['case-officer'], { validFrom })
  expect([judgeSeating(unit, staff(), from('2026-03-09'), TODAY, 'x'), judgeSeating(unit, staff(), from(TODAY), TODAY, '')]).toEqual(['dated-back', undefined])
  expect([judgeSeating(boss, staff(), from('2026-03-09'), TODAY, ''), judgeSeating(boss, staff(), from('2026-03-09'), TODAY, 'x')]).toEqual(['reason-needed', undefined])
  expect([judgeEnding(unit, staff(), '2026-03-08', '2026-03-09', 'x'), judgeEnding(unit, staff(), '2026-03-09', '2026-03-09', '')]).toEqual(['dated-back', undefined])
})

test('other rights are judged with every seat of every holder', () => {
  const changed = seat('commune', ['unit-administrator'])
  expect(judgeRights(boss, [{ staff: staff(), otherSeats: [seat('commune', ['approver'])], changed }])).toBe('combines')
  expect(judgeRights(unit, [{ staff: staff(), otherSeats: [], changed }])).toBeUndefined()
})
