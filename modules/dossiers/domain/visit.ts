import type { Text } from '../../../kernel/forms/definition.ts'
import type { LocalDate, WorkingTime } from '../../../kernel/working-time.ts'

const show = (day: LocalDate): string => day.split('-').reverse().join('/')
const WEEKEND: Readonly<Record<number, Required<Text>>> = { 0: { vi: 'Chủ nhật', en: 'a Sunday' }, 6: { vi: 'thứ Bảy', en: 'a Saturday' } }

/** Why nobody can be received at the agency on a day, and the next day on which one can; undefined when it is open then. */
export function closedOn(work: WorkingTime, now: Date, day: LocalDate): Required<Text> | undefined {
  const closing = work.closing(day)
  if (closing && closing > now) return undefined
  const today = work.localDate(now)
  const next = show(work.nextWorkingDay(day < today ? today : day))
  if (closing) return { vi: `ngày ${show(day)} cơ quan đã hết giờ làm việc. Hãy chọn ngày làm việc tiếp theo, ${next}.`, en: `the office has closed for ${show(day)}. Choose the next working day, ${next}.` }
  const name = work.dayOffName(day)
  const cause = name === undefined ? WEEKEND[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? { vi: 'ngày nghỉ', en: 'a day off' } : { vi: name, en: name }
  return { vi: `ngày ${show(day)} cơ quan không làm việc (${cause.vi}). Hãy chọn ngày làm việc tiếp theo, ${next}.`, en: `the office is closed on ${show(day)} (${cause.en}). Choose the next working day, ${next}.` }
}
