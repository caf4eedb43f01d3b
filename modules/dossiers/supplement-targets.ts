import type { Answers, Text } from '../../kernel/forms/definition.ts'
import { walkForm } from '../../kernel/forms/visible.ts'
import { completeForm, componentsFor, type FiledCase } from '../procedures/index.ts'
import type { SupplementItem } from './tables.ts'

/** Something that may be asked for again: a paper that the answers call for, or a question that was asked. */
export interface SupplementTarget { readonly key: string; readonly kind: 'component' | 'field'; readonly id: string; readonly name: Text; readonly reasons: readonly { readonly id: string; readonly text: Text }[] }

/** Papers first, then questions, in the order of the form; `key` names them in a posted form. */
export function supplementTargets(of: FiledCase, answers: Answers): SupplementTarget[] {
  const ready = of.case.supplementReasons
  const fields = walkForm(completeForm(of.case), answers).asked.flatMap(({ page }) => page.repeat ? [{ name: page.repeat.name, label: page.title }] : page.fields.filter(field => field.type !== 'confirm').map(field => ({ name: field.name, label: field.label })))
  return [
    ...componentsFor(of.case, answers).map(component => ({ key: `c.${component.id}`, kind: 'component' as const, id: component.id, name: component.name, reasons: ready.filter(reason => reason.component === component.id) })),
    ...fields.map(field => ({ key: `f.${field.name}`, kind: 'field' as const, id: field.name, name: field.label, reasons: ready.filter(reason => reason.field === field.name) })),
  ]
}

/** The items of a request out of ticks, chosen reasons and own words; a tick without words stays without, and the act says so. */
export function itemsOf(targets: readonly SupplementTarget[], chosen: readonly string[], reasonOf: (key: string) => string, noteOf: (key: string) => string): SupplementItem[] {
  return targets.filter(target => chosen.includes(target.key)).map(target => {
    const reason = target.reasons.find(each => each.id === reasonOf(target.key))
    const note = [reason?.text.vi, noteOf(target.key)].filter(Boolean).join(' ')
    return { ...(target.kind === 'component' ? { componentId: target.id } : { field: target.id }), reasonCode: reason?.id ?? 'own', note }
  })
}
