import { parseCsv } from '../../../kernel/csv.ts'
import { invalid } from '../../../kernel/errors.ts'
import { changeRow, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

/** A field of a service and the term of the national data dictionary that it carries (QĐ 2439/QĐ-TTg). */
export interface DictionaryEntry { readonly field: string; readonly term: string; readonly label: string }
const entryOf = (row: Readonly<Record<string, unknown>>): DictionaryEntry => {
  const text = (name: string): string => { const value = row[name]; return typeof value === 'string' ? value.normalize('NFC').trim().slice(0, 300) : '' }
  return { field: text('field') || text('truong'), term: text('term') || text('thuat_ngu'), label: text('label') || text('dien_giai') }
}
const isRow = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Reads a mapping as JSON (`[{field, term, label}]`) or CSV with a head line (`field,term,label` or `truong,thuat_ngu,dien_giai`). */
export function readDictionary(text: string): readonly DictionaryEntry[] {
  const refuse = (vi: string, en: string): never => { throw invalid([fault('dictionary', vi, en)]) }
  let rows: readonly unknown[] = []
  if (/^\s*\[/.test(text)) { try { const value: unknown = JSON.parse(text); rows = Array.isArray(value) ? value : [] } catch { refuse('JSON chưa đúng.', 'The JSON is not valid.') } } else rows = parseCsv(text)
  const entries = rows.map((row, at) => {
    const entry = isRow(row) ? entryOf(row) : undefined
    return entry && entry.field !== '' && entry.term !== '' ? entry : refuse(`Dòng ${at + 1} thiếu trường hoặc thuật ngữ. Cột: field, term, label.`, `Row ${at + 1} lacks field or term. Columns: field, term, label.`)
  })
  if (entries.length > 2000) refuse('Nhiều hơn 2.000 dòng.', 'More than 2,000 rows.')
  const twice = entries.find((entry, at) => entries.findIndex(other => other.field === entry.field) !== at)
  if (twice) refuse(`Trường “${twice.field}” có hai dòng. Mỗi trường mang một thuật ngữ.`, `Field "${twice.field}" stands twice. A field carries one term.`)
  return entries
}

export async function mapDictionary(call: Call, serviceId: string, version: number, entries: readonly DictionaryEntry[]): Promise<void> {
  stewardOnly(call.actor)
  await inRegistry(call, work => changeRow(work, { table: 'data_service', id: serviceId, version, act: 'map-dictionary', set: { dictionary: entries.map(({ field, term, label }) => ({ field, term, label })) } }))
}
