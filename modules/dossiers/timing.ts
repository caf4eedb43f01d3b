import type { WorkingTime } from '../../kernel/working-time.ts'
import type { CaseTime, ProcedureCase } from '../procedures/index.ts'
import type { Channel } from '../procedures/index.ts'
import { readClock } from './domain/clock.ts'
import type { ClockEvent, ClockFacts, ClockStep } from './domain/clock-types.ts'
import { explainSteps } from './domain/clock-explain.ts'
import { clockPolicyOf } from './domain/regime.ts'
import type { Regime } from './domain/regime-types.ts'
import { stateOf, type HistoryRow } from './history.ts'
import type { TraceStep } from './tables.ts'

/** The one event list from which every clock is read (procedures.md 2.2). */
export const clockEvents = (actions: readonly HistoryRow[]): readonly ClockEvent[] => stateOf(actions).clockEvents

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
