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
