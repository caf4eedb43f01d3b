import type { AnswerValue, Answers, Condition } from './definition.ts'

function own(answers: Answers, name: string): AnswerValue | undefined {
  return Object.hasOwn(answers, name) ? answers[name] : undefined
}

/** The answer at a path (`purpose`, `address.communeCode`); the innermost scope that has the name wins. */
export function answerAt(path: string, scopes: readonly Answers[]): AnswerValue | undefined {
  const [name = '', part] = path.split('.')
  for (const answers of scopes) {
    const value = own(answers, name)
    if (value === undefined) continue
    if (part === undefined) return value
    return isAddress(value) && (part === 'communeCode' || part === 'detail') ? value[part] : undefined
  }
  return undefined
}

export function isAddress(value: unknown): value is { communeCode: string; detail: string } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && 'communeCode' in value && 'detail' in value && typeof value.communeCode === 'string' && typeof value.detail === 'string'
}

/** True unless the answer is missing, an empty text, an empty list or an address without anything in it. */
export function isAnswered(value: AnswerValue | undefined): value is AnswerValue {
  if (value === undefined || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  if (isAddress(value)) return value.communeCode !== '' || value.detail !== ''
  return true
}

function matches(value: AnswerValue | undefined, constant: string | number | boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => item === constant)
  return value === constant
}

/**
 * Whether a condition holds for the answers. Pure; an unanswered field fulfils neither `is`, `in` nor `atLeast`.
 * @param outer answers around a repeat item, innermost first
 */
export function holds(condition: Condition, answers: Answers, ...outer: readonly Answers[]): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers, ...outer))
  if ('any' in condition) return condition.any.some((part) => holds(part, answers, ...outer))
  if ('not' in condition) return !holds(condition.not, answers, ...outer)
  const value = answerAt(condition.field, [answers, ...outer])
  if ('answered' in condition) return isAnswered(value) === condition.answered
  if ('is' in condition) return matches(value, condition.is)
  if ('in' in condition) return condition.in.some((constant) => matches(value, constant))
  if (typeof value === 'number') return value >= condition.atLeast
  return Array.isArray(value) && value.length >= condition.atLeast
}

/** Every field path that a condition mentions. */
export function fieldsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(fieldsOf)
  if ('any' in condition) return condition.any.flatMap(fieldsOf)
  if ('not' in condition) return fieldsOf(condition.not)
  return [condition.field]
}
