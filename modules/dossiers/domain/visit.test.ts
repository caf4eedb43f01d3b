import { expect, test } from 'vitest'
import { aDay, aWorkingTime } from '../../calendar/testing.ts'
import { closedOn } from './visit.ts'

const work = aWorkingTime([aDay('2026-04-30', { name: 'Ngày Chiến thắng' }), aDay('2026-05-01', { name: 'Ngày Quốc tế lao động' })])
const at = (iso: string): Date => new Date(`${iso}+07:00`)

test.each([
  ['2026-03-08', '2026-03-05T09:00', 'Chủ nhật', '09-03-2026'], ['2026-03-07', '2026-03-05T09:00', 'thứ Bảy', '09-03-2026'],
  ['2026-04-30', '2026-03-05T09:00', 'Ngày Chiến thắng', '04-05-2026'], ['2026-03-05', '2026-03-05T20:00', 'đã hết giờ làm việc', '06-03-2026'],
])('nobody is received on %s as seen at %s: %s, next %s', (day, now, cause, next) => {
  const told = closedOn(work, at(now), day)?.vi
  expect(told).toContain(cause)
  expect(told).toContain(next.replaceAll('-', '/'))
})
test.each([['2026-03-05', '2026-03-05T09:00'], ['2026-03-09', '2026-03-05T20:00']])('%s is open as seen at %s', (day, now) => { expect(closedOn(work, at(now), day)).toBeUndefined() })
