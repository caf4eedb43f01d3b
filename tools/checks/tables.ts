/** Cells of every row of the Markdown tables in a text, header and rule left out; back-ticks removed. */
export function readTables(markdown: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n')
  return lines.flatMap((line, index) => {
    const header = /^\|[\s:|-]+\|$/.test(lines[index + 1] ?? '')
    if (!line.startsWith('|') || /^\|[\s:|-]+\|$/.test(line) || header) return []
    return [line.slice(1, -1).split('|').map(cell => cell.trim().replaceAll('`', ''))]
  })
}
