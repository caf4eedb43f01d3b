import type { Lang } from './lang.tsx'

/** Vietnam has one time zone without summer time: local time is UTC + 7 hours. */
const OFFSET_MS = 7 * 3_600_000
const DAY_MS = 86_400_000
const WEEKDAYS = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const
const NBSP = '\u00a0'
const two = (n: number): string => String(n).padStart(2, '0')

interface Local { readonly year: number; readonly month: number; readonly day: number; readonly weekday: number; readonly hour: number; readonly minute: number; readonly dayNumber: number }
function local(at: Date): Local {
  const shifted = new Date(at.getTime() + OFFSET_MS)
  return {
    year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(), weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes(), dayNumber: Math.floor(shifted.getTime() / DAY_MS),
  }
}
const weekdayOf = (t: Local, lang: Lang): string => WEEKDAYS[lang][t.weekday] ?? ''
const dateOf = (t: Local, lang: Lang): string =>
  lang === 'vi' ? `${two(t.day)}/${two(t.month)}/${t.year}` : `${t.day} ${MONTHS[t.month - 1] ?? ''} ${t.year}`
const timeOf = (t: Local): string => `${two(t.hour)}:${two(t.minute)}`

/** `23/11/2026` · `23 November 2026`, local day in Vietnam. */
export const formatDate = (at: Date, lang: Lang = 'vi'): string => dateOf(local(at), lang)
/** `thứ Hai 23/11/2026` · `Monday 23 November 2026`. */
export const formatLongDate = (at: Date, lang: Lang = 'vi'): string => { const t = local(at); return `${weekdayOf(t, lang)} ${dateOf(t, lang)}` }
/** `14:03`. */
export const formatTime = (at: Date): string => timeOf(local(at))
/** `14:03, thứ Hai 23/11/2026` · `14:03, Monday 23 November 2026`. */
export const formatDateTime = (at: Date, lang: Lang = 'vi'): string => { const t = local(at); return `${timeOf(t)}, ${weekdayOf(t, lang)} ${dateOf(t, lang)}` }

/** A calendar date `yyyy-mm-dd` (no time zone) as `23/11/2026`; text that is no such date comes back as it is. */
export function formatIsoDate(date: string, lang: Lang = 'vi'): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return parts === null ? date : formatDate(new Date(`${date}T12:00:00+07:00`), lang)
}

/** `1.234.567,89` · `1,234,567.89`; at most `decimals` digits after the mark (default 2), trailing zeros dropped. */
export function formatNumber(value: number, lang: Lang = 'vi', decimals = 2): string {
  if (!Number.isFinite(value)) return '–'
  const [whole = '0', fraction = ''] = Math.abs(value).toFixed(decimals).split('.')
  const [group, mark] = lang === 'vi' ? ['.', ','] : [',', '.']
  const kept = fraction.replace(/0+$/, '')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, group) + (kept === '' ? '' : mark + kept)
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

/** Whole VND: `100.000 ₫` · `100,000 ₫`, the sign held to the figure by a no-break space. */
export const formatMoney = (dong: number, lang: Lang = 'vi'): string => `${formatNumber(dong, lang, 0)}${NBSP}₫`

/** `98,2 %` from 0.982. */
export const formatPercent = (share: number, lang: Lang = 'vi', decimals = 1): string => `${formatNumber(share * 100, lang, decimals)}${NBSP}%`

/** Bytes as people read them: `512 byte`, `1,2 MB` (1 KB = 1,024 bytes, as phones and Windows show it). */
export function formatFileSize(bytes: number, lang: Lang = 'vi'): string {
  const units = ['KB', 'MB', 'GB', 'TB'] as const
  if (bytes < 1024) return `${formatNumber(bytes, lang, 0)}${NBSP}byte`
  let size = bytes / 1024
  let unit = 0
  while (size >= 1023.95 && unit < units.length - 1) { size /= 1024; unit += 1 }
  return `${formatNumber(size, lang, size < 10 ? 1 : 0)}${NBSP}${units[unit] ?? ''}`
}

/** Minutes in the two largest units: `35 phút`, `1 giờ 20 phút`, `3 ngày 2 giờ` · `1 hour 20 minutes`. A day is 24 hours here. */
export function formatDuration(minutes: number, lang: Lang = 'vi'): string {
  const whole = Math.max(0, Math.round(minutes))
  const parts: readonly [number, string, string][] = [
    [Math.floor(whole / 1440), 'ngày', 'day'], [Math.floor(whole / 60) % 24, 'giờ', 'hour'], [whole % 60, 'phút', 'minute'],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  if (first === -1) return lang === 'vi' ? '0 phút' : '0 minutes'
  return parts.slice(first, first + 2).filter(([n]) => n > 0)
    .map(([n, vi, en]) => (lang === 'vi' ? `${n} ${vi}` : `${n} ${en}${n === 1 ? '' : 's'}`)).join(' ')
}

/** `overdue` is past; `late` is near enough to be red. */
export type DueTone = 'overdue' | 'late' | 'soon' | 'ok'
export interface Due { readonly text: string; readonly tone: DueTone }

/**
 * A due time in words, seen from `now`: `Quá 35 phút`, `Còn 1 giờ 20 phút`, `Hôm nay 17:00`, `Mai 11:30`, `thứ Tư 25/11/2026`.
 * Within `soonMinutes` (default 120 wall-clock minutes) the tone is `soon`. Clock time only: pauses are the clock's matter, not the text's.
 */
export function describeDue(dueAt: Date, now: Date, lang: Lang = 'vi', soonMinutes = 120): Due {
  const minutes = Math.round((dueAt.getTime() - now.getTime()) / 60_000)
  if (minutes < 0) return { text: `${lang === 'vi' ? 'Quá' : 'Late by'} ${formatDuration(-minutes, lang)}`, tone: 'late' }
  if (minutes <= soonMinutes) return { text: `${lang === 'vi' ? 'Còn' : 'In'} ${formatDuration(minutes, lang)}`, tone: 'soon' }
  const [due, today] = [local(dueAt), local(now)]
  const days = due.dayNumber - today.dayNumber
  const near = days === 0 ? { vi: 'Hôm nay', en: 'Today' } : days === 1 ? { vi: 'Mai', en: 'Tomorrow' } : undefined
  return { text: near === undefined ? `${weekdayOf(due, lang)} ${dateOf(due, lang)}` : `${near[lang]} ${timeOf(due)}`, tone: 'ok' }
}
