import { showDate } from '../../kernel/forms/dates.ts'
import { readNumber } from '../../kernel/forms/normalise.ts'
import { fieldOf, type Fields } from '../../kernel/http/fields.ts'
import type { FrameworkDefinition, GroupDefinition, IndicatorDefinition } from './domain/definition.ts'
import type { Formula } from './domain/score.ts'
import type { Text } from './domain/text.ts'

/** Both languages of a text; where English was left empty, the Vietnamese stands for it. */
const textIn = (fields: Fields, name: string): Text => { const vi = fieldOf(fields, `${name}.vi`).normalize('NFC'); return { vi, en: fieldOf(fields, `${name}.en`) || vi } }
const optionalText = (fields: Fields, name: string): Text | undefined => { const text = textIn(fields, name); return text.vi === '' ? undefined : text }
/** NaN is refused by the schema with words of its own. */
const numberIn = (fields: Fields, name: string): number => readNumber(fieldOf(fields, name)) ?? Number.NaN
const numberOrNull = (fields: Fields, name: string): number | null => fieldOf(fields, name) === '' ? null : numberIn(fields, name)
/** `01/07/2025` or as it is */
const dayIn = (fields: Fields, name: string): string => { const typed = fieldOf(fields, name); const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(typed); return parts ? `${parts[3]}-${parts[2]?.padStart(2, '0')}-${parts[1]?.padStart(2, '0')}` : typed }
const dayOrNull = (fields: Fields, name: string): string | null => fieldOf(fields, name) === '' ? null : dayIn(fields, name)
/** Lines `a = b` of a text box. */
const pairsIn = (text: string): readonly (readonly [string, string])[] => text.split('\n').map(line => line.trim()).filter(line => line !== '').map(line => { const at = line.lastIndexOf('='); return [line.slice(0, at).trim(), line.slice(at + 1).trim()] })

export const groupCount = (fields: Fields): number => Object.keys(fields).reduce((most, name) => Math.max(most, Number(/^groups\.(\d{1,4})\.code$/.exec(name)?.[1] ?? -1) + 1), 0)

/** What the page of a framework says; `JSON` that its schema judges. Groups without a code are dropped; which indicators they hold stays. */
export function frameworkIn(fields: Fields, before: FrameworkDefinition | undefined): unknown {
  const note = optionalText(fields, 'note')
  const groups = Array.from({ length: Math.min(groupCount(fields), 200) }, (_, at): Partial<GroupDefinition> | undefined => {
    const code = fieldOf(fields, `groups.${at}.code`)
    const was = before?.groups.find(group => group.code === (fieldOf(fields, `groups.${at}.was`) || code))
    return code === '' ? undefined : { code, text: textIn(fields, `groups.${at}.text`), parent: fieldOf(fields, `groups.${at}.parent`) || null, points: numberOrNull(fields, `groups.${at}.points`), scored: fieldOf(fields, `groups.${at}.scored`) === 'yes', components: was?.components ?? null, verification: was?.verification ?? 'unverified', indicators: was?.indicators ?? [] }
  }).filter(group => group !== undefined)
  return {
    code: before?.code ?? fieldOf(fields, 'code'), version: before?.version ?? fieldOf(fields, 'version'), title: textIn(fields, 'title'), authority: textIn(fields, 'authority'), document: fieldOf(fields, 'document'), issuedOn: dayOrNull(fields, 'issuedOn'), validFrom: dayIn(fields, 'validFrom'), validTo: dayOrNull(fields, 'validTo'), kind: fieldOf(fields, 'kind'), periodType: fieldOf(fields, 'periodType'),
    method: fieldOf(fields, 'method'), missing: fieldOf(fields, 'missing'), ranking: fieldOf(fields, 'ranking'), decimals: numberIn(fields, 'decimals'), succession: fieldOf(fields, 'succession'), notComparableWith: fieldOf(fields, 'notComparableWith').split('\n').map(line => line.trim()).filter(line => line !== ''), verification: fieldOf(fields, 'verification'), ...note === undefined ? {} : { note }, groups,
  }
}

function formulaIn(fields: Fields): unknown {
  const clamp = fieldOf(fields, 'clamp') || 'none'
  switch (fieldOf(fields, 'formula')) {
    case '': return null
    case 'ratio': return { kind: 'ratio', clamp }
    case 'step': return { kind: 'step', steps: pairsIn(fieldOf(fields, 'steps')).map(([from, points]) => ({ from: readNumber(from) ?? Number.NaN, points: readNumber(points) ?? Number.NaN })), else: numberOrNull(fields, 'else') ?? 0 }
    case 'existence': return { kind: 'existence' }
    case 'capped': return { kind: 'capped', target: numberIn(fields, 'cap'), clamp: clamp === 'none' ? 'at-most-full' : clamp }
    case 'lookup': return { kind: 'lookup', points: Object.fromEntries(pairsIn(fieldOf(fields, 'steps')).map(([value, points]) => [value, readNumber(points) ?? Number.NaN])) }
    default: return { kind: 'external', by: fieldOf(fields, 'by') || 'experts', clamp }
  }
}
/** The formula as its fields show it. */
export function formulaFields(formula: Formula | null): Readonly<Record<'formula' | 'clamp' | 'steps' | 'else' | 'cap' | 'by', string>> {
  const none = { formula: formula?.kind ?? '', clamp: 'none', steps: '', else: '', cap: '', by: '' }
  if (formula === null) return none
  switch (formula.kind) {
    case 'ratio': return { ...none, clamp: formula.clamp }
    case 'step': return { ...none, steps: formula.steps.map(({ from, points }) => `${from} = ${points}`).join('\n'), else: String(formula.else) }
    case 'existence': return none
    case 'capped': return { ...none, cap: String(formula.target), clamp: formula.clamp }
    case 'lookup': return { ...none, steps: Object.entries(formula.points).map(([value, points]) => `${value} = ${points}`).join('\n') }
    case 'external': return { ...none, by: formula.by, clamp: formula.clamp }
  }
}

