import { Refused } from './refused.ts'

/** What somebody asks of an object: `id,displayName~rename(name),children[id]`, `:all`, `!path`. */
export interface FieldAsk { readonly name: string; readonly rename?: string; readonly size?: boolean; readonly inner?: readonly FieldAsk[]; readonly excluded?: boolean }
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type Item = Readonly<Record<string, Json>>

const DEEPEST = 5
const bad = (what: string): Refused => new Refused(400, `Invalid fields: ${what.slice(0, 100)}`)
const PRESETS: Readonly<Record<string, readonly string[] | undefined>> = { ':identifiable': ['id', 'code', 'name', 'displayName'], ':nameable': ['id', 'code', 'name', 'displayName', 'shortName', 'displayShortName'] }

export function parseFields(text: string, depth = 0): readonly FieldAsk[] {
  if (depth > DEEPEST) throw bad('nested too deep')
  return splitOutside(text).flatMap((part): readonly FieldAsk[] => {
    const found = /^(?<not>!)?(?<name>[:*A-Za-z_][A-Za-z0-9_.]*|\*)(?<more>(?:(?:~|\||::)[A-Za-z]+(?:\([^()]*\))?)*)(?:\[(?<inner>.*)\])?(?<after>(?:(?:~|\||::)[A-Za-z]+(?:\([^()]*\))?)*)$/s.exec(part)?.groups
    if (!found) throw bad(part)
    const { name = '', inner } = found
    const changes = `${found['more'] ?? ''}${found['after'] ?? ''}`
    const rename = /rename\(([A-Za-z0-9_]{1,60})\)/.exec(changes)?.[1]
    const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
    if (preset) return preset.map(each => ({ name: each }))
    return [{ name, ...rename === undefined ? {} : { rename }, ...changes.includes('size') ? { size: true } : {}, ...inner === undefined ? {} : { inner: parseFields(inner, depth + 1) }, ...found['not'] === undefined ? {} : { excluded: true } }]
  })
}

/** Parts between commas that stand in no bracket. */
function splitOutside(text: string): readonly string[] {
  const parts: string[] = []
  let [from, deep] = [0, 0]
  for (let at = 0; at <= text.length; at++) {
    const char = text[at]
    if (char === '[' || char === '(') deep++
    else if (char === ']' || char === ')') deep--
    else if (char === undefined || char === ',' && deep === 0) { parts.push(text.slice(from, at).trim()); from = at + 1 }
  }
  return parts.filter(part => part !== '')
}

const ALL = new Set([':all', '*', ':owner', ':persisted', ':simple', ':userDefined'])
/** The object with what was asked of it; unknown names are left out, as DHIS2 does. Lists that were not opened show ids only. */
export function pick(item: Item, asks: readonly FieldAsk[]): Item {
  const picked: Record<string, Json> = Object.create(null)
  const excluded = new Set(asks.flatMap(ask => ask.excluded ? [ask.name] : []))
  if (asks.some(ask => ALL.has(ask.name))) for (const [name, value] of Object.entries(item)) if (!excluded.has(name)) picked[name] = idsOnly(value)
  for (const ask of asks) {
    if (ask.excluded || ALL.has(ask.name)) continue
    // `parent.name` is `parent[name]`
    const [name = '', ...rest] = ask.name.split('.')
    if (!Object.hasOwn(item, name)) continue
    const value = item[name] ?? null
    const inner = rest.length > 0 ? [{ name: rest.join('.') }] : ask.inner
    picked[ask.rename ?? name] = ask.size && Array.isArray(value) ? value.length : inner === undefined ? idsOnly(value) : opened(value, inner)
  }
  return { ...picked }
}
export const isItem = (value: Json): value is Item => value !== null && typeof value === 'object' && !Array.isArray(value)
const opened = (value: Json, inner: readonly FieldAsk[]): Json => Array.isArray(value) ? value.map(each => isItem(each) ? pick(each, inner) : each) : isItem(value) ? pick(value, inner) : value
const idsOnly = (value: Json): Json => Array.isArray(value) ? value.map(each => isItem(each) && 'id' in each ? { id: each['id'] ?? null } : each) : isItem(value) && 'id' in value ? { id: value['id'] ?? null } : value
