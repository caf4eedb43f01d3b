import { expect, test } from 'vitest'
import { typesFromOpenapi } from './openapi-types.ts'

const types = (schema: object): string => /export type X = (.*)/.exec(typesFromOpenapi({ openapi: '3.1.0', paths: {}, components: { schemas: { X: schema, 'y.z': { type: 'string' } } } }))?.[1] ?? ''

test.each<[string, object, string]>([
  ['names and needs', { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, 'b-c': { type: ['string', 'null'] } } }, '{ readonly a: number; readonly "b-c"?: string | null }'],
  ['nullable of 3.0', { type: 'string', nullable: true }, 'string | null'],
  ['lists', { type: 'array', items: { enum: ['a', 1, null] } }, 'readonly ("a" | 1 | null)[]'],
  ['tuples', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false }, 'readonly [(string)?, (number)?]'],
  ['a reference', { $ref: '#/components/schemas/y.z' }, 'YZ'],
  ['a reference into nothing', { $ref: '#/components/schemas/none' }, 'unknown'],
  ['a reference elsewhere', { $ref: 'https://example.vn/x.json' }, 'unknown'],
  ['itself', { type: 'object', properties: { next: { $ref: '#/components/schemas/X' } } }, '{ readonly next?: X }'],
  ['all of', { allOf: [{ $ref: '#/components/schemas/y.z' }, { type: 'object', properties: { a: {} } }] }, 'YZ & { readonly a?: unknown }'],
  ['one of', { oneOf: [{ const: 'x' }, { type: 'boolean' }] }, '("x" | boolean)'],
  ['a map', { type: 'object', additionalProperties: { type: 'number' } }, '{ readonly [name: string]: number }'],
  ['anything', {}, 'unknown'],
  ['a comment that would end early', { type: 'object', properties: { a: { type: 'string', description: 'x */ process.exit() /*' } } }, '{ /** x * / process.exit() /* */ readonly a?: string }'],
])('%s', (_, schema, expected) => { expect(types(schema)).toBe(expected) })

test('what is no OpenAPI 3 is refused', () => {
  for (const each of [null, 1, [], { swagger: '2.0' }, { openapi: '2.0' }]) expect(() => typesFromOpenapi(each)).toThrow('no OpenAPI 3')
})
