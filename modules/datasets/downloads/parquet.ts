import { fileWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer'
import type { Field, FieldType } from '../domain/schema.ts'
import type { Row } from '../queries/rows.ts'
import type { Source } from './rows.ts'

const GROUP = 25_000
const TYPES: Readonly<Record<FieldType, 'STRING' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | 'JSON'>> = { text: 'STRING', integer: 'INT64', decimal: 'DOUBLE', money: 'INT64', boolean: 'BOOLEAN', date: 'STRING', datetime: 'TIMESTAMP', unit: 'STRING', 'personal-id': 'STRING', phone: 'STRING', email: 'STRING', url: 'STRING', point: 'JSON', geometry: 'JSON' }
const columnsOf = (columns: readonly Field[], rows: readonly Row[]): ColumnSource[] => columns.map(({ name, type }) => ({ name, type: TYPES[type], nullable: true, data: rows.map(row => { const value = row[name] ?? null; return TYPES[type] === 'INT64' && typeof value === 'number' ? BigInt(value) : value }) }))

/** Writes the rows to `file`, one group of rows after the other; what is in memory is one group. */
export async function writeParquet(file: string, { columns, pages, opened, position }: Source): Promise<void> {
  const parquet = new ParquetWriter({ writer: fileWriter(file), schema: schemaFromColumnData({ columnData: columnsOf(columns, []) }), createdBy: 'tinhso', kvMetadata: [{ key: 'dataset', value: opened.dataset.code }, { key: 'position', value: String(position) }] })
  let group: Row[] = []
  const flush = async (): Promise<void> => { await parquet.write({ columnData: columnsOf(columns, group), rowGroupSize: GROUP }); group = [] }
  let written = false
  for await (const rows of pages()) { group.push(...rows); if (group.length >= GROUP) { await flush(); written = true } }
  if (group.length > 0 || !written) await flush()
  await parquet.finish()
}
