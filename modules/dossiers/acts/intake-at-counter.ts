import type { OfficerActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, transact } from '../../../kernel/db/db.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { findDossierBySubmission, putPaperItems } from '../store.ts'
import { receiveDossierIn } from './receive-dossier.ts'
import { fileIn, type Filing } from './submit-dossier.ts'
import type { Done } from './perform.ts'

export interface PaperHandedIn { readonly componentId: string; readonly originals: number; readonly certifiedCopies: number; readonly plainCopies: number; readonly shownOnly: boolean }

/** Tiếp nhận tại quầy: files for somebody who stands there and receives at once, with the papers handed in counted (NĐ 61/2018 Đ17.1). */
export async function intakeAtCounter(platform: Platform, actor: OfficerActor, input: Omit<Filing, 'channel' | 'submitter' | 'receivingAgencyId'> & { papers: readonly PaperHandedIn[]; channel?: 'counter' | 'post' }): Promise<Done> {
  const once = (): Promise<Done> => transact(platform.db, actor, async tx => {
    const before = await findDossierBySubmission(tx, input.submissionKey)
    if (before) return { id: before.id, version: before.version, processing: before.processing, code: before.code, warnings: [] }
    const filed = await fileIn(tx, platform, actor, { ...input, channel: input.channel ?? 'counter', receivingAgencyId: actor.agencyId, submitter: { accountId: input.applicant.accountId, name: input.applicant.name } })
    await putPaperItems(tx, input.papers.map(paper => ({ dossier_id: filed.id, component_id: paper.componentId, originals: paper.originals, certified_copies: paper.certifiedCopies, plain_copies: paper.plainCopies, shown_only: paper.shownOnly, digitised: input.files.some(file => file.componentId === paper.componentId) ? 1 : 0 })))
    return receiveDossierIn(tx, platform, { actor, dossierId: filed.id })
  })
  return once().catch(error => { if (isUniqueViolation(error, 'dossier_submission_key_key')) return once(); throw error })
}
