import type { Platform } from '../../../kernel/platform.ts'
import { offerOf } from '../offer.ts'
import { clockEvents, clockFacts, legalDueOf } from '../timing.ts'
import { perform, type ActCall, type Done, type Effects, type Scene } from './perform.ts'

/** Chuyển hồ sơ to the competent agency the same working day, after 15:00 the next (NĐ 61/2018 Đ18); a boundary-free clock starts here. */
export async function transferDossier(platform: Platform, call: ActCall): Promise<Done> {
  return perform(platform, 'transferDossier', call, scene => passOn(scene, 'transferDossier', scene.dossier.competent_agency_id))
}

/** The dossier goes to the desk of `to`, there or back; where the clock depends on where it lies, the date is told anew. */
export async function passOn({ tx, dossier, now, regime, work, actions, case: of }: Scene, act: 'transferDossier' | 'recallDossier', to: string): Promise<Effects> {
  const offer = await offerOf(tx, dossier, work.localDate(now))
  const boundaryFree = offer.boundaryFree && dossier.receiving_agency_id !== dossier.competent_agency_id
  const due = legalDueOf(clockFacts(of.case, dossier.channel, clockEvents([...actions, { act, at: now, payload: {} }]), boundaryFree), now, regime, work)
  return { changes: { holder_agency_id: to, ...(boundaryFree ? { legal_due_at: due.at, promised_at: due.at, due_at: due.at ?? 'infinity', due_trace: JSON.stringify(due.trace) } : {}) },
    payload: { to, ...(boundaryFree ? { promisedAt: due.at?.toISOString() ?? null } : {}) } }
}
