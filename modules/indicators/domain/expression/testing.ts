import fc from 'fast-check'
import type { BinaryOperator } from './words.ts'

/**
 * Reference evaluator: no parser, no precedence, no compiled functions. A tree is made first, written out with every parenthesis, and evaluated by
 * walking it with ordinary JavaScript. `null` is a missing value. Slow and simple on purpose.
 */
export type Ref =
  | { readonly of: number }
  | { readonly item: string }
  | { readonly op: BinaryOperator; readonly a: Ref; readonly b: Ref }
  | { readonly sign: '-' | '!'; readonly a: Ref }
  | { readonly fn: 'if' | 'isNull' | 'isNotNull' | 'firstNonNull' | 'greatest' | 'least' | 'removeZeros'; readonly args: readonly Ref[] }
type RefValue = number | boolean | null

export function written(tree: Ref): string {
  if ('of' in tree) return String(tree.of)
  if ('item' in tree) return `#{${tree.item}}`
  if ('op' in tree) return `(${written(tree.a)} ${tree.op} ${written(tree.b)})`
  if ('sign' in tree) return `(${tree.sign}${written(tree.a)})`
  return `${tree.fn}(${tree.args.map(written).join(', ')})`
}

export function evaluated(tree: Ref, items: Readonly<Record<string, number | null>>): RefValue {
  const go = (each: Ref): RefValue => evaluated(each, items)
  if ('of' in tree) return tree.of
  if ('item' in tree) return items[tree.item] ?? null
  if ('sign' in tree) { const a = go(tree.a); return a === null ? null : tree.sign === '!' ? !a : 0 - Number(a) }
  if ('op' in tree) return operated(tree.op, go(tree.a), go(tree.b))
  const args = tree.args.map(go)
  switch (tree.fn) {
    case 'if': return args[0] === null ? null : (args[0] === true ? args[1] : args[2]) ?? null
    case 'isNull': return args[0] === null
    case 'isNotNull': return args[0] !== null
    case 'firstNonNull': return args.find(arg => arg !== null) ?? null
    case 'removeZeros': return args[0] === 0 ? null : args[0] ?? null
    case 'greatest': return args.includes(null) ? null : Math.max(...args.map(Number))
    case 'least': return args.includes(null) ? null : Math.min(...args.map(Number))
  }
}

function operated(op: BinaryOperator, a: RefValue, b: RefValue): RefValue {
  if (op === '&&') return a === false || b === false ? false : a === null || b === null ? null : true
  if (op === '||') return a === true || b === true ? true : a === null || b === null ? null : false
  if (a === null || b === null) return null
  switch (op) {
    case '==': return a === b
    case '!=': return a !== b
    case '<': return a < b
    case '>': return a > b
    case '<=': return a <= b
    case '>=': return a >= b
    default: {
      const [x, y] = [Number(a), Number(b)]
      const value = op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : op === '/' ? x / y : op === '%' ? x % y : x ** y
      return Number.isFinite(value) ? value : null
    }
  }
}

export const ITEMS = ['a', 'b', 'c', 'd'] as const
/** Trees whose whole is a number; `dhis2` leaves out what its parser lacks or does otherwise. */
export function aTree(dhis2 = false): fc.Arbitrary<Ref> {
  return fc.letrec<{ num: Ref; bool: Ref; leaf: Ref }>(tie => ({
    leaf: fc.oneof({ maxDepth: 0 }, fc.integer({ min: 0, max: 40 }).map(of => ({ of })), fc.constantFrom(0.5, 1.25, 100).map(of => ({ of })), fc.constantFrom(...ITEMS).map(item => ({ item }))),
    num: fc.oneof({ maxDepth: 5, withCrossShrink: true }, tie('leaf'),
      fc.record({ op: fc.constantFrom<BinaryOperator>('+', '-', '*', '/', ...dhis2 ? [] : ['%', '^'] as const), a: tie('num'), b: tie('num') }),
      tie('num').map(a => ({ sign: '-' as const, a })),
      fc.tuple(tie('bool'), tie('num'), tie('num')).map(args => ({ fn: 'if' as const, args })),
      fc.array(tie('num'), { minLength: 1, maxLength: 3 }).chain(args => fc.constantFrom('greatest' as const, 'least' as const).map(fn => ({ fn, args }))),
      ...dhis2 ? [] : [fc.array(tie('num'), { minLength: 1, maxLength: 3 }).map(args => ({ fn: 'firstNonNull' as const, args })), tie('num').map(a => ({ fn: 'removeZeros' as const, args: [a] }))]),
    bool: fc.oneof({ maxDepth: 4 }, fc.record({ op: fc.constantFrom<BinaryOperator>('<', '>', '<=', '>=', '==', '!='), a: tie('num'), b: tie('num') }),
      fc.record({ op: fc.constantFrom<BinaryOperator>('&&', '||'), a: tie('bool'), b: tie('bool') }), tie('bool').map(a => ({ sign: '!' as const, a })),
      ...dhis2 ? [] : [fc.constantFrom(...ITEMS).chain(item => fc.constantFrom('isNull' as const, 'isNotNull' as const).map(fn => ({ fn, args: [{ item }] })))]),
  })).num
}
export const someItems: fc.Arbitrary<Record<(typeof ITEMS)[number], number | null>> = fc.record({ a: fc.option(fc.integer({ min: -9, max: 99 })), b: fc.option(fc.integer({ min: 0, max: 9 })), c: fc.option(fc.double({ min: -5, max: 5, noNaN: true })), d: fc.constant(null) })
