/** CKAN's three ways to say no, with its own status and type. */
export class Invalid extends Error { readonly status = 409; readonly type = 'Validation Error'; readonly fields: Readonly<Record<string, readonly string[]>>; constructor(fields: Readonly<Record<string, readonly string[]>>) { super('Validation Error'); this.fields = fields } }
export class NotFound extends Error { readonly status = 404; readonly type = 'Not Found Error'; readonly fields = {} }
export class NotAuthorized extends Error { readonly status = 403; readonly type = 'Authorization Error'; readonly fields = {} }

/** Parameters of an action: of the address (texts, lists and dictionaries as JSON) or of a JSON body. */
export interface Parameters {
  any(name: string): unknown
  text(name: string, fallback: string): string
  needed(name: string): string
  either(name: string, other: string): string
  whole(name: string, fallback: number): number
  /** may be negative */
  signed(name: string, fallback: number): number
  flag(name: string, fallback: boolean): boolean
  list(name: string): readonly string[]
}
const bad = (name: string, message: string): never => { throw new Invalid({ [name]: [message] }) }

export function parametersOf(pairs: readonly (readonly [string, string])[], body: unknown): Parameters {
  const given = new Map<string, unknown>(pairs)
  if (body !== null && body !== undefined) {
    if (typeof body !== 'object' || Array.isArray(body)) bad('body', 'JSON data must be a dictionary')
    else for (const [name, value] of Object.entries(body)) given.set(name, value)
  }
  const any = (name: string): unknown => {
    const value = given.get(name)
    if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
    try { return JSON.parse(value) } catch { return bad(name, 'Cannot be read as JSON') }
  }
  const text = (name: string, fallback: string): string => {
    const value = given.get(name)
    if (value === undefined || value === null) return fallback
    const found = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : bad(name, 'Must be a text')
    return found.length > 2000 || found.includes('\0') ? bad(name, 'Longer than 2000 characters, or holds a NUL') : found
  }
  const needed = (name: string): string => { const value = text(name, ''); return value === '' ? bad(name, 'Missing value') : value }
  const integer = (name: string, fallback: number, pattern: RegExp): number => { const value = text(name, String(fallback)); return pattern.test(value) ? Number(value) : bad(name, 'Invalid integer') }
  return {
    any, text, needed, either: (name, other) => given.has(name) ? needed(name) : given.has(other) ? needed(other) : needed(name),
    whole: (name, fallback) => integer(name, fallback, /^\d{1,9}$/), signed: (name, fallback) => integer(name, fallback, /^-?\d{1,9}$/),
    flag: (name, fallback) => { const value = given.get(name); return value === undefined || value === null ? fallback : value === true || value === 1 || (typeof value === 'string' && /^(true|yes|t|y|on|1)$/i.test(value)) },
    list: name => {
      const value = any(name)
      if (value === undefined || value === null || value === '') return []
      const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',').map(each => each.trim()) : bad(name, 'Must be a list')
      return items.length > 500 ? bad(name, 'More than 500 values') : items.map((each: unknown) => typeof each === 'string' && each.length <= 200 ? each : bad(name, 'Must be a list of texts'))
    },
  }
}
