import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { explain } from './schema-errors.ts'
import type { FormDefinition } from './definition.ts'

/** TypeBox twins of `definition.ts`: what a form must look like before anything trusts it. */

const closed = { additionalProperties: false } as const
const Name = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$', description: 'camelCase' })
const Path = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}(\\.(communeCode|detail))?$' })
const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60, description: 'kebab-case' })
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

export const TextSchema = Type.Object({ vi: Type.String({ minLength: 1 }), en: Type.Optional(Type.String({ minLength: 1 })) }, closed)

export const ConditionSchema = Type.Cyclic({
  Condition: Type.Union([
    Type.Object({ field: Path, is: Scalar }, closed),
    Type.Object({ field: Path, in: Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 1 }) }, closed),
    Type.Object({ field: Path, answered: Type.Boolean() }, closed),
    Type.Object({ field: Path, atLeast: Type.Number() }, closed),
    Type.Object({ all: Type.Array(Type.Ref('Condition'), { minItems: 1 }) }, closed),
    Type.Object({ any: Type.Array(Type.Ref('Condition'), { minItems: 1 }) }, closed),
    Type.Object({ not: Type.Ref('Condition') }, closed),
  ]),
}, 'Condition')

export const ChoiceSchema = Type.Object({
  value: Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9.-]{0,59}$' }), label: TextSchema, hint: Type.Optional(TextSchema),
}, closed)

const PREFILL_SOURCES = ['identity.fullName', 'identity.personalId', 'identity.dateOfBirth', 'identity.organisationName',
  'identity.organisationTaxCode', 'account.phone', 'account.email', 'account.address',
  'population.residence', 'population.ethnicGroup', 'population.gender'] as const

const base = {
  name: Name, label: TextSchema, hint: Type.Optional(TextSchema), required: Type.Optional(Type.Boolean()),
  showIf: Type.Optional(ConditionSchema), prefill: Type.Optional(Type.Union(PREFILL_SOURCES.map((source) => Type.Literal(source)))),
  prefillIf: Type.Optional(ConditionSchema), locked: Type.Optional(Type.Boolean()),
}
const Length = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 }))
const Bound = Type.Optional(Type.String({ pattern: '^(today([+-]\\d{1,4}[dmy])?|\\d{4}-\\d{2}-\\d{2})$' }))
const Limit = Type.Optional(Type.Number())
const Choices = Type.Array(ChoiceSchema, { minItems: 2 })

export const FieldSchema = Type.Union([
  Type.Object({ ...base, type: Type.Literal('text'), maxLength: Length, pattern: Type.Optional(Type.String({ format: 'regex' })), patternHint: Type.Optional(TextSchema), autocomplete: Type.Optional(Type.String()) }, closed),
  Type.Object({ ...base, type: Type.Literal('textarea'), maxLength: Length, rows: Type.Optional(Type.Integer({ minimum: 2, maximum: 30 })) }, closed),
  ...(['fullName', 'personalId', 'taxCode', 'phone', 'email', 'confirm', 'commune', 'address'] as const)
    .map((type) => Type.Object({ ...base, type: Type.Literal(type) }, closed)),
  Type.Object({ ...base, type: Type.Literal('date'), notBefore: Bound, notAfter: Bound, visit: Type.Optional(Type.Boolean()) }, closed),
  Type.Object({ ...base, type: Type.Literal('number'), min: Limit, max: Limit, integer: Type.Optional(Type.Boolean()), unit: Type.Optional(TextSchema) }, closed),
  Type.Object({ ...base, type: Type.Literal('money'), min: Limit, max: Limit }, closed),
  Type.Object({ ...base, type: Type.Literal('radios'), choices: Choices }, closed),
  Type.Object({ ...base, type: Type.Literal('select'), choices: Choices }, closed),
  Type.Object({ ...base, type: Type.Literal('checkboxes'), choices: Type.Array(ChoiceSchema, { minItems: 1 }), min: Type.Optional(Type.Integer({ minimum: 1 })) }, closed),
])

export const FormPageSchema = Type.Object({
  id: Id, title: TextSchema, intro: Type.Optional(TextSchema), showIf: Type.Optional(ConditionSchema),
  fields: Type.Array(FieldSchema, { minItems: 1 }),
  repeat: Type.Optional(Type.Object({
    name: Name, min: Type.Integer({ minimum: 0 }), max: Type.Integer({ minimum: 1, maximum: 200 }), itemLabel: TextSchema,
  }, closed)),
}, closed)

export const FormDefinitionSchema = Type.Object({
  sections: Type.Array(Type.Object({ id: Id, title: TextSchema, pages: Type.Array(FormPageSchema, { minItems: 1 }) }, closed), { minItems: 1 }),
}, closed)

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly string[] }

/**
 * A reader of plain JSON that follows `schema`, the twin of the type `T`; else every place where it does not
 * (`/sections/0/pages/1: has no "title"`). The one place where unchecked data gets a type.
 */
export function readerOf<T>(schema: TSchema): (json: unknown) => Parsed<T> {
  const compiled = Compile(schema)
  return (json) => compiled.Check(json) ? { ok: true, value: json as T } : { ok: false, errors: explain(schema, json) }
}

/** The value, or an error that names the file and its first faults: for files that the platform delivers itself. */
export function demand<T>(file: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  throw new Error(`${file}: ${parsed.errors.slice(0, 5).join('; ')}`)
}

export const parseForm = readerOf<FormDefinition>(FormDefinitionSchema)
