import type { Answers, AnswerValue, Field, FormPage } from '../../kernel/forms/definition.ts'
import { normaliseFields } from '../../kernel/forms/normalise.ts'
import { isAnswersList } from '../../kernel/forms/visible.ts'

/** A parsed urlencoded body: one text per name, or a list where the name came more than once. */
export type FormBody = Readonly<Record<string, unknown>>

/** Names of the two buttons of a repeat group and of the hidden count of its items. */
export const REPEAT_ADD = '_add'
export const REPEAT_REMOVE = '_remove'
export const countName = (group: string): string => `_count.${group}`

/**
 * The answers of one page out of a posted form, in the form they are stored in (`normaliseFields`); what cannot be read stays as
 * it was typed, so that the page can show it again. Dates come from three boxes (`name-day`, `name-month`, `name-year`), or typed
 * in one into the first. An item of a repeat group posts as `group.0.field`; never more items than the group allows, plus one.
 * @param today local day, for two-digit years
 */
export function parseFormBody(page: FormPage, body: FormBody, today: string): Answers {
  if (page.repeat === undefined) return normaliseFields(page.fields, rawFields(page.fields, body, ''), today)
  const { name, max } = page.repeat
  const count = Math.min(Number(textOf(body, countName(name))) || 0, max + 1)
  return { [name]: Array.from({ length: count }, (_, i) => normaliseFields(page.fields, rawFields(page.fields, body, `${name}.${i}.`), today)) }
}

/** The answers with an item added or taken out, when the press was one of the repeat group's own buttons; otherwise undefined. */
export function editedRepeat(page: FormPage, answers: Answers, body: FormBody): Answers | undefined {
  if (page.repeat === undefined) return undefined
  const { name, max } = page.repeat
  const items = isAnswersList(answers[name]) ? answers[name] : []
  if (textOf(body, REPEAT_ADD) === name) return items.length >= max ? answers : { ...answers, [name]: [...items, {}] }
  const [group, index] = (textOf(body, REPEAT_REMOVE) ?? '').split(':')
  return group === name ? { ...answers, [name]: items.filter((_, i) => String(i) !== index) } : undefined
}

function rawFields(fields: readonly Field[], body: FormBody, prefix: string): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, rawValue(field, body, prefix + field.name)]))
}

function rawValue(field: Field, body: FormBody, name: string): unknown {
  switch (field.type) {
    case 'date': {
      const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) => textOf(body, `${name}-${part}`)?.trim())
      return month === '' && year === '' ? day : `${day}/${month}/${year}`
    }
    case 'address': return { communeCode: textOf(body, `${name}.communeCode`) ?? '', detail: textOf(body, `${name}.detail`) ?? '' }
    case 'checkboxes': return [own(body, name)].flat().filter((value) => typeof value === 'string')
    default: return textOf(body, name)
  }
}

const own = (body: FormBody, name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined)
function textOf(body: FormBody, name: string): string | undefined {
  const value = [own(body, name)].flat().at(-1)
  return typeof value === 'string' ? value : undefined
}

/** The three boxes for a stored date, or for what was typed instead of one. */
export function dateParts(value: AnswerValue | undefined): { readonly day: string; readonly month: string; readonly year: string } {
  if (typeof value !== 'string') return { day: '', month: '', year: '' }
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (iso !== null) return { day: String(Number(iso[3])), month: String(Number(iso[2])), year: iso[1] ?? '' }
  const [day = '', month, year] = value.split('/')
  return month === undefined || year === undefined ? { day: value, month: '', year: '' } : { day, month, year }
}
