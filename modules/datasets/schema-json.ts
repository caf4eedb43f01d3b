import { Type } from 'typebox'
import { readerOf } from '../../kernel/forms/schema.ts'
import { CLASSIFICATIONS, FIELD_TYPES, type DatasetSchema } from './domain/schema.ts'

const closed = { additionalProperties: false } as const
const Text = Type.Object({ vi: Type.String({ maxLength: 2000 }), en: Type.Optional(Type.String({ maxLength: 2000 })) }, closed)
const Name = Type.String({ maxLength: 60 })
const Flag = Type.Optional(Type.Boolean())

export const FieldBody = Type.Object({
  name: Name, title: Text, description: Type.Optional(Text), type: Type.Union(FIELD_TYPES.map(each => Type.Literal(each))), classification: Type.Union(CLASSIFICATIONS.map(each => Type.Literal(each))),
  required: Flag, unique: Flag, indexed: Flag, minimum: Type.Optional(Type.Number()), maximum: Type.Optional(Type.Number()), maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), pattern: Type.Optional(Type.String({ maxLength: 500 })),
  choices: Type.Optional(Type.Array(Type.Object({ value: Type.String({ maxLength: 200 }), label: Text }, closed), { maxItems: 1000 })), reference: Type.Optional(Type.Object({ dataset: Name, field: Name }, closed)), measure: Type.Optional(Name), aliases: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 })),
}, closed)
const Rule = Type.Union([
  Type.Object({ kind: Type.Literal('compare'), left: Name, operator: Type.Union([Type.Literal('<'), Type.Literal('<='), Type.Literal('='), Type.Literal('!=')]), right: Name }, closed),
  Type.Object({ kind: Type.Literal('required-if'), field: Name, when: Name, is: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) }, closed),
  Type.Object({ kind: Type.Literal('together'), fields: Type.Array(Name, { minItems: 2, maxItems: 20 }) }, closed),
])

/** Shape of a contract in JSON: bodies of the API and files of province packs; what it says is judged by `faultsOfSchema`. */
export const SchemaBody = Type.Object({
  fields: Type.Array(FieldBody, { maxItems: 400 }), key: Type.Array(Name, { maxItems: 20 }), temporal: Type.Boolean(),
  rules: Type.Array(Type.Object({ code: Name, message: Text, rule: Rule, severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]) }, closed), { maxItems: 200 }),
}, closed)
export const parseSchema = readerOf<DatasetSchema>(SchemaBody)
