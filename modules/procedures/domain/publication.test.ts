import { describe, expect, it } from 'vitest'
import { judgePublication, type Publication } from './publication.ts'

const DAY = 86_400_000
const weekday = (at: number): boolean => ![0, 6].includes(new Date(at).getUTCDay())
const workingDays = (from: string, to: string): number => Array.from({ length: Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY) }, (_, k) => Date.parse(from) + (k + 1) * DAY).filter(weekday).length
// 2026-03-10 is a Tuesday
const TODAY = '2026-03-10'
const sound: Publication = { decision: '12/QĐ-UBND', decidedOn: '2026-03-03', from: '2026-03-10', shortenedOn: null, lateReason: '' }
const faults = (change: Partial<Publication>): readonly string[] => judgePublication({ ...sound, ...change }, TODAY, workingDays).map(({ field, code }) => `${field} ${code}`)

describe('the dates of a publication (NĐ 63/2010 Đ15)', () => {
  it.each<readonly [string, Partial<Publication>, readonly string[]]>([
    ['five working days before', {}, []], ['four', { decidedOn: '2026-03-04' }, ['lateReason late']], ['four, with the reason', { decidedOn: '2026-03-04', lateReason: 'Trung ương ban hành gấp' }, []],
    ['later, from a later day', { decidedOn: '2026-03-10', from: '2026-03-17' }, []], ['a weekend does not count', { decidedOn: '2026-03-10', from: '2026-03-16' }, ['lateReason late']],
    ['no number', { decision: '' }, ['decision required']], ['signed tomorrow', { decidedOn: '2026-03-11', from: '2026-03-20' }, ['decidedOn in-future']], ['from yesterday', { from: '2026-03-09' }, ['from in-past']],
    ['before the decision', { decidedOn: '2026-03-10', from: '2026-03-09' }, ['from in-past', 'from before-decision']],
    ['shortened, within three working days', { decidedOn: '2026-03-10', shortenedOn: '2026-03-05' }, []], ['shortened, after four', { decidedOn: '2026-03-10', shortenedOn: '2026-03-04' }, ['lateReason late']],
    ['shortened, signed after the decision', { shortenedOn: '2026-03-04' }, ['shortenedOn after-decision']],
  ])('%s', (_, change, expected) => { expect(faults(change)).toEqual(expected) })
})
