import type { WorkingTime } from '../../kernel/working-time.ts'
import type { CaseTime, ProcedureCase } from '../procedures/index.ts'
import type { Channel } from '../procedures/index.ts'
import { readClock } from './domain/clock.ts'
import { SUPPLEMENT_REASONS, type ClockEvent, type ClockFacts, type ClockStep } from './domain/clock-types.ts'
import { explainSteps } from './domain/clock-explain.ts'
import { clockPolicyOf } from './domain/regime.ts'
import type { Regime } from './domain/regime-types.ts'
import type { ActionRow } from './store.ts'
import type { TraceStep } from './tables.ts'

const dateIn = (payload: Readonly<Record<string, unknown>>, key: string): Date | null => { const value = payload[key]; return typeof value === 'string' ? new Date(value) : null }

/** The one event list from which every clock is read (procedures.md 2.2): the acts that concern time, in order. */
export function clockEvents(actions: readonly Pick<ActionRow, 'act' | 'at' | 'payload'>[]): ClockEvent[] {
  const events: ClockEvent[] = []
  for (const { act, at, payload } of actions) {
    const promisedAt = dateIn(payload, 'promisedAt')
    switch (act) {
      case 'receiveDossier': events.push({ type: 'received', at, promisedAt }); break
      case 'transferDossier': events.push({ type: 'arrived-at-competent-agency', at, ...(promisedAt ? { promisedAt } : {}) }); break
      case 'requestSupplement': {
        const reason = SUPPLEMENT_REASONS.find(r => r === payload['clockReason']) ?? 'incomplete'
        events.push({ type: 'supplement-requested', at, stage: payload['stage'] === 'before-acceptance' ? 'before-acceptance' : 'after-acceptance', reason })
        break
      }
      case 'supplementDossier': events.push({ type: 'supplement-answered', at, complete: true, ...(promisedAt ? { promisedAt } : {}) }); break
      case 'reappointDossier': if (promisedAt) events.push({ type: 'reappointed', at, promisedAt }); break
      case 'signResult': if (!events.some(e => e.type === 'finished')) events.push({ type: 'finished', at, how: 'done' }); break
      case 'refuseDossier': events.push({ type: 'finished', at, how: 'refused' }); break
      case 'stopDossier': events.push({ type: 'finished', at, how: 'stopped' }); break
      case 'withdrawDossier': events.push({ type: 'finished', at, how: 'withdrawn' }); break
      default: break
    }
  }
  return events
}

/** The time that a case grants on a channel; a channel it does not name gets the counter's. */
export function timeOf(of: Pick<ProcedureCase, 'channels'>, channel: Channel): CaseTime | undefined {
  return (of.channels[channel] ?? of.channels.counter ?? of.channels.online ?? of.channels.post)?.time
}

export function clockFacts(of: ProcedureCase, channel: Channel, events: readonly ClockEvent[], boundaryFree: boolean): ClockFacts {
  const time = timeOf(of, channel)
  const sameDay = time?.unit === 'SAME_DAY'
  return { events, term: time === undefined || time.unit === 'SAME_DAY' ? { value: time?.value ?? 0, unit: time === undefined ? 'OTHER' : 'WORKING_DAY' } : { value: time.value, unit: time.unit }, sameDay, boundaryFree }
}

export interface DueDate { readonly at: Date | null; readonly trace: readonly TraceStep[] }

function tell(steps: readonly ClockStep[]): TraceStep[] {
  const en = explainSteps(steps, 'en')
  return explainSteps(steps, 'vi').map((vi, index) => { const at = steps[index]?.at; return { text: { vi, en: en[index] ?? vi }, ...(at ? { at: at.toISOString() } : {}) } })
}

/** The legal due date with the sentences that lead to it ("vì sao hẹn ngày này"). */
export function legalDueOf(facts: ClockFacts, now: Date, regime: Regime, work: WorkingTime): DueDate {
  const { legalDue } = readClock(facts, now, clockPolicyOf(regime), work)
  return { at: legalDue.at, trace: tell(legalDue.steps) }
}
