import type { Act } from './action-table.ts'
import { tableTarget } from './actions.ts'
import { NEW_DOSSIER, isSupplementOpen } from './axes.ts'
import type { Axes, Processing } from './axes.ts'
import type { ClockEvent, FinishKind, SupplementReason } from './clock-types.ts'
import { axesAfter } from './effects.ts'
import type { ActDetails } from './effects.ts'

/** One entry of a dossier's history, append-only. */
export interface DossierAction {
  readonly act: Act
  readonly at: Date
  readonly accountId: string | null
  readonly details?: ActDetails & {
    readonly promisedAt?: Date
    readonly supplementReason?: SupplementReason
    /** the supplement leaves nothing missing; default true */
    readonly complete?: boolean
    readonly assigneeAccountId?: string
    /** agency asked or answering */
    readonly agencyId?: string
    /** the financial obligation stops the clock until it is met */
    readonly pausesClock?: boolean
  }
}

export interface DossierState {
  readonly axes: Axes
  readonly holderAccountId: string | null
  readonly proposedByAccountId: string | null
  readonly consultedAgencyIds: readonly string[]
  readonly supplementCount: number
  readonly reappointmentCount: number
  readonly resultRevoked: boolean
  readonly submittedAt: Date | null
  /** reception or refusal: from here the dossier is counted */
  readonly intakeAt: Date | null
  /** result ready, or closed without one */
  readonly endedAt: Date | null
  readonly clockEvents: readonly ClockEvent[]
}

export const EMPTY_STATE: DossierState = {
  axes: NEW_DOSSIER, holderAccountId: null, proposedByAccountId: null, consultedAgencyIds: [], supplementCount: 0, reappointmentCount: 0, resultRevoked: false,
  submittedAt: null, intakeAt: null, endedAt: null, clockEvents: []
}

/** The state after a history; used to check what is stored. Refuses a step that the action table does not have, naming its index. */
export function reduce(actions: readonly DossierAction[]): { readonly ok: true; readonly state: DossierState } | { readonly ok: false; readonly index: number; readonly reason: 'wrong-status' | 'wrong-order' } {
  let state = EMPTY_STATE
  for (const [index, action] of actions.entries()) {
    const previous = actions[index - 1]
    if (previous !== undefined && action.at < previous.at) return { ok: false, index, reason: 'wrong-order' }
    const next = applyAction(state, action)
    if (next === undefined) return { ok: false, index, reason: 'wrong-status' }
    state = next
  }
  return { ok: true, state }
}

/** One step; undefined when the dossier's status has no such act. Roles and guards were judged when it happened, under the settings of that day. */
export function applyAction(state: DossierState, action: DossierAction): DossierState | undefined {
  const before = state.axes
  const to = tableTarget(action.act, before.processing)
  const supplementFits = action.act === 'requestSupplement' ? !isSupplementOpen(before) : action.act !== 'supplementDossier' || isSupplementOpen(before)
  if (to === undefined || !supplementFits) return undefined
  const axes = axesAfter(action.act, before, to, action.details ?? {})
  const ends = FINISHES[to] !== undefined && FINISHES[before.processing] === undefined
  return {
    ...state, ...peopleAfter(state, action), axes,
    supplementCount: state.supplementCount + (action.act === 'requestSupplement' ? 1 : 0),
    reappointmentCount: state.reappointmentCount + (action.act === 'reappointDossier' ? 1 : 0),
    resultRevoked: action.act === 'revokeResult' || state.resultRevoked && action.act !== 'signResult',
    submittedAt: state.submittedAt ?? (before.processing === 'draft' ? action.at : null),
    intakeAt: state.intakeAt ?? (action.act === 'receiveDossier' || action.act === 'refuseDossier' ? action.at : null),
    endedAt: state.endedAt ?? (ends ? action.at : null),
    clockEvents: [...state.clockEvents, ...clockEventsOf(state, action, to)]
  }
}

const FINISHES: Partial<Record<Processing, FinishKind>> = { 'result-ready': 'done', returned: 'returned', refused: 'refused', withdrawn: 'withdrawn', stopped: 'stopped' }

function peopleAfter(state: DossierState, { act, accountId, details = {} }: DossierAction): Partial<DossierState> {
  switch (act) {
    case 'assignDossier': return { holderAccountId: details.assigneeAccountId ?? state.holderAccountId }
    case 'takeDossier': return { holderAccountId: accountId }
    case 'releaseDossier': return { holderAccountId: null }
    case 'proposeOutcome': return { proposedByAccountId: accountId }
    case 'sendBack': return { proposedByAccountId: null }
    case 'consultAgency': return details.agencyId === undefined || state.consultedAgencyIds.includes(details.agencyId) ? {} : { consultedAgencyIds: [...state.consultedAgencyIds, details.agencyId] }
    case 'answerConsultation': return { consultedAgencyIds: state.consultedAgencyIds.filter(agencyId => agencyId !== details.agencyId) }
    default: return {}
  }
}

/** What the clock hears of an act (`clock-types.ts`). */
function clockEventsOf(state: DossierState, { act, at, details = {} }: DossierAction, to: Processing): readonly ClockEvent[] {
  const promise = details.promisedAt === undefined ? {} : { promisedAt: details.promisedAt }
  switch (act) {
    case 'receiveDossier': return [{ type: 'received', at, promisedAt: details.promisedAt ?? null }]
    case 'transferDossier': return [{ type: 'arrived-at-competent-agency', at, ...promise }]
    case 'recallDossier': return [{ type: 'recalled-from-competent-agency', at, ...promise }]
    case 'requestSupplement': return [{ type: 'supplement-requested', at, stage: state.axes.processing === 'submitted' ? 'before-acceptance' : 'after-acceptance', reason: details.supplementReason ?? 'incomplete' }]
    case 'supplementDossier': return [{ type: 'supplement-answered', at, complete: details.complete ?? true, ...promise }]
    case 'requestPayment': return details.pausesClock === true ? [{ type: 'paused', at, why: 'financial-obligation' }] : []
    case 'recordPayment':
    case 'exemptPayment': return isPaused(state.clockEvents) ? [{ type: 'resumed', at }] : []
    case 'reappointDossier': return details.promisedAt === undefined ? [] : [{ type: 'reappointed', at, promisedAt: details.promisedAt }]
    default: {
      const how = FINISHES[to]
      return how === undefined || to === state.axes.processing ? [] : [{ type: 'finished', at, how }]
    }
  }
}

function isPaused(events: readonly ClockEvent[]): boolean {
  return events.findLast(event => event.type === 'paused' || event.type === 'resumed')?.type === 'paused'
}
