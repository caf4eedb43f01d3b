import { parseSync, Visitor, type Expression, type PrivateIdentifier } from 'oxc-parser'

export interface Import { readonly from: string; readonly typeOnly: boolean; readonly line: number }
export type Effect = 'no-env' | 'no-clock' | 'no-random' | 'no-fetch'
/** What a source file leans on, as written. */
export interface Facts {
  readonly imports: readonly Import[]
  readonly effects: readonly { readonly rule: Effect; readonly line: number }[]
  /** lines of import() whose file is computed */
  readonly computedImports: readonly number[]
  /** messages of the parser; a file that cannot be read is not judged and fails the check */
  readonly faults: readonly string[]
}

const nameOf = (node: Expression | PrivateIdentifier): string | undefined =>
  node.type === 'Identifier' ? node.name : node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

/** Reads one file with oxc: imports of every form, and calls to the clock, the environment, chance and the network. */
export function readFacts(path: string, source: string): Facts {
  const parsed = parseSync(path, source)
  const starts = [0, ...[...source.matchAll(/\n/g)].map(match => match.index + 1)]
  const lineOf = (offset: number): number => starts.findLastIndex(start => start <= offset) + 1
  const imports: Import[] = []
  const effects: { rule: Effect; line: number }[] = []
  const computedImports: number[] = []
  const add = (from: string, typeOnly: boolean, offset: number): void => { imports.push({ from, typeOnly, line: lineOf(offset) }); if (/^(node:)?process$/.test(from)) effect('no-env', offset) }
  const effect = (rule: Effect, offset: number): void => { effects.push({ rule, line: lineOf(offset) }) }

  new Visitor({
    ImportDeclaration(node) {
      const onlyTypes = node.specifiers.length > 0 && node.specifiers.every(one => one.type === 'ImportSpecifier' && one.importKind === 'type')
      add(node.source.value, node.importKind === 'type' || onlyTypes, node.start)
    },
    ExportNamedDeclaration(node) { if (node.source) add(node.source.value, node.exportKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every(one => one.exportKind === 'type')), node.start) },
    ExportAllDeclaration(node) { add(node.source.value, node.exportKind === 'type', node.start) },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') add(node.source.value, false, node.start)
      else computedImports.push(lineOf(node.start))
    },
    TSImportType(node) { add(node.source.value, true, node.start) },
    NewExpression(node) { if (nameOf(node.callee) === 'Date' && node.arguments.length === 0) effect('no-clock', node.start) },
    CallExpression(node) {
      const called = nameOf(node.callee)
      if (called === 'fetch') effect('no-fetch', node.start)
      if (called === 'Date') effect('no-clock', node.start)
    },
    MemberExpression(node) {
      const object = nameOf(node.object)
      const property = nameOf(node.property)
      if (object === 'process' && property === 'env') effect('no-env', node.start)
      if (object === 'Date' && property === 'now') effect('no-clock', node.start)
      if (object === 'Math' && property === 'random') effect('no-random', node.start)
      if (object === 'globalThis' && property === 'fetch') effect('no-fetch', node.start)
    },
  }).visit(parsed.program)
  return { imports, effects, computedImports, faults: parsed.errors.map(error => `${path}: ${error.message}`) }
}
