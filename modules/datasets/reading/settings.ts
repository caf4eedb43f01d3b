import type { NumberStyle } from '../domain/value.ts'

export const FORMATS = ['csv', 'xlsx', 'json', 'ndjson', 'geojson', 'parquet'] as const
export type Format = (typeof FORMATS)[number]
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1258'] as const
export type Encoding = (typeof ENCODINGS)[number]
/** The font that a text was typed for: before Unicode, letters were other letters of Latin-1 in a font of their own. */
export const FONTS = ['unicode', 'tcvn3', 'vni'] as const
export type Font = (typeof FONTS)[number]

/** How a file is read; found by looking at it, and the steward may say otherwise. */
export interface FileSettings {
  readonly format: Format
  readonly encoding: Encoding
  readonly font: Font
  /** of CSV: `,` `;` tab `|` */
  readonly delimiter: string
  readonly numbers: NumberStyle
  /** number of the row that names the columns, as a spreadsheet counts; titles above it are skipped */
  readonly headerRow: number
  /** of XLSX: which sheet, from 0 */
  readonly sheet: number
}

export interface Inspection {
  readonly settings: FileSettings
  readonly sheets: readonly string[]
  readonly header: readonly string[]
  /** the first rows as texts */
  readonly sample: readonly (readonly string[])[]
}
