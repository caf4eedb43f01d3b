import { sql } from 'kysely'
import { notAllowed, notFound } from '../../../kernel/errors.ts'
import { adminRole } from '../../../kernel/history.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { ownerOfSubsystem } from '../queries/parties.ts'
import { demand, fault, inRegistry, mayActFor, type Call } from './registry-row.ts'

/** Puts a document back among those that wait for a receiver whose system failed at it, or fetched it and lost it: the system finds it at its next look. */
export async function deliverAgain(call: Call, documentId: string, receiverCode: string, reason: string): Promise<void> {
  demand([reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  await inRegistry(call, async ({ tx, actor, at }) => {
    const { rows: [row] } = await sql<{ subsystem: string; state: string }>`select s.id as subsystem, d.state from exchange.delivery d join exchange.subsystem s on s.number = d.receiver where d.document_id = ${documentId} and d.receiver_code = ${receiverCode}`.execute(tx)
    if (!row) throw notFound()
    if (!mayActFor(actor, await ownerOfSubsystem(tx, row.subsystem))) throw notAllowed({ vi: 'Chỉ bên nhận hoặc quản trị tỉnh xếp lại văn bản.', en: 'Only the receiver or an administrator does this.' })
    const { numAffectedRows } = await sql`update exchange.delivery set state = 'waiting', updated_at = ${at} where document_id = ${documentId} and receiver_code = ${receiverCode} and state in ('failed', 'fetched')`.execute(tx)
    demand([numAffectedRows === 0n && fault('reason', 'Văn bản này không còn vướng: đã nhận, đã thu hồi, hoặc đang chờ bên nhận lấy.', 'It is stuck no more: acknowledged, withdrawn, or waiting to be fetched.', 'ended')])
    await appendLedger(tx, { actor, role: adminRole(actor), agency: actor.agencyId, act: 'exchange.deliver-again', object: { type: 'document_delivery', id: documentId }, payload: { receiver: receiverCode, was: row.state }, reason, at })
  })
}
