import { hash } from 'node:crypto'
import { canonicalJson, type JsonValue } from './canonical-json.ts'
import { leafHash } from './merkle.ts'

/** Who clicked, as the ledger keeps it: identifiers only, never a name. */
export type LedgerActor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'citizen'; readonly account: string }
  | { readonly kind: 'officer'; readonly account: string; readonly position: string; /** the access token by which a system acted for the officer */ readonly token?: string }
  | { readonly kind: 'system'; readonly name: string }

/** What the leaf commits to. `at` is UTC with microseconds (2026-03-02T01:02:03.000000Z); payloadHash is hex. Holds no personal data in clear. */
export interface LeafEntry {
  readonly id: string
  readonly at: string
  readonly actor: JsonValue
  readonly subject: string | null
  readonly mandate: string | null
  readonly role: string | null
  readonly agency: string | null
  readonly act: string
  readonly objectType: string
  readonly objectId: string
  readonly payloadHash: string
}

/** The part of an entry that may speak of people and can be erased. */
export interface LedgerContent { readonly payload: JsonValue; readonly reason: string | null }

/** SHA-256(salt ‖ canonical JSON): without the salt nobody can guess an erased content by trying. */
export function contentHash(salt: Uint8Array, content: LedgerContent): Buffer {
  return hash('sha256', Buffer.concat([salt, Buffer.from(canonicalJson({ payload: content.payload, reason: content.reason }))]), 'buffer')
}

/** SHA-256 of the canonical JSON of the entry; members are listed one by one so that a stray column never slips in. */
export function entryHash(entry: LeafEntry): Buffer {
  return hash('sha256', canonicalJson({
    at: entry.at, actor: entry.actor, subject: entry.subject, mandate: entry.mandate, role: entry.role, agency: entry.agency,
    act: entry.act, objectType: entry.objectType, objectId: entry.objectId, payloadHash: entry.payloadHash,
  }), 'buffer')
}

/** RFC 9162 leaf hash over (id ‖ hash of the entry): the id stands in the open so that a short proof is bound to the entry it names. */
export function entryLeafHash(id: string, entry: Uint8Array): Buffer {
  return leafHash(Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), entry]))
}
