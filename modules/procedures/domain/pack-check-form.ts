import { fieldsOf } from '../../../kernel/forms/conditions.ts'
import type { Condition, Field, FormDefinition, FormPage } from '../../../kernel/forms/definition.ts'
import { pagesOf } from '../../../kernel/forms/visible.ts'
import { type PackFault, packFault } from './pack-faults.ts'

/** The questions of a form by name; those of repeat groups apart, by the group's name. */
export interface FieldIndex { readonly fields: ReadonlyMap<string, Field>; readonly groups: ReadonlyMap<string, ReadonlyMap<string, Field>> }

const MAX_FIELDS = 3
const MAX_ITEM_FIELDS = 6

const byName = (fields: readonly Field[]): ReadonlyMap<string, Field> => new Map(fields.map((field) => [field.name, field]))

export function fieldIndex(form: FormDefinition): FieldIndex {
  return indexOf(pagesOf(form))
}

function indexOf(pages: readonly FormPage[]): FieldIndex {
  return {
    fields: byName(pages.filter((page) => !page.repeat).flatMap((page) => page.fields)),
    groups: new Map(pages.flatMap((page) => page.repeat ? [[page.repeat.name, byName(page.fields)] as const] : [])),
  }
}

function constantsOf(condition: Condition): readonly { readonly field: string; readonly value: string | number | boolean }[] {
  if ('all' in condition) return condition.all.flatMap(constantsOf)
  if ('any' in condition) return condition.any.flatMap(constantsOf)
  if ('not' in condition) return constantsOf(condition.not)
  if ('is' in condition) return [{ field: condition.field, value: condition.is }]
  if ('in' in condition) return condition.in.map((value) => ({ field: condition.field, value }))
  return []
}

function canBe(field: Field, value: string | number | boolean): boolean {
  switch (field.type) {
    case 'radios': case 'select': case 'checkboxes': return field.choices.some((choice) => choice.value === value)
    case 'confirm': return value === true
    case 'number': case 'money': return typeof value === 'number'
    default: return typeof value === 'string'
  }
}

/**
 * A condition may only ask for answers that exist and that the question can have.
 * @param whole the whole form, to tell a later question from one that is not asked at all
 */
export function checkCondition(condition: Condition, known: FieldIndex, at: string, whole: FieldIndex = known): PackFault[] {
  const name = (path: string): string => path.split('.')[0] ?? path
  const lost = fieldsOf(condition).map(name).filter((field) => !known.fields.has(field) && !known.groups.has(field))
  const impossible = constantsOf(condition).filter(({ field, value }) => {
    const asked = field.includes('.') ? undefined : known.fields.get(field)
    return asked !== undefined && !canBe(asked, value)
  })
  return [
    ...[...new Set(lost)].map((field) => packFault(whole.fields.has(field) || whole.groups.has(field) ? 'later-field' : 'unknown-field', at, field)),
    ...impossible.map(({ field, value }) => packFault('unknown-choice', at, `${field} = ${String(value)}`)),
  ]
}

/** Names, order of questions, choices and size of pages. */
export function checkForm(form: FormDefinition, at: string): PackFault[] {
  const pages = pagesOf(form)
  const whole = fieldIndex(form)
  const names = pages.flatMap((page) => page.repeat ? [page.repeat.name] : page.fields.map((field) => field.name))
  return [
    ...repeated(form.sections.map(({ id }) => id)).map((id) => packFault('duplicate-id', `${at}/form`, id)),
    ...repeated(pages.map(({ id }) => id)).map((id) => packFault('duplicate-id', `${at}/form`, id)),
    ...repeated(names).map((name) => packFault('duplicate-field', `${at}/form`, name)),
    ...pages.flatMap((page, index) => checkPage(page, indexOf(pages.slice(0, index)), whole, `${at}/form/${page.id}`)),
  ]
}

/** Names that occur more than once, each once. */
export function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

function checkPage(page: FormPage, before: FieldIndex, whole: FieldIndex, at: string): PackFault[] {
  const max = page.repeat ? MAX_ITEM_FIELDS : MAX_FIELDS
  const inPage = page.repeat ? byName(page.fields) : new Map<string, Field>()
  const all: FieldIndex = { fields: new Map([...whole.fields, ...inPage]), groups: whole.groups }
  return [
    ...(page.fields.length > max ? [packFault('crowded-page', at, String(page.fields.length))] : []),
    ...(page.showIf ? checkCondition(page.showIf, before, at, whole) : []),
    ...(page.repeat ? repeated(page.fields.map(({ name }) => name)).map((name) => packFault('duplicate-field', at, name)) : []),
    ...page.fields.flatMap((field, index) => {
      const asked: FieldIndex = { fields: new Map([...before.fields, ...byName(page.fields.slice(0, index))]), groups: before.groups }
      return [
        ...[field.showIf, field.prefillIf].flatMap((condition) => condition ? checkCondition(condition, asked, `${at}/${field.name}`, all) : []),
        ...('choices' in field ? repeated(field.choices.map(({ value }) => value)).map((value) => packFault('duplicate-id', `${at}/${field.name}`, value)) : []),
      ]
    }),
  ]
}
