import type { OfficerActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, transact } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile, differences, recordChange } from '../../../kernel/history.ts'
import { mayAdminister } from '../../../kernel/http/fields.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { organisationTables } from '../store-admin.ts'
import { agencyFaults, codeTaken, type AgencyInput } from './agency-input.ts'

/** Name, code and contact of an agency. Earlier wordings stay in the history; papers already issued keep what they said. */
export async function changeAgency(platform: Platform, actor: OfficerActor, id: string, version: number, input: AgencyInput): Promise<void> {
  if (!mayAdminister(actor, id)) throw notAllowed()
  const faults = agencyFaults(input)
  if (faults.length) throw invalid(faults)
  const at = platform.now()
  try {
    await transact(platform.db, actor, async tx => {
      const row = await organisationTables(tx).selectFrom('organisations.agency').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      if (!row) throw notFound()
      if (row.version !== version) throw changedMeanwhile
      const before = { code: row.code, name: row.name, address: row.address, phone: row.phone, email: row.email }
      const after = { code: input.code, name: input.name, address: input.address, phone: input.phone, email: input.email }
      const changed = differences(before, after)
      if (Object.keys(changed).length === 0) return
      // a unit administrator answers for contacts; names and codes are the province's to give
      if (!actor.roles.includes('administrator') && ('name' in changed || 'code' in changed)) throw invalid([{ field: 'name' in changed ? 'name' : 'code', code: 'not-allowed', message: { vi: 'Tên và mã cơ quan do quản trị tỉnh đặt. Bạn sửa được địa chỉ, điện thoại, thư điện tử.', en: 'Name and code are given by the province. You may change address, telephone and e-mail.' } }])
      await organisationTables(tx).updateTable('organisations.agency').set({ ...after, version: row.version + 1 }).where('id', '=', id).where('version', '=', version).execute()
      await recordChange(tx, 'organisations', { actor, act: 'organisations.change-agency', object: { type: 'agency', id }, before: { version, content: before }, payload: changed, at })
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw invalid([codeTaken(input.code)])
    throw error
  }
}
