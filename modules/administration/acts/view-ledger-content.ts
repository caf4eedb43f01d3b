import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { appendLedger, entryContent } from '../../../kernel/ledger/index.ts'
import type { Platform } from '../../../kernel/platform.ts'

/** Shows what an entry says; the look stands in the ledger with its reason before anybody sees a word. */
export async function viewLedgerContent(platform: Platform, actor: OfficerActor, entryId: string, reason: string): Promise<{ readonly payload: unknown; readonly reason: string | null }> {
  if (reason.trim().length < 10) throw invalid([{ field: 'reason', code: 'required', message: { vi: 'Lý do quá ngắn. Ghi rõ việc bạn đang giải quyết, ít nhất 10 ký tự.', en: 'The reason is too short. Name the matter you are dealing with, 10 characters or more.' } }])
  return transact(platform.db, actor, async tx => {
    const content = await entryContent(tx, entryId)
    if (!content) throw notFound()
    await appendLedger(tx, { actor, role: 'administrator', agency: actor.agencyId, act: 'administration.view-ledger-content', object: { type: 'ledger-entry', id: entryId }, reason, at: platform.now() })
    return content
  })
}
