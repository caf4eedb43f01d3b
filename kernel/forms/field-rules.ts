import { isAddress } from './conditions.ts'
import { isRealDate, resolveBound, showDate } from './dates.ts'
import type { AnswerValue, Choice, Field, Text } from './definition.ts'
import type { FaultCode } from './messages.ts'
import { isPhone, readPersonalId, taxCheckDigitHolds } from './numbers.ts'

/** What judging an answer needs besides the answer. `communes` are the codes in force; without them codes are not looked up. */
export interface AnswerContext {
  readonly today: string
  readonly communes?: ReadonlySet<string>
  /** why nobody can come to the agency on a day, with the next day on which one can; undefined when it is open */
  readonly closedOn?: (day: string) => Text | undefined
}

export interface Finding { readonly code: FaultCode; readonly detail?: string | Text }
type Verdict = Finding | undefined

const DEFAULT_LENGTH = { text: 200, textarea: 2000, fullName: 100, email: 100, address: 200 } as const

const fault = (code: FaultCode, detail?: string | Text): Finding => detail === undefined ? { code } : { code, detail }
const shown = (value: number): string => value.toLocaleString('vi-VN', { maximumFractionDigits: 2 })
const tooLong = (text: string, max: number): Verdict => [...text].length > max ? fault('too-long', String(max)) : undefined

function judgeName(name: string): Verdict {
  const strange = /[^\p{L}\p{M}\s'’.-]/u.exec(name)
  if (strange) return fault('name-characters', strange[0])
  if (name.split(' ').filter((word) => /\p{L}/u.test(word)).length < 2) return fault('name-incomplete', name)
  return tooLong(name, DEFAULT_LENGTH.fullName)
}

function judgePersonalId(id: string): Verdict {
  if (!/^\d*$/.test(id)) return fault('personal-id-digits')
  if (id.length === 9) return fault('personal-id-old')
  if (id.length !== 12) return fault('personal-id-length', String(id.length))
  return readPersonalId(id) ? undefined : fault('personal-id-impossible', id.slice(0, 4))
}

function judgeTaxCode(code: string): Verdict {
  if (!/^[\d-]*$/.test(code)) return fault('tax-code-digits')
  const digits = code.replaceAll('-', '')
  if (digits.length === 12) return judgePersonalId(digits)
  if (digits.length !== 10 && !/^\d{10}-\d{3}$/.test(code)) return fault('tax-code-length', String(digits.length))
  return taxCheckDigitHolds(digits.slice(0, 10)) ? undefined : fault('tax-code-check', code)
}

function judgeDate(field: Field & { type: 'date' }, date: string, { today, closedOn }: AnswerContext): Verdict {
  if (!isRealDate(date)) return fault('date', date)
  const [from, to] = [field.notBefore, field.notAfter].map((bound) => bound === undefined ? undefined : resolveBound(bound, today))
  if (from !== undefined && date < from) return fault('date-early', showDate(from))
  if (to !== undefined && date > to) return fault('date-late', showDate(to))
  const closed = field.visit === true ? closedOn?.(date) : undefined
  return closed && fault('date-closed', closed)
}

function judgeRange(value: number, min: number | undefined, max: number | undefined): Verdict {
  if (min !== undefined && value < min) return fault('too-small', shown(min))
  if (max !== undefined && value > max) return fault('too-large', shown(max))
  return undefined
}

function judgeChoices(choices: readonly Choice[], values: readonly string[]): Verdict {
  return values.every((value) => choices.some((choice) => choice.value === value)) ? undefined : fault('not-a-choice')
}

function judgePattern(field: Field & { type: 'text' }, text: string): Verdict {
  const length = tooLong(text, field.maxLength ?? DEFAULT_LENGTH.text)
  if (length || field.pattern === undefined) return length
  return new RegExp(`^(?:${field.pattern})$`, 'u').test(text) ? undefined : fault('pattern', field.patternHint ?? '')
}

function judgeAddress(value: AnswerValue, context: AnswerContext): Verdict {
  if (!isAddress(value)) return fault('wrong-type')
  if (value.communeCode === '') return fault('address-commune')
  if (context.communes && !context.communes.has(value.communeCode)) return fault('commune')
  if (value.detail === '') return fault('address-detail')
  return tooLong(value.detail, DEFAULT_LENGTH.address)
}

function judgeText(field: Field, text: string, context: AnswerContext): Verdict {
  switch (field.type) {
    case 'text': return judgePattern(field, text)
    case 'textarea': return tooLong(text, field.maxLength ?? DEFAULT_LENGTH.textarea)
    case 'fullName': return judgeName(text)
    case 'personalId': return judgePersonalId(text)
    case 'taxCode': return judgeTaxCode(text)
    case 'phone': return isPhone(text) ? undefined : fault('phone', text)
    case 'email': return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? tooLong(text, DEFAULT_LENGTH.email) : fault('email', text)
    case 'date': return judgeDate(field, text, context)
    case 'number': return fault(field.integer === true ? 'whole-number' : 'number', text)
    case 'money': return fault('money', text)
    case 'radios':
    case 'select': return judgeChoices(field.choices, [text])
    case 'commune': return context.communes && !context.communes.has(text) ? fault('commune') : undefined
    default: return fault('wrong-type')
  }
}

/** What is wrong with one given, normalised answer; nothing when it is good. Whether it had to be given is judged elsewhere. */
export function judgeAnswer(field: Field, value: AnswerValue, context: AnswerContext): Verdict {
  if (typeof value === 'string') return judgeText(field, value, context)
  if (typeof value === 'boolean') return field.type === 'confirm' ? undefined : fault('wrong-type')
  if (typeof value === 'number') {
    if (field.type !== 'number' && field.type !== 'money') return fault('wrong-type')
    if ((field.type === 'money' || field.integer === true) && !Number.isSafeInteger(value)) return fault('integer', shown(value))
    return judgeRange(value, field.min ?? (field.type === 'money' ? 0 : undefined), field.max)
  }
  if (field.type === 'address') return judgeAddress(value, context)
  if (field.type !== 'checkboxes' || !Array.isArray(value)) return fault('wrong-type')
  const texts = value.filter((item): item is string => typeof item === 'string')
  if (texts.length !== value.length) return fault('wrong-type')
  return judgeChoices(field.choices, texts) ?? (texts.length < (field.min ?? 1) ? fault('too-few-choices', String(field.min ?? 1)) : undefined)
}
