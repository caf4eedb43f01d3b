/** TypeScript types from an OpenAPI 3.1 document, in the shape that `typedCalls` takes. Pure: a parsed document in, source text out. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
type Node = { readonly [name: string]: Json }

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const isNode = (value: Json | undefined): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const nodeAt = (value: Json | undefined, name: string): Node => { const found = isNode(value) ? value[name] : undefined; return isNode(found) ? found : {} }
const listAt = (value: Node, name: string): readonly Json[] => { const found = value[name]; return Array.isArray(found) ? found : [] }
const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text)
const key = (text: string): string => isName(text) ? text : JSON.stringify(text)
const typeName = (text: string): string => { const name = text.replace(/[^A-Za-z0-9_$]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase()).replace(/^[^A-Za-z_$]/, '_$&'); return name === '' ? '_' : name.charAt(0).toUpperCase() + name.slice(1) }
const union = (parts: readonly string[]): string => { const all = [...new Set(parts)]; return all.includes('unknown') ? 'unknown' : all.length === 0 ? 'never' : all.join(' | ') }
const inBrackets = (type: string): string => / [|&] /.test(type) && !/^\{.*\}$/s.test(type) ? `(${type})` : type

/** `document` as JSON.parse gave it. Throws TypeError when it is no OpenAPI 3. Schemas that TypeScript cannot say become wider types, never wrong ones. */
export function typesFromOpenapi(document: unknown): string {
  const root: Json = JSON.parse(JSON.stringify(document ?? null))
  if (!isNode(root) || typeof root['openapi'] !== 'string' || !root['openapi'].startsWith('3.')) throw new TypeError('This is no OpenAPI 3 document')
  const schemas = nodeAt(nodeAt(root, 'components'), 'schemas')
  const names = new Map<string, string>()
  for (const name of Object.keys(schemas)) { let own = typeName(name); while ([...names.values()].includes(own) || own === 'Paths') own += '_'; names.set(name, own) }

  /** follows `#/…`; a reference that leads nowhere, or out of the document, is an empty object */
  const resolve = (value: Json | undefined, depth = 0): Node => {
    if (!isNode(value)) return {}
    const ref = value['$ref']
    if (typeof ref !== 'string' || depth > 20) return value
    let found: Json | undefined = root
    for (const part of ref.startsWith('#/') ? ref.slice(2).split('/') : ['']) found = isNode(found) ? found[decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~')] : undefined
    return resolve(found, depth + 1)
  }

  function typeOf(schema: Json | undefined): string {
    if (schema === false) return 'never'
    if (!isNode(schema)) return 'unknown'
    const ref = schema['$ref']
    if (typeof ref === 'string') return names.get(decodeURIComponent(/^#\/components\/schemas\/(.+)$/.exec(ref)?.[1] ?? '').replace(/~1/g, '/').replace(/~0/g, '~')) ?? 'unknown'
    if ('const' in schema) return JSON.stringify(schema['const'])
    if (Array.isArray(schema['enum'])) return union(listAt(schema, 'enum').map(each => JSON.stringify(each)))
    const either = [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf')]
    const parts = [...listAt(schema, 'allOf').map(each => inBrackets(typeOf(each))), ...(either.length > 0 ? [inBrackets(union(either.map(typeOf)))] : [])]
    const declared = schema['type']
    const types = Array.isArray(declared) ? declared : declared === undefined ? ['properties' in schema || 'additionalProperties' in schema ? 'object' : 'items' in schema || 'prefixItems' in schema ? 'array' : undefined] : [declared]
    const own = union([...types.map(each => plainType(each, schema)), ...(schema['nullable'] === true ? ['null'] : [])])
    return parts.length === 0 ? own : [...(own === 'unknown' ? [] : [inBrackets(own)]), ...parts].join(' & ')
  }
  function plainType(type: Json | undefined, schema: Node): string {
    switch (type) {
      case 'string': return 'string'
      case 'number': case 'integer': return 'number'
      case 'boolean': return 'boolean'
      case 'null': return 'null'
      case 'array': {
        const first = listAt(schema, 'prefixItems').map(typeOf)
        const rest = typeOf(schema['items'])
        return first.length > 0 ? `readonly [${first.map(each => `(${each})?`).join(', ')}${schema['items'] === false ? '' : `, ...${inBrackets(rest)}[]`}]` : `readonly ${inBrackets(rest)}[]`
      }
      case 'object': return objectType(schema)
      default: return 'unknown'
    }
  }
  function objectType(schema: Node): string {
    const needed = new Set(listAt(schema, 'required'))
    const members = Object.entries(nodeAt(schema, 'properties')).map(([name, each]) => `${comment(each)}readonly ${key(name)}${needed.has(name) ? '' : '?'}: ${typeOf(each)}`)
    const more = schema['additionalProperties']
    // beside named members the rest must fit them too: only unknown does
    if (isNode(more) || more === true) members.push(`readonly [name: string]: ${members.length > 0 ? 'unknown' : typeOf(more)}`)
    return members.length === 0 ? 'Readonly<Record<string, unknown>>' : `{ ${members.join('; ')} }`
  }
  const comment = (schema: Json | undefined): string => { const text = isNode(schema) && typeof schema['description'] === 'string' ? schema['description'].replaceAll('*/', '* /').replace(/\s+/g, ' ').trim() : ''; return text === '' ? '' : `/** ${text} */ ` }
  const jsonOf = (content: Node): Json | undefined => Object.entries(content).filter(([type]) => /json/i.test(type)).map(([, each]) => isNode(each) ? each['schema'] : undefined)[0]

  function parametersOf(item: Node, operation: Node, place: string): string {
    const all = new Map([...listAt(item, 'parameters'), ...listAt(operation, 'parameters')].map(each => resolve(each)).flatMap((each): [string, Node][] => each['in'] === place && typeof each['name'] === 'string' ? [[each['name'], each]] : []))
    return all.size === 0 ? '{}' : `{ ${[...all].map(([name, each]) => `${comment(each)}readonly ${key(name)}${place === 'path' || each['required'] === true ? '' : '?'}: ${typeOf(each['schema'])}`).join('; ')} }`
  }
  function bodyOf(operation: Node): string {
    if (!('requestBody' in operation)) return 'undefined'
    const body = resolve(operation['requestBody'])
    const content = nodeAt(body, 'content')
    const type = Object.keys(content).some(each => /json/i.test(each)) ? typeOf(jsonOf(content)) : 'string | Uint8Array'
    return body['required'] === true ? type : `${inBrackets(type)} | undefined`
  }
  function answersOf(operation: Node): string {
    const answers = Object.entries(nodeAt(operation, 'responses')).filter(([status]) => /^[1-5]\d\d$/.test(status)).map(([status, each]) => {
      const content = nodeAt(resolve(each), 'content')
      const types = Object.keys(content)
      return `readonly ${status}: ${types.length === 0 ? 'undefined' : types.some(type => /json/i.test(type)) ? typeOf(jsonOf(content)) : 'string'}`
    })
    return answers.length === 0 ? '{ readonly [status: number]: unknown }' : `{ ${answers.join('; ')} }`
  }

  const lines = ['// Written by tinhso-exchange-types; do not edit.', '']
  for (const [name, schema] of Object.entries(schemas)) lines.push(`${comment(schema)}export type ${names.get(name) ?? '_'} = ${typeOf(schema)}`)
  lines.push('', 'export interface Paths {')
  for (const [path, raw] of Object.entries(nodeAt(root, 'paths'))) {
    const item = resolve(raw)
    for (const method of METHODS) {
      const operation = item[method]
      if (!isNode(operation)) continue
      const summary = typeof operation['summary'] === 'string' ? comment({ description: operation['summary'] }).trim() : ''
      if (summary !== '') lines.push(`  ${summary}`)
      lines.push(`  ${JSON.stringify(`${method.toUpperCase()} ${path}`)}: { path: ${parametersOf(item, operation, 'path')}; query: ${parametersOf(item, operation, 'query')}; headers: ${parametersOf(item, operation, 'header')}; body: ${bodyOf(operation)}; answers: ${answersOf(operation)} }`)
    }
  }
  return `${[...lines, '}'].join('\n')}\n`
}
