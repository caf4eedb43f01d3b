/**
 * X-Road's names of parties and services (pr-rest_x-road_message_protocol_for_rest.md §4.2, §4.3): parts that are UTF-8, percent-encoded each on
 * its own, with a slash between that is never encoded.
 */
export interface ClientId { readonly instance: string; readonly memberClass: string; readonly memberCode: string; readonly subsystem?: string }
export interface ServiceId extends ClientId { readonly subsystem: string; readonly service: string }

export type IdentifierFault = 'missing' | 'part-count' | 'empty-part' | 'encoding' | 'character'
type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: IdentifierFault }

/** Characters that an identifier may hold (ibid. §4.2). Codes of Vietnamese agencies (000.00.01.H56, H55.33) fit. */
const ALLOWED = /^[A-Za-z0-9'()+,\-.=?]+$/

function readPart(raw: string): Read<string> {
  // nearly every part is written as it is meant; `%` is no character of an identifier
  if (ALLOWED.test(raw)) return { ok: true, value: raw }
  if (raw === '') return { ok: false, reason: 'empty-part' }
  let part: string
  try { part = decodeURIComponent(raw) } catch { return { ok: false, reason: 'encoding' } }
  return ALLOWED.test(part) ? { ok: true, value: part } : { ok: false, reason: 'character' }
}

function readParts(text: string, least: number, most: number): Read<string[]> {
  const raw = text.split('/')
  if (raw.length < least || raw.length > most) return { ok: false, reason: 'part-count' }
  const parts: string[] = []
  for (const each of raw) {
    const part = readPart(each)
    if (!part.ok) return part
    parts.push(part.value)
  }
  return { ok: true, value: parts }
}

/** The same few names come with every message: what a text was read as is kept, of texts of a usual length and until there are too many. */
function remembered<T>(read: (text: string) => T, most = 5_000, longest = 300): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const now = read(text)
    if (known.size >= most) known.clear()
    if (text.length <= longest) known.set(text, now)
    return now
  }
}

const readTrimmed = remembered((text): Read<ClientId> => {
  const parts = readParts(text, 3, 4)
  if (!parts.ok) return parts
  const [instance = '', memberClass = '', memberCode = '', subsystem] = parts.value
  return { ok: true, value: { instance, memberClass, memberCode, ...(subsystem === undefined ? {} : { subsystem }) } }
})
/** Reads `instance/class/code[/subsystem]` as the header X-Road-Client holds it. */
export function readClientId(text: string | undefined): Read<ClientId> {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? { ok: false, reason: 'missing' } : readTrimmed(trimmed)
}

/** Reads `[class/]code` of X-Road-Represented-Party; more parts are an error. */
export function readRepresentedParty(text: string): Read<{ readonly memberClass?: string; readonly memberCode: string }> {
  const parts = readParts(text.trim(), 1, 2)
  if (!parts.ok) return parts
  const [first = '', second] = parts.value
  return { ok: true, value: second === undefined ? { memberCode: first } : { memberClass: first, memberCode: second } }
}

/** Reads `instance/class/code/serverCode` of X-Road-Security-Server. */
export function readServerId(text: string): Read<string> {
  const parts = readParts(text.trim(), 4, 4)
  return parts.ok ? { ok: true, value: parts.value.join('/') } : parts
}

/** What the address of a message names: `/r1/{instance}/{class}/{code}/{subsystem}/{service}[/path]`. */
export interface MessageTarget {
  readonly service: ServiceId
  /** as sent, with its slash; '' when nothing follows the service */
  readonly rawPath: string
}
export type TargetFault = IdentifierFault | 'protocol-version'

/** Reads the path of a REST message. The subsystem is compulsory, as in X-Road's own code (RestRequest.decodeIdentifiers), whatever its document says. */
export function readMessageTarget(path: string): { readonly ok: true; readonly value: MessageTarget } | { readonly ok: false; readonly reason: TargetFault } {
  if (path !== '/r1' && !path.startsWith('/r1/')) return { ok: false, reason: 'protocol-version' }
  let end = 3
  for (let part = 1; part <= 5; part++) {
    end = path.indexOf('/', end + 1)
    if (end >= 0) continue
    if (part < 5) return { ok: false, reason: 'part-count' }
    end = path.length
  }
  const service = readServiceId(path.slice(4, end))
  return service.ok ? { ok: true, value: { service: service.value, rawPath: path.slice(end) } } : service
}
const readServiceId = remembered((text): Read<ServiceId> => {
  const names = readParts(text, 5, 5)
  if (!names.ok) return names
  const [instance = '', memberClass = '', memberCode = '', subsystem = '', service = ''] = names.value
  return { ok: true, value: { instance, memberClass, memberCode, subsystem, service } }
})

const write = (parts: readonly string[]): string => parts.map(part => encodeURIComponent(part).replace(/%2C/g, ',').replace(/%2B/g, '+').replace(/%3D/g, '=')).join('/')

/** `instance/class/code[/subsystem]`, each part encoded on its own. */
export const writeClientId = (id: ClientId): string => write([id.instance, id.memberClass, id.memberCode, ...(id.subsystem === undefined ? [] : [id.subsystem])])
/** `instance/class/code/subsystem/service` of the response header X-Road-Service. */
export const writeServiceId = (id: ServiceId): string => write([id.instance, id.memberClass, id.memberCode, id.subsystem, id.service])

/** `VN:GOV:000.00.00.G22:vpcpdvcprovider`: the same identifier as the VDXP adapter's `dstcode` writes it. */
export function readColonId(text: string): Read<ClientId> {
  return readClientId(text.split(':').join('/'))
}
