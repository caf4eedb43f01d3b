import { describe, expect, it } from 'vitest'
import { missing } from './missing.ts'
import { judgeRule, median, modifiedZOutliers, outsideBounds, zOutliers, type MissingStrategy, type RuleOperator, type Side } from './validation.ts'

const side = (value: number, strategy: MissingStrategy = 'skip-if-any-missing'): Side => ({ value, withZeros: value, read: 2, missing: 0, strategy })
const partly = (withZeros: number, strategy: MissingStrategy): Side => ({ value: missing(), withZeros, read: 2, missing: 1, strategy })
const empty = (strategy: MissingStrategy = 'skip-if-any-missing'): Side => ({ value: missing(), withZeros: 0, read: 2, missing: 2, strategy })

describe('comparisons', () => {
  it('878 done and 76 open are 954 field reports', () => expect(judgeRule('==', side(878 + 76), side(954))).toEqual({ kind: 'holds' }))
  it.each<[RuleOperator, readonly boolean[]]>([['==', [false, true, false]], ['!=', [true, false, true]], ['>', [false, false, true]], ['>=', [false, true, true]], ['<', [true, false, false]], ['<=', [true, true, false]]])('%s', (operator, expected) => {
    expect([1, 2, 3].map(value => judgeRule(operator, side(value), side(2)).kind === 'holds')).toEqual(expected)
  })
  it('a broken rule shows both sides', () => expect(judgeRule('<=', side(3), side(2))).toEqual({ kind: 'broken', left: 3, right: 2 }))
})
describe('missing values', () => {
  it('any missing skips', () => expect(judgeRule('==', partly(1, 'skip-if-any-missing'), side(5))).toEqual({ kind: 'skipped', side: 'left' }))
  it('all missing skips, some do not', () => {
    expect(judgeRule('==', side(5), empty('skip-if-all-missing'))).toEqual({ kind: 'skipped', side: 'right' })
    expect(judgeRule('==', side(5), partly(5, 'skip-if-all-missing'))).toEqual({ kind: 'holds' })
  })
  it('never skips: nothing stands for zero here, because the rule says so', () => expect(judgeRule('>', side(5), empty('never-skip'))).toEqual({ kind: 'holds' }))
  it('what cannot be computed is skipped, whatever the strategy', () => expect(judgeRule('>', { ...side(1, 'never-skip'), value: missing({ code: 'division-by-zero', at: 1 }) }, side(0))).toEqual({ kind: 'skipped', side: 'left' }))
})
describe('pairs', () => {
  it('compulsory: both or none', () => {
    expect([judgeRule('compulsory-pair', side(1), side(0)), judgeRule('compulsory-pair', empty(), empty())]).toEqual([{ kind: 'holds' }, { kind: 'holds' }])
    expect(judgeRule('compulsory-pair', side(1), empty())).toEqual({ kind: 'broken', left: 1, right: null })
    expect(judgeRule('compulsory-pair', empty(), partly(0, 'never-skip')).kind).toBe('broken')
  })
  it('exclusive: not both', () => {
    expect([judgeRule('exclusive-pair', side(1), empty()), judgeRule('exclusive-pair', empty(), empty())].map(({ kind }) => kind)).toEqual(['holds', 'holds'])
    expect(judgeRule('exclusive-pair', side(1), side(2))).toEqual({ kind: 'broken', left: 1, right: 2 })
  })
})
it('bounds', () => expect([outsideBounds(5, 5, 5), outsideBounds(4, 5, null), outsideBounds(6, null, 5), outsideBounds(6, null, null)]).toEqual([false, true, true, false]))
describe('outliers', () => {
  const steady = [10, 11, 9, 10, 12, 10, 9, 11, 10, 10, 11, 9]
  it('by deviation from the mean, most deviating first', () => {
    expect(zOutliers([...steady, 100]).map(({ at }) => at)).toEqual([12])
    expect(zOutliers([...steady, 100, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, -90], 2.5).map(({ at }) => at)).toEqual([23, 12])
    expect([zOutliers([]), zOutliers([5]), zOutliers([5, 5, 5])]).toEqual([[], [], []])
  })
  it('two wild values hide each other from the mean, not from the median', () => {
    expect(zOutliers([10, 11, 9, 10, 100, 110])).toEqual([])
    expect(modifiedZOutliers([10, 11, 9, 10, 100, 110]).map(({ at }) => at)).toEqual([5, 4])
    expect(modifiedZOutliers([7, 7, 7, 9])).toEqual([])
    expect(modifiedZOutliers([])).toEqual([])
  })
  it('exactly the threshold is not beyond it', () => expect([modifiedZOutliers([0, 1, 2, 3, 4], 1.349).map(({ at }) => at), modifiedZOutliers([0, 1, 2, 3, 4], 1.348).map(({ at }) => at)]).toEqual([[], [0, 4]]))
  it('medians', () => expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([]), median([7])]).toEqual([2, 2.5, undefined, 7]))
})
