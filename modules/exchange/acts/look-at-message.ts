import { sql } from 'kysely'
import { notFound } from '../../../kernel/errors.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { deriveKey, unseal } from '../../../kernel/secrets.ts'
import { demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export interface Looked { readonly request: string | undefined; readonly response: string | undefined }
const MOST_SHOWN = 100_000

/** Opens the sealed bodies of one exchange. Somebody's data stand in them: who looked and why is in the ledger before anything is shown. */
export async function lookAtMessage(call: Call, transactionId: string, reason: string): Promise<Looked> {
  stewardOnly(call.actor)
  demand([reason.length < 10 && fault('reason', 'Ghi lý do xem nội dung, ít nhất 10 ký tự: nội dung có thể có dữ liệu cá nhân.', 'Say why you look, in 10 characters or more: the content may hold personal data.', 'required')])
  const sealed = await inRegistry(call, async work => {
    const { rows } = await sql<{ response: boolean; sealed: Buffer }>`select response, sealed from exchange.message where transaction_id = ${transactionId}`.execute(work.tx)
    if (rows.length === 0) throw notFound()
    await appendLedger(work.tx, { actor: call.actor, role: 'administrator', agency: call.actor.agencyId, act: 'exchange.look', object: { type: 'transaction', id: transactionId }, reason, at: work.at })
    return rows
  })
  const key = deriveKey(call.platform.config.masterKey, 'exchange-message')
  const show = (response: boolean): string | undefined => { const row = sealed.find(each => each.response === response); return row && unseal(key, row.sealed).toString('utf8').slice(0, MOST_SHOWN) }
  return { request: show(false), response: show(true) }
}
