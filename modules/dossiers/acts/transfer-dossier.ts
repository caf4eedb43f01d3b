import type { Platform } from '../../../kernel/platform.ts'
import { offerOf } from '../offer.ts'
import { clockEvents, clockFacts, legalDueOf } from '../timing.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Chuyển hồ sơ to the competent agency the same working day, after 15:00 the next (NĐ 61/2018 Đ18); a boundary-free clock starts here. */
export async function transferDossier(platform: Platform, call: ActCall): Promise<Done> {
  return perform(platform, 'transferDossier', call, async scene => {
    const { tx, dossier, now, regime, work } = scene
    const offer = await offerOf(tx, dossier, work.localDate(now))
    const boundaryFree = offer.boundaryFree && dossier.receiving_agency_id !== dossier.competent_agency_id
    const events = clockEvents([...scene.actions, { act: 'transferDossier', at: now, payload: {} }])
    const due = legalDueOf(clockFacts(scene.case.case, dossier.channel, events, boundaryFree), now, regime, work)
    return { changes: { holder_agency_id: dossier.competent_agency_id, ...(boundaryFree ? { legal_due_at: due.at, promised_at: due.at, due_at: due.at ?? 'infinity', due_trace: JSON.stringify(due.trace) } : {}) },
      payload: { to: dossier.competent_agency_id, ...(boundaryFree ? { promisedAt: due.at?.toISOString() ?? null } : {}) } }
  })
}
