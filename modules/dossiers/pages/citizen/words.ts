import type { Lang } from '../../../../ui/index.ts'
import type { CaseTime } from '../../../procedures/index.ts'

const UNITS = { HOUR: { vi: 'giờ làm việc', en: 'working hours' }, WORKING_DAY: { vi: 'ngày làm việc', en: 'working days' }, DAY: { vi: 'ngày', en: 'days' }, MONTH: { vi: 'tháng', en: 'months' } } as const

/** A time limit as people read it. */
export function timeInWords(time: CaseTime | undefined, lang: Lang): string {
  if (!time || time.unit === 'OTHER') return (lang === 'vi' ? time?.note?.vi : time?.note?.en ?? time?.note?.vi) ?? (lang === 'vi' ? 'Cơ quan báo khi tiếp nhận' : 'Told when received')
  if (time.unit === 'SAME_DAY') return lang === 'vi' ? 'Trong ngày; nộp cuối ngày thì trả ngày làm việc sau' : 'The same day; late filings the next working day'
  return `${time.value} ${UNITS[time.unit][lang]}`
}
