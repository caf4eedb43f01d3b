import { check } from './expression/check.ts'
import { compile } from './expression/evaluate.ts'
import { itemsOf, itemText, type Item, type Node } from './expression/tree.ts'
import { cellKey, placesOf, type Categories, type FormChecks, type FormRule, type PairRule, type Severity } from './form.ts'
import { isMissing, missing, type Missing } from './missing.ts'
import type { Text } from './text.ts'
import { judgeRule, median, modifiedZOutliers, outsideBounds, type Side } from './validation.ts'

export interface CheckedCell { readonly value: number | null; readonly comment: string }
/** What a check found: at which cell it is shown, which others it is about, and whether somebody wrote a word about it. */
export interface Finding { readonly kind: 'incomplete' | 'rule' | 'bounds' | 'outlier'; readonly cell: string; readonly cells: readonly string[]; readonly severity: Severity; readonly message: Text; readonly explained: boolean }
export interface Sheet { readonly elements: readonly string[]; readonly categories: Categories; readonly checks: FormChecks; readonly cells: ReadonlyMap<string, CheckedCell>; /** what counted in earlier periods, by cell, oldest first */ readonly history: ReadonlyMap<string, readonly number[]> }

/** Fewer earlier values say nothing about what is usual. */
const LEAST_HISTORY = 5
const vi = (value: number): string => value.toLocaleString('vi-VN', { maximumFractionDigits: 2 })
const en = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 2 })

/** Everything that is odd or wrong with the values of a report, in the order of the form. */
export function checkSheet(sheet: Sheet): readonly Finding[] {
  const places = placesOf(sheet.elements, sheet.categories)
  const found = [...incomplete(sheet), ...sheet.checks.rules.flatMap(rule => rule.kind === 'bounds' ? bounds(rule, sheet) : pair(rule, sheet)), ...outliers(sheet)]
  const order = new Map(places.map(({ key }, at) => [key, at]))
  return found.toSorted((a, b) => (order.get(a.cell) ?? Infinity) - (order.get(b.cell) ?? Infinity))
}

/** What stops a submission: errors, and warnings without a word. */
export const stopping = (findings: readonly Finding[]): readonly Finding[] => findings.filter(each => each.severity === 'error' || !each.explained)

const says = (sheet: Sheet, cells: readonly string[]): boolean => cells.some(cell => (sheet.cells.get(cell)?.comment ?? '').trim() !== '')
const finding = (sheet: Sheet, kind: Finding['kind'], cells: readonly string[], severity: Severity, message: Text): readonly Finding[] => { const [cell] = cells; return cell === undefined ? [] : [{ kind, cell, cells, severity, message, explained: says(sheet, cells) }] }

function incomplete(sheet: Sheet): readonly Finding[] {
  if (!sheet.checks.complete) return []
  return placesOf(sheet.elements, sheet.categories).flatMap(({ key }) => sheet.cells.has(key) ? [] : finding(sheet, 'incomplete', [key], 'error', { vi: 'Nhập giá trị, hoặc đánh dấu không có số liệu và ghi lý do.', en: 'Enter a value, or tick that there is none and say why.' }))
}

function bounds({ cell, min, max, severity }: Extract<FormRule, { kind: 'bounds' }>, sheet: Sheet): readonly Finding[] {
  const value = sheet.cells.get(cell)?.value ?? null
  if (value === null || !outsideBounds(value, min, max)) return []
  const [from, to] = [min, max].map(each => each === null ? null : { vi: vi(each), en: en(each) })
  const range = { vi: [from && `từ ${from.vi}`, to && `đến ${to.vi}`].filter(Boolean).join(' '), en: [from && `from ${from.en}`, to && `up to ${to.en}`].filter(Boolean).join(' ') }
  return finding(sheet, 'bounds', [cell], severity, { vi: `Giá trị nằm ngoài khoảng cho phép (${range.vi}).`, en: `The value is outside its bounds (${range.en}).` })
}

