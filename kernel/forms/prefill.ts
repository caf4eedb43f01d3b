import { holds, isAnswered } from './conditions.ts'
import type { AnswerValue, Answers, Field, FormDefinition, PrefillSource } from './definition.ts'
import { pagesOf } from './visible.ts'

/** What the platform already knows of the person or organisation, by source. */
export type KnownFacts = { readonly [Source in PrefillSource]?: AnswerValue }

/**
 * May the known value not be changed? Where the form says so, and where it asks for one's own identity because the matter is one's own
 * (`prefillIf` holds): whoever acts for another says so there, and is asked by what right. A page only shows the lock, `keepLocked` keeps it.
 */
export const isLocked = (field: Pick<Field, 'locked' | 'prefill' | 'prefillIf'>): boolean => field.locked === true || (field.prefillIf !== undefined && field.prefill?.startsWith('identity.') === true)

interface Prefilled { readonly name: string; readonly value: AnswerValue; readonly source: PrefillSource; readonly locked: boolean }

function* prefilled(form: FormDefinition, facts: KnownFacts, answers: Answers): Generator<Prefilled> {
  for (const page of pagesOf(form)) {
    if (page.repeat) continue
    for (const field of page.fields) {
      const value = field.prefill === undefined ? undefined : facts[field.prefill]
      if (value === undefined || field.prefill === undefined || (field.prefillIf && !holds(field.prefillIf, answers))) continue
      yield { name: field.name, value, source: field.prefill, locked: isLocked(field) }
    }
  }
}

/**
 * The answers with what is known filled into questions that have none yet. Call it when a page opens, not once: what may be
 * filled in can depend on an earlier answer. Only questions outside repeat groups are prefilled.
 */
export function prefillAnswers(form: FormDefinition, facts: KnownFacts, answers: Answers = {}): Answers {
  const missing = [...prefilled(form, facts, answers)].filter(({ name }) => !isAnswered(Object.hasOwn(answers, name) ? answers[name] : undefined))
  return { ...answers, ...Object.fromEntries(missing.map(({ name, value }) => [name, value])) }
}

/** Puts the known value back wherever a locked answer was sent with another one: the page only shows the lock, this keeps it. */
export function keepLocked(form: FormDefinition, answers: Answers, facts: KnownFacts, which: 'all' | 'answered' = 'all'): Answers {
  const locked = [...prefilled(form, facts, answers)].filter((entry) => entry.locked && (which === 'all' || Object.hasOwn(answers, entry.name)))
  return { ...answers, ...Object.fromEntries(locked.map(({ name, value }) => [name, value])) }
}

/** Which answers still are what the platform knew, and from where: the page says so beside them. */
export function prefillSources(form: FormDefinition, answers: Answers, facts: KnownFacts): Readonly<Record<string, PrefillSource>> {
  const same = [...prefilled(form, facts, answers)].filter(({ name, value }) => JSON.stringify(answers[name]) === JSON.stringify(value))
  return Object.fromEntries(same.map(({ name, source }) => [name, source]))
}

export interface Difference { readonly name: string; readonly known: AnswerValue; readonly source: PrefillSource }
/** Answers that were given and are not what the platform knew: corrected by the person, for a reason that may be asked. */
export function prefillDifferences(form: FormDefinition, answers: Answers, facts: KnownFacts): readonly Difference[] {
  return [...prefilled(form, facts, answers)].filter(({ name, value }) => isAnswered(Object.hasOwn(answers, name) ? answers[name] : undefined) && JSON.stringify(answers[name]) !== JSON.stringify(value))
    .map(({ name, value, source }) => ({ name, known: value, source }))
}
