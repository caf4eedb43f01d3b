import type { DatasetSchema, Field, FieldType } from './schema.ts'

/** The contract as others write it: JSON Schema 2020-12 of one row, Table Schema (Frictionless v1). Only the fields given, so that a reader learns of no other. */
type Json = Readonly<Record<string, unknown>>

const JSON_TYPES: Readonly<Record<FieldType, Json>> = {
  text: { type: 'string' }, integer: { type: 'integer' }, decimal: { type: 'number' }, money: { type: 'integer' }, boolean: { type: 'boolean' }, date: { type: 'string', format: 'date' }, datetime: { type: 'string', format: 'date-time' }, unit: { type: 'string' },
  'personal-id': { type: 'string', pattern: '^[0-9]{12}$' }, phone: { type: 'string' }, email: { type: 'string', format: 'email' }, url: { type: 'string', format: 'uri' },
  point: { type: 'object', required: ['type', 'coordinates'], properties: { type: { const: 'Point' }, coordinates: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } } }, geometry: { type: 'object', required: ['type'], properties: { type: { type: 'string' } } },
}
const TABLE_TYPES: Readonly<Record<FieldType, Json>> = {
  text: { type: 'string' }, integer: { type: 'integer' }, decimal: { type: 'number' }, money: { type: 'integer' }, boolean: { type: 'boolean' }, date: { type: 'date' }, datetime: { type: 'datetime' }, unit: { type: 'string' },
  'personal-id': { type: 'string' }, phone: { type: 'string' }, email: { type: 'string', format: 'email' }, url: { type: 'string', format: 'uri' }, point: { type: 'geojson' }, geometry: { type: 'geojson' },
}
const present = (record: Record<string, unknown>): Json => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

function propertyOf(field: Field): Json {
  const base = { ...JSON_TYPES[field.type], ...field.pattern === undefined ? {} : { pattern: `^(?:${field.pattern})$` }, ...field.maxLength === undefined ? {} : { maxLength: field.maxLength }, ...field.minimum === undefined ? {} : { minimum: field.minimum }, ...field.maximum === undefined ? {} : { maximum: field.maximum }, ...field.choices ? { enum: field.choices.map(choice => choice.value) } : {} }
  const about = present({ title: field.title.vi, description: field.description?.vi, 'x-classification': field.classification, 'x-unit': field.measure, 'x-reference': field.reference ? `${field.reference.dataset}#${field.reference.field}` : undefined })
  return field.required ? { ...about, ...base } : { ...about, anyOf: [base, { type: 'null' }] }
}

export function jsonSchemaOf(schema: DatasetSchema, fields: readonly Field[], about: { readonly id: string; readonly title: string }): Json {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: about.id, title: about.title, type: 'object', properties: { ...Object.fromEntries(fields.map(field => [field.name, propertyOf(field)])), ...schema.temporal ? { valid_from: { type: 'string', format: 'date' }, valid_to: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] } } : {} },
    required: fields.filter(field => field.required).map(field => field.name) }
}

export function tableSchemaOf(schema: DatasetSchema, fields: readonly Field[]): Json {
  const shown = new Set(fields.map(field => field.name))
  return { fields: fields.map(field => present({ name: field.name, title: field.title.vi, description: field.description?.vi, ...TABLE_TYPES[field.type],
    constraints: present({ required: field.required || undefined, unique: field.unique || undefined, minimum: field.minimum, maximum: field.maximum, maxLength: field.maxLength, pattern: field.pattern, enum: field.choices?.map(choice => choice.value) }) })),
    missingValues: [''], ...schema.key.length > 0 && schema.key.every(name => shown.has(name)) ? { primaryKey: schema.key } : {},
    foreignKeys: fields.flatMap(field => field.reference ? [{ fields: field.name, reference: { resource: field.reference.dataset, fields: field.reference.field } }] : []) }
}

/** OpenAPI 3.1 of the service that stands for the dataset in the exchange: all its fields, since a contract names them before it may read them. */
export function openApiOf(dataset: { readonly code: string; readonly title: string; readonly description: string; readonly schemaVersion: number; readonly schema: DatasetSchema }): Json {
  const row = jsonSchemaOf(dataset.schema, dataset.schema.fields, { id: `#/components/schemas/row`, title: dataset.title })
  const text = (name: string, description: string): Json => ({ name, in: 'query', required: false, description, schema: { type: 'string' } })
  const answer = (description: string, properties: Json): Json => ({ description, content: { 'application/json': { schema: { type: 'object', properties } } } })
  return { openapi: '3.1.0', info: { title: dataset.title, description: dataset.description, version: String(dataset.schemaVersion) },
    paths: {
      '/rows': { get: { operationId: 'rows', summary: 'Rows, page by page; filters as in PostgREST: field=operator.value', parameters: [text('select', 'fields, with commas between'), text('order', 'field.asc or field.desc'), text('limit', '1 to 10,000; 100 unless said'), text('after', 'next of the page before'), text('as_of', 'rows that were true on this day'), text('known_at', 'rows as they were known after this load')],
        responses: { 200: answer('A page', { items: { type: 'array', items: { $ref: '#/components/schemas/row' } }, next: { type: ['string', 'null'] }, position: { type: 'integer' } }) } } },
      '/changes': { get: { operationId: 'changes', summary: 'What changed after a position, in order and without gaps', parameters: [text('after', 'position; 0 to begin'), text('limit', '1 to 5,000')],
        responses: { 200: answer('A page', { items: { type: 'array', items: { type: 'object', properties: { position: { type: 'string' }, kind: { enum: ['added', 'changed', 'ended'] }, row: { $ref: '#/components/schemas/row' } } } }, next: { type: 'string' }, more: { type: 'boolean' } }) } } },
      '/contract': { get: { operationId: 'contract', summary: 'The fields that this contract may read', responses: { 200: answer('The contract', {}) } } },
    },
    components: { schemas: { row: { ...row, $id: undefined, $schema: undefined } } } }
}
