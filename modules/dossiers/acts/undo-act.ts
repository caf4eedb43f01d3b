import { transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { stateOf } from '../history.ts'
import { getDossier } from '../queries.ts'
import { listActions } from '../store.ts'
import { assignDossier } from './assign-dossier.ts'
import { doneAs, type ActCall, type Done } from './perform.ts'
import { recallDossier } from './recall-dossier.ts'
import { releaseDossier } from './release-dossier.ts'

/** For how long one may take back what one has just done. */
export const UNDO_MINUTES = 10

const over = (): Fault => new Fault('undo-over', { status: 409, title: { vi: 'Không hoàn tác được nữa', en: 'It can no longer be undone' },
  detail: { vi: `Đã quá ${UNDO_MINUTES} phút, hoặc đã có người làm tiếp trên hồ sơ này. Hãy mở hồ sơ và sửa bằng việc tương ứng.`, en: `More than ${UNDO_MINUTES} minutes have passed, or somebody has gone on with it. Open the dossier and correct it there.` } })

/**
 * Hoàn tác: never deletes; it does the act that makes good, with its own entry in history and ledger. Only one's own last act, only while nobody has
 * gone on, and only acts that the law lets take back: taking, assigning, passing on.
 */
export async function undoLast(platform: Platform, call: ActCall & { readonly actor: OfficerActor }): Promise<Done> {
  const { dossier, actions } = await transact(platform.db, call.actor, async tx => { const dossier = await getDossier(tx, call.dossierId); return { dossier, actions: await listActions(tx, dossier.id) } })
  // pressed twice
  if (call.idempotencyKey !== undefined && actions.some(action => action.idempotency_key === call.idempotencyKey && action.actor_account_id === call.actor.accountId)) return doneAs(dossier)
  const last = actions.at(-1)
  if (!last || last.actor_account_id !== call.actor.accountId || platform.now().getTime() - last.at.getTime() > UNDO_MINUTES * 60_000) throw over()
  switch (last.act) {
    case 'takeDossier': return releaseDossier(platform, call)
    case 'transferDossier': return recallDossier(platform, call)
    case 'assignDossier': {
      const before = stateOf(actions.slice(0, -1)).holderAccountId
      return before === null ? releaseDossier(platform, call) : assignDossier(platform, { ...call, toAccountId: before })
    }
    default: throw over()
  }
}
