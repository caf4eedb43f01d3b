// DER (X.690) as far as signatures need it: enough to write CMS structures byte for byte and to take certificates apart without re-encoding.

const length = (size: number): Uint8Array => {
  if (size < 0x80) return Uint8Array.of(size)
  const bytes: number[] = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 | bytes.length, ...bytes)
}

export const tlv = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(contents)
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag), length(body.length), body]))
}

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...items)
/** SET OF: DER sorts its members by their encoding (X.690 §11.6). */
export const setOf = (...items: readonly Uint8Array[]): Uint8Array => tlv(0x31, ...items.map((item) => Buffer.from(item)).sort(Buffer.compare))
export const octets = (bytes: Uint8Array): Uint8Array => tlv(0x04, bytes)
export const derNull = Uint8Array.of(0x05, 0)
export const truth = Uint8Array.of(0x01, 1, 0xff)

export function integer(value: number | Uint8Array): Uint8Array {
  let bytes = typeof value === 'number' ? bigEndian(value) : value
  while (bytes.length > 1 && bytes[0] === 0 && (bytes[1] ?? 0) < 0x80) bytes = bytes.subarray(1)
  return (bytes[0] ?? 0) >= 0x80 ? tlv(0x02, Uint8Array.of(0), bytes) : tlv(0x02, bytes)
}
const bigEndian = (value: number): Uint8Array => {
  const bytes: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return bytes.length ? Uint8Array.from(bytes) : Uint8Array.of(0)
}

export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(left % 128 | 0x80)
    return groups
  })
  return tlv(0x06, Uint8Array.from(bytes))
}

/** GeneralizedTime, whole seconds, UTC. */
export const generalizedTime = (at: Date): Uint8Array => tlv(0x18, Buffer.from(`${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`, 'latin1'))

export interface Tlv { readonly tag: number; /** the whole encoding, header included */ readonly raw: Uint8Array; readonly body: Uint8Array }

/** One element at the front of `bytes`. Throws on anything that is not definite-length DER with one-byte tags. */
export function readTlv(bytes: Uint8Array): Tlv {
  const tag = bytes[0], first = bytes[1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || first === 0x80) throw new Error('not DER')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  let size = first < 0x80 ? first : 0
  for (let i = 0; i < lengthBytes; i++) size = size * 256 + (bytes[2 + i] ?? NaN)
  const start = 2 + lengthBytes
  if (!(start + size <= bytes.length) || lengthBytes > 4) throw new Error('not DER')
  return { tag, raw: bytes.subarray(0, start + size), body: bytes.subarray(start, start + size) }
}

/** The elements inside a constructed value. */
export function childrenOf(element: Tlv): Tlv[] {
  const children: Tlv[] = []
  for (let rest = element.body; rest.length > 0;) {
    const child = readTlv(rest)
    children.push(child)
    rest = rest.subarray(child.raw.length)
  }
  return children
}

/** Issuer name and serial number of a certificate, as they are encoded in it (RFC 5280 §4.1). */
export function issuerAndSerialOf(certificate: Uint8Array): { readonly issuer: Uint8Array; readonly serial: Uint8Array } {
  const [tbs] = childrenOf(readTlv(certificate))
  const parts = tbs ? childrenOf(tbs).filter((part) => part.tag !== 0xa0) : []
  const [serial, , issuer] = parts
  if (!serial || !issuer) throw new Error('not a certificate')
  return { issuer: issuer.raw, serial: serial.raw }
}
