import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { insertMessage } from '../store.ts'
import { requireText } from './inputs.ts'
import { nameOf, perform, type ActCall, type Done } from './perform.ts'

/** Lời nhắn: the one conversation between applicant and desk (NĐ 61/2018 Đ5.1.e). */
export async function sendMessage(platform: Platform, call: ActCall & { body: string }): Promise<Done> {
  const body = requireText(call.body, 'body', { vi: 'lời nhắn', en: 'the message' }, 4000)
  return perform(platform, 'sendMessage', call, async ({ tx, dossier, now, actor }) => {
    const fromDesk = actor.kind === 'officer'
    await insertMessage(tx, { id: newId(now.getTime()), dossier_id: dossier.id, from_side: fromDesk ? 'desk' : 'applicant', author_account_id: 'accountId' in actor ? actor.accountId : null, author_name: nameOf(actor), body, at: now, read_at: null })
    return { payload: {}, ...(fromDesk ? { event: { type: 'dossiers.message-sent' } } : {}) }
  })
}
