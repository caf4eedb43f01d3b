/** A value as a cell of a table: numbers stay numbers, times are ISO 8601, places GeoJSON. */
export function cellOf(value: unknown): string | number {
  switch (typeof value) {
    case 'number': case 'string': return value
    case 'boolean': case 'bigint': return String(value)
    case 'object': return value === null ? '' : value instanceof Date ? value.toISOString() : JSON.stringify(value)
    default: return ''
  }
}
