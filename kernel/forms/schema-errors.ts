import { Compile } from 'typebox/schema'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectAt = (schema: Json, key: string): Json => { const value = schema[key]; return isObject(value) ? value : {} }
const listAt = (schema: Json, key: string): readonly unknown[] => { const value = schema[key]; return Array.isArray(value) ? value : [] }

/**
 * Why a value does not follow a schema, one line a place: `/sections/0/pages/2: has no "title"`. The compiler's own messages
 * name every branch of a union; here the branch is chosen first (by its constants, else by the keys it shares), so that the
 * author of a form reads about the kind of field that was meant. Empty when the value follows the schema.
 */
export function explain(schema: unknown, value: unknown): readonly string[] {
  if (!isObject(schema)) return []
  const found = at(schema, value, '', objectAt(schema, '$defs'))
  return found.length > 0 ? found : leaf(schema, value, '')
}

function at(schema: Json, value: unknown, path: string, definitions: Json): string[] {
  const known = { ...definitions, ...objectAt(schema, '$defs') }
  if (typeof schema.$ref === 'string') {
    const target = known[schema.$ref.replace(/^#?\/?(\$defs\/)?/, '')]
    return isObject(target) ? at(target, value, path, known) : []
  }
  const branches = listAt(schema, 'anyOf').filter(isObject)
  if (branches.length > 0) return inUnion(branches, value, path, known)
  if (schema.type === 'object' && isObject(value)) return inObject(schema, value, path, known)
  if (schema.type === 'array' && Array.isArray(value) && isObject(schema.items)) {
    const items = schema.items
    return [...leaf({ ...schema, items: {} }, value, path), ...value.flatMap((item, index) => at(items, item, `${path}/${index}`, known))]
  }
  return leaf(schema, value, path)
}

function leaf(schema: Json, value: unknown, path: string): string[] {
  const [, errors] = Compile(schema).Errors(value)
  return errors.slice(0, 1).map(({ message }) => `${path || '/'}: ${message} (${JSON.stringify(value)?.slice(0, 60)})`)
}

function inObject(schema: Json, value: Json, path: string, known: Json): string[] {
  const properties = objectAt(schema, 'properties')
  const missing = listAt(schema, 'required').filter((key) => typeof key === 'string' && !Object.hasOwn(value, key)).map((key) => `${path || '/'}: has no "${key}"`)
  const extra = schema.additionalProperties === false ? Object.keys(value).filter((key) => !Object.hasOwn(properties, key)).map((key) => `${path || '/'}: does not know "${key}"`) : []
  const inside = Object.entries(properties).flatMap(([key, part]) => Object.hasOwn(value, key) && isObject(part) ? at(part, value[key], `${path}/${key}`, known) : [])
  return [...missing, ...extra, ...inside]
}

function inUnion(branches: readonly Json[], value: unknown, path: string, known: Json): string[] {
  const judged = branches.map((branch) => ({ branch, faults: at(branch, value, path, known) }))
  if (judged.some(({ faults }) => faults.length === 0)) return []
  const constants = branches.flatMap((branch) => 'const' in branch ? [JSON.stringify(branch.const)] : [])
  if (constants.length === branches.length) return [`${path || '/'}: is none of ${constants.join(', ')} (${JSON.stringify(value)})`]
  return judged.toSorted((a, b) => fit(b.branch, value) - fit(a.branch, value) || a.faults.length - b.faults.length)[0]?.faults ?? []
}

/** How much a value looks like a branch: constants that agree weigh most, then keys that the branch knows. */
function fit(branch: Json, value: unknown): number {
  if (!isObject(value)) return 0
  return Object.entries(objectAt(branch, 'properties')).reduce((score, [key, part]) => {
    if (!Object.hasOwn(value, key)) return score
    return score + (isObject(part) && 'const' in part ? (part.const === value[key] ? 100 : -100) : 1)
  }, 0)
}
