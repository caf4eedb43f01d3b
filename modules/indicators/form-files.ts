import { Type } from 'typebox'
import { readerOf, type Parsed } from '../../kernel/forms/schema.ts'
import type { FormInput } from './acts/put-form.ts'
import { PERIOD_TYPES } from './domain/period.ts'

const closed = { additionalProperties: false } as const
const oneOf = (values: readonly string[]) => Type.Union(values.map(value => Type.Literal(value)))
const Line = Type.String({ minLength: 1, maxLength: 300 })
const Text = Type.Object({ vi: Line, en: Line }, closed)
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Bound = Type.Union([Type.Number(), Type.Null()])
const Severity = oneOf(['error', 'warning'])
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$' })

const Rule = Type.Union([
  Type.Object({ kind: Type.Literal('pair'), left: Type.String({ minLength: 1, maxLength: 2000 }), operator: oneOf(['==', '!=', '>', '>=', '<', '<=', 'compulsory-pair', 'exclusive-pair']), right: Type.String({ minLength: 1, maxLength: 2000 }), strategy: oneOf(['skip-if-any-missing', 'skip-if-all-missing', 'never-skip']), severity: Severity, message: Text }, closed),
  Type.Object({ kind: Type.Literal('bounds'), cell: Type.String({ minLength: 1, maxLength: 130 }), min: Bound, max: Bound, severity: Severity }, closed),
])
/** The form of a form's file and of the API; the editor in the browser checks with the same. */
export const FormSchema = Type.Object({
  code: Code, title: Line, titleEn: Type.String({ maxLength: 300 }), periodType: oneOf(PERIOD_TYPES), dueDays: Type.Integer({ minimum: 0, maximum: 366 }), elements: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 300 }), agencyKinds: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 60 }), validFrom: Day, validTo: Type.Union([Day, Type.Null()]),
  categories: Type.Optional(Type.Record(Type.String(), Type.Array(Type.Object({ code: Code, text: Text }, closed), { maxItems: 60 }))), checks: Type.Optional(Type.Object({ complete: Type.Boolean(), rules: Type.Array(Rule, { maxItems: 300 }) }, closed)),
}, closed)
export const readForm: (json: unknown) => Parsed<FormInput> = readerOf<FormInput>(FormSchema)
