import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMissing } from './missing.ts'
import { balanced, following, lateRate, NO_DOSSIERS, together, toProcess, type OneStopCounts } from './one-stop.ts'
import { groupScores, serviceScores, type ServiceFacts, type ServiceScore } from './service-quality.ts'
import { issuedInTime, petitionInTime, publicInTime, type PetitionTimes } from './service-times.ts'

const gone = { noSource: { vi: 'chưa kết nối', en: 'not connected' } }
const NOTHING: ServiceFacts = { oneStop: NO_DOSSIERS, decisions: 0, decisionsIssuedInTime: 0, decisionsPublicInTime: 0, procedures: 0, proceduresComplete: 0, dossiersInNationalReport: 0, dossiersSynced: 0, proceduresEligibleOnline: 0, proceduresOnline: 0, proceduresOnlineUsed: 0,
  dossiersCounted: 0, dossiersFullyOnline: 0, dossiersDone: 0, doneWithElectronicResult: 0, doneDigitised: 0, certifiedCopiesAsked: 0, certifiedCopiesElectronic: 0, dossiersReusable: 0, dossiersReused: 0, dossiersFromPersonalStore: 0, dossiersWithVerifiedPerson: 0, proceduresWithVerifiedPerson: 0,
  dossiersWithFee: 0, dossiersPaidOnline: 0, proceduresWithFee: 0, proceduresPayableOnline: 0, proceduresPaidOnline: 0, petitions: 0, petitionsInTime: 0, petitionsRated: 0, petitionsSatisfied: 0, dossiersComplainedOf: 0 }
const of = (code: string, facts: Partial<ServiceFacts>): ServiceScore => serviceScores({ ...NOTHING, ...facts }).find(score => score.code === code) ?? expect.fail(code)
const points = (code: string, facts: Partial<ServiceFacts>): number | null => of(code, facts).points
const counts = (more: Partial<OneStopCounts>): OneStopCounts => ({ ...NO_DOSSIERS, ...more })

