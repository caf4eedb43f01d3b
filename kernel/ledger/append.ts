import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../actor.ts'
import type { Tx } from '../db/db.ts'
import { newId } from '../ids.ts'
import type { JsonValue } from './canonical-json.ts'
import { contentHash, type LedgerActor } from './entry.ts'

export interface LedgerAct {
  readonly actor: Actor
  /** for whom, when it is not the actor: account or person id */
  readonly subject?: string | null | undefined
  /** by what right */
  readonly mandate?: string | null | undefined
  /** in which role an officer acted */
  readonly role?: string | null | undefined
  readonly agency?: string | null | undefined
  /** the stem of the act: `dossiers.request-supplement` */
  readonly act: string
  readonly object: { readonly type: string; readonly id: string }
  /** What was done, as plain JSON; may hold personal data, can be erased later. */
  readonly payload?: JsonValue
  /** Why, in the actor's words. */
  readonly reason?: string | null | undefined
  readonly at: Date
}

/** Identifiers of whoever acted; names stay out of the ledger. */
export function ledgerActor(actor: Actor): LedgerActor {
  switch (actor.kind) {
    case 'anonymous': return { kind: 'anonymous' }
    case 'citizen': return { kind: 'citizen', account: actor.accountId }
    case 'officer': return { kind: 'officer', account: actor.accountId, position: actor.positionId, ...actor.token === undefined ? {} : { token: actor.token } }
    case 'system': return { kind: 'system', name: actor.name }
  }
}

/** Appends one entry in the transaction of the act (architecture §4); answers its id. Sealed within about a second after the commit. */
export async function appendLedger(tx: Tx, entry: LedgerAct): Promise<string> {
  const id = newId(entry.at.getTime())
  const salt = randomBytes(16)
  const payload = entry.payload ?? null
  const reason = entry.reason ?? null
  await sql`insert into kernel.ledger_entry (id, at, actor, subject, mandate, role, agency, act, object_type, object_id, payload_hash, salt, payload, reason)
    values (${id}, ${entry.at}, ${JSON.stringify(ledgerActor(entry.actor))}::jsonb, ${entry.subject ?? null}, ${entry.mandate ?? null}, ${entry.role ?? null},
      ${entry.agency ?? null}, ${entry.act}, ${entry.object.type}, ${entry.object.id}, ${contentHash(salt, { payload, reason })}, ${salt},
      ${payload === null ? null : JSON.stringify(payload)}::jsonb, ${reason})`.execute(tx)
  return id
}

/** Erases what entry `entryId` says about people; its place, hash and proofs stay. The erasure is itself an entry. */
export async function eraseLedgerPayload(tx: Tx, entryId: string, by: Pick<LedgerAct, 'actor' | 'role' | 'agency' | 'reason' | 'at'>): Promise<void> {
  await appendLedger(tx, { ...by, act: 'ledger.erase', object: { type: 'ledger-entry', id: entryId } })
  await sql`select kernel.erase_ledger_payload(${entryId})`.execute(tx)
}
