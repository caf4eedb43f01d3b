import type { Field, FieldType } from './schema.ts'
import { shortcutOf } from './value-bytes.ts'

/** How a file writes numbers: `vi` 1.234,5 · `en` 1,234.5 or 1234.5 */
export type NumberStyle = 'vi' | 'en'
/** What was wrong: no value of this type, or the rule that it broke; `required` and `unique` are found elsewhere. */
export type ValueFault = FieldType | 'minimum' | 'maximum' | 'max-length' | 'pattern' | 'choices' | 'control-character' | 'encoding'

/**
 * The text that PostgreSQL reads for this value (COPY, parameter), null when the cell is empty, or a fault. One function serves files, forms and the
 * API, so that a value is right or wrong everywhere alike.
 */
export type Reading = { readonly text: string | null } | { readonly fault: ValueFault }
export interface ValueReader { readonly field: Field; /** string: the text for PostgreSQL; null: empty; a ValueFault through `faultOf` */ read(cell: string): string | null; fault: ValueFault | null
  /**
   * Whether these bytes (UTF-8) are exactly what `read` would answer for them, so that a file of millions of rows makes no string of most of its
   * cells. Only ever a shortcut: false says nothing, and `value.test.ts` holds true to `read`. Bytes that COPY would read otherwise are never plain.
   */
  plain(bytes: Uint8Array, start: number, end: number): boolean }

