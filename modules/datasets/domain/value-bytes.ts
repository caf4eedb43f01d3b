import type { Field } from './schema.ts'

type Shortcut = (bytes: Uint8Array, start: number, end: number) => boolean
const never: Shortcut = () => false
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function digits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) { const byte = bytes[at] ?? 0; if (byte < 48 || byte > 57) return false }
  return end > start
}
function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - 48
  return value
}

/**
 * Printable ASCII and the Latin letters of Vietnamese, none at the edge that `trim` takes and none that stands apart from its mark: NFC is then the text
 * itself. A backslash is COPY's own. `maxLength` counts what JavaScript counts.
 */
function text(most: number): Shortcut {
  return (bytes, start, end) => {
    if (start === end || bytes[start] === 32 || bytes[end - 1] === 32) return false
    let length = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0
      length++
      if (byte < 0x80) { if (byte < 32 || byte === 0x5c || byte === 0x7f) return false; continue }
      // U+00C0–U+01FF, U+1E00–U+1EFF: letters that are one character already; what else there is goes the long way
      const second = bytes[at + 1] ?? 0
      if (byte >= 0xc3 && byte <= 0xc7 && at + 1 < end && second >= 0x80 && second <= 0xbf) { at++; continue }
      if (byte === 0xe1 && at + 2 < end && second >= 0xb8 && second <= 0xbb) { const third = bytes[at + 2] ?? 0; if (third >= 0x80 && third <= 0xbf) { at += 2; continue } }
      return false
    }
    return length <= most
  }
}

function whole(minimum: number, maximum: number): Shortcut {
  return (bytes, start, end) => {
    const from = bytes[start] === 45 ? start + 1 : start
    // 15 digits are exact in a number; 007 and -0 are written otherwise
    if (end - from > 15 || !digits(bytes, from, end) || bytes[from] === 48 && end - start > 1) return false
    const value = from > start ? -numberIn(bytes, from, end) : numberIn(bytes, from, end)
    return value >= minimum && value <= maximum
  }
}

function decimal(minimum: number, maximum: number, english: boolean): Shortcut {
  const asWhole = whole(minimum, maximum)
  if (!english) return asWhole
  return (bytes, start, end) => {
    let point = start
    while (point < end && bytes[point] !== 46) point++
    if (point === end) return asWhole(bytes, start, end)
    const from = bytes[start] === 45 ? start + 1 : start
    if (end - from > 15 || !digits(bytes, from, point) || !digits(bytes, point + 1, end) || bytes[from] === 48 && (point - from > 1 || from > start)) return false
    if (minimum === -Infinity && maximum === Infinity) return true
    const value = numberIn(bytes, from, point) + numberIn(bytes, point + 1, end) / 10 ** (end - point - 1)
    // at the very edge the long way decides
    return from > start ? -value > minimum && -value < maximum : value > minimum && value < maximum
  }
}

const day: Shortcut = (bytes, start, end) => {
  if (end - start !== 10 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45 || !digits(bytes, start, start + 4) || !digits(bytes, start + 5, start + 7) || !digits(bytes, start + 8, end)) return false
  const [year, month, date] = [numberIn(bytes, start, start + 4), numberIn(bytes, start + 5, start + 7), numberIn(bytes, start + 8, end)]
  return year >= 1 && month >= 1 && month <= 12 && date >= 1 && date <= (DAYS[month - 1] ?? 0)
}
const counted = (least: number, most: number, first?: number): Shortcut => (bytes, start, end) => end - start >= least && end - start <= most && (first === undefined || bytes[start] === first) && digits(bytes, start, end)

const ascii = (value: string): boolean => { for (const char of value) if (char < ' ' || char > '~' || char === '\\') return false; return value.trim() === value && value !== '' }
/** One of few values: found by its length and bytes. */
function oneOf(choices: ReadonlySet<string>): Shortcut {
  const known = [...choices].filter(ascii).map(value => Uint8Array.from(value, char => char.charCodeAt(0)))
  if (known.length > 40) return never
  return (bytes, start, end) => {
    for (const value of known) {
      if (value.length !== end - start) continue
      let same = 0
      while (same < value.length && value[same] === bytes[start + same]) same++
      if (same === value.length) return true
    }
    return false
  }
}

/** See `ValueReader.plain`. */
export function shortcutOf(field: Field, style: 'vi' | 'en', choices: ReadonlySet<string> | undefined): Shortcut {
  if (field.pattern !== undefined) return never
  const textual = field.type === 'text'
  if (choices) return textual && field.maxLength === undefined ? oneOf(choices) : never
  const [minimum, maximum] = [field.minimum ?? -Infinity, field.maximum ?? Infinity]
  if (textual) return text(field.maxLength ?? Infinity)
  if (field.maxLength !== undefined) return never
  switch (field.type) {
    case 'integer': case 'money': return whole(minimum, maximum)
    case 'decimal': return decimal(minimum, maximum, style === 'en')
    case 'date': return day
    case 'unit': return counted(2, 5)
    case 'personal-id': return counted(12, 12)
    case 'phone': return counted(10, 11, 48)
    default: return never
  }
}
