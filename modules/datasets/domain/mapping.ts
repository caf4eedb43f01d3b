import { fold } from '../../../kernel/vi-text/index.ts'
import { type DatasetSchema } from './schema.ts'

/** Where a file and the contract differ. */
export interface DriftFound { readonly kind: 'extra-column' | 'missing-field' | 'doubled-column'; readonly name: string }
/** Column of the file → field; `''`: left out on purpose. */
export type Mapping = Readonly<Record<string, string>>
/** Fields of time that every temporal dataset has beside those of its contract, and how files call them. */
const VALIDITY: Readonly<Record<string, readonly string[]>> = { valid_from: ['valid_from', 'hiệu lực từ', 'hiệu lực từ ngày', 'từ ngày'], valid_to: ['valid_to', 'hiệu lực đến', 'hiệu lực đến ngày', 'đến ngày'] }

/** `Mã xã (*)`, `MA_XA` and `mã  xã` are one name. */
export const nameKey = (name: string): string => fold(name).replace(/[^a-z0-9]+/g, ' ').trim()

/** How each column of the file fits the contract: by what was decided, by name, title or alias. Columns are told apart by their place. */
export function mapHeader(header: readonly string[], schema: DatasetSchema, decided: Mapping = {}): { readonly columns: readonly (string | null)[]; readonly mapping: Mapping; readonly drift: readonly DriftFound[] } {
  const known = new Map<string, string>()
  for (const field of schema.fields) for (const name of [field.name, field.title.vi, field.title.en ?? '', ...field.aliases ?? []]) if (name !== '' && !known.has(nameKey(name))) known.set(nameKey(name), field.name)
  if (schema.temporal) for (const [name, others] of Object.entries(VALIDITY)) for (const other of others) if (!known.has(nameKey(other))) known.set(nameKey(other), name)
  const fields = new Set([...schema.fields.map(field => field.name), ...schema.temporal ? Object.keys(VALIDITY) : []])
  const taken = new Set<string>()
  const mapping: Record<string, string> = {}
  const drift: DriftFound[] = []
  const columns = header.map((name): string | null => {
    const said = Object.hasOwn(decided, name) ? decided[name] : undefined
    const field = said !== undefined && (said === '' || fields.has(said)) ? said : known.get(nameKey(name))
    if (field === '') { mapping[name] = ''; return null }
    if (field === undefined) { if (name.trim() !== '') drift.push({ kind: 'extra-column', name }); return null }
    if (taken.has(field)) { drift.push({ kind: 'doubled-column', name }); return null }
    taken.add(field)
    mapping[name] = field
    return field
  })
  for (const field of schema.fields) if (!taken.has(field.name)) drift.push({ kind: 'missing-field', name: field.name })
  return { columns, mapping, drift }
}
