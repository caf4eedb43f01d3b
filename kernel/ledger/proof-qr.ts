import { checkpointText, openNote, signatureLine, type NoteVerifier } from './checkpoint.ts'
import { entryLeafHash } from './entry.ts'
import { rootFromInclusion } from './merkle.ts'

/** A proof that one entry stands in the sealed ledger, good without any database. */
export interface EntryProof {
  readonly entryId: string
  readonly index: number
  /** size of the tree whose checkpoint `signature` signs */
  readonly size: number
  /** SHA-256 of the entry's canonical JSON (entry.ts) */
  readonly entryHash: Uint8Array
  readonly path: readonly Uint8Array[]
  /** Ed25519, 64 bytes */
  readonly signature: Uint8Array
}

export type ProofVerdict =
  | { readonly ok: true; readonly entryId: string; readonly index: number; readonly size: number; readonly entryHash: Uint8Array; readonly root: Uint8Array }
  | { readonly ok: false; readonly reason: 'malformed' | 'not-signed' }

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6 without padding: QR codes pack upper-case letters and digits in 5.5 bits each. */
function base32(bytes: Uint8Array): string {
  let [bits, value, out] = [0, 0, '']
  for (const byte of bytes) {
    value = (value << 8 | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) out += ALPHABET[value >> bits - 5 & 31]
  }
  return bits > 0 ? out + ALPHABET[value << 5 - bits & 31] : out
}

function fromBase32(text: string): Buffer | undefined {
  const out: number[] = []
  let [bits, value] = [0, 0]
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) return undefined
    value = (value << 5 | digit) & 0xfff
    bits += 5
    if (bits >= 8) { bits -= 8; out.push(value >> bits & 255) }
  }
  // one spelling only
  return base32(Buffer.from(out)) === text ? Buffer.from(out) : undefined
}

/** `tinhso-proof:1:INDEX:SIZE:ENTRY:BLOB`, BLOB = base32(signature ‖ entry hash ‖ path). About 1,250 characters at a million entries. */
export function formatProof(proof: EntryProof): string {
  const blob = base32(Buffer.concat([proof.signature, proof.entryHash, ...proof.path]))
  return `tinhso-proof:1:${proof.index}:${proof.size}:${proof.entryId.replaceAll('-', '').toUpperCase()}:${blob}`
}

/**
 * Checks the text of a proof against the ledger's public key alone. The root is not carried: it follows from id, entry and path,
 * and the signature over the checkpoint with that root is what convinces.
 */
export function verifyProof(text: string, verifier: NoteVerifier): ProofVerdict {
  const match = /^tinhso-proof:1:(\d{1,15}):(\d{1,15}):([0-9A-F]{32}):([A-Z2-7]+)$/u.exec(text.trim())
  const [index, size] = [Number(match?.[1]), Number(match?.[2])]
  const bytes = fromBase32(match?.[4] ?? '')
  if (match === null || bytes === undefined || bytes.length < 96 || bytes.length % 32 !== 0) return { ok: false, reason: 'malformed' }
  const hashes = Array.from({ length: bytes.length / 32 - 2 }, (_, i) => bytes.subarray(64 + i * 32, 96 + i * 32))
  const [entry = bytes, ...path] = hashes
  const entryId = (match[3] ?? '').toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')
  const root = rootFromInclusion(index, size, entryLeafHash(entryId, entry), path)
  if (root === undefined) return { ok: false, reason: 'malformed' }
  const body = checkpointText({ origin: verifier.name, size, root, extensions: [] })
  if (openNote(`${body}\n${signatureLine(bytes.subarray(0, 64), verifier)}`, verifier) === undefined) return { ok: false, reason: 'not-signed' }
  return { ok: true, entryId, index, size, entryHash: entry, root }
}
