import { CONFIDENCES, DAY_KINDS } from './calendar.ts'
import type { DayException } from './calendar.ts'
import { isLocalDate, weekdayOf } from './local-date.ts'

export type HolidayRefusalReason = 'missing-column' | 'bad-date' | 'wrong-weekday' | 'unknown-type' | 'unknown-kind' | 'type-against-kind' | 'unknown-confidence' | 'no-name' | 'no-source' | 'repeated-date' | 'wrong-number-of-fields'
/** A line that was not taken: its number in the file (the heading is 1), the stable reason, and the text that was wrong. */
export interface HolidayRefusal { readonly line: number; readonly reason: HolidayRefusalReason; readonly value: string }

const COLUMNS = ['date', 'weekday_vi', 'day_type', 'kind', 'name_vi', 'source', 'confidence'] as const
type Column = (typeof COLUMNS)[number]
const WEEKDAYS = ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'] as const

/**
 * Reads a list of days off and make-up days: CSV (RFC 4180, UTF-8, with or without byte-order mark) with the columns date, weekday_vi,
 * day_type (off, work), kind, name_vi, source, confidence in any order. The weekday must agree with the date: it catches typing errors.
 */
export function readHolidayCsv(text: string): { readonly days: readonly DayException[]; readonly refused: readonly HolidayRefusal[] } {
  const [heading, ...records] = readRecords(text.replace(/^\ufeff/, '').normalize('NFC'))
  const names = heading?.fields.map(field => field.trim()) ?? []
  const missing = COLUMNS.filter(column => !names.includes(column))
  if (missing.length > 0) return { days: [], refused: missing.map(column => ({ line: 1, reason: 'missing-column', value: column })) }
  const days: DayException[] = []
  const refused: HolidayRefusal[] = []
  const seen = new Set<string>()
  for (const { line, fields } of records) {
    const get = (column: Column): string => fields[names.indexOf(column)]?.trim() ?? ''
    const read = fields.length === names.length ? readDay(get) : { reason: 'wrong-number-of-fields' as const, value: String(fields.length) }
    if ('reason' in read) refused.push({ line, ...read })
    else if (seen.has(read.date)) refused.push({ line, reason: 'repeated-date', value: read.date })
    else {
      seen.add(read.date)
      days.push(read)
    }
  }
  return { days, refused }
}

function readDay(get: (column: Column) => string): DayException | Omit<HolidayRefusal, 'line'> {
  const date = get('date')
  if (!isLocalDate(date)) return { reason: 'bad-date', value: date }
  if (get('weekday_vi').toLowerCase() !== WEEKDAYS[weekdayOf(date)]?.toLowerCase()) return { reason: 'wrong-weekday', value: `${date} ${get('weekday_vi')}` }
  const type = (['off', 'work'] as const).find(value => value === get('day_type'))
  if (type === undefined) return { reason: 'unknown-type', value: get('day_type') }
  const kind = DAY_KINDS.find(value => value === get('kind').replaceAll('_', '-'))
  if (kind === undefined) return { reason: 'unknown-kind', value: get('kind') }
  if (kind !== 'local' && (type === 'work') !== (kind === 'swap-work')) return { reason: 'type-against-kind', value: `${type} ${kind}` }
  const confidence = CONFIDENCES.find(value => value === get('confidence'))
  if (confidence === undefined) return { reason: 'unknown-confidence', value: get('confidence') }
  if (get('name_vi') === '') return { reason: 'no-name', value: date }
  if (get('source') === '') return { reason: 'no-source', value: date }
  return { date, type, kind, name: get('name_vi'), source: get('source'), confidence, agencyId: null, windows: null }
}

/** Records with the number of their first line; quoted fields may hold commas, quotes and line breaks; empty lines are left out. */
function readRecords(text: string): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  const records: { line: number; fields: string[] }[] = []
  let fields: string[] = []
  let line = 1
  let first = 1
  const token = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/gy
  while (token.lastIndex < text.length) {
    const [whole, quoted, plain = '', end = ''] = token.exec(text) ?? []
    // a stray quote: take the rest of the line as one field, its number of fields will be wrong
    if (whole === undefined) return [...records, { line: first, fields: [] }]
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    line += whole.split('\n').length - 1
    if (end === ',' && token.lastIndex < text.length) continue
    if (end === ',') fields.push('')
    if (fields.length > 1 || fields[0] !== '') records.push({ line: first, fields })
    fields = []
    first = line
  }
  return records
}
