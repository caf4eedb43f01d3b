import type { EndpointLine } from './codes.ts'

/** What the registry takes from an OpenAPI 3 document, already parsed. */
export interface OpenApiFacts { readonly title: string; readonly description: string; readonly documentVersion: string; readonly endpoints: readonly EndpointLine[]; readonly fields: readonly string[] }
export type OpenApiFault = 'not-an-object' | 'not-openapi-3' | 'no-title' | 'no-paths' | 'too-many'
export type ReadOpenApi = { readonly ok: true; readonly value: OpenApiFacts } | { readonly ok: false; readonly reason: OpenApiFault }

const VERBS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'] as const
const MOST_ENDPOINTS = 1000
const MOST_FIELDS = 500
type Thing = Readonly<Record<string, unknown>>
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => typeof value === 'string' ? value.normalize('NFC').trim() : ''

/** `/ho-so/{id}` as the glob that a right matches with, a star for each parameter. What is special to a glob is taken as it is. */
export const globOf = (path: string): string => path.replace(/\\/g, '\\\\').replace(/\*/g, '\\*').replace(/\{[^{}/]*\}/g, '*').replace(/\*{2,}/g, '*')

/** Names of the properties under `schemas`, nested ones with a dot. `$ref` is named, not followed: every schema stands in the list on its own. */
function fieldsOf(document: Thing): string[] {
  const found = new Set<string>()
  const schemas = isThing(document['components']) && isThing(document['components']['schemas']) ? document['components']['schemas'] : {}
  const walk = (schema: unknown, prefix: string, depth: number): void => {
    if (!isThing(schema) || depth > 8 || found.size >= MOST_FIELDS) return
    for (const part of ['allOf', 'oneOf', 'anyOf'] as const) { const list = schema[part]; if (Array.isArray(list)) for (const each of list) walk(each, prefix, depth + 1) }
    walk(schema['items'], prefix, depth + 1)
    if (!isThing(schema['properties'])) return
    for (const [name, property] of Object.entries(schema['properties'])) {
      const path = prefix === '' ? name : `${prefix}.${name}`
      if (found.size < MOST_FIELDS) found.add(path)
      walk(property, path, depth + 1)
    }
  }
  for (const [name, schema] of Object.entries(schemas)) walk(schema, name, 0)
  return [...found]
}

export function readOpenApi(document: unknown): ReadOpenApi {
  if (!isThing(document)) return { ok: false, reason: 'not-an-object' }
  if (!/^3\.\d+/.test(text(document['openapi']))) return { ok: false, reason: 'not-openapi-3' }
  const info = isThing(document['info']) ? document['info'] : {}
  const title = text(info['title'])
  if (title === '') return { ok: false, reason: 'no-title' }
  const endpoints: EndpointLine[] = []
  for (const [path, item] of Object.entries(isThing(document['paths']) ? document['paths'] : {})) {
    if (!path.startsWith('/') || !isThing(item)) continue
    for (const verb of VERBS) {
      const operation = item[verb]
      if (!isThing(operation)) continue
      const line = { method: verb.toUpperCase(), path: globOf(path), summary: (text(operation['summary']) || text(operation['operationId'])).replace(/\s+/g, ' ').slice(0, 300) }
      if (endpoints.some(each => each.method === line.method && each.path === line.path)) continue
      // at once: each further one is compared with all before it
      if (endpoints.length === MOST_ENDPOINTS) return { ok: false, reason: 'too-many' }
      endpoints.push(line)
    }
  }
  if (endpoints.length === 0) return { ok: false, reason: 'no-paths' }
  return { ok: true, value: { title: title.slice(0, 300), description: text(info['description']).slice(0, 4000), documentVersion: text(info['version']).slice(0, 30), endpoints: endpoints.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1), fields: fieldsOf(document) } }
}

export interface EndpointChanges { readonly added: readonly EndpointLine[]; readonly gone: readonly EndpointLine[]; readonly kept: number }
export function compareEndpoints(before: readonly EndpointLine[], after: readonly EndpointLine[]): EndpointChanges {
  const same = (a: EndpointLine, b: EndpointLine): boolean => a.method === b.method && a.path === b.path
  return { added: after.filter(each => !before.some(known => same(known, each))), gone: before.filter(each => !after.some(next => same(next, each))), kept: after.filter(each => before.some(known => same(known, each))).length }
}
