import { Type } from 'typebox'
import { readerOf, type Parsed } from '../../kernel/forms/schema.ts'
import { VERIFICATIONS, SOURCES, type ElementDefinition, type FrameworkDefinition, type IndicatorDefinition } from './domain/definition.ts'
import { PERIOD_TYPES } from './domain/period.ts'

const closed = { additionalProperties: false } as const
const Line = Type.String({ minLength: 1 })
const Text = Type.Object({ vi: Line, en: Line }, closed)
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const oneOf = (values: readonly string[]) => Type.Union(values.map(value => Type.Literal(value)))
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$' })
const Verification = oneOf(VERIFICATIONS)
const Clamp = oneOf(['none', 'at-most-full', 'within'])
const Points = Type.Number({ minimum: 0 })

const Formula = Type.Union([
  Type.Object({ kind: Type.Literal('ratio'), clamp: Clamp }, closed),
  Type.Object({ kind: Type.Literal('step'), steps: Type.Array(Type.Object({ from: Type.Number(), points: Points }, closed), { minItems: 1 }), else: Points }, closed),
  Type.Object({ kind: Type.Literal('existence') }, closed),
  Type.Object({ kind: Type.Literal('capped'), target: Type.Number({ exclusiveMinimum: 0 }), clamp: oneOf(['at-most-full', 'within']) }, closed),
  Type.Object({ kind: Type.Literal('lookup'), points: Type.Record(Type.String(), Points) }, closed),
  Type.Object({ kind: Type.Literal('external'), by: oneOf(['survey', 'experts', 'ministry']), clamp: Clamp }, closed),
])
const Operand = Type.Object({ expression: Line, text: Text }, closed)
const SubTest = Type.Object({ code: Code, level: OrNull(Line), operator: oneOf(['>', '>=', '=', '<=', '<']), threshold: Type.Number(), expression: Type.Optional(Line) }, closed)

/** The form of an indicator's file; the editor in the browser checks with the same. */
export const IndicatorSchema = Type.Object({
  code: Code, text: Text, unit: Text, direction: oneOf(['up', 'down']), decimals: Type.Integer({ minimum: 0, maximum: 6 }), cutting: oneOf(['round', 'truncate']), max: OrNull(Points), numerator: OrNull(Operand), denominator: OrNull(Operand),
  factor: Type.Number({ exclusiveMinimum: 0 }), formula: OrNull(Formula), whenNothing: oneOf(['full', 'missing']), incomplete: oneOf(['show', 'withhold']), evidence: Text, checkedBy: Text, source: Line, verification: Verification, note: Type.Optional(Text),
  target: Type.Optional(Type.Object({ tests: Type.Array(SubTest), due: Day, excluding: OrNull(Text) }, closed)),
}, closed)

export const FrameworkSchema = Type.Object({
  code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }), version: Type.String({ pattern: '^[0-9A-Za-z.-]{1,20}$' }), title: Text, authority: Text, document: Line, issuedOn: OrNull(Day), validFrom: Day, validTo: OrNull(Day), kind: oneOf(['scored', 'targets', 'figures']), periodType: oneOf(PERIOD_TYPES),
  method: oneOf(['arithmetic', 'geometric', 'points']), missing: oneOf(['exclude', 'zero', 'block']), ranking: oneOf(['competition', 'dense', 'ordinal']), decimals: Type.Integer({ minimum: 0, maximum: 6 }), succession: oneOf(['sum', 'mean-of-old', 'population-weighted']), notComparableWith: Type.Array(Line), verification: Verification, note: Type.Optional(Text),
  groups: Type.Array(Type.Object({ code: Code, text: Text, parent: OrNull(Code), points: OrNull(Points), scored: Type.Boolean(), components: OrNull(Type.Integer({ minimum: 0 })), verification: Verification, indicators: Type.Array(Code) }, closed), { minItems: 1 }),
  printed: Type.Optional(Type.Literal('share')), published: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' })), pillars: Type.Optional(Type.Array(Type.Object({ code: Code, text: Text, indicators: Type.Array(Code, { minItems: 1 }) }, closed))),
}, closed)

const Elements = Type.Array(Type.Object({
  code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' }), text: Text, unit: Text, source: oneOf(SOURCES), public: Type.Boolean(), note: Type.Optional(Text),
  aggregation: Type.Object({ time: oneOf(['sum', 'average', 'last', 'min', 'max', 'count', 'none']), space: oneOf(['sum', 'average', 'weighted', 'min', 'max', 'count', 'none']) }, closed),
}, closed))

export const readIndicator: (json: unknown) => Parsed<IndicatorDefinition> = readerOf<IndicatorDefinition>(IndicatorSchema)
export const readFramework: (json: unknown) => Parsed<FrameworkDefinition> = readerOf<FrameworkDefinition>(FrameworkSchema)
export const readElements: (json: unknown) => Parsed<readonly ElementDefinition[]> = readerOf<readonly ElementDefinition[]>(Elements)
