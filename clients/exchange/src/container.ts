import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { RECORD_FIELDS } from './fields.ts'
import { messageHash } from './message-hash.ts'
import { checkTimeStamp } from './time-stamp.ts'
import { readZip, ZipFault } from './zip.ts'

export type ContainerProblem = 'not-an-archive' | 'file-missing' | 'manifest-differs' | 'record-unreadable' | 'request-differs' | 'response-differs' | 'proof-unreadable' | 'not-in-batch' | 'note-unreadable' | 'gateway-key-unreadable' | 'gateway-key-unknown' | 'signature-wrong' | 'chain-broken' | 'head-not-named' | 'time-stamp-wrong' | 'openssl-missing'
export interface VerifyOptions {
  /** PEM of the time-stamp authority's root; without it the stamp is not checked. Needs the program `openssl`: Node has no RFC 3161 of its own. */
  readonly tsaRoot?: string
  /** PEM of the public keys that the gateways of the exchange are known by, one or many in a text, as `/verificationconf/gateway-keys.pem` gives them. Without them anybody's key is taken: compare `gatewayKey` yourself. */
  readonly gatewayKeys?: readonly string[]
  readonly openssl?: string
}
export type ContainerVerdict = { readonly ok: false; readonly problem: ContainerProblem; readonly detail: string } | {
  readonly ok: true
  /** fields of the record by name (X-Road's operational monitoring) */
  readonly record: Readonly<Record<string, unknown>>
  readonly gateway: string
  /** SHA-256 of the gateway's public key (SPKI), hexadecimal */
  readonly gatewayKey: string
  readonly batch: number
  /** when the gateway signed, by its own clock */
  readonly signedAt: string
  /** `none`: no stamp covers the batch yet; `unchecked`: no root was given */
  readonly timeStamp: { readonly is: 'verified'; readonly at: string } | { readonly is: 'unchecked' | 'none' }
  /** the messages themselves, where the service keeps them; their hashes were compared with the record */
  readonly messages: readonly ('request' | 'response')[]
  /** META-INF/signature.p7s, the province's seal over the manifest, is there; it is left to `openssl cms -verify` */
  readonly sealed: boolean
}

class Problem extends Error { readonly problem: ContainerProblem; constructor(problem: ContainerProblem, detail = '') { super(detail); this.problem = problem } }
const fail = (problem: ContainerProblem, detail = ''): never => { throw new Problem(problem, detail) }
const sha512 = (data: Uint8Array): Buffer => createHash('sha512').update(data).digest()
const sha256 = (...parts: (Uint8Array | string)[]): Buffer => { const digest = createHash('sha256'); for (const part of parts) digest.update(part); return digest.digest() }
const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)
const NOTE = /^tinhso-exchange-batch\/1\norigin: ([^\n]+)\ngateway: ([^\n]+)\nseq: ([1-9]\d{0,15})\nprevious: ([0-9a-f]{64})\nrecords: ([1-9]\d{0,8})\nroot: ([0-9a-f]{64})\nat: ([^\n]+)\n$/

/** Proves one exchange from a container (.asice) alone: record → batch → signature → chain → stamped head. Never throws for what is in the file. */
export async function verifyContainer(bytes: Uint8Array, options: VerifyOptions = {}): Promise<ContainerVerdict> {
  try { return await prove(bytes, options) } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.problem, detail: error.message }
    if (error instanceof ZipFault) return { ok: false, problem: 'not-an-archive', detail: error.message }
    throw error
  }
}

async function prove(bytes: Uint8Array, options: VerifyOptions): Promise<ContainerVerdict> {
  const files = readZip(bytes)
  const file = (name: string): Buffer => files.get(name) ?? fail('file-missing', name)
  if (file('mimetype').toString() !== 'application/vnd.etsi.asic-e+zip') fail('not-an-archive', 'mimetype')
  checkManifest(files, file('META-INF/ASiCManifest.xml').toString())
  const record = readRecord(file('record.json'), file('evidence/fields.txt').toString())
  // of a request head and body are hashed apart, as X-Road-Request-Hash has it; of an answer the whole
  const [head, body, response] = [files.get('request.head'), files.get('request.body'), files.get('response.bin')]
  if (head ? messageHash(head, body && sha512(body)) !== record['requestHash'] : body !== undefined) fail('request-differs')
  if (response && sha512(response).toString('base64') !== record['responseHash']) fail('response-differs')
  const messages = (['request', 'response'] as const).filter(each => each === 'request' ? head : response)

  const note = file('evidence/note.txt')
  const [, , gateway = '', seq = '', , , root = '', signedAt = ''] = NOTE.exec(note.toString()) ?? fail('note-unreadable')
  if (rootFrom(file('record.json'), file('evidence/proof.txt').toString()) !== root) fail('not-in-batch', 'the record does not lead to the root of the batch')
  const key = readKey(file('evidence/gateway.pem').toString())
  const spki = key.export({ type: 'spki', format: 'der' })
  if (options.gatewayKeys && !options.gatewayKeys.flatMap(text => text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []).some(pem => createPublicKey(pem).export({ type: 'spki', format: 'der' }).equals(spki))) fail('gateway-key-unknown', gateway)
  if (key.asymmetricKeyType !== 'ed25519' || !verify(null, note, key, file('evidence/note.sig'))) fail('signature-wrong', gateway)
  return { ok: true, record, gateway, gatewayKey: sha256(spki).toString('hex'), batch: Number(seq), signedAt, timeStamp: await stampOf(files, note, { gateway, seq: Number(seq) }, options), messages, sealed: files.has('META-INF/signature.p7s') }
}

