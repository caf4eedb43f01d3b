import { roundTo } from '../decimal.ts'
import { isMissing, joined, missing, type Missing } from '../missing.ts'
import type { Node } from './tree.ts'
import type { BinaryOperator, FunctionName } from './words.ts'

/** What an expression comes to: a number, true or false, or why there is none. Never NaN, never Infinity. */
export type Outcome = number | boolean | Missing

type Of<K extends Node['kind']> = Extract<Node, { kind: K }>
const finite = (value: number, at: number): number | Missing => Number.isFinite(value) ? value : missing({ code: 'not-defined', at })
/** `check` has seen the types; what stays is that a boolean is never used as a number. */
const num = (value: number | boolean): number => typeof value === 'number' ? value : NaN

export function applyUnary({ operator }: Of<'unary'>, of: Outcome): Outcome {
  if (isMissing(of)) return of
  return operator === '!' ? of === false : operator === '-' ? 0 - num(of) : num(of)
}

export function applyBinary({ operator, operatorAt: at }: Of<'binary'>, left: Outcome, right: Outcome): Outcome {
  // what is known decides: false and anything is false, true or anything is true
  if (operator === '&&' && (left === false || right === false)) return false
  if (operator === '||' && (left === true || right === true)) return true
  if (isMissing(left)) return isMissing(right) ? joined(left, right) : left
  if (isMissing(right)) return right
  return known(operator, left, right, at)
}

function known(operator: BinaryOperator, left: number | boolean, right: number | boolean, at: number): Outcome {
  const [a, b] = [num(left), num(right)]
  switch (operator) {
    case '&&': return left === true && right === true
    case '||': return left === true || right === true
    case '==': return left === right
    case '!=': return left !== right
    case '<': return a < b
    case '>': return a > b
    case '<=': return a <= b
    case '>=': return a >= b
    case '+': return finite(a + b, at)
    case '-': return finite(a - b, at)
    case '*': return finite(a * b, at)
    case '/': return b === 0 ? missing({ code: 'division-by-zero', at }) : finite(a / b, at)
    case '%': return b === 0 ? missing({ code: 'division-by-zero', at }) : finite(a % b, at)
    case '^': return finite(a ** b, at)
  }
}

/** `args` as they came out. `if` and `firstNonNull` mind only what they choose: what is missing elsewhere does not spoil them. */
export function applyCall({ at }: Of<'call'>, name: Exclude<FunctionName, 'subExpression'>, args: readonly Outcome[]): Outcome {
  const [first = missing()] = args
  switch (name) {
    case 'isNull': return isMissing(first)
    case 'isNotNull': return !isMissing(first)
    case 'firstNonNull': return args.find(arg => !isMissing(arg)) ?? joined(...args.filter(isMissing))
    case 'if': return isMissing(first) ? first : args[first === true ? 1 : 2] ?? missing()
    default: break
  }
  const gone = args.filter(isMissing)
  if (gone.length > 0) return joined(...gone)
  const values = args.map(arg => isMissing(arg) ? NaN : num(arg))
  const [x = NaN, y] = values
  switch (name) {
    case 'greatest': return Math.max(...values)
    case 'least': return Math.min(...values)
    case 'log': return finite(y === undefined ? Math.log(x) : Math.log(x) / Math.log(y), at)
    case 'log10': return finite(Math.log10(x), at)
    case 'round': return roundTo(x, y ?? 0)
    case 'removeZeros': return x === 0 ? missing({ code: 'zero-removed', at }) : x
  }
}
