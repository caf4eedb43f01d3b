import { DuckDBInstance, DuckDBTypeId, JsonDuckDBValueConverter, type DuckDBConnection, type DuckDBType } from '@duckdb/node-api'
import type { ColumnKind, ResultCell, ResultColumn, RunResult } from '../domain/analysis.ts'

/** One table of a question: a view over one file of rows. `dates`: columns that the file holds as text. */
export interface Table { readonly name: string; readonly file: string; readonly columns: readonly string[]; readonly dates: readonly string[] }
export interface EngineBounds { readonly memoryMb: number; readonly threads: number }

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * An engine that holds nothing, reads exactly the given files and cannot be talked out of it: no other file, no network, no extension, no spilling to
 * disk, and no setting changes any more.
 */
export async function openEngine(tables: readonly Table[], bounds: EngineBounds): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${bounds.memoryMb}MB`, threads: String(bounds.threads), temp_directory: '', max_temp_directory_size: '0B', preserve_insertion_order: 'false', errors_as_json: 'true',
    autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', allow_community_extensions: 'false', allow_unsigned_extensions: 'false', allow_persistent_secrets: 'false',
  })
  const connection = await instance.connect()
  await connection.run(`set TimeZone = 'Asia/Ho_Chi_Minh'`)
  await connection.run(`set allowed_paths = [${tables.map(table => literal(table.file)).join(', ')}]`)
  for (const table of tables) await connection.run(`create view ${quoted(table.name)} as select ${table.columns.map(name => table.dates.includes(name) ? `try_cast(${quoted(name)} as date) as ${quoted(name)}` : quoted(name)).join(', ')} from read_parquet(${literal(table.file)})`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
  return connection
}

const NUMBERS: readonly DuckDBTypeId[] = [DuckDBTypeId.TINYINT, DuckDBTypeId.SMALLINT, DuckDBTypeId.INTEGER, DuckDBTypeId.BIGINT, DuckDBTypeId.HUGEINT, DuckDBTypeId.UHUGEINT, DuckDBTypeId.UTINYINT, DuckDBTypeId.USMALLINT, DuckDBTypeId.UINTEGER, DuckDBTypeId.UBIGINT, DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE, DuckDBTypeId.DECIMAL]
function kindOf({ typeId }: DuckDBType): ColumnKind {
  if (NUMBERS.includes(typeId)) return 'number'
  switch (typeId) {
    case DuckDBTypeId.VARCHAR: return 'text'
    case DuckDBTypeId.BOOLEAN: return 'boolean'
    case DuckDBTypeId.DATE: return 'date'
    case DuckDBTypeId.TIMESTAMP: case DuckDBTypeId.TIMESTAMP_TZ: case DuckDBTypeId.TIMESTAMP_S: case DuckDBTypeId.TIMESTAMP_MS: case DuckDBTypeId.TIMESTAMP_NS: return 'datetime'
    default: return 'other'
  }
}
/** Whole numbers stay numbers while JavaScript holds them exactly; larger ones are their digits. PostgreSQL, where answers are kept, knows no NUL. */
function cellOf(kind: ColumnKind, value: unknown): ResultCell {
  if (value === null || value === undefined) return null
  if (kind === 'number' && typeof value === 'string' && value !== '') { const number = Number(value); return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value }
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd')
  return typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value)
}

export interface ResultBounds { readonly rows: number; readonly bytes: number }
export interface Result extends RunResult { /** there was more than the bounds let through */ readonly cut: boolean }

/** Answers one question, reading no further than the bounds. */
export async function ask(connection: DuckDBConnection, statement: string, bounds: ResultBounds): Promise<Result> {
  const result = await connection.stream(statement)
  const types = result.columnTypes()
  const columns = result.columnNames().map((name, at): ResultColumn => { const type = types[at]; return { name, type: type?.toString() ?? '', kind: type ? kindOf(type) : 'other' } })
  const rows: ResultCell[][] = []
  let bytes = 0
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const found of chunk.convertRows(JsonDuckDBValueConverter)) {
      if (rows.length >= bounds.rows) return { columns, rows, cut: true }
      const row = columns.map((column, at) => cellOf(column.kind, found[at]))
      for (const cell of row) bytes += typeof cell === 'string' ? cell.length + 3 : 8
      if (bytes > bounds.bytes) return { columns, rows, cut: true }
      rows.push(row)
    }
  }
  return { columns, rows, cut: false }
}

/** What the engine says of a mistake; `at` counts bytes of the statement. */
export interface EngineFault { readonly type: string; readonly message: string; readonly at?: number }
export function faultOf(error: unknown): EngineFault {
  const text = error instanceof Error ? error.message : String(error)
  try {
    const told: unknown = JSON.parse(text)
    if (typeof told === 'object' && told !== null && 'exception_message' in told && typeof told.exception_message === 'string') {
      const at = 'position' in told && typeof told.position === 'string' ? Number(told.position) : Number.NaN
      return { type: 'exception_type' in told && typeof told.exception_type === 'string' ? told.exception_type : '', message: told.exception_message, ...Number.isInteger(at) ? { at } : {} }
    }
  } catch { /* not every error is told as JSON */ }
  return { type: '', message: text }
}

/** The engine's own parser on a text; nothing is run. */
export async function serialize(connection: DuckDBConnection, statement: string): Promise<unknown> {
  const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [statement])
  const answer = reader.getRowsJson()[0]?.[0]
  return JSON.parse(typeof answer === 'string' ? answer : '{}')
}
