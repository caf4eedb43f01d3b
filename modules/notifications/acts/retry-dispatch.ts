import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { conflict, invalid, notAllowed, notFound } from '../../../kernel/errors.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { findDispatch, reopenDispatch } from '../store.ts'

/** Sends a message again that failed, or whose fate is unknown; for the latter somebody must have looked first, since the person may get it twice. */
export async function retryDispatch(platform: Platform, actor: OfficerActor, id: string, tries: number, confirmed: boolean): Promise<void> {
  if (!actor.roles.includes('administrator')) throw notAllowed()
  const at = platform.now()
  // dispatches are the platform's own (row-level security); the ledger names who asked
  await transact(platform.db, { kind: 'system', name: 'notifications' }, async tx => {
    const row = await findDispatch(tx, id)
    if (!row) throw notFound()
    if (row.state === 'ambiguous' && !confirmed) throw invalid([{ field: 'confirm', code: 'required', message: { vi: 'Tin này có thể đã đến nơi. Hỏi nhà mạng hoặc người nhận trước, rồi đánh dấu đồng ý gửi lại.', en: 'This one may have arrived. Ask the provider or the recipient first, then tick the box.' } }])
    if (!await reopenDispatch(tx, id, tries)) throw conflict({ vi: 'Tin này vừa được gửi lại hoặc đã đến nơi. Trang đã hiện tình trạng mới.', en: 'This message was just sent again or has arrived. The page shows its new state.' })
    await enqueue(tx, 'dispatch-notice', { id })
    await appendLedger(tx, { actor, role: 'administrator', agency: actor.agencyId, act: 'notifications.retry-dispatch', object: { type: 'dispatch', id }, payload: { before: row.state, channel: row.channel }, at })
  })
}
