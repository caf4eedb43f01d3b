import type { CitizenActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { conflict } from '../../../kernel/errors.ts'
import { filesOfOwner, saveFile, type StoredFile } from '../../../kernel/files/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { findOpenSupplement, lockDossier } from '../store.ts'
import { MOST_FILES, tooManyFiles } from './edit-draft.ts'

/** Files wait under the request until they are sent: a reload or a fault loses none. */
export const supplementScope = (requestId: string, componentId: string): string => `supplement:${requestId}/${componentId}`

/** Keeps accepted files, whose bytes are already stored, for a paper that was asked for: as many for one request as a draft holds. */
export async function attachToSupplement(platform: Platform, actor: CitizenActor, to: { readonly dossierId: string; readonly requestId: string; readonly componentId: string }, files: readonly StoredFile[]): Promise<void> {
  await transact(platform.db, actor, async tx => {
    // another tab waits: none is counted without the others, and nothing is added to what was sent meanwhile
    await lockDossier(tx, to.dossierId)
    const request = await findOpenSupplement(tx, to.dossierId)
    if (request?.id !== to.requestId) throw conflict()
    let held = 0
    for (const componentId of new Set(request.items.flatMap(item => item.componentId ?? []))) held += (await filesOfOwner(tx, supplementScope(request.id, componentId))).length
    if (held + files.length > MOST_FILES) throw tooManyFiles(to.componentId)
    for (const file of files) await saveFile(tx, file)
  })
}
