import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'

/** The head of the log at one size. `root` is the RFC 9162 root; extensions are opaque further lines. */
export interface Checkpoint { readonly origin: string; readonly size: number; readonly root: Uint8Array; readonly extensions: readonly string[] }

/** Who may sign: name (for a log: its origin), C2SP key id, Ed25519 public key. */
export interface NoteVerifier { readonly name: string; readonly id: Buffer; readonly key: KeyObject }
export interface NoteSigner { readonly verifier: NoteVerifier; readonly key: KeyObject }

const ED25519 = Buffer.of(1)
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

const rawPublicKey = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length)
const keyId = (name: string, raw: Uint8Array): Buffer => hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ED25519, raw]), 'buffer').subarray(0, 4)

/** C2SP signed-note: a name has no white space and no plus sign. Throws RangeError otherwise. */
export function noteSigner(name: string, key: KeyObject): NoteSigner {
  if (name === '' || /[\s+]/u.test(name)) throw new RangeError(`"${name}" cannot name a key`)
  const publicKey = createPublicKey(key)
  return { key, verifier: { name, key: publicKey, id: keyId(name, rawPublicKey(publicKey)) } }
}

/** An Ed25519 private key from its 32-byte seed. */
export const keyFromSeed = (seed: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })

/** The verifier in C2SP vkey form, `name+id+base64(0x01 ‖ key)`: what witnesses and auditors keep. */
export const formatVerifier = (verifier: NoteVerifier): string =>
  `${verifier.name}+${verifier.id.toString('hex')}+${Buffer.concat([ED25519, rawPublicKey(verifier.key)]).toString('base64')}`

/** Reads a vkey; throws RangeError when it is malformed or its id does not belong to the key. */
export function parseVerifier(text: string): NoteVerifier {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(text.trim()) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  const raw = bytes.subarray(1)
  if (bytes.length !== 33 || bytes[0] !== 1 || keyId(name, raw).toString('hex') !== id) throw new RangeError('not a verifier key')
  return { name, id: Buffer.from(id, 'hex'), key: createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' }) }
}

/** C2SP signed-note with one Ed25519 signature; `text` ends with a newline. */
export function signNote(text: string, signer: NoteSigner): string {
  return `${text}\n${signatureLine(sign(null, Buffer.from(text), signer.key), signer.verifier)}`
}

export const signatureLine = (signature: Uint8Array, verifier: NoteVerifier): string =>
  `— ${verifier.name} ${Buffer.concat([verifier.id, signature]).toString('base64')}\n`

/** The text of a note and the 64-byte signature of `verifier`; undefined when malformed, not signed by it, or not validly signed. */
export function openNote(note: string, verifier: NoteVerifier): { readonly text: string; readonly signature: Buffer } | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, end + 1)
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, encoded = ''] = /^— (\S+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? []
    const bytes = Buffer.from(encoded, 'base64')
    if (name !== verifier.name || bytes.length !== 68 || !bytes.subarray(0, 4).equals(verifier.id)) continue
    const signature = bytes.subarray(4)
    return verify(null, Buffer.from(text), verifier.key, signature) ? { text, signature } : undefined
  }
  return undefined
}

/** C2SP tlog-checkpoint body: origin, size, base64 root, extension lines. */
export const checkpointText = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, String(size), Buffer.from(root).toString('base64'), ...extensions, ''].join('\n')

/** Reads a checkpoint body (or a whole note); undefined when malformed. Says nothing about signatures. */
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const [origin = '', size = '', root = '', ...rest] = note.split('\n')
  const bytes = Buffer.from(root, 'base64')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/u.test(size) || bytes.length !== 32 || bytes.toString('base64') !== root) return undefined
  const end = rest.indexOf('')
  return { origin, size: Number(size), root: bytes, extensions: end < 0 ? rest : rest.slice(0, end) }
}
