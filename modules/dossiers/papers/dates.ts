// Dates and numbers as Vietnamese papers write them. Việt Nam keeps UTC+7 all year.

const local = (at: Date): { year: number; month: number; day: number; hour: string; minute: string } => {
  const shifted = new Date(at.getTime() + 7 * 3_600_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(), hour: two(shifted.getUTCHours()), minute: two(shifted.getUTCMinutes()) }
}

/** `ngày 05 tháng 02 năm 2026`, `ngày 12 tháng 3 năm 2026`: days below 10 and the months 1 and 2 take a nought (NĐ 30/2020 App. I II.4b). */
export function longDate(at: Date): string {
  const { year, month, day } = local(at)
  return `ngày ${String(day).padStart(2, '0')} tháng ${month < 3 ? `0${month}` : month} năm ${year}`
}
/** `08 giờ 30 phút, ngày 02 tháng 3 năm 2026`, as the forms of TT 01/2018/TT-VPCP ask. */
export const longMoment = (at: Date): string => `${local(at).hour} giờ ${local(at).minute} phút, ${longDate(at)}`
/** `02/03/2026` */
export const shortDate = (at: Date): string => { const { year, month, day } = local(at); return `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}` }
/** `08:30 02/03/2026` */
export const shortMoment = (at: Date): string => `${local(at).hour}:${local(at).minute} ${shortDate(at)}`

/** 1.234.567 */
export const grouped = (value: number): string => String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, '.')

/** `1,5 MB`, `812 KB` (1 KB = 1,024 bytes). */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB']
  return `${value.toFixed(value < 10 ? 1 : 0).replace('.', ',').replace(',0', '')} ${unit}`
}

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const
const digit = (value: number): string => DIGITS[value] ?? ''

// "mốt" after twenty and up, "lăm" after any ten, "linh" for an empty ten
function readTriple(value: number, leading: boolean): string {
  const hundreds = Math.floor(value / 100), tens = Math.floor(value / 10) % 10, ones = value % 10
  const words: string[] = []
  if (hundreds > 0 || !leading) words.push(digit(hundreds), 'trăm')
  if (tens === 0 && ones > 0 && words.length) words.push('linh')
  if (tens === 1) words.push('mười')
  if (tens > 1) words.push(digit(tens), 'mươi')
  if (ones === 1 && tens > 1) words.push('mốt')
  else if (ones === 5 && tens > 0) words.push('lăm')
  else if (ones > 0) words.push(digit(ones))
  return words.join(' ')
}

/** A whole number below 10^15 in words: `một trăm linh năm nghìn`. */
export function inWords(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 1e15) throw new RangeError(`cannot read ${value}`)
  if (value === 0) return 'không'
  const scales = ['', 'nghìn', 'triệu', 'tỷ', 'nghìn tỷ']
  const words: string[] = []
  for (let scale = 4; scale >= 0; scale--) {
    const triple = Math.floor(value / 1000 ** scale) % 1000
    if (triple === 0) continue
    words.push(readTriple(triple, words.length === 0), scales[scale] ?? '')
  }
  return words.join(' ').replace(/ +/g, ' ').trim().replace('nghìn tỷ', value % 1e12 >= 1e9 ? 'nghìn' : 'nghìn tỷ')
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A day as certificates of civil status spell it: `Ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu`. */
export function dateInWords(isoDay: string): string {
  const [year = 0, month = 0, day = 0] = isoDay.split('-').map(Number)
  const monthWord = month === 4 ? 'tư' : inWords(month)
  return capital(`ngày ${day <= 10 ? `mùng ${inWords(day)}` : inWords(day)} tháng ${monthWord} năm ${inWords(year)}`)
}
/** `2026-03-12` as `12/03/2026` */
export const dayOf = (isoDay: string): string => isoDay.split('-').reverse().join('/')
