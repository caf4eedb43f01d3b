/** What JSON can carry. Dates, bigints and undefined are not JSON: turn them into text before they come here. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined }

/**
 * The one byte-exact spelling of a JSON value, RFC 8785 (JCS): no white space, keys sorted by UTF-16 code units,
 * numbers and strings as ECMAScript writes them. Members whose value is undefined are left out, as JSON.stringify does.
 * Throws TypeError for what has no JSON spelling: NaN, infinities, lone surrogates, functions.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean': return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON spelling`)
      return JSON.stringify(value)
    case 'string': return canonicalString(value)
    case 'object': return isArray(value) ? canonicalArray(value) : canonicalObject(value)
    default: throw new TypeError(`${typeof value} has no JSON spelling`)
  }
}

// Array.isArray does not narrow readonly arrays
const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

/** RFC 8785 §3.2.2.2: ECMAScript escapes lone surrogates, I-JSON (RFC 7493 §2.1) forbids them; two spellings would hash differently. */
function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no JSON spelling')
  return JSON.stringify(text)
}

function canonicalArray(items: readonly JsonValue[]): string {
  let out = '['
  for (let i = 0; i < items.length; i++) out += (i === 0 ? '' : ',') + canonicalJson(items[i] ?? null)
  return out + ']'
}

function canonicalObject(object: { readonly [key: string]: JsonValue | undefined }): string {
  let out = '{'
  for (const key of Object.keys(object).sort()) {
    const member = object[key]
    if (member === undefined) continue
    out += (out === '{' ? '' : ',') + canonicalString(key) + ':' + canonicalJson(member)
  }
  return out + '}'
}
