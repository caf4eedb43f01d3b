import { holds } from '../../kernel/forms/conditions.ts'
import type { AnswerValue, Answers, Condition } from '../../kernel/forms/definition.ts'
import { readMoney, readNumber } from '../../kernel/forms/normalise.ts'

/**
 * Hides questions whose condition on the same page does not hold. The condition and the answers from other pages stand in the
 * markup (`data-show-if`, `data-answers`); the same rule decides on the server. Hidden controls are disabled, so that they are not sent.
 */
export function reveal(root: Document): void {
  for (const scope of root.querySelectorAll<HTMLElement>('[data-scope]')) {
    const parts = [...scope.querySelectorAll<HTMLElement>('[data-show-if]')]
    if (parts.length === 0) continue
    const outer: Answers = JSON.parse(scope.dataset['answers'] ?? '{}')
    const update = (): void => {
      const here = answersIn(scope)
      for (const part of parts) {
        const condition: Condition = JSON.parse(part.dataset['showIf'] ?? '{"all":[]}')
        const shown = holds(condition, here, outer)
        part.hidden = !shown
        if (!shown) delete here[part.dataset['field'] ?? '']
        for (const control of part.querySelectorAll<HTMLInputElement>('input, select, textarea')) control.disabled = !shown
      }
    }
    scope.addEventListener('input', update)
    scope.addEventListener('change', update)
    update()
  }
}

function answersIn(scope: HTMLElement): Record<string, AnswerValue> {
  const answers: Record<string, AnswerValue> = {}
  for (const field of scope.querySelectorAll<HTMLElement>('[data-field]')) {
    const value = valueOf(field)
    if (value !== undefined) answers[field.dataset['field'] ?? ''] = value
  }
  return answers
}

function valueOf(field: HTMLElement): AnswerValue | undefined {
  const controls = [...field.querySelectorAll<HTMLInputElement>('input, select, textarea')]
  const checked = controls.filter((control) => control.checked).map((control) => control.value)
  const text = controls[0]?.value ?? ''
  switch (field.dataset['type']) {
    case 'radios': return checked[0]
    case 'checkboxes': return checked.length === 0 ? undefined : checked
    case 'confirm': return checked.length > 0 ? true : undefined
    case 'number': return readNumber(text)
    case 'money': return readMoney(text)
    case 'address': return { communeCode: controls.find((control) => control.name.endsWith('.communeCode'))?.value ?? '', detail: controls.find((control) => control.name.endsWith('.detail'))?.value ?? '' }
    default: return text.trim() === '' ? undefined : text
  }
}
