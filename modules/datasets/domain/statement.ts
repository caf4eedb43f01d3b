/** What the engine's own parser made of a question (`json_serialize_sql`), judged: which datasets it reads, and whether it only reads them. */
export interface StatementFault { readonly code: 'syntax' | 'not-a-question' | 'many-statements' | 'unknown-table' | 'forbidden-function' | 'empty' | 'too-long'; /** in the engine's words, or the name that is refused */ readonly about: string; /** place in the text, counted in characters from 0 */ readonly at?: number }
export type Judged = { readonly ok: true; readonly tables: readonly string[] } | { readonly ok: false; readonly fault: StatementFault }

export const MAX_STATEMENT = 20_000
/** Functions that make rows out of what they are given. Others open files, change the engine or run text that nobody judged. */
const TABLE_FUNCTIONS: readonly string[] = ['range', 'generate_series', 'unnest', 'json_each', 'json_tree', 'regexp_split_to_table', 'string_split_to_table', 'repeat_row']
/** They tell of the engine and of the machine, not of data. */
const FORBIDDEN: readonly string[] = ['current_setting', 'getenv', 'getvariable', 'write_log', 'current_query', 'json_execute_serialized_sql', 'json_deserialize_sql', 'query', 'query_table', 'nextval', 'currval']

type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (node: Node, name: string): string => { const value = node[name]; return typeof value === 'string' ? value : '' }
const placeOf = (node: Node): { at?: number } => { const at = node['query_location']; return typeof at === 'number' && at < MAX_STATEMENT * 4 ? { at } : {} }

const listIn = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : []
function* nodesIn(value: unknown): Generator<Node> {
  // a stack of our own: nesting is the asker's to choose
  const open: unknown[] = [value]
  while (open.length > 0) {
    const each = open.pop()
    if (Array.isArray(each)) open.push(...listIn(each))
    else if (isNode(each)) { yield each; open.push(...Object.values(each)) }
  }
}

/** Names given by `with`: tables of the question itself. */
function namedWithin(nodes: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const node of nodes) {
    const map = node['cte_map']
    if (isNode(map)) for (const entry of listIn(map['map'])) if (isNode(entry)) names.add(textOf(entry, 'key').toLowerCase())
    const name = textOf(node, 'cte_name')
    if (name !== '') names.add(name.toLowerCase())
  }
  return names
}

/** `serialized`: the answer of `json_serialize_sql`; `known`: names of the tables that this reader may use. Both walls stand: what passes here meets the locked engine. */
export function judgeStatement(serialized: unknown, known: ReadonlySet<string>): Judged {
  const refuse = (code: StatementFault['code'], about = '', place: { at?: number } = {}): Judged => ({ ok: false, fault: { code, about, ...place } })
  if (!isNode(serialized)) return refuse('syntax')
  if (serialized['error'] === true) {
    if (textOf(serialized, 'error_type') === 'not implemented') return refuse('not-a-question')
    const at = Number(textOf(serialized, 'position') || Number.NaN)
    return refuse('syntax', textOf(serialized, 'error_message').split('\n')[0] ?? '', Number.isInteger(at) ? { at } : {})
  }
  const statements = serialized['statements']
  if (!Array.isArray(statements) || statements.length === 0) return refuse('empty')
  if (statements.length > 1) return refuse('many-statements')
  const nodes = [...nodesIn(statements)]
  const own = namedWithin(nodes)
  const tables = new Set<string>()
  for (const node of nodes) {
    const type = textOf(node, 'type')
    if (type === 'BASE_TABLE') {
      const name = textOf(node, 'table_name').toLowerCase()
      const bare = textOf(node, 'schema_name') === '' && textOf(node, 'catalog_name') === ''
      if (known.has(name)) tables.add(name)
      else if (!bare || !own.has(name)) return refuse('unknown-table', textOf(node, 'table_name'), placeOf(node))
    } else if (type === 'SHOW_REF' && node['query'] === null) return refuse('not-a-question', textOf(node, 'table_name'))
    else if (type === 'TABLE_FUNCTION') {
      const called = isNode(node['function']) ? textOf(node['function'], 'function_name').toLowerCase() : ''
      if (!TABLE_FUNCTIONS.includes(called)) return refuse('forbidden-function', called, placeOf(node))
    }
    if (textOf(node, 'class') === 'FUNCTION' && FORBIDDEN.includes(textOf(node, 'function_name').toLowerCase())) return refuse('forbidden-function', textOf(node, 'function_name'), placeOf(node))
  }
  return { ok: true, tables: [...tables].toSorted((a, b) => a < b ? -1 : 1) }
}

/** Line and column (both from 1) of a place. */
export function lineOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
