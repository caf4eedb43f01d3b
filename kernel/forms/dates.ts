/** Calendar days as `yyyy-mm-dd` text, without clock or zone: what people write on forms. */

const DAY = 86_400_000

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function utc(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

function isoOf(date: Date): string {
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`
}

/** `yyyy-mm-dd` of a day that exists, or undefined (31/02 does not exist). */
export function composeDate(day: number, month: number, year: number): string | undefined {
  if (![day, month, year].every(Number.isInteger) || year < 1 || year > 9999) return undefined
  const date = utc(year, month, day)
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day ? isoOf(date) : undefined
}

export function isRealDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return parts !== null && composeDate(Number(parts[3]), Number(parts[2]), Number(parts[1])) === text
}

/** Adds days, months or years; the last day of a shorter month is kept (29/02 − 1 year = 28/02). */
export function shiftDate(date: string, amount: number, unit: 'd' | 'm' | 'y'): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  if (unit === 'd') return isoOf(new Date(utc(year, month, day).getTime() + amount * DAY))
  const months = year * 12 + (month - 1) + amount * (unit === 'y' ? 12 : 1)
  const target = { year: Math.floor(months / 12), month: (months % 12 + 12) % 12 + 1 }
  const last = utc(target.year, target.month + 1, 0).getUTCDate()
  return isoOf(utc(target.year, target.month, Math.min(day, last)))
}

const BOUND = /^today(?:([+-])(\d{1,4})([dmy]))?$/

/** Whether a text is a bound that `resolveBound` understands. */
export function isDateBound(bound: string): boolean {
  return BOUND.test(bound) || isRealDate(bound)
}

/** The day that a bound of a form (`today-18y`, `2025-07-01`) means when filled in on `today`. */
export function resolveBound(bound: string, today: string): string {
  const parts = BOUND.exec(bound)
  if (!parts) return bound
  const unit = parts[3]
  if (unit !== 'd' && unit !== 'm' && unit !== 'y') return today
  return shiftDate(today, Number(`${parts[1]}${parts[2]}`), unit)
}

/**
 * Reads a day the way people type it: `1/7/2025`, `01-07-2025`, `1.7.2025`, `01072025`, `010725`, `2025-07-01`.
 * Two-digit years fall into the hundred years that end ten years after `today`.
 * @returns `yyyy-mm-dd`, or undefined when it is no such text or no such day
 */
export function readDate(text: string, today: string): string | undefined {
  const cleaned = text.trim()
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(cleaned)
  if (iso) return composeDate(Number(iso[3]), Number(iso[2]), Number(iso[1]))
  const parts = /^(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})$/.exec(cleaned) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(cleaned)
  if (!parts) return undefined
  const year = Number(parts[3])
  return composeDate(Number(parts[1]), Number(parts[2]), parts[3]?.length === 2 ? fullYear(year, today) : year)
}

function fullYear(twoDigits: number, today: string): number {
  const latest = Number(today.slice(0, 4)) + 10
  const candidate = latest - latest % 100 + twoDigits
  return candidate > latest ? candidate - 100 : candidate
}

/** `05/08/2026` as people read it. */
export function showDate(date: string): string {
  const [year, month, day] = date.split('-')
  return `${day}/${month}/${year}`
}
