/** What clients of the national document axis put into headers, and how it is read back (exchange.md §2.4: its client library, trap by trap). */
export const AXIS_OPERATIONS = ['sendEdoc', 'getReceivedEdocList', 'getSentEdocList', 'getEdoc', 'downloadEdoc', 'countReceiveEdoc', 'countReceiveStatus', 'updateStatus', 'getAgenciesList', 'getAgenciesListQD20', 'getSynchronizeUnit', 'registerAgency', 'deleteAgency'] as const
export type AxisOperation = (typeof AXIS_OPERATIONS)[number]

const PREFIX = 'xroadvnpt-'
const MOST = 64

/** The operation that the last part of an address names; what stands before it is the client's choice. */
export function operationOf(url: string): AxisOperation | undefined {
  const path = url.split('?', 1)[0] ?? ''
  const last = path.slice(path.lastIndexOf('/') + 1)
  return AXIS_OPERATIONS.find(each => each === last)
}

/** What the client signed: each parameter under the very name that it has in the JSON, without the prefix. */
export type Signed = ReadonlyMap<string, string>
export function readSigned(json: string): Signed | undefined {
  let value: unknown
  try { value = JSON.parse(json) } catch { return undefined }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const signed = new Map<string, string>()
  for (const [name, each] of Object.entries(value)) {
    if (typeof each !== 'string' || !name.toLowerCase().startsWith(PREFIX) || signed.size >= MOST) return undefined
    signed.set(name.slice(PREFIX.length), each)
  }
  return signed
}

/**
 * Whether the headers are those that were signed. Names that differ only by case are two in the JSON and one in HTTP, where a proxy may also have
 * joined their values: the values must be the same ones, in whatever order.
 */
export function agree(signed: Signed, rawHeaders: readonly string[]): boolean {
  const wanted = Map.groupBy(signed, ([name]) => name.toLowerCase())
  for (const [name, entries] of wanted) {
    const sent: string[] = []
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === PREFIX + name) sent.push(rawHeaders[at + 1] ?? '')
    if (!sameValues(entries.map(([, value]) => value.trim()), sent.map(each => each.trim()))) return false
  }
  return true
}

function sameValues(wanted: readonly string[], sent: readonly string[]): boolean {
  const [first, ...rest] = sent
  if (wanted.length > 4) return false
  if (sent.length === 1 && first !== undefined && wanted.length > 1) return joins(wanted, first)
  if (first === undefined || wanted.length !== sent.length) return false
  const at = wanted.indexOf(first)
  return at >= 0 && (rest.length === 0 || sameValues(wanted.toSpliced(at, 1), rest))
}
const joins = (values: readonly string[], text: string): boolean => values.some((value, at) => values.length === 1 ? text === value : text.startsWith(`${value},`) && joins(values.toSpliced(at, 1), text.slice(value.length + 1).trimStart()))

/** A parameter, by the names it may have, the likeliest first: a long-lived client carries old ones along under another case. */
export function parameter(signed: Signed, ...names: readonly string[]): string | undefined {
  for (const name of names) { const value = signed.get(name); if (value !== undefined) return value.trim() }
  for (const [name, value] of signed) if (names.some(each => each.toLowerCase() === name.toLowerCase())) return value.trim()
  return undefined
}

/** The library writes each byte of a SHA-256 in hexadecimals without its leading zero; repaired clients write all of it. `bytes` are the digest's. */
export function isHashText(text: string, bytes: Iterable<number>): boolean {
  const digits = [...bytes].map(byte => byte.toString(16))
  const given = text.trim().toLowerCase()
  return given === digits.join('') || given === digits.map(each => each.padStart(2, '0')).join('')
}

/** `to` as the library sends it: a JSON array, else codes with commas or semicolons between. */
export function readCodes(text: string | undefined): string[] | undefined {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return undefined
  if (!trimmed.startsWith('[')) return trimmed.split(/[,;]/).map(each => each.trim()).filter(each => each !== '')
  try {
    const value: unknown = JSON.parse(trimmed)
    return Array.isArray(value) ? value.map(String) : []
  } catch { return [] }
}
