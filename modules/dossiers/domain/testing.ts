import { ACT_NAMES, ACT_ROWS } from './action-table.ts'
import type { Act } from './action-table.ts'
import { NEW_DOSSIER } from './axes.ts'
import type { Axes, Processing } from './axes.ts'
import type { ActorFacts, DossierFacts, JudgeSettings } from './guards.ts'
import { applyAction, EMPTY_STATE } from './reduce.ts'
import type { DossierAction, DossierState } from './reduce.ts'

export const AGENCY = 'agency-receiving'
export const COMPETENT = 'agency-competent'
export const SETTINGS: JudgeSettings = { proposerMayApprove: false, reappointmentsAllowed: 1, supplementWindowDays: 3 }

/** Facts of a dossier on which nothing stands in the way; override what the test is about. */
export function someFacts(processing: Processing, axes: Partial<Axes> = {}, over: Partial<DossierFacts> = {}): DossierFacts {
  return {
    axes: { ...NEW_DOSSIER, processing, ...axes }, channel: 'online', receivingAgencyId: AGENCY, competentAgencyId: COMPETENT, holderAgencyId: AGENCY, consultedAgencyIds: [],
    holderAccountId: 'me', proposedByAccountId: 'somebody-else', tiedToProposerIds: [], supplementCount: 0, reappointmentCount: 0, resultRevoked: false, urgedToday: false, workingDaysSinceReceived: null,
    decidedOnTheSpot: false, paidBeforeReception: false, requiredAssurance: null, ...over
  }
}

/** Somebody with these roles, at home in both agencies. */
export function someActor(roles: ActorFacts['roles'], over: Partial<ActorFacts> = {}): ActorFacts {
  return { roles, accountId: 'me', scopeAgencyIds: [AGENCY, COMPETENT], assurance: 2, ...over }
}

/**
 * A legal history made from numbers: each number picks one of the acts that the state allows, and the minutes until it. With enough
 * numbers every reachable state is found; the same numbers give the same history.
 */
export function legalHistory(picks: readonly (readonly [number, number])[], start = Date.parse('2026-01-05T08:00:00+07:00')): { readonly actions: readonly DossierAction[]; readonly states: readonly DossierState[] } {
  const actions: DossierAction[] = []
  const states: DossierState[] = [EMPTY_STATE]
  let at = start
  for (const [choice, minutes] of picks) {
    const state = states.at(-1) ?? EMPTY_STATE
    at += minutes * 60_000
    const candidates = ACT_NAMES.map((act): DossierAction => ({ act, at: new Date(at), accountId: `account-${choice % 3}`, details: detailsFor(act, at, choice) }))
      .filter(action => isAllowed(state, action) && applyAction(state, action) !== undefined)
    const action = candidates[choice % Math.max(1, candidates.length)]
    const next = action === undefined ? undefined : applyAction(state, action)
    if (action === undefined || next === undefined) break
    actions.push(action)
    states.push(next)
  }
  return { actions, states }
}

/** The guards that speak of the dossier alone. */
function isAllowed(state: DossierState, { act }: DossierAction): boolean {
  const { money, delivery } = state.axes
  switch (act) {
    case 'receiveDossier': return state.axes.supplement !== 'requested-before-acceptance'
    case 'proposeOutcome': return state.axes.supplement !== 'requested-after-acceptance' && (state.resultRevoked || !['result-ready', 'returned'].includes(state.axes.processing))
    case 'advanceStep': return state.axes.supplement !== 'requested-after-acceptance'
    case 'reappointDossier': return state.axes.supplement !== 'requested-after-acceptance' && state.reappointmentCount < 1
    case 'requestPayment': return money === 'none' || money === 'exempt'
    case 'recordPayment': return money === 'due'
    case 'exemptPayment': return money === 'none' || money === 'due'
    case 'refundPayment': return money === 'paid'
    case 'postResult': return money !== 'due' && !state.resultRevoked && delivery !== 'posted' && delivery !== 'delivered'
    case 'returnResult': return money !== 'due' && !state.resultRevoked && delivery !== 'delivered'
    case 'revokeResult': return !state.resultRevoked
    case 'signResult': return state.axes.processing === 'approved' || state.resultRevoked
    default: return ACT_ROWS[act] !== undefined
  }
}

function detailsFor(act: Act, at: number, choice: number): NonNullable<DossierAction['details']> {
  const promisedAt = new Date(at + (choice % 7 + 1) * 86_400_000)
  switch (act) {
    case 'receiveDossier':
    case 'supplementDossier': return choice % 5 === 0 ? {} : { promisedAt }
    case 'reappointDossier': return { promisedAt: new Date(at + 20 * 86_400_000) }
    case 'proposeOutcome': return { outcome: choice % 4 === 0 ? 'reject' : 'grant' }
    case 'signResult': return { delivery: choice % 2 === 0 ? 'online' : 'counter' }
    case 'requestPayment': return { pausesClock: choice % 2 === 0 }
    case 'consultAgency':
    case 'answerConsultation': return { agencyId: `agency-${choice % 2}` }
    case 'assignDossier': return { assigneeAccountId: `account-${choice % 3}` }
    default: return {}
  }
}
