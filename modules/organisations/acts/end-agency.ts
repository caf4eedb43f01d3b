import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { organisationTables } from '../store-admin.ts'

/** An agency ends on a day (its last) and another takes over its papers; `found` is what reading the form found already, told together with the rest. Its open dossiers are then to be handed over, one by one or in bulk, at the desk. */
export async function endAgency(platform: Platform, actor: OfficerActor, id: string, version: number, input: { readonly lastDay: string; readonly successorCode: string; readonly decision: string }, found: readonly FieldFault[] = []): Promise<void> {
  if (!actor.roles.includes('administrator')) throw notAllowed()
  const at = platform.now()
  await transact(platform.db, actor, async tx => {
    const tables = organisationTables(tx)
    const row = await tables.selectFrom('organisations.agency').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row) throw notFound()
    if (row.version !== version) throw changedMeanwhile
    const successor = await tables.selectFrom('organisations.agency').select(['id', 'valid_to', 'path']).where('code', '=', input.successorCode).executeTakeFirst()
    const faults = [
      ...found,
      ...(input.lastDay === '' || input.lastDay >= row.valid_from ? [] : [{ field: 'lastDay', code: 'before-start', message: { vi: 'Ngày cuối không được trước ngày cơ quan bắt đầu hoạt động.', en: 'The last day may not lie before the first.' } }]),
      ...(successor && successor.id !== id ? [] : [{ field: 'successorCode', code: 'unknown', message: { vi: `Không có cơ quan kế thừa mang mã “${input.successorCode}”. Gõ mã của cơ quan nhận lại hồ sơ.`, en: `No other agency has code "${input.successorCode}". Type the code of the agency that takes over.` } }]),
      ...(successor && (successor.path.includes(id) || (input.lastDay !== '' && successor.valid_to !== null && successor.valid_to <= input.lastDay)) && successor.id !== id ? [{ field: 'successorCode', code: 'not-able', message: { vi: 'Cơ quan kế thừa phải còn hoạt động sau ngày đó và không nằm dưới cơ quan này.', en: 'The successor must still work after that day and not stand below this agency.' } }] : []),
      ...(input.decision === '' ? [{ field: 'decision', code: 'required', message: { vi: 'Chưa có số quyết định. Ghi quyết định giải thể hoặc sắp xếp lại.', en: 'Name the decision that ends or merges the agency.' } }] : []),
    ]
    if (faults.length || !successor) throw invalid(faults)
    await tables.updateTable('organisations.agency').set({ valid_to: input.lastDay, version: version + 1 }).where('id', '=', id).where('version', '=', version).execute()
    await tables.insertInto('organisations.agency_succession').values({ old_id: id, new_id: successor.id, on_date: input.lastDay }).onConflict(c => c.columns(['old_id', 'new_id']).doUpdateSet({ on_date: input.lastDay })).execute()
    await recordChange(tx, 'organisations', { actor, act: 'organisations.end-agency', object: { type: 'agency', id }, before: { version, content: { code: row.code, name: row.name, address: row.address, phone: row.phone, email: row.email, validTo: row.valid_to } },
      payload: { lastDay: input.lastDay, successor: successor.id }, reason: input.decision, at })
  })
}
