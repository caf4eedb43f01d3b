import { strToU8, Zip, ZipDeflate } from 'fflate'

/** Rows of a sheet with its header (ECMA-376 18.3.1.73). */
export const MOST_SHEET_ROWS = 1_048_576
/** `day`: yyyy-mm-dd */
export type SheetCell = string | number | boolean | null | { readonly day: string }
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
  '_rels/.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  'xl/workbook.xml': '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Dữ liệu" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
  // 0 plain, 1 a day (number format 14), 2 bold
  'xl/styles.xml': '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>',
}
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

// characters that no XML 1.0 document may hold (§2.2)
// eslint-disable-next-line no-control-regex -- these are what must not go out
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const escaped = (text: string): string => text.replace(FORBIDDEN, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
/** Text stands in the cell itself: a spreadsheet never takes it for a formula. */
const textCell = (text: string, style = ''): string => text === '' ? '<c/>' : `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(text.slice(0, 32_767))}</t></is></c>`
/** Days since 30/12/1899; before March 1900 spreadsheets count wrongly. */
const serial = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 25_569

function cellText(value: SheetCell): string {
  if (value === null) return '<c/>'
  if (typeof value === 'number') return `<c><v>${value}</v></c>`
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`
  if (typeof value === 'string') return textCell(value)
  return value.day >= '1900-03-01' && value.day < '9999-12-31' ? `<c s="1"><v>${serial(value.day)}</v></c>` : textCell(value.day)
}

/** A workbook of one sheet, deflated page by page: memory stays flat however many rows there are. */
export async function* xlsxSheet(header: readonly string[], pages: AsyncIterable<readonly (readonly SheetCell[])[]>): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = []
  const zip = new Zip((error, chunk) => { if (error) throw error; out.push(chunk) })
  function* drained(): Generator<Uint8Array> { yield* out.splice(0) }
  for (const [name, content] of Object.entries(PARTS)) { const part = new ZipDeflate(name, { level: 6 }); zip.add(part); part.push(strToU8(HEAD + content), true) }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 6 })
  zip.add(sheet)
  sheet.push(strToU8(`${HEAD}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData><row>${header.map(title => textCell(title, ' s="2"')).join('')}</row>`))
  for await (const rows of pages) {
    sheet.push(strToU8(rows.map(row => `<row>${row.map(cellText).join('')}</row>`).join('')))
    yield* drained()
  }
  sheet.push(strToU8('</sheetData></worksheet>'), true)
  zip.end()
  yield* drained()
}

/** A small one at once. */
export async function writeXlsx(header: readonly string[], rows: readonly (readonly SheetCell[])[]): Promise<Uint8Array> {
  async function* once(): AsyncGenerator<readonly (readonly SheetCell[])[]> { yield await Promise.resolve(rows) }
  const pieces: Uint8Array[] = []
  for await (const piece of xlsxSheet(header, once())) pieces.push(piece)
  return Buffer.concat(pieces)
}
