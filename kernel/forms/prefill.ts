import type { AnswerValue, Answers, FormDefinition, PrefillSource } from './definition.ts'
import { pagesOf } from './visible.ts'

/** What the platform already knows of the person or organisation, by source. */
export type KnownFacts = { readonly [Source in PrefillSource]?: AnswerValue }

function* prefilled(form: FormDefinition, facts: KnownFacts): Generator<{ name: string; value: AnswerValue; locked: boolean }> {
  for (const page of pagesOf(form)) {
    if (page.repeat) continue
    for (const field of page.fields) {
      const value = field.prefill === undefined ? undefined : facts[field.prefill]
      if (value !== undefined) yield { name: field.name, value, locked: field.locked === true }
    }
  }
}

/** Answers that a new form opens with. Only questions outside repeat groups are prefilled. */
export function prefillAnswers(form: FormDefinition, facts: KnownFacts): Answers {
  return Object.fromEntries([...prefilled(form, facts)].map(({ name, value }) => [name, value]))
}

/** Puts the known value back wherever a locked answer was sent with another one: the page only shows the lock, this keeps it. */
export function keepLocked(form: FormDefinition, answers: Answers, facts: KnownFacts): Answers {
  const locked = [...prefilled(form, facts)].filter((entry) => entry.locked)
  return { ...answers, ...Object.fromEntries(locked.map(({ name, value }) => [name, value])) }
}
