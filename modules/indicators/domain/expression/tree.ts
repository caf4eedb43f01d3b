import type { LocalDate } from '../../../../kernel/working-time.ts'
import type { Text } from '../text.ts'
import type { AggregationType, BinaryOperator, FunctionName, PeriodVariable, ReportingMetric } from './words.ts'

/** Something outside the expression that has a value. */
export type Item =
  | { readonly kind: 'element'; readonly element: string; readonly category?: string }
  | { readonly kind: 'indicator' | 'constant' | 'group'; readonly code: string }
  | { readonly kind: 'reporting'; readonly form: string; readonly metric: ReportingMetric }
  | { readonly kind: 'period'; readonly what: PeriodVariable }
export type ElementItem = Extract<Item, { kind: 'element' }>

/** How an item is looked at: other periods, another aggregation. */
export interface View { readonly offset: number; readonly yearToDate: boolean; readonly aggregation?: AggregationType; readonly minDate?: LocalDate; readonly maxDate?: LocalDate }
export const PLAIN_VIEW: View = { offset: 0, yearToDate: false }

/** Where in the text: first character and the one after the last. */
export interface Span { readonly at: number; readonly end: number }
export type Node = Span & (
  | { readonly kind: 'literal'; readonly value: number | boolean }
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '!'; readonly of: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly operatorAt: number; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Node[] }
  | { readonly kind: 'modified'; readonly modifier: keyof View; readonly view: View; readonly of: Node })

/** What is wrong, where, and what to do about it. */
export interface Fault extends Span { readonly code: string; readonly message: Text }
export type Parsed = { readonly ok: true; readonly node: Node } | { readonly ok: false; readonly faults: readonly Fault[] }

/** Offsets of nested views add up; the inner aggregation wins; the narrower stretch of days holds. */
export function within(outer: View, inner: View): View {
  const aggregation = inner.aggregation ?? outer.aggregation
  const minDate = [outer.minDate, inner.minDate].filter(day => day !== undefined).sort().at(-1)
  const maxDate = [outer.maxDate, inner.maxDate].filter(day => day !== undefined).sort()[0]
  return { offset: outer.offset + inner.offset, yearToDate: outer.yearToDate || inner.yearToDate, ...(aggregation === undefined ? {} : { aggregation }), ...(minDate === undefined ? {} : { minDate }), ...(maxDate === undefined ? {} : { maxDate }) }
}

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal': case 'item': return []
    case 'unary': case 'modified': return [node.of]
    case 'binary': return [node.left, node.right]
    case 'call': return node.args
  }
}
/** Every item that the expression reads, in the order of the text, once each. */
export function itemsOf(node: Node): readonly Item[] {
  const found = new Map<string, Item>()
  const walk = (each: Node): void => { if (each.kind === 'item') found.set(itemText(each.item), each.item); for (const child of childrenOf(each)) walk(child) }
  walk(node)
  return [...found.values()]
}

/** The item as it is written. */
export function itemText(item: Item): string {
  switch (item.kind) {
    case 'element': return `#{${item.element}${item.category === undefined ? '' : `.${item.category}`}}`
    case 'indicator': return `N{${item.code}}`
    case 'constant': return `C{${item.code}}`
    case 'group': return `OUG{${item.code}}`
    case 'reporting': return `R{${item.form}.${item.metric}}`
    case 'period': return `[${item.what}]`
  }
}
