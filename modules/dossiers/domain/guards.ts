import { isSupplementOpen } from './axes.ts'
import type { Axes } from './axes.ts'
import type { ActRole } from './roles.ts'

/** What a judgement needs to know about a dossier. */
export interface DossierFacts {
  readonly axes: Axes
  readonly channel: 'counter' | 'online' | 'post'
  readonly receivingAgencyId: string
  readonly competentAgencyId: string
  /** on whose desk it lies now */
  readonly holderAgencyId: string
  /** agencies whose opinion is still awaited */
  readonly consultedAgencyIds: readonly string[]
  /** account of the case officer who holds it */
  readonly holderAccountId: string | null
  readonly proposedByAccountId: string | null
  /** accounts that gave the proposer's account or seat its rights, or got theirs from the proposer (decision 10) */
  readonly tiedToProposerIds: readonly string[]
  readonly supplementCount: number
  readonly reappointmentCount: number
  readonly resultRevoked: boolean
  /** somebody, or the nightly watch, has urged since midnight */
  readonly urgedToday: boolean
  /** null before reception */
  readonly workingDaysSinceReceived: number | null
  /** the procedure: decided at the desk (ND 61/2018 D17.5), paid before reception, assurance needed to file online */
  readonly decidedOnTheSpot: boolean
  readonly paidBeforeReception: boolean
  readonly requiredAssurance: 1 | 2 | null
}

/** What a judgement needs to know about who acts; roles may be several (in a commune one person wears many hats). */
export interface ActorFacts {
  readonly roles: readonly ActRole[]
  readonly accountId: string | null
  readonly scopeAgencyIds: readonly string[]
  readonly assurance: 1 | 2 | null
}

/** From the regime and the province (`regime.ts`). */
export interface JudgeSettings { readonly proposerMayApprove: boolean; readonly reappointmentsAllowed: number; readonly supplementWindowDays: number }

export type GuardReason = 'assurance-too-low' | 'online-draft' | 'supplement-open' | 'no-supplement-open' | 'payment-due' | 'no-payment-due' | 'payment-settled' | 'nothing-paid'
  | 'not-holder' | 'held-by-another' | 'not-decided-on-the-spot' | 'own-proposal' | 'tied-to-proposer' | 'result-revoked' | 'result-not-revoked' | 'already-posted' | 'already-delivered' | 'needs-the-desk' | 'already-reappointed' | 'nothing-to-pass-on' | 'not-passed-on' | 'nobody-holds' | 'urged-today'
type Guard = { readonly reason: GuardReason; readonly holds: (dossier: DossierFacts, actor: ActorFacts, settings: JudgeSettings) => boolean }

/** Conditions that acts share; each has one reason for saying no. */
export const GUARDS = {
  assured: { reason: 'assurance-too-low', holds: (dossier, actor) => dossier.requiredAssurance === null || !actor.roles.some(role => role === 'applicant' || role === 'helper') || (actor.assurance ?? 0) >= dossier.requiredAssurance },
  'not-an-online-draft': { reason: 'online-draft', holds: dossier => dossier.channel !== 'online' },
  'supplement-not-open': { reason: 'supplement-open', holds: dossier => !isSupplementOpen(dossier.axes) },
  'supplement-open': { reason: 'no-supplement-open', holds: dossier => isSupplementOpen(dossier.axes) },
  prepaid: { reason: 'payment-due', holds: dossier => !(dossier.paidBeforeReception && dossier.axes.money === 'due') },
  paid: { reason: 'payment-due', holds: dossier => dossier.axes.money !== 'due' },
  'payment-due': { reason: 'no-payment-due', holds: dossier => dossier.axes.money === 'due' },
  'nothing-due-or-paid': { reason: 'payment-settled', holds: dossier => dossier.axes.money === 'none' || dossier.axes.money === 'exempt' },
  'not-paid': { reason: 'payment-settled', holds: dossier => dossier.axes.money === 'none' || dossier.axes.money === 'due' },
  'was-paid': { reason: 'nothing-paid', holds: dossier => dossier.axes.money === 'paid' },
  holder: { reason: 'not-holder', holds: (dossier, actor) => dossier.holderAccountId !== null && dossier.holderAccountId === actor.accountId },
  held: { reason: 'nobody-holds', holds: dossier => dossier.holderAccountId !== null },
  'to-pass-on': { reason: 'nothing-to-pass-on', holds: dossier => dossier.holderAgencyId !== dossier.competentAgencyId },
  'passed-on': { reason: 'not-passed-on', holds: dossier => dossier.holderAgencyId === dossier.competentAgencyId && dossier.receivingAgencyId !== dossier.competentAgencyId },
  'not-urged-today': { reason: 'urged-today', holds: dossier => !dossier.urgedToday },
  'not-held-by-another': { reason: 'held-by-another', holds: (dossier, actor) => dossier.holderAccountId === null || dossier.holderAccountId === actor.accountId },
  'decided-on-the-spot': { reason: 'not-decided-on-the-spot', holds: dossier => dossier.decidedOnTheSpot },
  'not-own-proposal': { reason: 'own-proposal', holds: (dossier, actor, settings) => settings.proposerMayApprove || dossier.proposedByAccountId !== actor.accountId },
  'not-tied-to-proposer': { reason: 'tied-to-proposer', holds: (dossier, actor, settings) => settings.proposerMayApprove || actor.accountId === null || !dossier.tiedToProposerIds.includes(actor.accountId) },
  'result-revoked': { reason: 'result-not-revoked', holds: dossier => dossier.resultRevoked },
  'result-valid': { reason: 'result-revoked', holds: dossier => !dossier.resultRevoked },
  undelivered: { reason: 'already-delivered', holds: dossier => dossier.axes.delivery !== 'delivered' },
  'not-posted': { reason: 'already-posted', holds: dossier => dossier.axes.delivery !== 'posted' },
  'delivered-without-a-desk': { reason: 'needs-the-desk', holds: dossier => dossier.axes.delivery === 'online-available' || dossier.axes.delivery === 'posted' },
  'reappointment-left': { reason: 'already-reappointed', holds: (dossier, _actor, settings) => dossier.reappointmentCount < settings.reappointmentsAllowed }
} as const satisfies Record<string, Guard>
export type GuardName = keyof typeof GUARDS