const TRUE = new Set(['true', 't', '1', 'có', 'co', 'x', 'yes', 'y', 'đúng', 'dung'])
const FALSE = new Set(['false', 'f', '0', 'không', 'khong', 'no', 'n', 'sai'])
// eslint-disable-next-line no-control-regex -- these are what must not come in
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** yyyy-mm-dd of an ISO or Vietnamese date, or undefined. */
export function dayOf(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  const vi = iso ? null : /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
  const [year, month, day] = iso ? [Number(iso[1]), Number(iso[2]), Number(iso[3])] : vi ? [Number(vi[3]), Number(vi[2]), Number(vi[1])] : []
  if (year === undefined || month === undefined || day === undefined || year < 1 || month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] ?? 0)) return undefined
  if (month === 2 && day === 29 && (year % 4 !== 0 || year % 100 === 0 && year % 400 !== 0)) return undefined
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Plain decimal text without thousands marks and leading zeros, or undefined: one number has one text, by which keys are compared while a file is read. `1.234` is 1234 in Vietnamese style and 1.234 in English. */
export function numberOf(text: string, style: NumberStyle): string | undefined {
  const bare = text.replace(/[\s\u00a0]/g, '')
  const pattern = style === 'vi' ? /^([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$/ : /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/
  const found = pattern.exec(bare)
  if (!found) return undefined
  const [, sign = '', whole = '', part] = found
  const digits = whole.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '')
  return `${sign === '-' && /[1-9]/.test(digits + (part ?? '')) ? '-' : ''}${digits}${part === undefined ? '' : `.${part}`}`
}

const MAX_BIGINT = 9_223_372_036_854_775_807n
function wholeOf(text: string, style: NumberStyle): string | undefined {
  const plain = numberOf(text, style)
  if (plain === undefined) return undefined
  const whole = plain.replace(/\.0+$/, '')
  if (whole.includes('.')) return undefined
  if (whole.length < 18) return whole
  const big = BigInt(whole)
  return big <= MAX_BIGINT && big >= -MAX_BIGINT ? whole : undefined
}

function pointOf(text: string): string | undefined {
  if (text.startsWith('{')) { const found = /^\{"type":"Point","coordinates":\[(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)[^"]*\]\}$/.exec(text); return found ? pointOf(`${found[2]},${found[1]}`) : undefined }
  const found = /^\(?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?$/.exec(text)
  if (!found) return undefined
  const [latitude, longitude] = [Number(found[1]), Number(found[2])]
  // people write latitude first; Viet Nam lies at 8–24 N, 102–118 E, so the two are never mistaken
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? `(${longitude},${latitude})` : undefined
}

/** Longer ones lie beyond what answers tell (IEEE 754 doubles), or beyond PostgreSQL itself. */
const MOST_DIGITS = 100
/** In JSON, and not in jsonb: NUL and halves of characters, exponents beyond its numbers. No geometry needs them (RFC 7946). */
const NO_JSONB = /\\u|\d[eE][+-]?\d{3}/

const GEOMETRIES = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection'])
function geometryOf(text: string): string | undefined {
  if (NO_JSONB.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && GEOMETRIES.has(value.type) ? text : undefined
  } catch { return undefined }
}

function typed(field: Field, text: string, style: NumberStyle): string | undefined {
  switch (field.type) {
    case 'text': return text
    case 'integer': case 'money': return wholeOf(field.type === 'money' ? text.replace(/\s*(₫|đ|vnđ|vnd|đồng)$/iu, '') : text, style)
    case 'decimal': { const plain = numberOf(text, style); return plain !== undefined && plain.length <= MOST_DIGITS ? plain : undefined }
    case 'boolean': { const low = text.toLowerCase(); return TRUE.has(low) ? 't' : FALSE.has(low) ? 'f' : undefined }
    case 'date': return dayOf(text)
    case 'datetime': {
      const found = /^(\S+?)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/.exec(text)
      const day = found ? dayOf(found[1] ?? '') : undefined
      if (!found || day === undefined || Number(found[2] ?? 0) > 23 || Number(found[3] ?? 0) > 59 || Number(found[4] ?? 0) > 59) return undefined
      return `${day}T${(found[2] ?? '00').padStart(2, '0')}:${found[3] ?? '00'}:${found[4] ?? '00'}${found[5] ?? '+07:00'}`
    }
    case 'unit': return /^\d{2,5}$/.test(text) ? text : undefined
    case 'personal-id': return /^\d{12}$/.test(text) ? text : undefined
    case 'phone': { const bare = text.replace(/[\s.()-]/g, '').replace(/^\+84/, '0'); return /^0\d{9,10}$/.test(bare) ? bare : undefined }
    case 'email': return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text) ? text : undefined
    case 'url': return text.length <= 2000 && /^https?:\/\/[^\s/]+(\/\S*)?$/.test(text) ? text : undefined
    case 'point': return pointOf(text)
    case 'geometry': return geometryOf(text)
  }
}

const isNumber = (field: Field): boolean => field.type === 'integer' || field.type === 'decimal' || field.type === 'money'

/** A reader of one column: patterns and choices are made ready once, then it runs by the million. After each `read`, `fault` says what was wrong. */
export function valueReader(field: Field, style: NumberStyle): ValueReader {
  const pattern = field.pattern === undefined ? undefined : new RegExp(`^(?:${field.pattern})$`, 'u')
  const choices = field.choices ? new Set(field.choices.map(choice => choice.value)) : undefined
  const byLabel = new Map(field.choices?.map(choice => [choice.label.vi.toLowerCase(), choice.value]))
  const reader: ValueReader = {
    field, fault: null, plain: shortcutOf(field, style, choices),
    read(cell) {
      reader.fault = null
      const trimmed = cell.trim()
      if (trimmed === '') return null
      if (trimmed.includes('\ufffd')) { reader.fault = 'encoding'; return null }
      if (CONTROL.test(trimmed)) { reader.fault = 'control-character'; return null }
      const text = trimmed.normalize('NFC')
      const value = typed(field, text, style)
      if (value === undefined) { reader.fault = field.type; return null }
      const chosen = choices && !choices.has(value) ? byLabel.get(value.toLowerCase()) : value
      if (chosen === undefined) { reader.fault = 'choices'; return null }
      if (isNumber(field)) {
        if (field.minimum !== undefined && Number(chosen) < field.minimum) { reader.fault = 'minimum'; return null }
        if (field.maximum !== undefined && Number(chosen) > field.maximum) { reader.fault = 'maximum'; return null }
      }
      if (field.maxLength !== undefined && chosen.length > field.maxLength) { reader.fault = 'max-length'; return null }
      if (pattern && !pattern.test(chosen)) { reader.fault = 'pattern'; return null }
      return chosen
    },
  }
  return reader
}

/** The same for one value at a time: forms, the API, constants of filters. */
export function readValue(field: Field, cell: string, style: NumberStyle = 'en'): Reading {
  const reader = valueReader(field, style)
  const text = reader.read(cell)
  return reader.fault ? { fault: reader.fault } : { text }
}
