import { formatNumber, Tag, useLang, type Lang, type TagTone } from '../../../ui/index.ts'
import type { PeriodType } from '../domain/period.ts'
import type { ReportState } from '../domain/report.ts'
import type { TypedCells } from '../domain/typed-cells.ts'
import type { SheetCell } from '../queries/report-sheet.ts'
import type { Text } from '../domain/text.ts'

type Word = Text & { readonly tone?: TagTone }
export type ShownState = ReportState | 'none'
export const STATES: Readonly<Record<ShownState, Word>> = {
  none: { vi: 'Chưa nhập', en: 'Not begun', tone: 'grey' }, draft: { vi: 'Bản nháp', en: 'Draft', tone: 'blue' }, submitted: { vi: 'Chờ duyệt', en: 'Waits for approval', tone: 'yellow' },
  returned: { vi: 'Bị trả lại', en: 'Returned', tone: 'red' }, approved: { vi: 'Đã duyệt', en: 'Approved', tone: 'green' }, locked: { vi: 'Đã khóa', en: 'Locked', tone: 'green' },
}
export const PERIODS: Readonly<Record<PeriodType, Text>> = { day: { vi: 'Ngày', en: 'Day' }, week: { vi: 'Tuần', en: 'Week' }, month: { vi: 'Tháng', en: 'Month' }, quarter: { vi: 'Quý', en: 'Quarter' }, half: { vi: 'Nửa năm', en: 'Half-year' }, year: { vi: 'Năm', en: 'Year' } }

export function State({ state }: { readonly state: ShownState }) { const word = STATES[state]; return <Tag tone={word.tone}>{word[useLang()]}</Tag> }

/** As it is typed into a cell and read back: `1.234,5`, in English `1234.5`. */
export const typedNumber = (value: number | null, lang: Lang): string => value === null ? '' : lang === 'en' ? String(value) : formatNumber(value, 'vi', 6).replace('−', '-')
/** What is saved, as the form shows it to be typed over. */
export const typedOf = (cells: readonly SheetCell[], lang: Lang): TypedCells => Object.fromEntries(cells.flatMap(({ place, reading }) => reading ? [[place.key, { value: typedNumber(reading.value, lang), none: reading.value === null, comment: reading.comment }]] : []))
export const shownNumber = (value: number | null | undefined, lang: Lang): string => value === null || value === undefined ? '–' : formatNumber(value, lang, 4)
/** The name of a form or element in the page's language. */
export const titleOf = (of: { readonly title: string; readonly titleEn: string }, lang: Lang): string => lang === 'en' && of.titleEn !== '' ? of.titleEn : of.title
export const atHead = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** The province's name stands in every one of them. */
export const shortAgency = (name: string): string => name.replace(/ tỉnh [\p{L} ]+$/u, '').replace(/^Ủy ban nhân dân /, 'UBND ')
