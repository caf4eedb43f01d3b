import { Fault, invalid, type FieldFault } from '../../kernel/errors.ts'
import type { Parsed } from '../../kernel/forms/schema.ts'
import { fieldOf, type Fields } from '../../kernel/http/fields.ts'

/** Where a schema's path stands on the page. */
function fieldAt(path: string): string {
  const name = path.replace(/^\//, '').replaceAll('/', '.').replace(/^checks\./, '').replace(/^(rules\.\d+)\.cell$/, '$1.left')
  if (name.startsWith('target.tests')) return 'tests'
  if (name === 'target.due') return 'targetDue'
  if (name.startsWith('target.excluding')) return 'excluding.vi'
  if (name.startsWith('formula')) return name === 'formula' ? name : /steps|points/.test(name) ? 'steps' : name === 'formula.target' ? 'cap' : 'formula'
  return name.replace(/\.en$/, '.vi')
}

/** What a page said, as the schema demands it; else every field that is missing or malformed. */
export function accepted<T>(fields: Fields, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  const faults = parsed.errors.map((error): FieldFault => {
    const field = fieldAt(error.slice(0, error.indexOf(':')))
    const empty = fieldOf(fields, field) === ''
    return { field, code: empty ? 'required' : 'invalid', message: empty ? { vi: `Chưa điền ô này (${field}).`, en: `This is missing (${field}).` } : { vi: `Không đúng dạng (${field}). Xem gợi ý ở ô này.`, en: `Malformed (${field}). See the hint.` } }
  })
  throw invalid([...new Map(faults.map(each => [each.field, each])).values()])
}

/** Faults of a whole framework (`cn.01 numerator:12`) at the fields of one indicator's page, the character counted from one; and where each expression first fails. */
export function atIndicator(error: Fault, code: string): { readonly error: Fault; readonly carets: ReadonlyMap<string, number> } {
  const carets = new Map<string, number>()
  const fields = (error.details.fields ?? []).map((fault): FieldFault => {
    const found = /^(?<of>\S+) (?<place>numerator|denominator|target)[^:]*:(?<at>\d+)$/.exec(fault.field)?.groups
    if (found?.['of'] !== code) return fault.field === code ? { ...fault, field: 'text.vi' } : fault
    const [field, at] = [found['place'] === 'target' ? 'tests' : `${found['place']}.expression`, Number(found['at'])]
    if (!carets.has(field)) carets.set(field, at)
    return { field, code: fault.code, message: { vi: `Ký tự ${at + 1}: ${fault.message.vi}`, en: `Character ${at + 1}: ${fault.message.en ?? ''}` } }
  })
  return { carets, error: new Fault(error.code, { ...error.details, ...fields.length > 0 ? { fields } : {} }) }
}
