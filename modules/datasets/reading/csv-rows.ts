/** What ends the reading of a file. */
export type FileFault = 'empty' | 'no-header' | 'unknown-format' | 'too-many-columns' | 'row-too-long' | 'broken' | 'bomb' | 'encrypted' | 'too-many-strings' | 'not-supported'
export class UnreadableFile extends Error {
  readonly fault: FileFault
  constructor(fault: FileFault) { super(fault); this.fault = fault }
}

export const MOST_COLUMNS = 2000
/** A row may grow threefold on its way into the table; `RowWriter` has room for that. */
const MOST_ROW_BYTES = 2 * 1024 * 1024
const [QUOTE, LF, CR] = [34, 10, 13]

export interface Spans { readonly bytes: Uint8Array; readonly starts: Int32Array; readonly ends: Int32Array; readonly count: number }

/**
 * Rows of a CSV (RFC 4180 with any delimiter, quotes doubled, LF or CRLF) out of pieces of UTF-8, as places in a buffer: no cell becomes a string here.
 * The places hold until `onRow` returns. Throws UnreadableFile.
 */
export function csvRows(delimiter: number, onRow: (row: Spans) => void): { push(chunk: Uint8Array): void; end(): void } {
  const starts = new Int32Array(MOST_COLUMNS)
  const ends = new Int32Array(MOST_COLUMNS)
  const doubled = new Uint8Array(MOST_COLUMNS)
  let rest = Buffer.alloc(0)
  const row: { bytes: Uint8Array; starts: Int32Array; ends: Int32Array; count: number } = { bytes: rest, starts, ends, count: 0 }

  /** `""` inside quotes is one quote: put together where it stands, the place only becomes shorter. */
  function undouble(bytes: Uint8Array, count: number): void {
    for (let column = 0; column < count; column++) {
      if (doubled[column] === 0) continue
      let to = starts[column] ?? 0
      for (let at = to; at < (ends[column] ?? 0); at++) {
        bytes[to++] = bytes[at] ?? 0
        if (bytes[at] === QUOTE && bytes[at + 1] === QUOTE) at++
      }
      ends[column] = to
    }
  }

  /** Answers how many bytes were whole rows. */
  function scan(bytes: Uint8Array, size: number, last: boolean): number {
    let begin = 0
    let at = 0
    while (begin < size) {
      let column = 0
      let any = false
      at = begin
      for (;;) {
        if (column >= MOST_COLUMNS) throw new UnreadableFile('too-many-columns')
        doubled[column] = 0
        let end: number
        if (bytes[at] === QUOTE && at < size) {
          const start = ++at
          for (;;) {
            while (at < size && bytes[at] !== QUOTE) at++
            if (at + 1 >= size) { if (!last) return begin; break }
            if (bytes[at + 1] !== QUOTE) break
            doubled[column] = 1
            any = true
            at += 2
          }
          starts[column] = start
          end = Math.min(at, size)
          ends[column] = end
          // whatever stands between the closing quote and the delimiter is dropped
          at++
          while (at < size && bytes[at] !== delimiter && bytes[at] !== LF) at++
        } else {
          const start = at
          while (at < size) { const byte = bytes[at]; if (byte === delimiter || byte === LF) break; at++ }
          starts[column] = start
          end = at
          ends[column] = end > start && bytes[end - 1] === CR && (at >= size || bytes[at] === LF) ? end - 1 : end
        }
        column++
        if (at >= size) { if (!last) return begin; break }
        if (bytes[at] === LF) break
        at++
      }
      if (any) undouble(bytes, column)
      row.bytes = bytes
      row.count = column
      onRow(row)
      begin = at + 1
    }
    return Math.min(begin, size)
  }
  const take = (chunk: Uint8Array, last: boolean): void => {
    const bytes = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.concat([rest, chunk])
    const used = scan(bytes, bytes.length, last)
    rest = Buffer.from(bytes.subarray(used))
    if (rest.length > MOST_ROW_BYTES) throw new UnreadableFile('row-too-long')
  }
  return { push: chunk => { take(chunk, false) }, end: () => { if (rest.length > 0) take(new Uint8Array(0), true) } }
}
