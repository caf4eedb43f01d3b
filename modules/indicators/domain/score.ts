import { missing, isMissing, type Missing, type MissingReason } from './missing.ts'

/** What a framework lets a score do beyond its bounds; DESI lets 77.6 of a cap of 75 count as 1.03 on purpose. */
export type Clamp = 'none' | 'at-most-full' | 'within'

/** How the points of a component follow from its value (QĐ 922 and its district editions). */
export type Formula =
  /** value × max; the value is a share */
  | { readonly kind: 'ratio'; readonly clamp: Clamp }
  /** the points of the highest step that is reached; none reached: `else` */
  | { readonly kind: 'step'; readonly steps: readonly { readonly from: number; readonly points: number }[]; readonly else: number }
  /** has it: full points */
  | { readonly kind: 'existence' }
  /** full at the target, in proportion below */
  | { readonly kind: 'capped'; readonly target: number; readonly clamp: Exclude<Clamp, 'none'> }
  /** points by a class that somebody assessed */
  | { readonly kind: 'lookup'; readonly points: Readonly<Record<string, number>> }
  /** a share (0–1) given by a survey, a panel or a ministry */
  | { readonly kind: 'external'; readonly by: 'survey' | 'experts' | 'ministry'; readonly clamp: Clamp }


export interface Score { readonly points: number | null; readonly max: number; readonly reasons: readonly MissingReason[]; /** what the bounds cut */ readonly cut?: 'above' | 'below' }

export function score(formula: Formula, value: number | boolean | string | Missing, max: number, of = ''): Score {
  if (isMissing(value)) return { points: null, max, reasons: value.missing }
  const raw = pointsOf(formula, value, max)
  if (raw === undefined) return { points: null, max, reasons: missing({ code: 'unknown-item', of: of === '' ? String(value) : `${of}: ${String(value)}` }).missing }
  const clamp = 'clamp' in formula ? formula.clamp : 'within'
  if (clamp !== 'none' && raw > max) return { points: max, max, reasons: [], cut: 'above' }
  if (clamp === 'within' && raw < 0) return { points: 0, max, reasons: [], cut: 'below' }
  return { points: raw, max, reasons: [] }
}

/** Undefined when the value is none that the formula knows. */
function pointsOf(formula: Formula, value: number | boolean | string, max: number): number | undefined {
  switch (formula.kind) {
    case 'existence': return typeof value === 'boolean' ? value ? max : 0 : typeof value === 'number' ? value > 0 ? max : 0 : undefined
    case 'lookup': return Object.hasOwn(formula.points, String(value)) ? formula.points[String(value)] : undefined
    default: break
  }
  if (typeof value !== 'number') return undefined
  switch (formula.kind) {
    case 'ratio': case 'external': return value * max
    case 'capped': return value >= formula.target ? max : value / formula.target * max
    case 'step': return formula.steps.filter(step => value >= step.from).sort((a, b) => b.from - a.from)[0]?.points ?? formula.else
  }
}
