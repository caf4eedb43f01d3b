import type { Period } from './period.ts'
import type { Text } from './text.ts'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const ROMAN = ['I', 'II', 'III', 'IV']
const NTH = ['first', 'second', 'third', 'fourth']

/** As one says it: "quý I năm 2024"; halves as reports name them: "6 tháng đầu năm 2024". */
export function periodName({ id, type, start }: Period): Text {
  const year = Number(id.slice(0, 4))
  const month = Number(start.slice(5, 7))
  switch (type) {
    case 'day': return { vi: `ngày ${start.slice(8)}/${start.slice(5, 7)}/${start.slice(0, 4)}`, en: `${Number(start.slice(8))} ${MONTHS[month - 1] ?? ''} ${year}` }
    case 'week': return { vi: `tuần ${id.slice(5)} năm ${year}`, en: `week ${id.slice(5)} of ${year}` }
    case 'month': return { vi: `tháng ${month} năm ${year}`, en: `${MONTHS[month - 1] ?? ''} ${year}` }
    case 'quarter': return { vi: `quý ${ROMAN[(month - 1) / 3] ?? ''} năm ${year}`, en: `${NTH[(month - 1) / 3] ?? ''} quarter of ${year}` }
    case 'half': return { vi: `6 tháng ${month === 1 ? 'đầu' : 'cuối'} năm ${year}`, en: `${month === 1 ? 'first' : 'second'} half of ${year}` }
    case 'year': return { vi: `năm ${year}`, en: String(year) }
  }
}
