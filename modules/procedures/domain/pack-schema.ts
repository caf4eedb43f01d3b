import { type TSchema, Type } from 'typebox'
import { ConditionSchema, FormDefinitionSchema, FormPageSchema, readerOf, TextSchema } from '../../../kernel/forms/schema.ts'
import { CHANNELS, LEVELS, type ProcedurePack, SUBJECTS } from './pack.ts'
import { STEP_KINDS, TIME_UNITS } from './workflow.ts'

/** TypeBox twin of `pack.ts`. */

const closed = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const Code = Type.String({ pattern: '^\\d\\.\\d{6}$' })
const ResultCode = Type.String({ pattern: '^KQ\\.[A-Z]\\d{2}\\.\\d{6}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(Z|[+-]\\d{2}:\\d{2})$' })
const FieldName = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$' })
const Line = Type.String({ minLength: 1 })
const count = (minimum: number): TSchema => Type.Integer({ minimum, maximum: 1_000_000_000 })
const oneOf = (values: readonly string[]): TSchema => Type.Union(values.map((value) => Type.Literal(value)))
const maybe = Type.Optional
const list = (items: TSchema, minItems = 0): TSchema => Type.Array(items, { minItems })

const Time = (units: readonly string[]): TSchema => Type.Object({ value: count(0), unit: oneOf(units), note: maybe(TextSchema) }, closed)
const Limit = Type.Object({ value: count(0), unit: oneOf(TIME_UNITS) }, closed)

const Fee = Type.Object({
  id: Id, name: TextSchema, kind: oneOf(['fee', 'charge']), amount: count(0), per: maybe(FieldName),
  tariff: maybe(Type.Object({ each: FieldName, pages: FieldName, copies: FieldName, firstPages: count(0), firstAmount: count(0), nextAmount: count(0), maxPerCopy: count(1) }, closed)),
  usd: maybe(count(1)), exemptIf: maybe(ConditionSchema), note: maybe(TextSchema), unconfirmed: maybe(Type.Boolean()),
}, closed)
const Terms = Type.Object({ time: Time([...TIME_UNITS, 'SAME_DAY']), fees: list(Fee) }, closed)

const Component = Type.Object({
  id: Id, name: TextSchema, explanation: TextSchema, original: count(0), copy: count(0), required: Type.Boolean(), showIf: maybe(ConditionSchema),
  accept: list(oneOf(['photo', 'pdf', 'document']), 1), reusableResultCode: maybe(ResultCode), presentOnly: maybe(Type.Boolean()), wetSignatureLaw: maybe(Line),
}, closed)

const Workflow = Type.Object({
  steps: list(Type.Object({ id: Id, name: TextSchema, role: Line, time: Type.Union([Limit, Type.Null()]), kind: oneOf(STEP_KINDS) }, closed)),
  transitions: list(Type.Object({ from: Id, to: Id, label: TextSchema }, closed)),
}, closed)

const Outcome = Type.Object({
  id: Id, kind: oneOf(['granted', 'refused']), title: Line, body: Line, resultCode: maybe(ResultCode),
  paperKind: oneOf(['certificate', 'extract', 'notice', 'decision', 'certified-copy']), validForDays: maybe(count(1)),
}, closed)

const Stop = Type.Object({ id: Id, when: ConditionSchema, title: TextSchema, advice: TextSchema, seeProcedure: maybe(Code) }, closed)

const Case = Type.Object({
  id: Id, title: TextSchema, hint: maybe(TextSchema),
  eligibility: Type.Object({ pages: list(FormPageSchema), stops: list(Stop) }, closed),
  form: FormDefinitionSchema, components: list(Component),
  channels: Type.Object(Object.fromEntries(CHANNELS.map((channel) => [channel, maybe(Terms)])), closed),
  noAppointment: maybe(Type.Boolean()), boundaryFree: maybe(Type.Boolean()),
  receivingLevels: list(oneOf(LEVELS), 1), competentLevel: oneOf(LEVELS), agencyKind: Id,
  consultations: list(Type.Object({ id: Id, agencyKind: Id, question: TextSchema, time: Limit, when: maybe(ConditionSchema) }, closed)),
  workflow: Workflow, outcomes: list(Outcome),
  supplementReasons: list(Type.Object({ id: Id, text: TextSchema, component: maybe(Id), field: maybe(FieldName) }, closed)),
}, closed)

const ScenarioSchema = Type.Object({
  name: Line, caseId: Id, channel: oneOf(CHANNELS), today: Day, answers: Type.Record(FieldName, Type.Unknown()),
  expectStop: maybe(Id), expectComponents: maybe(list(Id)),
  expectFaults: maybe(list(Type.Object({ field: Line, code: Line }, closed))), expectFee: maybe(count(0)),
  expectDue: maybe(Type.Object({ receivedAt: Instant, dueAt: Type.Union([Instant, Day]) }, closed)),
  expectOutcome: maybe(Type.Object({ template: Id, contains: list(Line) }, closed)),
}, closed)

export const PackSchema = Type.Object({
  code: Code, name: TextSchema, summary: TextSchema, field: Line, levels: list(oneOf(LEVELS), 1), nationalCode: Code,
  source: Line, decision: maybe(Line), sourceNote: TextSchema, validFrom: Day, validTo: maybe(Day),
  assurance: Type.Union([Type.Literal(1), Type.Literal(2)]), onlineLevel: oneOf(['full', 'partial']), onlineLevelReason: maybe(TextSchema),
  subjects: list(oneOf(SUBJECTS), 1), results: list(Type.Object({ code: ResultCode, name: Line }, closed)),
  legalBasis: list(Type.Object({ code: Line, name: Line }, closed), 1),
  cases: list(Case, 1), scenarios: list(ScenarioSchema),
}, closed)

/** Plain JSON as a pack, or every place where it does not follow the schema. */
export const parsePack = readerOf<ProcedurePack>(PackSchema)