it('18 + 20 + 12 + 22 + 10 + 18 = 100', () => {
  const groups = groupScores(serviceScores(NOTHING))
  expect(groups.map(({ group, max }) => [group, max])).toEqual([['transparency', 18], ['progress', 20], ['online', 12], ['digitisation', 22], ['payment', 10], ['satisfaction', 18]])
})
it('rule 7: where nothing applies, full marks, and it says so', () => {
  const scores = serviceScores(NOTHING)
  expect(scores.every(score => score.nothingApplies && score.points === score.max)).toBe(true)
  expect(groupScores(scores).reduce((sum, group) => sum + (group.points ?? 0), 0)).toBe(100)
})
describe('formulas', () => {
  it.each<[string, Partial<ServiceFacts>, number]>([
    ['PUBLISH_ON_TIME', { decisions: 4, decisionsIssuedInTime: 3 }, 4.5], ['PUBLIC_UPDATE_ON_TIME', { decisions: 4, decisionsPublicInTime: 1 }, 1], ['PUBLIC_CONTENT_FULL', { procedures: 200, proceduresComplete: 190 }, 1.9],
    ['DOSSIER_SYNC', { dossiersInNationalReport: 100, dossiersSynced: 90 }, 5.4], ['DOSSIER_SYNC', { dossiersInNationalReport: 80, dossiersSynced: 90 }, 6], ['DOSSIER_SYNC', { dossiersInNationalReport: 100, dossiersSynced: 0 }, 0],
    ['ON_TIME', { oneStop: counts({ received: 80, carriedOver: 20, doneOnTime: 70, openInTime: 20, doneLate: 6, openLate: 4 }) }, 18],
    ['PROCEDURES_ONLINE', { proceduresEligibleOnline: 100, proceduresOnline: 80 }, 4], ['PROCEDURES_ONLINE', { proceduresEligibleOnline: 100, proceduresOnline: 40 }, 2], ['PROCEDURES_ONLINE', { proceduresEligibleOnline: 100, proceduresOnline: 99 }, 4],
    ['ONLINE_SERVICES_USED', { proceduresOnline: 80, proceduresOnlineUsed: 20 }, 1], ['DOSSIERS_FULLY_ONLINE', { dossiersCounted: 100, dossiersFullyOnline: 50 }, 4], ['DOSSIERS_FULLY_ONLINE', { dossiersCounted: 100, dossiersFullyOnline: 25 }, 2],
    ['ORIGINAL_RESULT_AVAILABLE', { dossiersDone: 100, doneWithElectronicResult: 80 }, 4.8], ['SO_HOA_GIAY_TO_GIAI_QUYET', { dossiersDone: 100, doneDigitised: 80 }, 4], ['SO_HOA_GIAY_TO_GIAI_QUYET', { dossiersDone: 100, doneDigitised: 40 }, 2], ['ELECTRONIC_CERTIFIED_COPY', { certifiedCopiesAsked: 10, certifiedCopiesElectronic: 5 }, 1],
    ['REUSED_DIGITIZED_DATA', { dossiersReusable: 10, dossiersReused: 8 }, 2], ['SYNCED_WITH_DVCQG_PERSONAL_STORAGE', { dossiersReusable: 10, dossiersFromPersonalStore: 5 }, 2], ['CITIZEN_DATA_CONNECTED_DOSSIER', { dossiersCounted: 10, dossiersWithVerifiedPerson: 9 }, 1.8], ['CITIZEN_DATA_CONNECTED_FORMALITY', { procedures: 10, proceduresWithVerifiedPerson: 1 }, 0.2],
    ['DOSSIERS_PAID_ONLINE', { dossiersWithFee: 10, dossiersPaidOnline: 5 }, 3], ['PROCEDURES_PAYABLE_ONLINE', { proceduresWithFee: 10, proceduresPayableOnline: 4 }, 1], ['PROCEDURES_PAYABLE_ONLINE', { proceduresWithFee: 10, proceduresPayableOnline: 9 }, 2], ['PROCEDURES_PAID_ONLINE', { proceduresPayableOnline: 10, proceduresPaidOnline: 2 }, 0.5],
    ['PETITION_PROCESSING_ON_TIME', { petitions: 3, petitionsInTime: 2 }, 4], ['PETITION_HANDLING_SATISFACTION', { petitionsRated: 4, petitionsSatisfied: 3 }, 4.5],
    ['DOSSIER_RECEIVING_SATISFACTION', { oneStop: counts({ received: 100, doneOnTime: 92, doneLate: 5, openLate: 3 }), dossiersComplainedOf: 2 }, 6], ['DOSSIER_RECEIVING_SATISFACTION', { oneStop: counts({ received: 100, doneOnTime: 50, doneLate: 50 }), dossiersComplainedOf: 5 }, 3], ['DOSSIER_RECEIVING_SATISFACTION', { oneStop: counts({ received: 10, doneLate: 10 }), dossiersComplainedOf: 5 }, 0],
  ])('%s %j: %d points', (code, facts, expected) => expect(points(code, facts)).toBeCloseTo(expected, 10))
  it('what was read in no source is marked', () => expect(serviceScores(NOTHING).filter(score => score.unverified !== null).map(score => [score.code, score.unverified])).toEqual([['PROCEDURES_ONLINE', 'max'], ['ONLINE_SERVICES_USED', 'max'], ['DOSSIERS_FULLY_ONLINE', 'max'], ['PROCEDURES_PAID_ONLINE', 'definition']]))
})
describe('a source that is not there', () => {
  it('gives no points, neither zero nor full, and says why', () => expect(of('PETITION_PROCESSING_ON_TIME', { petitions: 3, petitionsInTime: gone })).toMatchObject({ points: null, whole: 3, part: null, reasons: [{ code: 'no-source', why: gone.noSource }] }))
  it('an unknown denominator likewise, even above nothing', () => expect(points('DOSSIER_SYNC', { dossiersInNationalReport: gone, dossiersSynced: 0 })).toBeNull())
  it('a group says how much of it is known', () => {
    const scores = serviceScores({ ...NOTHING, oneStop: gone, petitions: 2, petitionsInTime: 1, petitionsRated: gone })
    expect(groupScores(scores).filter(({ group }) => group === 'progress' || group === 'satisfaction')).toEqual([{ group: 'progress', max: 20, points: null, known: 0 }, { group: 'satisfaction', max: 18, points: 3, known: 6 }])
  })
})
it('points stay between nothing and the maximum', () => fc.assert(fc.property(fc.record(Object.fromEntries(Object.keys(NOTHING).filter(key => key !== 'oneStop').map(key => [key, fc.nat(20)]))), fc.nat(30), fc.nat(30), (facts, late, intime) => {
  for (const { points: got, max } of serviceScores({ ...NOTHING, ...facts, oneStop: counts({ received: late + intime, doneOnTime: intime, doneLate: late }) })) { expect(got ?? NaN).toBeGreaterThanOrEqual(0); expect(got ?? NaN).toBeLessThanOrEqual(max) }
})))

