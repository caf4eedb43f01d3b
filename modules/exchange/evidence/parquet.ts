import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type FileMetaData } from 'hyparquet'
import { fileWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer'

/** Months of the log as Parquet files, written piece by piece: memory stays flat whatever the month holds. */
export const ROWS_OF_A_GROUP = 50_000
type Row = Readonly<Record<string, unknown>>
export interface Column { readonly name: string; readonly type: 'STRING' | 'INT32' | 'INT64' | 'BOOLEAN' | 'BYTE_ARRAY'; readonly nullable?: boolean }

const columnsOf = (columns: readonly Column[], rows: readonly Row[]): ColumnSource[] => columns.map(column => ({ name: column.name, type: column.type, nullable: column.nullable ?? false,
  data: rows.map(row => { const value = row[column.name] ?? null; return column.type === 'INT64' && typeof value === 'number' ? BigInt(value) : value }) }))

/** Writes `rows` to `file` under a temporary name, on the disk and renamed when it is whole. `about` stands in the file's own metadata. Answers its SHA-256. */
export async function writeParquet(file: string, columns: readonly Column[], rows: AsyncIterable<Row>, about: (rows: number) => Readonly<Record<string, string>>): Promise<{ readonly rows: number; readonly sha256: Buffer }> {
  const partial = `${file}.partial`
  const writer = fileWriter(partial)
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: columnsOf(columns, []) }), createdBy: 'tinhso' })
  let group: Row[] = []
  let count = 0
  const flush = async (): Promise<void> => { if (group.length > 0) await parquet.write({ columnData: columnsOf(columns, group), rowGroupSize: ROWS_OF_A_GROUP }); group = [] }
  for await (const row of rows) { group.push(row); count++; if (group.length === ROWS_OF_A_GROUP) await flush() }
  await flush()
  parquet.kvMetadata = Object.entries(about(count)).map(([key, value]) => ({ key, value }))
  await parquet.finish()
  const handle = await open(partial, 'r')
  try { await handle.sync() } finally { await handle.close() }
  await rename(partial, file)
  const dir = await open(dirname(file))
  try { await dir.sync() } finally { await dir.close() }
  return { rows: count, sha256: await hashOfFile(file) }
}

export async function hashOfFile(file: string): Promise<Buffer> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(file)) digest.update(chunk instanceof Buffer ? chunk : String(chunk))
  return digest.digest()
}

export interface ParquetFile { readonly metadata: FileMetaData; about(key: string): string | undefined; rows(start: number, end: number, columns?: readonly string[]): AsyncGenerator<Row> }

/** Opens a file for reading in pieces. */
export async function openParquet(path: string): Promise<ParquetFile> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  return {
    metadata, about: key => metadata.key_value_metadata?.find(each => each.key === key)?.value,
    async *rows(start, end, columns) {
      for (let at = start; at < end;) {
        const next = Math.min(end, at + ROWS_OF_A_GROUP - at % ROWS_OF_A_GROUP)
        yield* await parquetReadObjects({ file, metadata, rowStart: at, rowEnd: next, ...(columns ? { columns: [...columns] } : {}) })
        at = next
      }
    },
  }
}
