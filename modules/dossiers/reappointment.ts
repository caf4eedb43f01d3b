import type { WorkingTime } from '../../kernel/working-time.ts'
import { judgeReappointment, type ReappointReason } from './domain/clock.ts'
import { clockPolicyOf } from './domain/regime.ts'
import type { Regime } from './domain/regime-types.ts'
import type { FiledCase } from '../procedures/index.ts'
import type { ActionRow, DossierRow } from './store.ts'
import { clockEvents, clockFacts } from './timing.ts'

/** The earliest day a reappointment may name: the working day after the present due day. */
export function earliestReappointment(promisedAt: Date | null, now: Date, work: WorkingTime): string {
  const due = promisedAt ?? now
  return work.nextWorkingDay(work.localDate(due > now ? due : now))
}

/** Whether a dossier can be reappointed at all now, so that nobody fills in a form in vain: once, at least a day before it is due (NĐ 61/2018 Đ19.9). */
export function mayReappoint({ dossier, of, actions, boundaryFree, now, regime, work }: { readonly dossier: DossierRow; readonly of: FiledCase; readonly actions: readonly ActionRow[]; readonly boundaryFree: boolean; readonly now: Date; readonly regime: Regime; readonly work: WorkingTime }): { readonly ok: true } | { readonly ok: false; readonly reason: ReappointReason } {
  const day = earliestReappointment(dossier.promised_at, now, work)
  return judgeReappointment(clockFacts(of.case, dossier.channel, clockEvents(actions), boundaryFree && dossier.receiving_agency_id !== dossier.competent_agency_id), now, work.closing(day) ?? work.instant(day, 17 * 60), clockPolicyOf(regime), work)
}
