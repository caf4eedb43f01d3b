import type { Actor, CitizenActor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import { heldMandates, mandateHolds } from '../identity/index.ts'
import type { Sight } from './queries.ts'
import type { DossierRow } from './store.ts'

/** Whose dossiers a citizen sees: one's own, and those filed for others as long as the mandate holds. The wall in the database says the same. */
export async function citizenSees(tx: Tx, actor: CitizenActor, dossier: Pick<DossierRow, 'subject_account_id' | 'submitter_account_id' | 'mandate_id'>, now: Date): Promise<boolean> {
  if (dossier.subject_account_id === actor.accountId) return true
  if (dossier.submitter_account_id !== actor.accountId) return false
  return dossier.mandate_id === null || mandateHolds(tx, { mandateId: dossier.mandate_id, holderId: actor.accountId, now })
}

/** Who is told of what happens to a dossier: its owner, and who filed it while the mandate holds. */
export async function accountsToTell(tx: Tx, { subject_account_id: subject, submitter_account_id: submitter, mandate_id: mandate }: Pick<DossierRow, 'subject_account_id' | 'submitter_account_id' | 'mandate_id'>, now: Date): Promise<string[]> {
  const filed = submitter !== null && submitter !== subject && (mandate === null || await mandateHolds(tx, { mandateId: mandate, holderId: submitter, now })) ? [submitter] : []
  return [...subject === null ? [] : [subject], ...filed]
}

/** What was read for a citizen, or not found; whoever is no citizen has passed other doors. */
export async function seenBy<T extends { readonly dossier: Parameters<typeof citizenSees>[2] }>(tx: Tx, actor: Actor, view: T, now: Date): Promise<T> {
  if (actor.kind === 'citizen' && !await citizenSees(tx, actor, view.dossier, now)) throw notFound()
  return view
}

export const sightOf = async (tx: Tx, actor: CitizenActor, now: Date): Promise<Sight> => ({ accountId: actor.accountId, mandates: await heldMandates(tx, actor.accountId, now) })
