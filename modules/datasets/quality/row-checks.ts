import { sql, type RawBuilder } from 'kysely'
import type { Dimension } from '../domain/quality.ts'
import { COLUMN_TYPES, tableOf, type DatasetSchema, type Field, type QualityRule } from '../domain/schema.ts'

/** One question that PostgreSQL answers for every row: does it apply, and does the row satisfy it. The same two conditions count the rows and list those that fail. */
export interface RowCheck {
  readonly dimension: Dimension; readonly kind: string; readonly subject: string; readonly aside?: boolean
  readonly applies: RawBuilder<unknown>; readonly holds: RawBuilder<unknown>
  /** what the list of failing rows shows */
  readonly shown: readonly string[]
}

const column = (name: string): RawBuilder<unknown> => sql.ref(`r.${name}`)
const isNumeric = (field: Field | undefined): boolean => field !== undefined && ['integer', 'decimal', 'money'].includes(field.type)
/**
 * Patterns of JavaScript that PostgreSQL cannot read, or reads otherwise: \b is a backspace there, \w knows letters with marks, [] is not closed and
 * repetitions end at 255 (manual §9.7.3). By such a pattern rows are judged when they come in, and not again.
 */
const isForeign = (pattern: string): boolean => /\\[pPukbBwW]|\(\?<|\[\^?\]/.test(pattern) || [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].some(([, least, most]) => Number(least) > 255 || Number(most ?? 0) > 255)
/** Forms of values that share the column type text (domain/value.ts reads them alike). */
const FORMS: Partial<Record<Field['type'], string>> = { unit: '^[0-9]{2,5}$', 'personal-id': '^[0-9]{12}$', phone: '^0[0-9]{9,10}$', email: '^[^[:space:]@]+@[^[:space:]@]+\\.[^[:space:]@.]+$', url: '^https?://[^[:space:]/]+(/.*)?$' }

/** A contract may become stricter than the rows that are there: what came in as valid is judged again, by the contract of today. */
function validity(field: Field): RowCheck | undefined {
  const value = column(field.name)
  const form = FORMS[field.type]
  const wanted = [
    COLUMN_TYPES[field.type] === 'text' && sql`strpos(${value}, ${'\ufffd'}) = 0`, form !== undefined && sql`${value} ~ ${form}`,
    field.pattern !== undefined && !isForeign(field.pattern) && COLUMN_TYPES[field.type] === 'text' && sql`${value} ~ ${`^(?:${field.pattern})$`}`,
    field.maxLength !== undefined && sql`char_length(${value}::text) <= ${field.maxLength}`,
    field.choices !== undefined && sql`${value}::text = any (${field.choices.map(choice => choice.value)}::text[])`,
    isNumeric(field) && field.minimum !== undefined && sql`${value} >= ${field.minimum}::numeric`, isNumeric(field) && field.maximum !== undefined && sql`${value} <= ${field.maximum}::numeric`,
  ].filter(each => each !== false)
  return wanted.length === 0 ? undefined : { dimension: 'validity', kind: 'valid', subject: field.name, applies: sql`${value} is not null`, holds: sql.join(wanted, sql` and `), shown: [field.name] }
}

function ruleCheck({ code, rule }: QualityRule, schema: DatasetSchema): RowCheck {
  const field = (name: string): Field | undefined => schema.fields.find(each => each.name === name)
  switch (rule.kind) {
    case 'compare': {
      const [left, right] = [column(rule.left), column(rule.right)]
      const types = [field(rule.left), field(rule.right)].map(each => each === undefined ? '' : COLUMN_TYPES[each.type])
      const byNature = types.every(each => ['bigint', 'numeric'].includes(each)) || types.every(each => ['date', 'timestamptz'].includes(each))
      const operator = sql.raw({ '<': '<', '<=': '<=', '=': '=', '!=': '<>' }[rule.operator])
      return { dimension: 'consistency', kind: 'rule', subject: code, applies: sql`${left} is not null and ${right} is not null`, holds: byNature ? sql`${left} ${operator} ${right}` : sql`${left}::text collate "C" ${operator} ${right}::text`, shown: [rule.left, rule.right] }
    }
    case 'required-if': {
      const applies = isNumeric(field(rule.when)) ? sql`${column(rule.when)} = ${Number(rule.is)}::numeric` : sql`${column(rule.when)}::text = ${String(rule.is)}`
      return { dimension: 'completeness', kind: 'rule', subject: code, applies, holds: sql`${column(rule.field)} is not null`, shown: [rule.when, rule.field] }
    }
    case 'together': {
      const all = sql.join(rule.fields.map(column))
      return { dimension: 'consistency', kind: 'rule', subject: code, applies: sql`num_nonnulls(${all}) > 0`, holds: sql`num_nulls(${all}) = 0`, shown: rule.fields }
    }
  }
}

export interface Surroundings { /** fields whose reference can be followed */ readonly followed: ReadonlySet<string>; /** codes of all administrative units, former ones too; undefined: the province keeps none */ readonly unitCodes: readonly string[] | undefined }

function integrity(field: Field, around: Surroundings): RowCheck | undefined {
  const value = column(field.name)
  const check = (kind: string, holds: RawBuilder<unknown>): RowCheck => ({ dimension: 'integrity', kind, subject: field.name, applies: sql`${value} is not null`, holds, shown: [field.name] })
  if (field.reference) {
    const { dataset, field: there } = field.reference
    return check('reference', around.followed.has(field.name) ? sql`${value}::text in (select o.${sql.id(there)}::text from dataset_rows.${sql.id(tableOf(dataset))} o where o._ended is null and o.${sql.id(there)} is not null)` : sql`false`)
  }
  return field.type === 'unit' && around.unitCodes !== undefined ? check('unit', sql`${value} = any (${[...around.unitCodes]}::text[])`) : undefined
}

export function rowChecks(schema: DatasetSchema, around: Surroundings): readonly RowCheck[] {
  const filled = schema.fields.map((field): RowCheck => ({ dimension: 'completeness', kind: field.required ? 'filled' : 'optional', subject: field.name, aside: field.required !== true, applies: sql`true`, holds: sql`${column(field.name)} is not null`, shown: schema.key }))
  const checks = [...filled, ...schema.fields.map(validity), ...schema.rules.map(rule => ruleCheck(rule, schema)), ...schema.fields.map(field => integrity(field, around))]
  return checks.filter(each => each !== undefined)
}
