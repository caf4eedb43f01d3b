import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact } from '../../../kernel/db/db.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { dayAfter, localDate } from '../domain/days.ts'
import { makeRoom } from '../store.ts'
import type { LocalStatus, ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'

export interface EndPack { /** last day on which it may be filed here */ readonly lastDay: string; readonly decision: string; readonly reason: string }

/** Ends filing on this site; a delivery does not bring it back, a new publication does. Dossiers already filed go on. `base` is the pack that the page showed. */
export async function endPack(platform: Platform, actor: OfficerActor, code: string, base: string, { lastDay, decision, reason }: EndPack): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  const yesterday = localDate(new Date(at.getTime() - 86_400_000))
  const faults = [
    ...(decision === '' ? [{ field: 'decision', code: 'required', message: { vi: 'Chưa có số quyết định. Ví dụ: 123/QĐ-UBND.', en: 'The number of the decision is missing.' } }] : []),
    ...(reason === '' ? [{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do. Người dân và thanh tra sẽ hỏi.', en: 'The reason is missing.' } }] : []),
    ...(lastDay < yesterday ? [{ field: 'lastDay', code: 'in-past', message: { vi: 'Ngày cuối đã qua. Ngừng ngay thì gõ ngày hôm qua, ngừng sau thì gõ hôm nay hoặc một ngày sau.', en: 'That day has passed. Type yesterday to end at once, or a later day.' } }] : []),
  ]
  if (faults.length > 0) throw invalid(faults)
  const from = dayAfter(lastDay)
  await transact(platform.db, actor, async (tx) => {
    const open = await tablesOf<ProceduresTables>(tx).selectFrom('procedures.procedure_case').select('id').where('code', '=', code).where('valid_to', 'is', null).forUpdate().executeTakeFirst()
    if (!open) throw notFound()
    if (open.id !== base) throw conflict({ vi: 'Gói đang chạy đã đổi từ khi bạn mở trang này. Xem lại rồi làm tiếp.', en: 'The pack in force has changed since you opened this page. Look again.' })
    await makeRoom(tx, 'procedure_case', [{ code, from }])
    await recordChange(tx, 'procedures', { actor, act: 'procedures.end-pack', object: { type: 'procedure', id: code }, payload: { procedureCaseId: base, lastDay, decision }, reason, at })
  })
}

/** Takes back a publication whose first day has not come: the pack before it runs on. */
export async function withdrawScheduledPack(platform: Platform, actor: OfficerActor, code: string, base: string, reason: string): Promise<void> {
  mustAdminister(actor)
  if (reason === '') throw invalid([{ field: 'recallReason', code: 'required', message: { vi: 'Chưa có lý do. Ghi vì sao thu hồi trước ngày áp dụng.', en: 'Say why it is taken back before its first day.' } }])
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const row = await tables.selectFrom('procedures.procedure_case').selectAll().where('id', '=', base).where('code', '=', code).forUpdate().executeTakeFirst()
    if (!row) throw notFound()
    if (row.valid_to !== null || row.valid_from <= localDate(at)) throw conflict({ vi: 'Gói này đã bắt đầu áp dụng hoặc đã được thu hồi. Muốn đổi, soạn gói mới.', en: 'This pack is in force already, or was taken back. Propose a new one instead.' })
    await tables.updateTable('procedures.procedure_case').set({ valid_to: row.valid_from }).where('id', '=', row.id).execute()
    await tables.updateTable('procedures.procedure_case').set({ valid_to: null }).where('code', '=', code).where('valid_to', '=', row.valid_from).where('valid_from', '<', row.valid_from).execute()
    // its wording goes with it
    const wording = await tables.selectFrom('procedures.procedure_version').select(['id', 'valid_from', 'valid_to']).where('id', '=', row.version_id).executeTakeFirst()
    if (wording && wording.valid_to === null && wording.valid_from === row.valid_from) {
      await tables.updateTable('procedures.procedure_version').set({ valid_to: wording.valid_from }).where('id', '=', wording.id).execute()
      await tables.updateTable('procedures.procedure_version').set({ valid_to: null }).where('code', '=', code).where('valid_to', '=', wording.valid_from).where('valid_from', '<', wording.valid_from).execute()
    }
    await recordChange(tx, 'procedures', { actor, act: 'procedures.withdraw-scheduled-pack', object: { type: 'procedure', id: code }, payload: { procedureCaseId: base, from: row.valid_from }, reason, at })
  })
}

/** Takes a procedure out of the public catalogue (NĐ 63/2010 Đ14: abolished; or hidden while something is put right) or brings it back. */
export async function changeProcedureStatus(platform: Platform, actor: OfficerActor, code: string, version: number, status: LocalStatus, decision: string, reason: string): Promise<void> {
  mustAdminister(actor)
  const faults = [
    ...(reason === '' ? [{ field: 'statusReason', code: 'required', message: { vi: 'Chưa có lý do.', en: 'The reason is missing.' } }] : []),
    ...(status === 'abolished' && decision === '' ? [{ field: 'statusDecision', code: 'required', message: { vi: 'Bãi bỏ thủ tục phải có quyết định. Ví dụ: 123/QĐ-UBND.', en: 'Abolishing a procedure needs a decision.' } }] : []),
  ]
  if (faults.length > 0) throw invalid(faults)
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const row = await tables.selectFrom('procedures.procedure').selectAll().where('code', '=', code).forUpdate().executeTakeFirst()
    if (!row) throw notFound()
    if (row.version !== version) throw changedMeanwhile
    if (row.local_status === status) return
    await tables.updateTable('procedures.procedure').set({ local_status: status, version: sql<number>`version + 1` }).where('code', '=', code).execute()
    await recordChange(tx, 'procedures', { actor, act: 'procedures.change-status', object: { type: 'procedure', id: code }, before: { version, content: { status: row.local_status } }, payload: { status, decision }, reason, at })
  })
}