function checkManifest(files: ReadonlyMap<string, Buffer>, manifest: string): void {
  const named = [...manifest.matchAll(/<asic:DataObjectReference URI="([^"]+)"><ds:DigestMethod Algorithm="http:\/\/www\.w3\.org\/2001\/04\/xmlenc#sha256"\/><ds:DigestValue>([^<]+)<\/ds:DigestValue><\/asic:DataObjectReference>/g)]
  for (const [, name = '', digest] of named) if (sha256(files.get(name) ?? fail('file-missing', name)).toString('base64') !== digest) fail('manifest-differs', name)
  const known = new Set(named.map(([, name]) => name))
  for (const name of files.keys()) if (name !== 'mimetype' && !name.startsWith('META-INF/') && !known.has(name)) fail('manifest-differs', `${name} is not named`)
}

function readRecord(text: Buffer, fields: string): Record<string, unknown> {
  let values: unknown
  try { values = JSON.parse(text.toString()) } catch { fail('record-unreadable') }
  if (fields !== RECORD_FIELDS.map((name, at) => `${at} ${name}\n`).join('')) fail('record-unreadable', 'fields.txt')
  if (!Array.isArray(values) || values.length !== RECORD_FIELDS.length) return fail('record-unreadable')
  return Object.fromEntries(RECORD_FIELDS.map((name, at): [string, unknown] => [name, Array.isArray(values) ? values[at] : undefined]))
}

function rootFrom(record: Buffer, proof: string): string {
  let node = sha256(LEAF, record)
  for (const line of proof.split('\n').slice(0, -1)) {
    const [, side, sibling = ''] = /^([LR]) ([0-9a-f]{64})$/.exec(line) ?? fail('proof-unreadable', line)
    node = side === 'L' ? sha256(NODE, Buffer.from(sibling, 'hex'), node) : sha256(NODE, node, Buffer.from(sibling, 'hex'))
  }
  return node.toString('hex')
}

function readKey(pem: string): KeyObject { try { return createPublicKey(pem) } catch { return fail('gateway-key-unreadable') } }

async function stampOf(files: ReadonlyMap<string, Buffer>, note: Buffer, from: { readonly gateway: string; readonly seq: number }, options: VerifyOptions): Promise<{ readonly is: 'verified'; readonly at: string } | { readonly is: 'unchecked' | 'none' }> {
  const [heads, token] = [files.get('evidence/heads.txt'), files.get('evidence/heads.tst')]
  if (!heads || !token) return { is: 'none' }
  let [previous, seq] = [sha256(note).toString('hex'), from.seq]
  for (const name of [...files.keys()].filter(each => each.startsWith('evidence/chain/')).toSorted()) {
    const next = files.get(name) ?? fail('file-missing', name)
    const [, , gateway, number, before] = NOTE.exec(next.toString()) ?? fail('chain-broken', name)
    if (before !== previous || gateway !== from.gateway || Number(number) !== seq + 1) fail('chain-broken', name)
    previous = sha256(next).toString('hex')
    seq++
  }
  const [title, ...lines] = heads.toString().split('\n')
  if (title !== 'tinhso-exchange-heads/1' || !lines.includes(`${from.gateway} ${seq} ${previous}`)) fail('head-not-named', `${from.gateway} ${seq}`)
  if (options.tsaRoot === undefined) return { is: 'unchecked' }
  const checked = await checkTimeStamp(heads, token, options.tsaRoot, options.openssl ?? 'openssl')
  return checked.ok ? { is: 'verified', at: checked.at } : fail(checked.reason, checked.detail)
}
