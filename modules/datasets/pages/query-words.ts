import { formatDateTime, formatIsoDate, formatNumber, type Lang, type TagTone } from '../../../ui/index.ts'
import type { ColumnKind, Period, ResultCell, ResultColumn, RunState } from '../domain/analysis.ts'

export const RUN_STATES: Readonly<Record<RunState, { readonly vi: string; readonly en: string; readonly tone: TagTone }>> = {
  waiting: { vi: 'Chờ đến lượt', en: 'Waiting', tone: 'blue' }, running: { vi: 'Đang chạy', en: 'Running', tone: 'blue' }, done: { vi: 'Xong', en: 'Done', tone: 'green' }, failed: { vi: 'Lỗi', en: 'Failed', tone: 'red' }, cancelled: { vi: 'Đã dừng', en: 'Stopped', tone: 'grey' },
}
export const PERIOD_WORDS: Readonly<Record<Period, { readonly vi: string; readonly en: string }>> = { day: { vi: 'Hằng ngày', en: 'Every day' }, week: { vi: 'Hằng tuần, thứ Hai', en: 'Every week, on Monday' }, month: { vi: 'Hằng tháng, ngày 1', en: 'Every month, on the 1st' } }
const KINDS: Readonly<Record<ColumnKind, { readonly vi: string; readonly en: string }>> = { number: { vi: 'số', en: 'number' }, text: { vi: 'chữ', en: 'text' }, boolean: { vi: 'có/không', en: 'yes/no' }, date: { vi: 'ngày', en: 'date' }, datetime: { vi: 'ngày giờ', en: 'date and time' }, other: { vi: 'khác', en: 'other' } }
/** `thon (chữ)`: name and type; the engine's own name where ours says less. */
export const columnTitle = ({ name, kind, type }: ResultColumn, lang: Lang): string => `${name} (${kind === 'other' ? type : KINDS[kind][lang]})`

/** One cell as people read it; an empty one is told apart from an empty text. */
export function shownResult(kind: ColumnKind, cell: ResultCell, lang: Lang): string {
  if (cell === null) return lang === 'vi' ? '(trống)' : '(empty)'
  if (typeof cell === 'number') return formatNumber(cell, lang, 6)
  if (typeof cell === 'boolean') return cell ? (lang === 'vi' ? 'Có' : 'Yes') : lang === 'vi' ? 'Không' : 'No'
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(cell)) return formatIsoDate(cell, lang)
  if (kind === 'datetime') { const at = new Date(cell.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00')); return Number.isNaN(at.getTime()) || !/[+-]\d{2}(:\d{2})?$/.test(cell) ? cell : formatDateTime(at, lang) }
  return cell
}
/** How long a run took, in seconds. */
export const tookText = (from: Date | null, to: Date | null, lang: Lang): string => from === null || to === null ? '' : `${formatNumber((to.getTime() - from.getTime()) / 1000, lang, 1)} ${lang === 'vi' ? 'giây' : 's'}`
