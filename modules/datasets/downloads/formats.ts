import { csvLine } from '../../../kernel/csv.ts'
import type { Field } from '../domain/schema.ts'
import { cellOf } from '../queries/cell.ts'
import type { Row } from '../queries/rows.ts'
import type { Source } from './rows.ts'
import { xlsxOf } from './xlsx.ts'

export type Format = 'csv' | 'xlsx' | 'json' | 'ndjson' | 'parquet' | 'geojson'
export interface FormatInfo { readonly mediaType: string; readonly label: string; /** IANA media type and EU file type, for catalogues */ readonly euType: string; /** pieces of the file, one page of rows after the other; undefined: is written as a file */ readonly pieces: ((source: Source) => AsyncGenerator<string | Uint8Array>) | undefined }

export const placeField = (fields: readonly Field[]): Field | undefined => fields.find(field => field.type === 'geometry') ?? fields.find(field => field.type === 'point')

async function* csv({ columns, pages }: Source): AsyncGenerator<string> {
  const names = columns.map(field => field.name)
  // with a byte order mark, so that spreadsheets read UTF-8
  yield `\ufeff${csvLine(names)}\r\n`
  for await (const rows of pages()) yield rows.map(row => `${csvLine(names.map(name => cellOf(row[name])))}\r\n`).join('')
}
async function* ndjson({ pages }: Source): AsyncGenerator<string> { for await (const rows of pages()) yield rows.map(row => `${JSON.stringify(row)}\n`).join('') }
async function* list(pages: AsyncGenerator<readonly Row[]>, one: (row: Row) => string): AsyncGenerator<string> {
  let first = true
  for await (const rows of pages) { if (rows.length > 0) { yield `${first ? '' : ',\n'}${rows.map(one).join(',\n')}`; first = false } }
}
async function* json({ pages }: Source): AsyncGenerator<string> { yield '[\n'; yield* list(pages(), row => JSON.stringify(row)); yield '\n]\n' }
async function* geojson({ columns, pages }: Source): AsyncGenerator<string> {
  const place = placeField(columns)?.name ?? ''
  yield '{"type":"FeatureCollection","features":[\n'
  yield* list(pages(), ({ [place]: geometry, ...properties }) => JSON.stringify({ type: 'Feature', geometry: geometry ?? null, properties }))
  yield '\n]}\n'
}

export const FORMATS: Readonly<Record<Format, FormatInfo>> = {
  csv: { mediaType: 'text/csv; charset=utf-8', label: 'CSV', euType: 'CSV', pieces: csv },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', label: 'XLSX', euType: 'XLSX', pieces: xlsxOf },
  json: { mediaType: 'application/json; charset=utf-8', label: 'JSON', euType: 'JSON', pieces: json },
  ndjson: { mediaType: 'application/x-ndjson; charset=utf-8', label: 'NDJSON', euType: 'JSON', pieces: ndjson },
  parquet: { mediaType: 'application/vnd.apache.parquet', label: 'Parquet', euType: 'PARQUET', pieces: undefined },
  geojson: { mediaType: 'application/geo+json; charset=utf-8', label: 'GeoJSON', euType: 'GEOJSON', pieces: geojson },
}
export const FORMAT_NAMES = ['csv', 'xlsx', 'json', 'ndjson', 'parquet', 'geojson'] as const satisfies readonly Format[]
export const isFormat = (word: string): word is Format => FORMAT_NAMES.some(format => format === word)
/** The forms in which a dataset with these fields is offered. */
export const formatsFor = (fields: readonly Field[]): readonly Format[] => FORMAT_NAMES.filter(format => format !== 'geojson' || placeField(fields) !== undefined)
