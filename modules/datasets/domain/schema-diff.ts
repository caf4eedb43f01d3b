import type { DatasetSchema, Field } from './schema.ts'

/** One difference between two versions of a contract; `breaks`: whoever reads the dataset by the earlier version may stop working. */
export type SchemaDifference =
  | { readonly kind: 'field-added' | 'field-removed'; readonly name: string; readonly breaks: boolean }
  | { readonly kind: 'field-changed'; readonly name: string; readonly part: string; readonly before: string; readonly after: string; readonly breaks: boolean }
  | { readonly kind: 'key' | 'temporal' | 'rules' | 'order'; readonly before: string; readonly after: string; readonly breaks: boolean }

const PARTS = ['title', 'description', 'type', 'classification', 'required', 'unique', 'indexed', 'minimum', 'maximum', 'maxLength', 'pattern', 'choices', 'reference', 'measure', 'aliases'] as const satisfies readonly (keyof Field)[]
const BREAKING: readonly string[] = ['type', 'classification']

function shown(field: Field, part: (typeof PARTS)[number]): string {
  switch (part) {
    case 'title': case 'description': return [field[part]?.vi, field[part]?.en].filter(each => each !== undefined && each !== '').join(' / ')
    case 'choices': return (field.choices ?? []).map(choice => `${choice.value} = ${choice.label.vi}`).join('; ')
    case 'reference': return field.reference ? `${field.reference.dataset}.${field.reference.field}` : ''
    case 'aliases': return (field.aliases ?? []).join('; ')
    case 'required': case 'unique': case 'indexed': return field[part] === true ? 'có' : 'không'
    default: return String(field[part] ?? '')
  }
}
const named = (schema: DatasetSchema): ReadonlyMap<string, Field> => new Map(schema.fields.map(field => [field.name, field]))

/** Everything that differs, in the order in which people read a contract; empty when nothing does. */
export function schemaDifferences(before: DatasetSchema, after: DatasetSchema): readonly SchemaDifference[] {
  const [old, fresh] = [named(before), named(after)]
  const found: SchemaDifference[] = []
  for (const name of fresh.keys()) if (!old.has(name)) found.push({ kind: 'field-added', name, breaks: fresh.get(name)?.required === true })
  for (const name of old.keys()) if (!fresh.has(name)) found.push({ kind: 'field-removed', name, breaks: true })
  for (const [name, field] of fresh) {
    const was = old.get(name)
    for (const part of was ? PARTS : []) if (was && shown(was, part) !== shown(field, part)) found.push({ kind: 'field-changed', name, part, before: shown(was, part), after: shown(field, part), breaks: BREAKING.includes(part) || part === 'required' && field.required === true })
  }
  if (before.key.join() !== after.key.join()) found.push({ kind: 'key', before: before.key.join(', '), after: after.key.join(', '), breaks: true })
  if (before.temporal !== after.temporal) found.push({ kind: 'temporal', before: before.temporal ? 'có' : 'không', after: after.temporal ? 'có' : 'không', breaks: true })
  const rules = (schema: DatasetSchema): string => schema.rules.map(rule => JSON.stringify(rule)).join('\n')
  if (rules(before) !== rules(after)) found.push({ kind: 'rules', before: before.rules.map(rule => rule.message.vi).join('; '), after: after.rules.map(rule => rule.message.vi).join('; '), breaks: after.rules.some(rule => rule.severity === 'error' && !before.rules.some(other => other.code === rule.code)) })
  const order = (schema: DatasetSchema, of: ReadonlyMap<string, Field>): string => schema.fields.filter(field => of.has(field.name)).map(field => field.name).join(', ')
  if (order(before, fresh) !== order(after, old)) found.push({ kind: 'order', before: order(before, fresh), after: order(after, old), breaks: false })
  return found
}
