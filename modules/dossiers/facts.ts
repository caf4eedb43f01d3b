import type { Actor } from '../../kernel/actor.ts'
import { sql } from 'kysely'
import { tablesOf, type Tx } from '../../kernel/db/db.ts'
import type { WorkingTime } from '../../kernel/working-time.ts'
import { tiedTo } from '../organisations/index.ts'
import type { FiledCase } from '../procedures/index.ts'
import { ACT_ROWS, type Act } from './domain/action-table.ts'
import type { ActRole, CitizenRole } from './domain/roles.ts'
import { DELIVERY, DIGITISATION, MONEY, OUTCOMES, PROCESSING, SUPPLEMENT, SYNC, type Axes, type Processing } from './domain/axes.ts'
import type { ActorFacts, DossierFacts, JudgeSettings } from './domain/guards.ts'
import { findRegime, withSettings, type RegimeSettings } from './domain/regime.ts'
import type { Regime } from './domain/regime-types.ts'
import type { ActionRow, DossierRow } from './store.ts'
import type { DossierTables } from './tables.ts'

/** One of the known values; a row that holds another is a fault of ours, not of the user. */
function known<T extends string>(values: readonly T[], value: string): T {
  const found = values.find(v => v === value)
  if (found === undefined) throw new Error(`the database holds an unknown state: ${value}`)
  return found
}

/** The axes of a stored row, parsed. */
export function axesOf(row: Pick<DossierRow, 'processing' | 'supplement' | 'money' | 'delivery' | 'digitisation' | 'sync'> & { outcome: { kind: 'granted' | 'refused' } | null }): Axes {
  return { processing: known(PROCESSING, row.processing), supplement: known(SUPPLEMENT, row.supplement), money: known(MONEY, row.money), delivery: known(DELIVERY, row.delivery),
    digitisation: known(DIGITISATION, row.digitisation), sync: known(SYNC, row.sync), outcome: known(OUTCOMES, row.outcome === null ? 'none' : row.outcome.kind === 'granted' ? 'grant' : 'reject') }
}

/** The columns that hold the axes; the outcome has a column of its own with its text. */
export function axesColumns(axes: Axes): Pick<DossierRow, 'processing' | 'supplement' | 'money' | 'delivery' | 'digitisation' | 'sync'> {
  return { processing: axes.processing, supplement: axes.supplement, money: axes.money, delivery: axes.delivery, digitisation: axes.digitisation, sync: axes.sync }
}

/** Somebody can open it on the portal: what is given electronically reaches nobody else. */
export const hasAccount = (dossier: Pick<DossierRow, 'subject_account_id' | 'submitter_account_id'>): boolean => dossier.subject_account_id !== null || dossier.submitter_account_id !== null
/** A notice has somewhere to go: the portal, a telephone or an e-mail address. */
export const canBeTold = (dossier: Pick<DossierRow, 'subject_account_id' | 'submitter_account_id' | 'subject_contact'>): boolean => hasAccount(dossier) || Boolean(dossier.subject_contact.phone ?? dossier.subject_contact.email)
/** Closed dossiers leave the work lists. */
export const isClosed = (processing: Processing): boolean => processing === 'returned' || processing === 'refused' || processing === 'withdrawn' || processing === 'stopped'

const localDate = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)

/** The law of the day of reception; before reception, that of today. */
export function regimeOf(dossier: Pick<DossierRow, 'received_at'>, now: Date, settings: RegimeSettings = {}): Regime {
  const regime = findRegime(localDate(dossier.received_at ?? now))
  if (!regime) throw new Error('no regime is known for this day')
  return withSettings(regime, settings)
}

export function judgeSettingsOf({ rules }: Regime): JudgeSettings {
  return { proposerMayApprove: rules.proposerMayApprove.value, reappointmentsAllowed: rules.reappointmentsAllowed.value, supplementWindowDays: rules.supplementWindowDays.value }
}

/** In which roles the actor stands towards a dossier; none = not theirs. What a citizen is to it, the caller has found out. */
export function actorFactsOf(actor: Actor, asCitizen?: CitizenRole): ActorFacts {
  switch (actor.kind) {
    case 'officer': return { roles: actor.roles, accountId: actor.accountId, scopeAgencyIds: actor.scopeAgencyIds, assurance: null }
    case 'citizen': return { roles: asCitizen ? [asCitizen] : [], accountId: actor.accountId, scopeAgencyIds: [], assurance: actor.assurance }
    case 'system': return { roles: ['system'], accountId: null, scopeAgencyIds: [], assurance: null }
    case 'anonymous': return { roles: [], accountId: null, scopeAgencyIds: [], assurance: null }
  }
}

/** The role that the table lets act here, for the record; the first held one when several would do. */
export function roleUsed(act: Act, processing: Processing, roles: readonly ActRole[]): ActRole {
  const by = ACT_ROWS[act].transitions.filter(transition => transition.from.includes(processing)).flatMap(transition => transition.by)
  return roles.find(role => by.includes(role)) ?? roles[0] ?? 'system'
}

/** Everything `judge` needs to know about the dossier, from the row and what hangs on it. */
export async function dossierFactsOf(tx: Tx, dossier: DossierRow, configured: FiledCase, actions: readonly Pick<ActionRow, 'act' | 'at'>[], work: WorkingTime, now: Date): Promise<DossierFacts> {
  const { rows: [hanging] } = await sql<{ consulted: string[]; revoked: boolean }>`select
      array(select c.agency_id from dossiers.consultation c where c.dossier_id = ${dossier.id} and c.answered_at is null) as consulted,
      coalesce((select r.state = 'revoked' from dossiers.result r where r.dossier_id = ${dossier.id} order by r.signed_at desc, r.state = 'revoked' limit 1), false) as revoked`.execute(tablesOf<DossierTables>(tx))
  const proposal = actions.findLast(action => action.act === 'proposeOutcome')
  const tied = dossier.proposed_by_account_id === null ? [] : await tiedTo(tx, dossier.proposed_by_account_id, localDate(proposal?.at ?? now))
  return {
    axes: axesOf(dossier), channel: dossier.channel, receivingAgencyId: dossier.receiving_agency_id, competentAgencyId: dossier.competent_agency_id, holderAgencyId: dossier.holder_agency_id, consultedAgencyIds: hanging?.consulted ?? [],
    holderAccountId: dossier.assignee_account_id, proposedByAccountId: dossier.proposed_by_account_id, tiedToProposerIds: tied, supplementCount: dossier.supplement_count,
    reappointmentCount: actions.filter(action => action.act === 'reappointDossier').length, resultRevoked: hanging?.revoked ?? false, urgedToday: actions.some(action => action.act === 'urgeDossier' && work.localDate(action.at) === work.localDate(now)),
    workingDaysSinceReceived: dossier.received_at === null ? null : work.workingDaysBetween(work.localDate(dossier.received_at), work.localDate(now)),
    decidedOnTheSpot: configured.case.noAppointment === true, paidBeforeReception: false, requiredAssurance: null,
  }
}