describe('one-stop counts', () => {
  it('late rate as Gia Lai publishes it: (late in progress + done late) / (received + carried over)', () => {
    const gia = counts({ received: 950, carriedOver: 50, doneOnTime: 900, doneLate: 12, openInTime: 80, openLate: 8 })
    expect([toProcess(gia), lateRate(gia), balanced(gia)]).toEqual([1000, 0.02, true])
  })
  it('nothing to process has no rate', () => expect(isMissing(lateRate(NO_DOSSIERS))).toBe(true))
  const some = fc.record({ received: fc.nat(99), carriedOver: fc.nat(99), a: fc.nat(99), b: fc.nat(99), c: fc.nat(99) }).map(({ received, carriedOver, a, b, c }) => {
    const all = received + carriedOver
    const doneOnTime = Math.min(a, all)
    const doneLate = Math.min(b, all - doneOnTime)
    const openInTime = Math.min(c, all - doneOnTime - doneLate)
    return { received, carriedOver, doneOnTime, doneLate, openInTime, openLate: all - doneOnTime - doneLate - openInTime }
  })
  it('parts of a unit add up to it, and stay balanced', () => fc.assert(fc.property(fc.array(some, { minLength: 1 }), all => {
    expect(balanced(together(all))).toBe(true)
    expect(toProcess(together(all))).toBe(all.reduce((sum, each) => sum + toProcess(each), 0))
  })))
  it('two months are a period when the second carries over what the first left', () => fc.assert(fc.property(some, some, (first, next) => {
    const second = { ...next, carriedOver: first.openInTime + first.openLate }
    const rest = toProcess(second) - second.doneOnTime - second.doneLate - second.openInTime
    fc.pre(rest >= 0)
    expect(balanced(following(first, { ...second, openLate: rest }))).toBe(true)
  })))
})

describe('times in working days', () => {
  it('decisions: 5 before effect for a province, 20 for a ministry; in the database within 5 or 10', () => {
    expect([issuedInTime(5, 'province'), issuedInTime(4, 'province'), issuedInTime(20, 'ministry'), issuedInTime(19, 'ministry')]).toEqual([true, false, true, false])
    expect([publicInTime(5, 'province'), publicInTime(6, 'province'), publicInTime(10, 'ministry'), publicInTime(11, 'ministry')]).toEqual([true, false, true, false])
  })
  const times = (more: Partial<PetitionTimes>): PetitionTimes => ({ refusedOrPassedOn: null, askedMore: null, solved: null, published: null, now: 0, ...more })
  it.each<[string, Partial<PetitionTimes>, boolean]>([
    ['refused on day 2', { refusedOrPassedOn: 2 }, true], ['passed on on day 3', { refusedOrPassedOn: 3, solved: 1 }, false], ['asked for more on day 5', { askedMore: 5, solved: 15, published: 2 }, true], ['on day 6', { askedMore: 6, solved: 7 }, false],
    ['solved on day 16', { solved: 16 }, false], ['published after 3', { solved: 10, published: 3 }, false], ['open on day 15', { now: 15 }, true], ['open on day 16', { now: 16 }, false], ['solved, not yet published', { solved: 15, now: 40 }, true],
  ])('%s', (_, given, expected) => expect(petitionInTime(times(given))).toBe(expected))
})
