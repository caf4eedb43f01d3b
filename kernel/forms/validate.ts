import { isAnswered } from './conditions.ts'
import type { AnswerFault, Answers, Field, FormDefinition, FormPage } from './definition.ts'
import { type AnswerContext, judgeAnswer } from './field-rules.ts'
import { faultText } from './messages.ts'
import { type AskedPage, isAnswersList, pagesOf, visibleFields, walkForm } from './visible.ts'

export type { AnswerContext } from './field-rules.ts'

function missingCode(field: Field): 'required' | 'choose-one' | 'confirm' {
  if (field.type === 'confirm') return 'confirm'
  return field.type === 'radios' || field.type === 'select' || field.type === 'checkboxes' ? 'choose-one' : 'required'
}

function judgeField(field: Field, answers: Answers, prefix: string, context: AnswerContext): AnswerFault[] {
  const value = Object.hasOwn(answers, field.name) ? answers[field.name] : undefined
  const path = prefix + field.name
  if (!isAnswered(value) || (field.type === 'confirm' && value === false)) {
    return field.required === false ? [] : [{ field: path, code: missingCode(field), message: faultText(missingCode(field), field.label) }]
  }
  const finding = judgeAnswer(field, value, context)
  return finding ? [{ field: path, code: finding.code, message: faultText(finding.code, field.label, finding.detail) }] : []
}

function judgePage({ page, before }: AskedPage, answers: Answers, context: AnswerContext): AnswerFault[] {
  if (!page.repeat) return visibleFields(page.fields, answers, before).flatMap((field) => judgeField(field, answers, '', context))
  const { name, min, max } = page.repeat
  const items = Object.hasOwn(answers, name) ? answers[name] : undefined
  const broken = (code: 'wrong-type' | 'too-few-items' | 'too-many-items', detail: number): AnswerFault[] =>
    [{ field: name, code, message: faultText(code, page.title, String(detail)) }]
  if (items !== undefined && !isAnswersList(items)) return broken('wrong-type', 0)
  const list = items ?? []
  if (list.length < min) return broken('too-few-items', min)
  if (list.length > max) return broken('too-many-items', max)
  return list.flatMap((item, index) => [
    ...visibleFields(page.fields, item, before).flatMap((field) => judgeField(field, item, `${name}.${index}.`, context)),
    ...unknown(item, page.fields.map((field) => field.name), `${name}.${index}.`),
  ])
}

function unknown(answers: Answers, known: readonly string[], prefix: string): AnswerFault[] {
  return Object.keys(answers).filter((name) => !known.includes(name))
    .map((name) => ({ field: prefix + name, code: 'unknown-field', message: faultText('unknown-field', { vi: name }, name) }))
}

/**
 * What is wrong with the answers, in the order of the questions; empty when the form may be sent. Expects normalised answers
 * (`normaliseAnswers`). Answers of hidden questions are not judged; `visibleAnswers` drops them before anything is stored.
 */
export function validateAnswers(form: FormDefinition, answers: Answers, context: AnswerContext): AnswerFault[] {
  const walked = walkForm(form, answers)
  const known = pagesOf(form).flatMap((page) => page.repeat ? [page.repeat.name] : page.fields.map((field) => field.name))
  return [...walked.asked.flatMap((asked) => judgePage(asked, walked.answers, context)), ...unknown(answers, known, '')]
}

/** The faults of one page; empty when the page is not asked. A `pageId` that the form lacks is a programming error. */
export function validatePage(form: FormDefinition, pageId: string, answers: Answers, context: AnswerContext): AnswerFault[] {
  if (!pagesOf(form).some((page) => page.id === pageId)) throw new Error(`form has no page ${pageId}`)
  const walked = walkForm(form, answers)
  return walked.asked.filter(({ page }) => page.id === pageId).flatMap((asked) => judgePage(asked, walked.answers, context))
}

/** The first page that still has faults, or undefined when the form is complete: where a returning person continues. */
export function firstIncompletePage(form: FormDefinition, answers: Answers, context: AnswerContext): FormPage | undefined {
  const walked = walkForm(form, answers)
  return walked.asked.find((asked) => judgePage(asked, walked.answers, context).length > 0)?.page
}