const OPERAND_ENDS = ['numerator', 'denominator'] as const
/** What the page of an indicator says, for its schema to judge. Target tests are lines `code | level | operator | threshold | expression`. */
export function indicatorIn(fields: Fields, before: IndicatorDefinition | undefined): unknown {
  const note = optionalText(fields, 'note')
  const excluding = optionalText(fields, 'excluding')
  const tests = fieldOf(fields, 'tests').split('\n').map(line => line.trim()).filter(line => line !== '').map(line => { const [code = '', level = '', operator = '', threshold = '', expression = ''] = line.split('|').map(part => part.trim()); return { code, level: level === '' ? null : level, operator, threshold: readNumber(threshold) ?? Number.NaN, ...expression === '' ? {} : { expression } } })
  const [numerator, denominator] = OPERAND_ENDS.map(end => fieldOf(fields, `${end}.expression`) === '' ? null : { expression: fieldOf(fields, `${end}.expression`), text: textIn(fields, `${end}.text`) })
  return {
    code: before?.code ?? fieldOf(fields, 'code'), text: textIn(fields, 'text'), unit: textIn(fields, 'unit'), direction: fieldOf(fields, 'direction'), decimals: numberIn(fields, 'decimals'), cutting: fieldOf(fields, 'cutting'), max: numberOrNull(fields, 'max'), numerator, denominator, factor: numberIn(fields, 'factor'), formula: formulaIn(fields), whenNothing: fieldOf(fields, 'whenNothing'), incomplete: fieldOf(fields, 'incomplete'),
    evidence: textIn(fields, 'evidence'), checkedBy: textIn(fields, 'checkedBy'), source: fieldOf(fields, 'source'), verification: fieldOf(fields, 'verification'), ...note === undefined ? {} : { note }, ...tests.length === 0 ? {} : { target: { tests, due: dayIn(fields, 'targetDue'), excluding: excluding ?? null } },
  }
}
export function indicatorFields(of: IndicatorDefinition): Fields {
  const text = (name: string, value: Text | undefined): Record<string, string> => ({ [`${name}.vi`]: value?.vi ?? '', [`${name}.en`]: value?.en ?? '' })
  return {
    code: of.code, ...text('text', of.text), ...text('unit', of.unit), direction: of.direction, decimals: String(of.decimals), cutting: of.cutting, max: of.max === null ? '' : String(of.max), 'numerator.expression': of.numerator?.expression ?? '', ...text('numerator.text', of.numerator?.text), 'denominator.expression': of.denominator?.expression ?? '', ...text('denominator.text', of.denominator?.text), factor: String(of.factor),
    ...formulaFields(of.formula), whenNothing: of.whenNothing, incomplete: of.incomplete, ...text('evidence', of.evidence), ...text('checkedBy', of.checkedBy), source: of.source, verification: of.verification, ...text('note', of.note), tests: (of.target?.tests ?? []).map(test => [test.code, test.level ?? '', test.operator, String(test.threshold), ...test.expression === undefined ? [] : [test.expression]].join(' | ')).join('\n'), targetDue: of.target?.due ?? '', ...text('excluding', of.target?.excluding ?? undefined),
  }
}
const shown = (day: string | null): string => day === null ? '' : showDate(day)
export function frameworkFields(of: FrameworkDefinition): Fields {
  const text = (name: string, value: Text | undefined): Record<string, string> => ({ [`${name}.vi`]: value?.vi ?? '', [`${name}.en`]: value?.en ?? '' })
  const groups = of.groups.flatMap((group, at) => Object.entries({ code: group.code, was: group.code, ...text('text', group.text), parent: group.parent ?? '', points: group.points === null ? '' : String(group.points), scored: group.scored ? 'yes' : '' }).map(([name, value]) => [`groups.${at}.${name}`, value] as const))
  return { code: of.code, version: of.version, ...text('title', of.title), ...text('authority', of.authority), document: of.document, issuedOn: shown(of.issuedOn), validFrom: shown(of.validFrom), validTo: shown(of.validTo), kind: of.kind, periodType: of.periodType, method: of.method, missing: of.missing, ranking: of.ranking, decimals: String(of.decimals), succession: of.succession, notComparableWith: of.notComparableWith.join('\n'), verification: of.verification, ...text('note', of.note), ...Object.fromEntries(groups) }
}
