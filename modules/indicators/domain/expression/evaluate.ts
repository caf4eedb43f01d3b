import type { Missing } from '../missing.ts'
import { applyBinary, applyCall, applyUnary, type Outcome } from './apply.ts'
import { itemsOf, PLAIN_VIEW, within, type ElementItem, type Item, type Node, type View } from './tree.ts'

/** Where values come from: one unit (with what lies below it) and one period. */
export interface Source {
  /** an item as this view sees it, aggregated over the units and periods asked for */
  value(item: Item, view: View): number | Missing
  /**
   * Evaluates in every base cell (one unit, one period), then aggregates what came out. `elements` are those that are read; a cell in which one of
   * them is not reported still counts as expected.
   */
  perCell(elements: readonly ElementItem[], view: View, inCell: (read: (item: Item) => number | Missing) => Outcome): number | Missing
}
export type Compiled = (source: Source) => Outcome

/** A checked tree as one function; compile once, run for every unit and period. */
export const compile = (node: Node): Compiled => compiled(node, PLAIN_VIEW)

function compiled(node: Node, view: View): Compiled {
  switch (node.kind) {
    case 'literal': { const { value } = node; return () => value }
    case 'item': { const { item } = node; return source => source.value(item, view) }
    case 'modified': return compiled(node.of, within(view, node.view))
    case 'unary': { const of = compiled(node.of, view); return source => applyUnary(node, of(source)) }
    case 'binary': {
      const [left, right] = [compiled(node.left, view), compiled(node.right, view)]
      return source => applyBinary(node, left(source), right(source))
    }
    case 'call': {
      const { name } = node
      if (name === 'subExpression') {
        const [arg] = node.args
        if (arg === undefined) throw new Error('unchecked expression')
        const inner = compiled(arg, PLAIN_VIEW)
        const elements = elementsOf(arg)
        return source => source.perCell(elements, view, read => inner({ ...source, value: read }))
      }
      const args = node.args.map(arg => compiled(arg, view))
      return source => applyCall(node, name, args.map(arg => arg(source)))
    }
  }
}

export const elementsOf = (node: Node): readonly ElementItem[] => itemsOf(node).filter(item => item.kind === 'element')

/** One part of an expression and what it came to, for "how was this computed". */
export interface Step { readonly node: Node; readonly text: string; readonly view: View; readonly outcome: Outcome; readonly parts: readonly Step[] }

/** The same evaluation, keeping every intermediate value. */
export function explain(node: Node, text: string, source: Source, view: View = PLAIN_VIEW): Step {
  const step = (outcome: Outcome, parts: readonly Step[] = []): Step => ({ node, text: text.slice(node.at, node.end), view, outcome, parts })
  const part = (child: Node, as: View = view): Step => explain(child, text, source, as)
  switch (node.kind) {
    case 'literal': return step(node.value)
    case 'item': return step(source.value(node.item, view))
    case 'modified': { const of = part(node.of, within(view, node.view)); return step(of.outcome, [of]) }
    case 'unary': { const of = part(node.of); return step(applyUnary(node, of.outcome), [of]) }
    case 'binary': { const [left, right] = [part(node.left), part(node.right)]; return step(applyBinary(node, left.outcome, right.outcome), [left, right]) }
    case 'call': {
      if (node.name === 'subExpression') return step(compiled(node, view)(source))
      const parts = node.args.map(arg => part(arg))
      return step(applyCall(node, node.name, parts.map(({ outcome }) => outcome)), parts)
    }
  }
}
