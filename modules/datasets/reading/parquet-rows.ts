import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet'
import { UnreadableFile } from './csv-rows.ts'

const PIECE = 20_000
const textOf = (value: unknown): string => {
  switch (typeof value) {
    case 'string': return value
    case 'number': case 'bigint': case 'boolean': return String(value)
    case 'object': return value === null ? '' : value instanceof Date ? value.toISOString().replace(/T00:00:00\.000Z$/, '').replace(/\.000Z$/, 'Z') : JSON.stringify(value, (_, each: unknown) => typeof each === 'bigint' ? Number(each) : each)
    default: return ''
  }
}

/** Rows of a Parquet file, some at a time. Compression other than Snappy and none is not read. Throws UnreadableFile. */
export async function parquetRows(bytes: Buffer, onHeader: (names: readonly string[]) => void, onRow: (row: Readonly<Record<string, unknown>>) => boolean | Promise<boolean>): Promise<void> {
  const buffer = Uint8Array.from(bytes).buffer
  const file = { byteLength: buffer.byteLength, slice: (start: number, end?: number) => buffer.slice(start, end) }
  try {
    const metadata = parquetMetadata(buffer)
    const rows = Number(metadata.num_rows)
    // one list of rows is decoded whole; what would not fit the process is refused before it is tried
    if (metadata.row_groups.some(group => Number(group.total_byte_size) > 256 * 1024 * 1024)) throw new UnreadableFile('bomb')
    onHeader(parquetSchema(metadata).children.map(child => child.element.name))
    for (let at = 0; at < rows; at += PIECE) {
      for (const row of await parquetReadObjects({ file, metadata, rowStart: at, rowEnd: Math.min(rows, at + PIECE) })) if (await onRow(row)) return
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    throw new UnreadableFile(error instanceof Error && /compression|codec/i.test(error.message) ? 'not-supported' : 'broken')
  }
}
export { textOf as parquetText }
