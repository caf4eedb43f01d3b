import { showDate } from '../../kernel/forms/dates.ts'
import { readNumber } from '../../kernel/forms/normalise.ts'
import { fieldOf, listOf, type Fields } from '../../kernel/http/fields.ts'
import type { FormRule } from './domain/form.ts'
import type { FormView } from './queries/forms.ts'

const dayIn = (typed: string): string => { const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(typed); return parts ? `${parts[3]}-${parts[2]?.padStart(2, '0')}-${parts[1]?.padStart(2, '0')}` : typed }
const bound = (typed: string): number | null => typed === '' ? null : readNumber(typed) ?? Number.NaN
export const ruleCount = (fields: Fields): number => Object.keys(fields).reduce((most, name) => fieldOf(fields, name) === '' ? most : Math.max(most, Number(/^rules\.(\d{1,3})\.left$/.exec(name)?.[1] ?? -1) + 1), 0)

function ruleAt(fields: Fields, at: number): unknown {
  const of = (part: string): string => fieldOf(fields, `rules.${at}.${part}`)
  const severity = of('severity') || 'error'
  if (of('operator') === 'bounds') return { kind: 'bounds', cell: of('left'), min: bound(of('min')), max: bound(of('max')), severity }
  return { kind: 'pair', left: of('left'), operator: of('operator'), right: of('right'), strategy: of('strategy') || 'skip-if-any-missing', severity, message: { vi: of('message.vi').normalize('NFC'), en: of('message.en') || of('message.vi') } }
}

/** What the page of a form says, for its schema to judge. */
export function formIn(fields: Fields): unknown {
  const categories: Record<string, { code: string; text: { vi: string; en: string } }[]> = {}
  for (const line of fieldOf(fields, 'categories').split('\n').map(each => each.trim()).filter(each => each !== '')) {
    const [key = '', text = ''] = line.split('=').map(each => each.trim())
    const [element = '', code = ''] = key.split('.')
    const [vi = '', en = ''] = text.split('|').map(each => each.trim())
    categories[element] = [...categories[element] ?? [], { code, text: { vi: vi.normalize('NFC'), en: en || vi } }]
  }
  return {
    code: fieldOf(fields, 'code'), title: fieldOf(fields, 'title'), titleEn: fieldOf(fields, 'titleEn'), periodType: fieldOf(fields, 'periodType'), dueDays: readNumber(fieldOf(fields, 'dueDays')) ?? Number.NaN, elements: fieldOf(fields, 'elements').split(/\s+/).filter(each => each !== ''), agencyKinds: listOf(fields, 'agencyKinds'), validFrom: dayIn(fieldOf(fields, 'validFrom')), validTo: fieldOf(fields, 'validTo') === '' ? null : dayIn(fieldOf(fields, 'validTo')),
    categories, checks: { complete: fieldOf(fields, 'complete') === 'yes', rules: Array.from({ length: ruleCount(fields) }, (_, at) => at).filter(at => fieldOf(fields, `rules.${at}.left`) !== '').map(at => ruleAt(fields, at)) },
  }
}

const ruleFields = (rule: FormRule): Readonly<Record<string, string>> => rule.kind === 'bounds' ? { left: rule.cell, operator: 'bounds', min: rule.min === null ? '' : String(rule.min), max: rule.max === null ? '' : String(rule.max), severity: rule.severity }
  : { left: rule.left, operator: rule.operator, right: rule.right, severity: rule.severity, strategy: rule.strategy, 'message.vi': rule.message.vi, 'message.en': rule.message.en }
export const formFields = (of: FormView): Fields => ({
  code: of.code, title: of.title, titleEn: of.titleEn, periodType: of.periodType, dueDays: String(of.dueDays), elements: of.elements.join('\n'), agencyKinds: [...of.agencyKinds], validFrom: showDate(of.validFrom), validTo: of.validTo === null ? '' : showDate(of.validTo), complete: of.checks.complete ? 'yes' : '',
  categories: Object.entries(of.categories).flatMap(([element, own]) => own.map(({ code, text }) => `${element}.${code} = ${text.vi} | ${text.en}`)).join('\n'),
  ...Object.fromEntries(of.checks.rules.flatMap((rule, at) => Object.entries(ruleFields(rule)).map(([name, value]) => [`rules.${at}.${name}`, value] as const))),
})
