import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** An event of CloudEvents 1.0 as it is kept: its JSON form. */
export interface CloudEvent { readonly specversion: '1.0'; readonly id: string; readonly source: string; readonly type: string; readonly [attribute: string]: unknown }
export type ReadEvent = { readonly ok: true; readonly event: CloudEvent } | { readonly ok: false; readonly reason: string }

export const STRUCTURED = 'application/cloudevents+json'
export const BATCH = 'application/cloudevents-batch+json'
const NAME = /^[a-z0-9]{1,40}$/
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const filled = (value: unknown, most: number): value is string => typeof value === 'string' && value !== '' && value.length <= most && value.isWellFormed()
const wrong = (reason: string): ReadEvent => ({ ok: false, reason })
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i

function parsed(text: string): { readonly value: unknown } | undefined { try { return { value: JSON.parse(text) } } catch { return undefined } }
/** Attribute values of the binary mode are percent-encoded (HTTP binding §3.1.3.2). */
function decoded(text: string): string { try { return decodeURIComponent(text) } catch { return text } }

function checked(event: Record<string, unknown>): ReadEvent {
  const { specversion, id, source, type, time } = event
  if (specversion !== '1.0') return wrong('specversion must be 1.0')
  if (!filled(id, 200)) return wrong('id must be 1 to 200 characters')
  if (!filled(source, 500)) return wrong('source must be a URI reference of 1 to 500 characters')
  if (!filled(type, 200)) return wrong('type must be 1 to 200 characters')
  if (time !== undefined && !(typeof time === 'string' && RFC_3339.test(time))) return wrong('time must be a timestamp of RFC 3339')
  const name = Object.keys(event).find(each => each !== 'data_base64' && !NAME.test(each))
  if (name !== undefined) return wrong(`the attribute ${name.slice(0, 40)} must be small letters and digits`)
  if ('sequence' in event) return wrong('sequence is given by the exchange')
  if ('data' in event && 'data_base64' in event) return wrong('data and data_base64 exclude each other')
  return { ok: true, event: { ...event, specversion, id, source, type } }
}

/** Reads a request: structured mode (`application/cloudevents+json`), or binary mode with `ce-` headers and JSON or text as data. */
export function readCloudEvent(headers: IncomingHttpHeaders, body: Buffer): ReadEvent {
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const text = body.toString('utf8')
  if (mediaType === STRUCTURED) {
    const value = parsed(text)?.value
    return isRecord(value) ? checked(value) : wrong('the body is no JSON object')
  }
  if (headers['ce-specversion'] === undefined) return wrong(`send ${STRUCTURED}, or the attributes as ce- headers`)
  const attributes = Object.entries(headers).flatMap(([name, value]) => name.startsWith('ce-') && typeof value === 'string' ? [[name.slice(3), decoded(value)] as const] : [])
  const data = body.length === 0 ? {} : /^(?:application|text)\/(?:.+\+)?json$/.test(mediaType) ? (() => { const value = parsed(text); return value ? { data: value.value } : undefined })()
    : mediaType.startsWith('text/') ? { data: text } : { data_base64: body.toString('base64') }
  if (!data) return wrong('the body is no JSON')
  return checked({ ...Object.fromEntries(attributes), ...(mediaType === '' ? {} : { datacontenttype: mediaType }), ...data })
}

/** JSON with sorted names: the same event has the same digest however it was written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => isRecord(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => a < b ? -1 : 1)) : each)
}
export const digestOf = (event: CloudEvent): Buffer => createHash('sha256').update(canonical(event)).digest()

/** The event as subscribers get it: with the extension `sequence` (CloudEvents extensions), its position in digits that sort as text. */
export const withSequence = (json: string, position: number): string => `${json.slice(0, -1)},"sequence":"${String(position).padStart(16, '0')}"}`
