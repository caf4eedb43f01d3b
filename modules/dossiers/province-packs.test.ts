import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isLocked, keepLocked } from '../../kernel/forms/prefill.ts'
import { demand } from '../../kernel/forms/schema.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import { aDay, aWorkingTime } from '../calendar/testing.ts'
import { readAgencyFile, readPeopleFile, readUnitFile } from '../organisations/index.ts'
import { checkPack, completeForm, type DueAt, type ProcedurePack } from '../procedures/index.ts'
import { legalDue } from './domain/clock.ts'
import type { ClockPolicy } from './domain/clock-types.ts'

const PROVINCE = new URL('../../provinces/thai-nguyen/', import.meta.url)
const file = (name: string): unknown => JSON.parse(readFileSync(new URL(name, PROVINCE), 'utf8'))

const restart = 'restart'
const policy: ClockPolicy = {
  dayCounting: 'civil', dayEnd: 'closing', supplement: { incomplete: restart, incorrect: restart, outdated: restart }, cutoffMinute: 900,
  boundaryFreeStart: 'competent-agency', reappointmentsAllowed: 1, reappointmentNoticeDays: 1,
}
// the public holidays of spring 2026 between which the examples stand
const work = aWorkingTime(['2026-01-01', '2026-04-27', '2026-04-30', '2026-05-01', '2026-09-02'].map((day) => aDay(day)))
const dueAt: DueAt = ({ value, unit }, at) => legalDue({
  events: [{ type: 'received', at, promisedAt: null }], term: unit === 'SAME_DAY' ? { value, unit: 'WORKING_DAY' } : { value, unit }, sameDay: unit === 'SAME_DAY', boundaryFree: false,
}, at, policy, work).at

const { agencies, offers } = demand('agencies.json', readAgencyFile(file('agencies.json')))
const { people } = demand('demo-people.json', readPeopleFile(file('demo-people.json')))
const communes = new Set(demand('units.json', readUnitFile(file('units.json'))).units.filter(({ level, validTo }) => level === 'commune' && validTo === null).map(({ code }) => code))
const agencyKinds = new Set(agencies.map(({ kind }) => kind))
const staffedRoles = new Map([...agencyKinds].map((kind) => [kind, new Set<string>(people.filter(({ agency }) => agencies.some((other) => other.code === agency && other.kind === kind)).flatMap(({ roles }) => roles))]))

const names = readdirSync(new URL('procedures/', PROVINCE)).filter((name) => name.endsWith('.json'))
const packs: ProcedurePack[] = []

describe('the procedure packs of Thái Nguyên', () => {
  it.each(names)('%s may be published', (name) => {
    const json = file(`procedures/${name}`)
    const loose = checkPack(json, { staffedRoles: null, dueAt, communes, agencyKinds })
    expect(loose.ok ? [] : loose.faults.filter(({ severity }) => severity === 'refuse').map(({ at, message }) => `${at}: ${message.en}`)).toEqual([])
    if (!loose.ok) return
    packs.push(loose.pack)
    expect(name).toBe(`${loose.pack.code}.json`)
    expect(loose.warnings.filter(({ code }) => code !== 'unconfirmed-fee').map(({ at, message }) => `${at}: ${message.vi}`)).toEqual([])
    expect(checkPack(json, { staffedRoles, dueAt, communes, agencyKinds }).ok).toBe(true)
  })
  it('are at least twelve and cover what procedures differ in', () => {
    expect(packs.length).toBeGreaterThanOrEqual(12)
    const cases = packs.flatMap((pack) => pack.cases)
    const terms = cases.flatMap((of) => Object.values(of.channels))
    expect(new Set(terms.map(({ time }) => time.unit))).toEqual(new Set(['SAME_DAY', 'HOUR', 'WORKING_DAY', 'DAY', 'MONTH']))
    expect(new Set(cases.map((of) => of.competentLevel))).toEqual(new Set(['commune', 'province']))
    expect(new Set(terms.map(({ fees }) => fees.length > 0))).toEqual(new Set([true, false]))
    for (const some of [cases.some((of) => of.boundaryFree), cases.some((of) => of.noAppointment), cases.some((of) => of.consultations.length > 0), packs.some((pack) => pack.cases.length > 2)]) expect(some).toBe(true)
  })
  // the identity of whoever signed in stands for another's only where the form has asked for whom (`prefillIf`), and is then not to be changed
  it('never take the person signed in for another, and lock their identity where it is theirs', () => {
    const open = packs.flatMap(({ code, cases }) => cases.flatMap((of) => pagesOf(completeForm(of)).flatMap(({ fields }) => fields)
      .filter((field) => field.prefill?.startsWith('identity.') === true && !isLocked(field)).map(({ name }) => `${code} ${of.id} ${name}`)))
    expect(open).toEqual([])
  })
  // where a form lets people say that they are the one whom it asks about, it must not let them name another then
  it('hold whoever files as the legal representative to their own name', () => {
    const facts = { 'identity.fullName': 'Nông Thị Mẫu', 'identity.personalId': '019300000002' }
    const company = packs.find(({ code }) => code === '2.001583')
    expect(company?.cases.map((of) => keepLocked(completeForm(of), { filer: 'representative', repName: 'Người Khác', repId: '019300000010' }, facts, 'answered'))).toEqual(
      ['person', 'organisation', 'from-household'].map(() => ({ filer: 'representative', repName: facts['identity.fullName'], repId: facts['identity.personalId'] })))
    expect(company?.cases.map((of) => keepLocked(completeForm(of), { filer: 'person', repName: 'Người Khác' }, facts, 'answered')['repName'])).toEqual(['Người Khác', 'Người Khác', 'Người Khác'])
  })
  it('are all offered somewhere, and nothing else is', () => {
    expect(new Set(offers.map(({ code }) => code))).toEqual(new Set(names.map((name) => name.replace('.json', ''))))
  })
  it('work at least three examples each through, due times among them', () => {
    const scenarios = packs.flatMap((pack) => pack.scenarios)
    expect(packs.filter((pack) => pack.scenarios.length < 3)).toEqual([])
    expect(scenarios.filter(({ expectDue }) => expectDue).length).toBeGreaterThan(15)
  })
})
