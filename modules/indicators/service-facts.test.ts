import { expect, it } from 'vitest'
import { groupScores, serviceScores } from './domain/service-quality.ts'
import { serviceFactsOf } from './service-facts.ts'

const counts = { received: 80, carriedOver: 20, doneOnTime: 70, doneLate: 6, openInTime: 20, openLate: 4, receivedOnline: 50, receivedWithFee: 40, receivedPaid: 30, receivedSynced: 80, receivedVerified: 10, done: 76, doneElectronic: 38, doneDigitised: 76, doneFullyOnline: 19 }
it('what dossiers know is scored; what has no source says so and is neither zero nor full', () => {
  const scores = serviceScores(serviceFactsOf(counts))
  expect(Object.fromEntries(scores.flatMap(({ code, points }) => points === null ? [] : [[code, points]]))).toEqual({ ON_TIME: 18, DOSSIERS_FULLY_ONLINE: 2, ORIGINAL_RESULT_AVAILABLE: 3, SO_HOA_GIAY_TO_GIAI_QUYET: 4 })
  for (const { points, reasons } of scores) expect(points === null).toBe(reasons.length > 0)
  for (const reason of scores.flatMap(({ reasons }) => reasons)) expect(reason.code === 'no-source' && reason.why.vi).toMatch(/^chưa có dữ liệu: /)
  expect(groupScores(scores).map(({ group, points, known }) => [group, points, known])).toEqual([['transparency', null, 0], ['progress', 18, 20], ['online', 2, 4], ['digitisation', 7, 10], ['payment', null, 0], ['satisfaction', null, 0]])
})
it('what was reported elsewhere takes its place', () => expect(serviceScores(serviceFactsOf(counts, { petitions: 4, petitionsInTime: 3 })).find(({ code }) => code === 'PETITION_PROCESSING_ON_TIME')?.points).toBe(4.5))
