/** Rows of a CSV text (RFC 4180, comma, quotes doubled) by column name. NFC, byte order mark dropped, empty lines skipped. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = cells(text.replace(/^\ufeff/, '').normalize('NFC'))
  return rows.filter((row) => row.some((cell) => cell !== '')).map((row) => Object.fromEntries(header.map((name, index) => [name.trim(), (row[index] ?? '').trim()])))
}

function cells(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted && char === '"' && text[at + 1] === '"') { cell += '"'; at++ }
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === ',' || char === '\n')) {
      rows.at(-1)?.push(cell)
      cell = ''
      if (char === '\n') rows.push([])
    } else if (quoted || char !== '\r') cell += char
  }
  rows.at(-1)?.push(cell)
  return rows
}

/** A cell that a spreadsheet would run as a formula (CWE-1236): it gets an apostrophe in front, which spreadsheets show as plain text. */
const RUNS = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u

/** One line, without its end, whose cells never run as formulas. Numbers are written as they are. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map(value => {
    if (typeof value === 'number') return String(value)
    const safe = RUNS.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
  }).join(',')
}

/** CSV (RFC 4180, byte order mark so that spreadsheets read UTF-8) for people. */
export function writeCsv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${[header, ...rows].map(csvLine).join('\r\n')}\r\n`
}
