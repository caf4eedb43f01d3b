import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import { notAllowed } from '../../kernel/errors.ts'
import { mandateState, type Evidence, type MandateState } from './domain/mandate.ts'
import { asPlatform, localDay, type Identity } from './identity.ts'
import { numberHash, unsealText } from './keys.ts'
import { tables } from './store.ts'

/** Accounts of citizens are the province's to look after; the platform reads them, so the right is asked here as well as by the route. */
function mustAdminister(actor: OfficerActor): void {
  if (!actor.roles.includes('administrator')) throw notAllowed()
}

export interface HeldAccount { readonly id: string; readonly name: string; readonly numberTail: string; readonly birthDate: string | undefined; readonly lastSignedInAt: Date | null; readonly accepted: boolean }
/** Accounts whose identity number changed at the national sign-in: who waits at the counter, and who has been let through and not come back yet. */
export async function heldAccounts(identity: Identity, actor: OfficerActor): Promise<readonly HeldAccount[]> {
  mustAdminister(actor)
  const rows = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.account').select(['id', 'display_name', 'id_number_sealed', 'birth_date_sealed', 'last_signed_in_at', 'recheck']).where('recheck', '!=', 'none').orderBy('recheck', 'desc').orderBy('display_name').limit(200).execute())
  return rows.map((row) => ({
    id: row.id, name: row.display_name, numberTail: row.id_number_sealed ? unsealText(identity.keys, row.id_number_sealed).slice(-3) : '', birthDate: row.birth_date_sealed ? unsealText(identity.keys, row.birth_date_sealed) : undefined,
    lastSignedInAt: row.last_signed_in_at, accepted: row.recheck === 'accepted',
  }))
}

export interface MandateFilter { readonly q: string; readonly state: string; readonly page: number }
export interface MandateRow { readonly id: string; readonly version: number; readonly subjectName: string; readonly actorName: string; readonly actorNumberTail: string; readonly procedureCodes: readonly string[]; readonly validFrom: string; readonly validTo: string; readonly evidence: Evidence; readonly evidenceRef: string | null; readonly grantedAt: Date; readonly state: MandateState }

/** Who acts for whom, latest first. `q`: a name of either side, or the whole identity number of the one who acts. */
export async function mandateOverview(identity: Identity, actor: OfficerActor, filter: MandateFilter, now: Date, size: number): Promise<{ readonly rows: readonly MandateRow[]; readonly total: number }> {
  mustAdminister(actor)
  const today = localDay(now)
  const number = /^\d{12}$/.test(filter.q) ? numberHash(identity.keys, filter.q) : null
  const state = sql<MandateState>`case when m.revoked_at is not null then 'revoked' when m.valid_to < ${today}::date then 'over' when m.actor_id is null then 'waiting' when m.valid_from > ${today}::date then 'future' else 'active' end`
  const rows = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.mandate as m').innerJoin('identity.account as s', 's.id', 'm.subject_id').selectAll('m').select('s.display_name as subject_name').select(sql<number>`count(*) over ()::int`.as('total'))
    .where(sql<boolean>`(${filter.state} = '' or ${state} = ${filter.state})`)
    .where(number ? sql<boolean>`m.actor_number_hash = ${number}` : sql<boolean>`(${filter.q} = '' or kernel.vi_fold(s.display_name) like '%' || kernel.vi_fold(${filter.q}) || '%' or kernel.vi_fold(m.actor_name) like '%' || kernel.vi_fold(${filter.q}) || '%')`)
    .orderBy('m.granted_at', 'desc').orderBy('m.id').limit(size).offset((filter.page - 1) * size).execute())
  return { total: rows[0]?.total ?? 0, rows: rows.map((row) => ({
    id: row.id, version: row.version, subjectName: row.subject_name, actorName: row.actor_name, actorNumberTail: row.actor_number_tail, procedureCodes: row.procedure_codes, validFrom: row.valid_from, validTo: row.valid_to,
    evidence: row.evidence, evidenceRef: row.evidence_ref, grantedAt: row.granted_at, state: mandateState({ procedureCodes: row.procedure_codes, validFrom: row.valid_from, validTo: row.valid_to, actorKnown: row.actor_id !== null, revoked: row.revoked_at !== null }, today),
  })) }
}
