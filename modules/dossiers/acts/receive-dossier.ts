import { transact, type Tx } from '../../../kernel/db/db.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { getAgency } from '../../organisations/index.ts'
import { feesDue } from '../../procedures/index.ts'
import { formatDossierCode } from '../domain/code.ts'
import { codeStrategyOf } from '../domain/regime.ts'
import { offerOf } from '../offer.ts'
import { takeNumber } from '../store.ts'
import { clockEvents, clockFacts, legalDueOf } from '../timing.ts'
import { performIn, type ActCall, type Done } from './perform.ts'

/**
 * Tiếp nhận: gives the code (NĐ 61/2018 Đ17.3), starts the clock, promises a date and prints the receipt (Mẫu 01).
 */
export async function receiveDossier(platform: Platform, call: ActCall): Promise<Done> {
  return transact(platform.db, call.actor, tx => receiveDossierIn(tx, platform, call))
}

/** The same inside a transaction: intake at the counter files and receives at once. */
export async function receiveDossierIn(tx: Tx, platform: Platform, call: ActCall): Promise<Done> {
  return performIn(tx, platform, 'receiveDossier', call, async scene => {
    const { dossier, now, regime, work, next } = scene
    const receiving = await getAgency(tx, dossier.receiving_agency_id)
    const day = work.localDate(now)
    const made = formatDossierCode(codeStrategyOf(regime), { agencyCode: receiving.code, date: day, number: await takeNumber(tx, receiving.code, day) })
    if (!made.ok) throw new Error(`no code for ${receiving.code}: ${made.reason}`)
    const offer = await offerOf(tx, dossier, day)
    const sameAgency = dossier.receiving_agency_id === dossier.competent_agency_id
    const events = clockEvents([...scene.actions, { act: 'receiveDossier', at: now, payload: {} }])
    const due = legalDueOf(clockFacts(scene.case.case, dossier.channel, events, offer.boundaryFree && !sameAgency), now, regime, work)
    return {
      changes: { code: made.code, regime: regime.id, received_at: now, legal_due_at: due.at, promised_at: due.at, due_at: due.at ?? 'infinity', due_trace: JSON.stringify(due.trace),
        holder_agency_id: dossier.receiving_agency_id, step_id: scene.case.case.workflow.steps[0]?.id ?? null, fee_amount: next.money === 'none' ? 0 : dossier.fee_amount || feesDue(scene.case.case, dossier.channel, dossier.answers).total },
      payload: { code: made.code, promisedAt: due.at?.toISOString() ?? null, regime: regime.id },
      event: { type: 'dossiers.received', code: made.code, ...(due.at ? { dueAt: due.at } : {}) },
      papers: ['receipt'],
    }
  })
}
