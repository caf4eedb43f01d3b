import type { AnswerFault, Answers, Field as Question, FormPage } from '../../../kernel/forms/definition.ts'
import { ruleRunner } from './row-rules.ts'
import type { DatasetSchema, Field } from './schema.ts'
import { valueReader } from './value.ts'

/** Values of one row as text, by field: what a reader of values takes, null when empty. */
export type EntryCells = Readonly<Record<string, string | null>>

function questionOf(field: Field): Question {
  const hint = field.description ?? (field.type === 'point' ? { vi: 'Vĩ độ, kinh độ. Ví dụ: 21.59, 105.84', en: 'Latitude, longitude. For example 21.59, 105.84' } : field.type === 'unit' ? { vi: 'Mã đơn vị hành chính, 2 đến 5 chữ số', en: 'Code of the unit, 2 to 5 digits' } : field.type === 'datetime' ? { vi: 'Ví dụ: 01/07/2025 08:30', en: 'For example 01/07/2025 08:30' } : undefined)
  const base = { name: field.name, label: field.title, required: field.required === true, ...hint ? { hint } : {} }
  if (field.choices) return { ...base, type: field.choices.length <= 5 ? 'radios' : 'select', choices: field.choices.map(({ value, label }) => ({ value, label })) }
  switch (field.type) {
    case 'integer': case 'decimal': return { ...base, type: 'number', integer: field.type === 'integer', ...field.minimum === undefined ? {} : { min: field.minimum }, ...field.maximum === undefined ? {} : { max: field.maximum }, ...field.measure === undefined ? {} : { unit: { vi: field.measure } } }
    case 'money': return { ...base, type: 'money' }
    case 'boolean': return { ...base, type: 'radios', choices: [{ value: 'true', label: { vi: 'Có', en: 'Yes' } }, { value: 'false', label: { vi: 'Không', en: 'No' } }] }
    case 'date': return { ...base, type: 'date' }
    case 'personal-id': return { ...base, type: 'personalId' }
    case 'phone': return { ...base, type: 'phone' }
    case 'email': return { ...base, type: 'email' }
    case 'geometry': return { ...base, type: 'textarea', rows: 4 }
    default: return field.maxLength === undefined || field.maxLength <= 300 ? { ...base, type: 'text', ...field.maxLength === undefined ? {} : { maxLength: field.maxLength } } : { ...base, type: 'textarea', maxLength: field.maxLength }
  }
}

/** One row of a dataset as a page of a form; `fixed` fields are not asked (whose row it is, the key of a row that is there). */
export const entryPage = (schema: DatasetSchema, fixed: readonly string[]): FormPage => ({ id: 'row', title: { vi: 'Nội dung', en: 'Content' }, fields: schema.fields.filter(field => !fixed.includes(field.name)).map(questionOf) })

export const cellsOf = (answers: Answers): EntryCells => Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null]))

/** The other way: what a form shows of a row that is there. */
export function answersOf(schema: DatasetSchema, cells: EntryCells): Answers {
  return Object.fromEntries(schema.fields.flatMap(field => {
    const cell = cells[field.name]
    if (cell === null || cell === undefined || cell === '') return []
    return [[field.name, !field.choices && ['integer', 'decimal', 'money'].includes(field.type) && Number.isFinite(Number(cell)) ? Number(cell) : cell] as const]
  }))
}

/** A value of the store as the text that its reader takes again. */
export function cellOf(field: Field, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (field.type === 'point' && typeof value === 'object' && 'coordinates' in value && Array.isArray(value.coordinates)) return value.coordinates.toReversed().join(', ')
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}

type Words = (rule: string, field: string) => { readonly vi: string; readonly en: string }
/** What is wrong with a row, by field; warnings keep nobody from going on. */
export function faultsOfEntry(schema: DatasetSchema, cells: EntryCells, words: Words): readonly AnswerFault[] {
  const faults: AnswerFault[] = []
  const texts = new Map<string, string | null>()
  for (const field of schema.fields) {
    const reader = valueReader(field, 'en')
    const text = reader.read(cells[field.name] ?? '')
    texts.set(field.name, text)
    const rule = reader.fault ?? (text === null && field.required ? 'required' : undefined)
    if (rule !== undefined) faults.push({ field: field.name, code: rule, message: words(rule, field.name) })
  }
  if (faults.length > 0) return faults
  return schema.rules.filter(rule => rule.severity === 'error' && !ruleRunner(rule, schema)(name => texts.get(name) ?? null)).map(rule => ({ field: rule.rule.kind === 'compare' ? rule.rule.left : rule.rule.kind === 'together' ? rule.rule.fields[0] ?? '' : rule.rule.field, code: rule.code, message: { vi: rule.message.vi, en: rule.message.en ?? rule.message.vi } }))
}