function pair(rule: PairRule, sheet: Sheet): readonly Finding[] {
  const [left, right] = [sideOf(rule.left, rule.strategy, sheet), sideOf(rule.right, rule.strategy, sheet)]
  if (left === undefined || right === undefined) return []
  const verdict = judgeRule(rule.operator, left.side, right.side)
  if (verdict.kind !== 'broken') return []
  const seen = (value: number | null, number: (of: number) => string): string => value === null ? '–' : number(value)
  const paired = rule.operator === 'compulsory-pair' || rule.operator === 'exclusive-pair'
  const beside = paired ? { vi: '', en: '' } : { vi: ` (${seen(verdict.left, vi)} so với ${seen(verdict.right, vi)})`, en: ` (${seen(verdict.left, en)} against ${seen(verdict.right, en)})` }
  return finding(sheet, 'rule', [...left.cells, ...right.cells], rule.severity, { vi: `${rule.message.vi}${beside.vi}`, en: `${rule.message.en}${beside.en}` })
}

/** One side over the report's own cells; undefined when its expression is wrong, which the definition's own check has said. */
function sideOf(expression: string, strategy: Side['strategy'], { cells }: Sheet): { readonly side: Side; readonly cells: readonly string[] } | undefined {
  const checked = check(expression, { mode: 'validation', gives: 'number' })
  if (!checked.ok) return undefined
  const keys = itemsOf(checked.node).flatMap(item => item.kind === 'element' ? [keyOf(item)] : [])
  const valueOf = (key: string): number | null => cells.get(key)?.value ?? null
  const run = (zeros: boolean): number | Missing => evaluated(checked.node, item => item.kind === 'element' ? valueOf(keyOf(item)) ?? (zeros ? 0 : missing({ code: 'no-reading', of: itemText(item) })) : missing({ code: 'unknown-item', of: itemText(item) }))
  return { cells: keys, side: { value: run(false), withZeros: run(true), read: keys.length, missing: keys.filter(key => valueOf(key) === null).length, strategy } }
}
const keyOf = (item: Extract<Item, { kind: 'element' }>): string => cellKey(item.element, item.category)
function evaluated(node: Node, value: (item: Item) => number | Missing): number | Missing {
  const outcome = compile(node)({ value, perCell: () => missing({ code: 'not-aggregated', of: 'subExpression' }) })
  return isMissing(outcome) ? outcome : Number(outcome)
}

/** Far from what this unit reported before (modified z-score above 3.5): perhaps right, so it wants a word. */
function outliers(sheet: Sheet): readonly Finding[] {
  return [...sheet.cells].flatMap(([key, { value }]) => {
    const before = sheet.history.get(key) ?? []
    if (value === null || before.length < LEAST_HISTORY) return []
    const odd = modifiedZOutliers([...before, value]).some(({ at }) => at === before.length)
    const usual = median(before) ?? 0
    return odd ? finding(sheet, 'outlier', [key], 'warning', { vi: `Khác hẳn ${before.length} kỳ trước (thường khoảng ${vi(usual)}).`, en: `Far from the ${before.length} periods before (usually about ${en(usual)}).` }) : []
  })
}

/** What is wrong with the checks of a form themselves, at the path of the rule. */
export function faultsOfChecks({ rules }: FormChecks, elements: readonly string[], categories: Categories): readonly { readonly at: string; readonly message: Text }[] {
  const known = new Set(placesOf(elements, categories).map(({ key }) => key))
  return rules.flatMap((rule, at) => {
    if (rule.kind === 'bounds') {
      if (!known.has(rule.cell)) return [{ at: `rules.${at}.cell`, message: { vi: `Biểu không có ô “${rule.cell}”.`, en: `The form has no cell "${rule.cell}".` } }]
      if (rule.min === null && rule.max === null) return [{ at: `rules.${at}.min`, message: { vi: 'Nêu giá trị nhỏ nhất hoặc lớn nhất.', en: 'Give a minimum or a maximum.' } }]
      return rule.min !== null && rule.max !== null && rule.min > rule.max ? [{ at: `rules.${at}.min`, message: { vi: 'Giá trị nhỏ nhất lớn hơn giá trị lớn nhất.', en: 'The minimum is above the maximum.' } }] : []
    }
    return (['left', 'right'] as const).flatMap(side => {
      const checked = check(rule[side], { mode: 'validation', gives: 'number', knows: item => item.kind !== 'element' || known.has(keyOf(item)) })
      return checked.ok ? [] : checked.faults.map(fault => ({ at: `rules.${at}.${side}`, message: { vi: `Ký tự ${fault.at + 1}: ${fault.message.vi}`, en: `Character ${fault.at + 1}: ${fault.message.en}` } }))
    })
  })
}
