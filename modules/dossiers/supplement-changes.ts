import type { AnswerValue, Field, Text } from '../../kernel/forms/definition.ts'
import { showAnswer } from '../../kernel/forms/show.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import { completeForm } from '../procedures/index.ts'
import type { DeskDossier, ShownFile } from './desk-dossier.ts'

/** What one supplement changed: each question asked again with the answer before and after, each paper with its files before and after. */
export interface SupplementChanges {
  readonly at: Date
  readonly by: string
  readonly fields: readonly { readonly field: string; readonly label: Text; readonly before: string; readonly after: string }[]
  readonly components: readonly { readonly id: string; readonly name: Text; readonly before: readonly ShownFile[]; readonly after: readonly ShownFile[] }[]
}

const strings = (value: unknown): string[] => Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
const entry = (value: unknown, key: string): unknown => typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
const isAnswer = (value: unknown): value is AnswerValue => value !== null && value !== undefined

/** One entry for every supplement, first to last; the answers after one are those before the next, and the present ones after the last. */
export function changesOf(dossier: Pick<DeskDossier, 'view' | 'of' | 'files' | 'communes'>): SupplementChanges[] {
  const given = dossier.view.actions.filter(action => action.act === 'supplementDossier')
  const names = new Map(dossier.communes.map(({ code, name }) => [code, name]))
  const fields = new Map<string, Field>(pagesOf(completeForm(dossier.of.case)).flatMap(page => page.repeat ? [] : page.fields.map(field => [field.name, field] as const)))
  const groups = new Map(pagesOf(completeForm(dossier.of.case)).flatMap(page => page.repeat ? [[page.repeat.name, page.title] as const] : []))
  const shown = (name: string, value: unknown): string => {
    if (!isAnswer(value)) return ''
    const field = fields.get(name)
    return field ? showAnswer(field, value, code => names.get(code)).vi : Array.isArray(value) ? `${value.length} mục` : ''
  }
  return given.map((action, index) => ({
    at: action.at, by: action.actor_name,
    fields: strings(action.payload['fields']).map(name => {
      const next = given.slice(index + 1).find(later => strings(later.payload['fields']).includes(name))
      return { field: name, label: fields.get(name)?.label ?? groups.get(name) ?? { vi: name }, before: shown(name, entry(action.payload['before'], name)), after: shown(name, next ? entry(next.payload['before'], name) : dossier.view.dossier.answers[name]) }
    }),
    components: strings(action.payload['components']).map(id => ({ id, name: dossier.of.case.components.find(component => component.id === id)?.name ?? { vi: id }, before: dossier.files.filter(file => file.componentId === id && file.replacedSeq === action.seq), after: dossier.files.filter(file => file.componentId === id && file.addedSeq === action.seq) })),
  }))
}
