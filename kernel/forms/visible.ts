import { holds } from './conditions.ts'
import type { Answers, AnswerValue, Field, FormDefinition, FormPage } from './definition.ts'

/** All pages in the order in which they are asked. */
export function pagesOf(form: FormDefinition): readonly FormPage[] {
  return form.sections.flatMap((section) => section.pages)
}

/** The fields of a page, or of one item of a repeat group, that are asked given the answers. */
export function visibleFields(fields: readonly Field[], answers: Answers, ...outer: readonly Answers[]): readonly Field[] {
  const kept: Record<string, AnswerValue> = {}
  return fields.filter((field) => {
    if (field.showIf && !holds(field.showIf, kept, ...outer)) return false
    const value = Object.hasOwn(answers, field.name) ? answers[field.name] : undefined
    if (value !== undefined) kept[field.name] = value
    return true
  })
}

export function isAnswersList(value: AnswerValue | undefined): value is readonly Answers[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
}

/** A page that is asked, and everything that was answered before it. */
export interface AskedPage { readonly page: FormPage; readonly before: Answers }

/**
 * One walk in the order of the questions: a condition sees only answers that were themselves asked before it. So a hidden
 * answer can neither show another question nor reach the officer, and walking twice changes nothing.
 */
export function walkForm(form: FormDefinition, answers: Answers): { readonly asked: readonly AskedPage[]; readonly answers: Answers } {
  let kept: Answers = {}
  const asked: AskedPage[] = []
  for (const page of pagesOf(form)) {
    if (page.showIf && !holds(page.showIf, kept)) continue
    asked.push({ page, before: kept })
    kept = { ...kept, ...(page.repeat ? pickItems(page, page.repeat.name, answers, kept) : pick(visibleFields(page.fields, answers, kept), answers)) }
  }
  return { asked, answers: kept }
}

function pickItems(page: FormPage, name: string, answers: Answers, before: Answers): Answers {
  const items = Object.hasOwn(answers, name) ? answers[name] : undefined
  if (items === undefined) return {}
  return { [name]: isAnswersList(items) ? items.map((item) => pick(visibleFields(page.fields, item, before), item)) : items }
}

function pick(fields: readonly Field[], answers: Answers): Answers {
  const kept: Record<string, AnswerValue> = {}
  for (const { name } of fields) {
    const value = Object.hasOwn(answers, name) ? answers[name] : undefined
    if (value !== undefined) kept[name] = value
  }
  return kept
}

/** The pages a person is asked, given what they answered so far. */
export function visiblePages(form: FormDefinition, answers: Answers): readonly FormPage[] {
  return walkForm(form, answers).asked.map(({ page }) => page)
}

/** The answers without those of hidden pages and fields and without anything the form does not ask. */
export function visibleAnswers(form: FormDefinition, answers: Answers): Answers {
  return walkForm(form, answers).answers
}
