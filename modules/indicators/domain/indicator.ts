import type { IndicatorDefinition } from './definition.ts'
import type { Outcome } from './expression/apply.ts'
import { check } from './expression/check.ts'
import { compile, explain, type Compiled, type Source, type Step } from './expression/evaluate.ts'
import type { Item, Node } from './expression/tree.ts'
import { isMissing, joined, missing, type Missing, type MissingReason } from './missing.ts'
import { score } from './score.ts'

export interface IndicatorResult {
  readonly numerator: number | null
  readonly denominator: number | null
  /** numerator ÷ denominator × factor, as it is shown */
  readonly value: number | null
  readonly points: number | null
  /** the denominator is zero and the framework gives full marks for that */
  readonly nothingApplies: boolean
  readonly reasons: readonly MissingReason[]
}
export interface CompiledIndicator { readonly definition: IndicatorDefinition; readonly nodes: readonly Node[]; evaluate(source: Source): IndicatorResult; explain(source: Source): { readonly numerator: Step | null; readonly denominator: Step | null } }

/** Throws what `check` finds; definitions are checked when they are loaded. */
export function compileIndicator(definition: IndicatorDefinition, knows?: (item: Item) => boolean): CompiledIndicator {
  const part = (operand: IndicatorDefinition['numerator']): { readonly node: Node; readonly text: string; readonly run: Compiled } | null => {
    if (operand === null) return null
    const checked = check(operand.expression, { mode: 'indicator', gives: 'number', ...(knows === undefined ? {} : { knows }) })
    if (!checked.ok) throw new Error(`${definition.code}: ${checked.faults.map(fault => `${fault.at}: ${fault.message.en}`).join(' ')}`)
    return { node: checked.node, text: operand.expression, run: compile(checked.node) }
  }
  const [numerator, denominator] = [part(definition.numerator), part(definition.denominator)]
  return {
    definition, nodes: [numerator, denominator].flatMap(each => each === null ? [] : [each.node]),
    evaluate: source => resultOf(definition, numerator === null ? missing({ code: 'no-reading', of: definition.code }) : number(numerator.run(source)), denominator === null ? undefined : number(denominator.run(source))),
    explain: source => ({ numerator: numerator && explain(numerator.node, numerator.text, source), denominator: denominator && explain(denominator.node, denominator.text, source) }),
  }
}

const number = (outcome: Outcome): number | Missing => typeof outcome === 'boolean' ? Number(outcome) : outcome

function resultOf({ code, factor, formula, max, whenNothing }: IndicatorDefinition, above: number | Missing, below: number | Missing | undefined): IndicatorResult {
  const known = (value: number | Missing | undefined): number | null => value === undefined || isMissing(value) ? null : value
  const parts = { numerator: known(above), denominator: known(below) }
  // nothing to judge is decided by the denominator alone: the numerator of nothing may be missing
  if (below === 0 && whenNothing === 'full') return { ...parts, value: null, points: max, nothingApplies: true, reasons: [] }
  const quotient = below === 0 ? missing({ code: 'division-by-zero', at: 0 }) : divided(above, below)
  if (isMissing(quotient)) return { ...parts, value: null, points: null, nothingApplies: false, reasons: quotient.missing }
  const scored = formula === null || max === null ? null : score(formula, quotient, max, code)
  return { ...parts, value: quotient * factor, points: scored?.points ?? null, nothingApplies: false, reasons: scored?.reasons ?? [] }
}

function divided(above: number | Missing, below: number | Missing | undefined): number | Missing {
  if (isMissing(above)) return isMissing(below) ? joined(above, below) : above
  return below === undefined ? above : isMissing(below) ? below : above / below
}
