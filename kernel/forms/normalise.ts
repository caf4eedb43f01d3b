import { isAddress } from './conditions.ts'
import { readDate } from './dates.ts'
import type { AnswerValue, Answers, Field, FormDefinition } from './definition.ts'
import { pagesOf } from './visible.ts'

/** One line: NFC, invisible characters out, spaces collapsed and trimmed. The Icelandic eth that looks like Đ becomes Đ. */
export function normaliseText(text: string): string {
  return text.replace(/[\u200B-\u200F\u202A-\u202E\u2060\uFEFF\u00AD]/g, '').normalize('NFC')
    .replace(/\u00D0/g, 'Đ').replace(/\u00F0/g, 'đ').replace(/[\s\u0000-\u001F\u007F]+/g, ' ').trim()
}

/** As `normaliseText`, keeping line breaks (at most one empty line in a row). */
export function normaliseLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').split('\n').map(normaliseText).join('\n').replace(/\n{3,}/g, '\n\n').trim()
}

/** Eleven-digit mobile numbers of before 09/2018 and what they became. */
const MOVED: Readonly<Record<string, string>> = {
  '0162': '032', '0163': '033', '0164': '034', '0165': '035', '0166': '036', '0167': '037', '0168': '038', '0169': '039',
  '0120': '070', '0121': '079', '0122': '077', '0126': '076', '0128': '078',
  '0123': '083', '0124': '084', '0125': '085', '0127': '081', '0129': '082', '0186': '056', '0188': '058', '0199': '059',
}

/** `+84 912 345 678` → `0912345678`; also old eleven-digit mobile numbers. What is no number is only trimmed. */
export function normalisePhone(text: string): string {
  const compact = normaliseText(text).replace(/[\s.\-()]/g, '').replace(/^(\+84|0084)0?(?=\d{9,10}$)/, '0').replace(/^84(?=\d{9}$)/, '0')
  const moved = compact.length === 11 ? MOVED[compact.slice(0, 4)] : undefined
  return moved ? moved + compact.slice(4) : compact
}

/** Digits only where nothing but separators was mixed in; otherwise the trimmed text, so that the fault can show it. */
export function normaliseDigits(text: string): string {
  return normaliseText(text).replace(/[\s.]/g, '')
}

/** Ten, twelve or thirteen digits; a branch is written `0100109106-001`. */
export function normaliseTaxCode(text: string): string {
  const compact = normaliseText(text).replace(/[\s.\-–]/g, '')
  return /^\d{13}$/.test(compact) ? `${compact.slice(0, 10)}-${compact.slice(10)}` : compact
}

/** Reads `1.234.567,89`, `1234567.89`, `1 234 567`; undefined when it is no number. Dots before three digits group. */
export function readNumber(text: string): number | undefined {
  const compact = normaliseText(text).replace(/\s/g, '')
  const grouped = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(compact) ? compact.replace(/\./g, '') : compact
  const plain = /^-?\d{1,3}(,\d{3}){2,}$/.test(grouped) ? grouped.replace(/,/g, '') : grouped.replace(',', '.')
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return undefined
  const value = Number(plain)
  return Number.isSafeInteger(Math.trunc(value)) ? value : undefined
}

/** Whole đồng: `1.500.000 đ` → 1500000. A group mark of either kind is taken as such; undefined when it is no whole amount. */
export function readMoney(text: string): number | undefined {
  const compact = normaliseText(text).replace(/\s/g, '').replace(/(đồng|đ|vnđ|vnd|₫)$/i, '')
  if (!/^\d+$|^\d{1,3}([.,]\d{3})+$/.test(compact)) return undefined
  const value = Number(compact.replace(/[.,]/g, ''))
  return Number.isSafeInteger(value) ? value : undefined
}

function normaliseString(field: Field, text: string, today: string): AnswerValue {
  switch (field.type) {
    case 'textarea': return normaliseLines(text)
    case 'phone': return normalisePhone(text)
    case 'personalId': return normaliseDigits(text)
    case 'taxCode': return normaliseTaxCode(text)
    case 'email': return normaliseText(text).replace(/@.*$/, (domain) => domain.toLowerCase())
    case 'date': return readDate(text, today) ?? normaliseText(text)
    case 'number': return readNumber(text) ?? normaliseText(text)
    case 'money': return readMoney(text) ?? normaliseText(text)
    case 'confirm': return ['yes', 'true', 'on', '1'].includes(text) ? true : text === '' || text === 'false' ? false : text
    case 'checkboxes': return [text]
    default: return normaliseText(text)
  }
}

/**
 * One answer as it came from a page (texts) or the API (typed), in the form it is stored in. What cannot be read stays as
 * it is: `validateAnswers` then says what is wrong with it. Empty texts and unticked boxes are no answer (undefined).
 */
export function normaliseAnswer(field: Field, raw: unknown, today: string): AnswerValue | undefined {
  if (typeof raw === 'string') {
    const value = normaliseText(raw) === '' ? undefined : normaliseString(field, raw, today)
    return value === false ? undefined : value
  }
  if (typeof raw === 'number' || typeof raw === 'boolean') return raw === false ? undefined : raw
  if (Array.isArray(raw)) {
    const texts = raw.filter((item): item is string => typeof item === 'string' && item !== '')
    return texts.length === 0 ? undefined : [...new Set(texts.map(normaliseText))]
  }
  if (isAddress(raw)) {
    const address = { communeCode: normaliseText(raw.communeCode), detail: normaliseText(raw.detail) }
    return address.communeCode === '' && address.detail === '' ? undefined : address
  }
  return undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The answers to these fields in the form they are stored in; anything else in `raw` is left out. */
export function normaliseFields(fields: readonly Field[], raw: Readonly<Record<string, unknown>>, today: string): Answers {
  const answers: Record<string, AnswerValue> = {}
  for (const field of fields) {
    const value = Object.hasOwn(raw, field.name) ? normaliseAnswer(field, raw[field.name], today) : undefined
    if (value !== undefined) answers[field.name] = value
  }
  return answers
}

/** All answers of a form in the form they are stored in. Idempotent. */
export function normaliseAnswers(form: FormDefinition, raw: Readonly<Record<string, unknown>>, today: string): Answers {
  const answers: Record<string, AnswerValue> = {}
  for (const page of pagesOf(form)) {
    if (!page.repeat) { Object.assign(answers, normaliseFields(page.fields, raw, today)); continue }
    const items = Object.hasOwn(raw, page.repeat.name) ? raw[page.repeat.name] : undefined
    if (Array.isArray(items)) answers[page.repeat.name] = items.filter(isRecord).map((item) => normaliseFields(page.fields, item, today))
  }
  return answers
}
