import { UnreadableFile } from './csv-rows.ts'

const MOST_ELEMENT = 2 * 1024 * 1024
const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [34, 92, 123, 125, 91, 93]

/**
 * The objects of the first list of objects in a JSON text (the list itself, `features` of GeoJSON, `records`, `data`), each parsed on its own, out of
 * pieces of UTF-8. Lines of JSON are the same without the list. Throws UnreadableFile.
 */
export function jsonElements(lines: boolean, onElement: (element: object) => void): { push(chunk: Uint8Array): void; end(): void } {
  let depth = 0
  let lastOpen = 0
  let listDepth = lines ? 0 : -1
  let inText = false
  let escaped = false
  let over = false
  let parts: Buffer[] = []
  let size = 0
  const parse = (bytes: Buffer): void => {
    let value: unknown
    try { value = JSON.parse(bytes.toString('utf8')) } catch { throw new UnreadableFile('broken') }
    if (typeof value === 'object' && value !== null) onElement(value)
  }
  return {
    push(chunk) {
      if (over) return
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let begin = size > 0 ? 0 : -1
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]
        if (inText) { if (escaped) escaped = false; else if (byte === BACKSLASH) escaped = true; else if (byte === QUOTE) inText = false; continue }
        if (byte === QUOTE) inText = true
        else if (byte === OPEN || byte === OPEN_LIST) {
          if (listDepth === -1 && byte === OPEN && depth > 0 && lastOpen === OPEN_LIST) listDepth = depth
          if (depth === listDepth && byte === OPEN) begin = at
          lastOpen = byte
          depth++
          if (depth > 200) throw new UnreadableFile('broken')
        } else if (byte === CLOSE || byte === CLOSE_LIST) {
          depth--
          if (depth < 0) throw new UnreadableFile('broken')
          if (byte === CLOSE && depth === listDepth && begin >= 0) {
            const last = bytes.subarray(begin, at + 1)
            parse(parts.length === 0 ? last : Buffer.concat([...parts, last]))
            parts = []
            size = 0
            begin = -1
          } else if (byte === CLOSE_LIST && listDepth > 0 && depth === listDepth - 1) { over = true; return }
        }
      }
      if (begin >= 0) { const piece = Buffer.from(bytes.subarray(begin)); parts.push(piece); size += piece.length; if (size > MOST_ELEMENT) throw new UnreadableFile('row-too-long') }
    },
    end() { if (!over && (depth !== 0 || inText)) throw new UnreadableFile('broken') },
  }
}


const textOf = (value: unknown): string => value === null || value === undefined ? '' : typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'true' : 'false') : typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value)

/** Name and text of what an element holds; of a GeoJSON feature its properties and its shape. */
export function membersOf(element: object): ReadonlyMap<string, { readonly text: string; readonly native: boolean }> {
  const found = new Map<string, { text: string; native: boolean }>()
  const take = (source: object): void => { for (const [name, value] of Object.entries(source)) found.set(name, { text: textOf(value), native: typeof value === 'number' }) }
  if ('type' in element && element.type === 'Feature' && 'geometry' in element) {
    if ('properties' in element && typeof element.properties === 'object' && element.properties !== null) take(element.properties)
    found.set('geometry', { text: textOf(element.geometry), native: false })
  } else take(element)
  return found
}
