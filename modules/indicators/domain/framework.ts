import { sum } from './aggregate.ts'
import type { ElementDefinition, FrameworkDefinition, IndicatorDefinition } from './definition.ts'
import { check } from './expression/check.ts'
import { evaluationOrder } from './expression/dependencies.ts'
import { itemsOf, type Item, type Node } from './expression/tree.ts'
import type { Criterion } from './targets.ts'
import type { Text } from './text.ts'

/** A framework with its indicators, as it is published: all of one version. */
export interface Framework { readonly definition: FrameworkDefinition; readonly indicators: readonly IndicatorDefinition[] }
export interface DefinitionFault { readonly at: string; readonly message: Text }

/** What is wrong with a framework as a whole, beyond the form of its files; all at once. `counted`: the elements that the platform counts by itself. */
export function faultsOf({ definition, indicators }: Framework, elements: readonly ElementDefinition[], counted: (element: string) => boolean): readonly DefinitionFault[] {
  const faults: DefinitionFault[] = []
  const fault = (at: string, vi: string, en: string): void => { faults.push({ at, message: { vi, en } }) }
  const referenced = definition.groups.flatMap(group => group.indicators)
  const codes = new Set(indicators.map(({ code }) => code))
  for (const code of codes) if (!referenced.includes(code)) fault(code, 'Không nhóm nào nhắc đến chỉ số này.', 'No group names this indicator.')
  for (const code of referenced) if (!codes.has(code)) fault(code, 'Nhóm nhắc đến chỉ số này nhưng không có tệp của nó.', 'A group names this indicator, but there is no file of it.')
  for (const code of doubled(referenced)) fault(code, 'Hai nhóm cùng nhắc đến chỉ số này.', 'Two groups name this indicator.')
  for (const code of doubled(definition.groups.map(group => group.code))) fault(code, 'Hai nhóm trùng mã.', 'Two groups have this code.')
  for (const { code, parent } of definition.groups) if (parent !== null && !definition.groups.some(group => group.code === parent)) fault(code, `Không có nhóm cha ${parent}.`, `There is no parent group ${parent}.`)
  for (const { code, points, indicators: own } of definition.groups) {
    const maxima = own.map(each => indicators.find(indicator => indicator.code === each)?.max ?? null)
    const total = sum(maxima.map(max => max ?? 0))
    if (points !== null && own.length > 0 && !maxima.includes(null) && total !== points) fault(code, `Nhóm có ${points} điểm nhưng các chỉ số cộng lại là ${total}.`, `The group has ${points} points, its indicators add up to ${total}.`)
  }
  const known = new Set(elements.map(({ code }) => code))
  if (definition.published !== undefined && !known.has(definition.published)) fault(definition.published, 'Không có chỉ tiêu này để giữ tổng điểm đã công bố.', 'There is no such element for the published total.')
  for (const pillar of definition.pillars ?? []) for (const code of pillar.indicators) if (!codes.has(code)) fault(pillar.code, `Trụ cột nhắc đến chỉ số ${code} không có ở đây.`, `The pillar names the indicator ${code}, which is not here.`)
  const knows = (item: Item): boolean => item.kind === 'element' ? known.has(item.element) : item.kind !== 'indicator' || codes.has(item.code)
  const nodes = new Map<string, readonly Node[]>()
  for (const indicator of indicators) {
    nodes.set(indicator.code, expressionsOf(indicator).flatMap(([place, expression]) => {
      const checked = check(expression, { mode: 'indicator', gives: 'number', knows, counted })
      if (checked.ok) return [checked.node]
      for (const { at, message } of checked.faults) fault(`${indicator.code} ${place}:${at}`, message.vi, message.en)
      return []
    }))
    if (indicator.formula !== null && indicator.max === null) fault(indicator.code, 'Có công thức điểm nhưng thiếu điểm tối đa.', 'There is a formula of points but no maximum.')
    if (indicator.numerator === null && indicator.denominator !== null) fault(indicator.code, 'Có mẫu số mà không có tử số.', 'There is a denominator without a numerator.')
    if (definition.kind === 'targets' && indicator.target === undefined) fault(indicator.code, 'Danh sách mục tiêu cần ngưỡng cho từng tiêu chí.', 'A list of targets wants a threshold of every criterion.')
  }
  const order = evaluationOrder(nodes)
  if (!order.ok) fault(order.circle[0] ?? '', `Các chỉ số gọi vòng nhau: ${order.circle.join(' → ')}.`, `Indicators read each other in a circle: ${order.circle.join(' → ')}.`)
  return faults
}

const expressionsOf = ({ numerator, denominator, target }: IndicatorDefinition): readonly (readonly [string, string])[] => [
  ...numerator === null ? [] : [['numerator', numerator.expression] as const], ...denominator === null ? [] : [['denominator', denominator.expression] as const],
  ...(target?.tests ?? []).flatMap(test => test.expression === undefined ? [] : [[`target ${test.code}`, test.expression] as const]),
]
const doubled = (codes: readonly string[]): readonly string[] => [...new Set(codes.filter((code, at) => codes.indexOf(code) !== at))]

const READ = new WeakMap<readonly IndicatorDefinition[], readonly Item[]>()
/** Parsed once for a list of indicators: a page asks several times what its framework reads. */
function itemsRead(indicators: readonly IndicatorDefinition[]): readonly Item[] {
  const found = READ.get(indicators) ?? indicators.flatMap(expressionsOf).flatMap(([, expression]) => { const checked = check(expression, { mode: 'indicator' }); return checked.ok ? itemsOf(checked.node) : [] })
  READ.set(indicators, found)
  return found
}
/** Every element that the indicators read. */
export const elementsRead = (indicators: readonly IndicatorDefinition[]): ReadonlySet<string> => new Set(itemsRead(indicators).flatMap(item => item.kind === 'element' ? [item.element] : []))
/** Every form whose reporting rate the indicators read. */
export const formsRead = (indicators: readonly IndicatorDefinition[]): ReadonlySet<string> => new Set(itemsRead(indicators).flatMap(item => item.kind === 'reporting' ? [item.form] : []))

/** An indicator and all those that it reads, however deep. */
export function dependencyCodes(indicators: readonly IndicatorDefinition[], code: string): ReadonlySet<string> {
  const found = new Set([code])
  for (const next of found) for (const indicator of indicators) if (indicator.code === next) for (const [, expression] of expressionsOf(indicator)) {
    const checked = check(expression, { mode: 'indicator' })
    if (checked.ok) for (const item of itemsOf(checked.node)) if (item.kind === 'indicator') found.add(item.code)
  }
  return found
}
/** Only these indicators, with those that they read: the others need not be computed. The total of what is left means nothing. */
export function narrowedTo(framework: Framework, codes: readonly string[]): Framework {
  const wanted = new Set(codes.flatMap(code => [...dependencyCodes(framework.indicators, code)]))
  return { ...framework, indicators: framework.indicators.filter(({ code }) => wanted.has(code)) }
}

/** The criterion of a target list that an indicator stands for. Where the threshold was not read in a source, it is shown but not counted. */
export const criterionOf = ({ code, target, verification, decimals, cutting }: IndicatorDefinition): Criterion => ({ code, tests: target?.tests ?? [], excluding: target?.excluding ?? null, verified: verification !== 'unverified', decimals, cutting })
