import type { Answers, Field, FormDefinition } from '../../../kernel/forms/definition.ts'
import { showAnswer } from '../../../kernel/forms/show.ts'
import { isAnswersList, pagesOf, visibleAnswers } from '../../../kernel/forms/visible.ts'
import type { OutcomeTemplate } from './pack.ts'

/** Places that the platform fills, besides `answer.…`. Dates as dd/mm/yyyy. */
export const DECISION_PLACES = ['dossier.code', 'dossier.receivedOn', 'applicant.name', 'agency.name', 'agency.place', 'decision.number', 'decision.date',
  'decision.reason', 'signer.name', 'signer.title'] as const
export type DecisionPlace = (typeof DECISION_PLACES)[number]
export type DecisionFacts = { readonly [Place in DecisionPlace]: string }

const PLACE = /\{\{([^{}]*)\}\}/gu
const BLOCK = /^\{\{#answer\.([a-zA-Z0-9]+)\}\}\n([\s\S]*?)^\{\{\/answer\.\1\}\}\n?/gmu

/** The fields that `{{answer.x}}` may name and, by repeat group, those that `{{item.x}}` may name inside its block. */
export function placesOf(form: FormDefinition): { readonly fields: ReadonlyMap<string, Field>; readonly groups: ReadonlyMap<string, ReadonlyMap<string, Field>> } {
  const byName = (fields: readonly Field[]): [string, Field][] => fields.map((field) => [field.name, field])
  const pages = pagesOf(form)
  return {
    fields: new Map(pages.filter((page) => !page.repeat).flatMap((page) => byName(page.fields))),
    groups: new Map(pages.flatMap((page) => page.repeat ? [[page.repeat.name, new Map(byName(page.fields))] as const] : [])),
  }
}

/** Places in a template that nothing can fill, as written; empty when the template is sound. */
export function unknownPlaces(template: Pick<OutcomeTemplate, 'title' | 'body'>, form: FormDefinition): readonly string[] {
  const { fields, groups } = placesOf(form)
  const unknown: string[] = []
  const scan = (text: string, item: ReadonlyMap<string, Field> | undefined): void => {
    for (const [whole, place = ''] of text.matchAll(PLACE)) {
      const [head, name = ''] = place.split('.')
      const good = head === 'answer' ? fields.has(name) : head === 'item' ? item?.has(name) === true : DECISION_PLACES.some((known) => known === place)
      if (!good) unknown.push(whole)
    }
  }
  scan(template.body.replace(BLOCK, (whole, name: string, inner: string) => {
    const group = groups.get(name)
    if (!group) return whole
    scan(inner, group)
    return ''
  }), undefined)
  scan(template.title, undefined)
  return unknown
}

/**
 * The text of a result: pure substitution. `{{answer.name}}`, `{{dossier.code}}` and so on are replaced by what people read; a
 * block `{{#answer.group}}` … `{{/answer.group}}` (each on its own line) repeats for every item with `{{item.name}}`. A line of
 * which every place is empty is left out, so that one template serves with and without the optional answers.
 */
export function fillOutcome(template: Pick<OutcomeTemplate, 'title' | 'body'>, form: FormDefinition, answers: Answers, facts: DecisionFacts,
  communeName?: (code: string) => string | undefined): { readonly title: string; readonly body: string } {
  const { fields, groups } = placesOf(form)
  const visible = visibleAnswers(form, answers)
  const shown = (field: Field | undefined, from: Answers): string => {
    const value = field ? from[field.name] : undefined
    return field && value !== undefined ? showAnswer(field, value, communeName).vi : ''
  }
  const place = (name: string, item: Answers, group: ReadonlyMap<string, Field> | undefined): string => {
    const [head, rest = ''] = name.split('.')
    if (head === 'answer') return shown(fields.get(rest), visible)
    if (head === 'item') return shown(group?.get(rest), item)
    const known = DECISION_PLACES.find((decision) => decision === name)
    return known ? facts[known] : ''
  }
  const line = (text: string, item: Answers, group: ReadonlyMap<string, Field> | undefined): string[] => {
    const values = [...text.matchAll(PLACE)].map(([, name = '']) => place(name, item, group))
    if (values.length > 0 && values.every((value) => value === '')) return []
    return [text.replace(PLACE, () => values.shift() ?? '')]
  }
  const lines = (text: string, item: Answers, group?: ReadonlyMap<string, Field>): string => text.split('\n').flatMap((part) => line(part, item, group)).join('\n')
  const chunks: string[] = []
  let from = 0
  for (const block of template.body.matchAll(BLOCK)) {
    const [whole, name = '', inner = ''] = block
    chunks.push(lines(template.body.slice(from, block.index), {}))
    const items = visible[name]
    for (const item of isAnswersList(items) ? items : []) chunks.push(lines(inner, item, groups.get(name)))
    from = block.index + whole.length
  }
  chunks.push(lines(template.body.slice(from), {}))
  return { title: lines(template.title, {}), body: chunks.join('').replace(/\n{3,}/g, '\n\n').trim() }
}
