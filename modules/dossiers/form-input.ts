import { createHash } from 'node:crypto'

const own = (body: unknown, name: string): unknown => typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined

/** One text of a posted form or query, trimmed; the last where several came. */
export function textIn(body: unknown, name: string): string {
  const value = [own(body, name)].flat().at(-1)
  return typeof value === 'string' ? value.trim() : ''
}
/** Every text under a name: checkboxes. */
export const textsIn = (body: unknown, name: string): string[] => [own(body, name)].flat().filter(value => typeof value === 'string')
export const numberIn = (body: unknown, name: string): number | undefined => { const text = textIn(body, name); return /^\d{1,9}$/.test(text) ? Number(text) : undefined }
/** As PostgreSQL writes a time: `2026-03-09 08:00:00.123+00`, or `infinity`. */
export const isTime = (text: string): boolean => text === 'infinity' || (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([+-]\d{2}(:?\d{2})?|Z)?$/.test(text) && !Number.isNaN(Date.parse(text.replace(/([+-]\d{2})$/, '$1:00'))))

/** `2026-03-09T…~uuid` of a page's last row. */
export function afterIn(text: string): { readonly at: string; readonly id: string } | undefined {
  const [at = '', id = ''] = text.split('~')
  return isTime(at) && UUID.test(id) ? { at, id } : undefined
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** One form that does several things has one key; each of its acts gets a key of its own out of it, the same at every press (UUID version 8). */
export function keyFor(once: string, what: string): string {
  const hex = createHash('sha256').update(`${once}/${what}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
