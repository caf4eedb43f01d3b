import { sql } from 'kysely'
import type { CitizenActor, OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { publish } from '../../../kernel/outbox.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { tables, type MandateRow } from '../store.ts'

type Ended = Pick<MandateRow, 'id' | 'subject_id' | 'actor_id' | 'actor_name' | 'procedure_codes'>
const ENDED = ['id', 'subject_id', 'actor_id', 'actor_name', 'procedure_codes'] as const

/** Tells other modules that a mandate has ended, and the party who did not end it, in plain words. Who has not claimed it yet has no account to be told at. */
async function publishEnd(tx: Tx, identity: Identity, mandate: Ended, by: 'subject' | 'holder' | 'office'): Promise<void> {
  const subject = await tables(tx).selectFrom('identity.account').select('display_name').where('id', '=', mandate.subject_id).executeTakeFirstOrThrow()
  const names = await identity.ports.procedureNames(mandate.procedure_codes)
  const told = { subject: { accountIds: [mandate.actor_id], name: mandate.actor_name, reason: `${subject.display_name} đã thu hồi ủy quyền cho bạn làm thay.` },
    holder: { accountIds: [mandate.subject_id], name: subject.display_name, reason: `${mandate.actor_name} đã thôi nhận ủy quyền của bạn.` },
    office: { accountIds: [mandate.subject_id, mandate.actor_id], name: subject.display_name, reason: `Cơ quan quản trị đã chấm dứt ủy quyền của ${subject.display_name} cho ${mandate.actor_name}.` } }[by]
  await publish(tx, 'identity.mandate-revoked', { mandateId: mandate.id, subjectId: mandate.subject_id, to: { accountIds: told.accountIds.filter(id => id !== null), name: told.name }, path: '/tai-khoan', reason: told.reason,
    procedure: mandate.procedure_codes.map(code => names.get(code) ?? code).join('; '), agency: '' })
}

/** Ends a mandate at once. The subject may take it back, the holder may lay it down; anybody else learns nothing. */
export async function revokeMandate(identity: Identity, input: { readonly actor: CitizenActor; readonly mandateId: string; readonly now: Date }): Promise<{ ok: true } | { ok: false; reason: 'not-found' }> {
  return asPlatform(identity, async (tx) => {
    const { accountId } = input.actor
    const revoked = await tables(tx).updateTable('identity.mandate').set((e) => ({ revoked_at: input.now, revoked_by: accountId, version: e('version', '+', 1) }))
      .where('id', '=', input.mandateId).where('revoked_at', 'is', null).where((e) => e.or([e('subject_id', '=', accountId), e('actor_id', '=', accountId)])).returning(ENDED).executeTakeFirst()
    if (!revoked) return { ok: false, reason: 'not-found' }
    await appendLedger(tx, { actor: input.actor, subject: revoked.subject_id, mandate: input.mandateId, act: 'identity.revoke-mandate', object: { type: 'mandate', id: input.mandateId }, at: input.now })
    await publishEnd(tx, identity, revoked, revoked.subject_id === accountId ? 'subject' : 'holder')
    return { ok: true }
  })
}

export interface MarkedMandate { readonly mandateId: string; readonly version: number }

/** An administrator ends mandates that were got by deceit or error, at the word of the subject or of an authority. All or none. */
export async function revokeMandatesByOffice(identity: Identity, input: { readonly actor: OfficerActor; readonly marked: readonly MarkedMandate[]; readonly reason: string; readonly now: Date }): Promise<void> {
  const { actor, marked, reason, now } = input
  if (!actor.roles.includes('administrator')) throw notAllowed()
  const faults = [
    ...(marked.length === 0 ? [{ field: 'mandates', code: 'required', message: { vi: 'Chưa chọn ủy quyền nào. Đánh dấu ít nhất một dòng.', en: 'No mandate is marked. Tick at least one row.' } }] : []),
    ...(reason === '' ? [{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do. Ghi ai yêu cầu và bạn đã xác minh thế nào.', en: 'Give the reason: who asked, and how you made sure.' } }] : []),
  ]
  if (faults.length > 0) throw invalid(faults)
  await asPlatform(identity, async (tx) => {
    for (const { mandateId, version } of marked) {
      const row = await tables(tx).selectFrom('identity.mandate').select([...ENDED, 'version', 'revoked_at']).where(sql<boolean>`id::text = ${mandateId}`).forUpdate().executeTakeFirst()
      if (!row) throw notFound()
      if (row.version !== version || row.revoked_at !== null) throw changedMeanwhile
      await tables(tx).updateTable('identity.mandate').set((e) => ({ revoked_at: now, revoked_by: actor.accountId, version: e('version', '+', 1) })).where('id', '=', mandateId).execute()
      await appendLedger(tx, { actor, role: 'administrator', agency: actor.agencyId, subject: row.subject_id, mandate: mandateId, act: 'identity.revoke-mandate', object: { type: 'mandate', id: mandateId }, reason, at: now })
      await publishEnd(tx, identity, row, 'office')
    }
  })
}
