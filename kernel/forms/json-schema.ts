import type { Field, FormDefinition, Text } from './definition.ts'
import { pagesOf } from './visible.ts'

/** A JSON Schema (draft 2020-12) as plain data. */
export interface JsonSchema { readonly [keyword: string]: unknown }

function schemaOf(field: Field): JsonSchema {
  switch (field.type) {
    case 'text': return { type: 'string', maxLength: field.maxLength ?? 200, ...(field.pattern === undefined ? {} : { pattern: `^(?:${field.pattern})$` }) }
    case 'textarea': return { type: 'string', maxLength: field.maxLength ?? 2000 }
    case 'fullName': return { type: 'string', maxLength: 100 }
    case 'personalId': return { type: 'string', pattern: '^\\d{12}$' }
    case 'taxCode': return { type: 'string', pattern: '^(\\d{10}(-\\d{3})?|\\d{12})$' }
    case 'phone': return { type: 'string', pattern: '^0\\d{9,10}$' }
    case 'email': return { type: 'string', format: 'email' }
    case 'date': return { type: 'string', format: 'date' }
    case 'number': return { type: field.integer ? 'integer' : 'number', ...limits(field) }
    case 'money': return { type: 'integer', minimum: 0, ...limits(field) }
    case 'radios':
    case 'select': return { type: 'string', enum: field.choices.map(({ value }) => value) }
    case 'checkboxes': return { type: 'array', uniqueItems: true, minItems: field.min ?? 1, items: { type: 'string', enum: field.choices.map(({ value }) => value) } }
    case 'confirm': return { type: 'boolean', ...(field.required === false ? {} : { const: true }) }
    case 'commune': return { type: 'string', pattern: '^\\d{5}$' }
    case 'address': return {
      type: 'object', additionalProperties: false, required: ['communeCode', 'detail'],
      properties: { communeCode: { type: 'string', pattern: '^\\d{5}$' }, detail: { type: 'string', maxLength: 200 } },
    }
  }
}

function limits(field: { readonly min?: number; readonly max?: number }): JsonSchema {
  return { ...(field.min === undefined ? {} : { minimum: field.min }), ...(field.max === undefined ? {} : { maximum: field.max }) }
}

function titled(label: Text, hint: Text | undefined): JsonSchema {
  return { title: label.vi, ...(hint ? { description: hint.vi } : {}) }
}

function objectOf(fields: readonly Field[], alwaysShown: boolean): { properties: Record<string, JsonSchema>; required: string[] } {
  return {
    properties: Object.fromEntries(fields.map((field) => [field.name, { ...titled(field.label, field.hint), ...schemaOf(field) }])),
    required: fields.filter((field) => alwaysShown && field.required !== false && !field.showIf).map(({ name }) => name),
  }
}

/**
 * The shape of a form's answers for machines. Questions that depend on others are optional here; whether they are needed
 * and the rules that look at two answers stay with `validateAnswers`, which the API runs as well.
 */
export function toJsonSchema(form: FormDefinition): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  for (const page of pagesOf(form)) {
    const object = objectOf(page.fields, page.repeat !== undefined || !page.showIf)
    if (!page.repeat) { Object.assign(properties, object.properties); required.push(...object.required); continue }
    const { name, min, max } = page.repeat
    properties[name] = { ...titled(page.title, page.intro), type: 'array', minItems: min, maxItems: max, items: { type: 'object', additionalProperties: false, ...object } }
    if (min > 0 && !page.showIf) required.push(name)
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false, properties, required }
}
