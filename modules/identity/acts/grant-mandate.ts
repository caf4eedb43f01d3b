import { sql } from 'kysely'
import type { CitizenActor, OfficerActor } from '../../../kernel/actor.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { publish } from '../../../kernel/outbox.ts'
import { cleanName } from '../domain/claims.ts'
import { judgeGrant, judgeHolder, type Evidence, type GrantFault, type HolderFault, type MandateTerms } from '../domain/mandate.ts'
import { asPlatform, localDay, type Identity } from '../identity.ts'
import { numberHash } from '../keys.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { tables } from '../store.ts'

export interface GrantMandateInput {
  /** the subject online, or an officer who has the evidence in hand */
  readonly actor: CitizenActor | OfficerActor
  readonly subjectId: string
  /** who may act, as the subject names them */
  readonly to: { readonly name: string; readonly idNumber: string }
  readonly terms: MandateTerms
  readonly evidence: Evidence
  /** stored file of the signed paper, when there is one */
  readonly evidenceRef: string | null
  readonly now: Date
}

export type GrantVerdict = { readonly ok: true; readonly mandateId: string } | { readonly ok: false; readonly reason: 'not-allowed' } | { readonly ok: false; readonly reason: 'terms'; readonly faults: readonly (GrantFault | HolderFault)[] }

/**
 * Lets somebody else act for the subject in the named procedures, for a time. Named by number and name, not by account: a number alone never
 * tells whether it has an account, and the mandate reaches its holder when both fit what the national sign-in says.
 */
export async function grantMandate(identity: Identity, input: GrantMandateInput): Promise<GrantVerdict> {
  const { actor, terms, now } = input
  const selfServed = actor.kind === 'citizen'
  if (selfServed ? actor.accountId !== input.subjectId || input.evidence !== 'subject-online' : input.evidence === 'subject-online' || !actor.roles.includes('reception-officer')) return { ok: false, reason: 'not-allowed' }
  const name = cleanName(input.to.name)
  const number = input.to.idNumber.replace(/\s/g, '')
  const hash = numberHash(identity.keys, number)
  return asPlatform(identity, async (tx) => {
    const subject = await tables(tx).selectFrom('identity.account').select(['id', 'id_number_hash']).where('id', '=', input.subjectId).where('kind', '!=', 'staff').forUpdate().executeTakeFirst()
    if (!subject) return { ok: false, reason: 'not-allowed' }
    const toOneself = subject.id_number_hash?.equals(hash) ?? false
    const faults = [
      ...judgeGrant(terms, { today: localDay(now), maxDays: identity.settings.mandateMaxDays, toOneself, evidence: input.evidence, assurance: selfServed ? actor.assurance : 2 }),
      ...judgeHolder({ name, idNumber: number }),
    ]
    if (faults.length) return { ok: false, reason: 'terms', faults }
    // pressed twice it is one mandate: whoever takes it back must not leave another in force
    const procedureCodes = [...new Set(terms.procedureCodes)]
    const given = await tables(tx).selectFrom('identity.mandate').select('id').where('subject_id', '=', input.subjectId).where('actor_number_hash', '=', hash).where('actor_name', '=', name).where('valid_from', '=', terms.validFrom).where('valid_to', '=', terms.validTo)
      .where('evidence', '=', input.evidence).where(sql<boolean>`evidence_ref is not distinct from ${input.evidenceRef}`).where(sql<boolean>`procedure_codes @> ${procedureCodes}::text[] and procedure_codes <@ ${procedureCodes}::text[]`).where('revoked_at', 'is', null).executeTakeFirst()
    if (given) return { ok: true, mandateId: given.id }
    const known = await tables(tx).selectFrom('identity.account').select(['id', 'display_name']).where('id_number_hash', '=', hash).where('kind', '=', 'person').orderBy('last_signed_in_at', 'desc').execute()
    const holder = known.find((account) => fold(account.display_name) === fold(name))
    const id = newId(now.getTime())
    await tables(tx).insertInto('identity.mandate').values({
      id, subject_id: input.subjectId, actor_id: holder?.id ?? null, actor_number_hash: hash, actor_number_tail: number.slice(-3), actor_name: name,
      procedure_codes: procedureCodes, valid_from: terms.validFrom, valid_to: terms.validTo, evidence: input.evidence, evidence_ref: input.evidenceRef,
      granted_by: actor.accountId, granted_at: now, revoked_at: null, revoked_by: null,
    }).execute()
    await appendLedger(tx, { actor, subject: input.subjectId, mandate: id, agency: selfServed ? null : actor.agencyId, role: selfServed ? null : 'reception-officer', act: 'identity.grant-mandate',
      object: { type: 'mandate', id }, payload: { procedures: [...terms.procedureCodes], from: terms.validFrom, to: terms.validTo, evidence: input.evidence }, at: now })
    await publish(tx, 'identity.mandate-granted', { mandateId: id, subjectId: input.subjectId })
    return { ok: true, mandateId: id }
  })
}
