import type { OfficerActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, transact } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, type FieldFault } from '../../../kernel/errors.ts'
import { recordChange } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { organisationTables } from '../store-admin.ts'
import type { GovernmentLevel } from '../tables.ts'
import { agencyFaults, codeTaken, type AgencyInput } from './agency-input.ts'

export interface NewAgency extends AgencyInput { readonly parentCode: string; readonly kind: string; readonly level: GovernmentLevel; readonly unitCode: string | null; readonly validFrom: string }

/** Opens an agency below another one. Answers its id; `found` is what reading the form found already, told together with the rest. */
export async function createAgency(platform: Platform, actor: OfficerActor, input: NewAgency, found: readonly FieldFault[] = []): Promise<string> {
  if (!actor.roles.includes('administrator')) throw notAllowed()
  const at = platform.now()
  const id = newId(at.getTime())
  try {
    await transact(platform.db, actor, async tx => {
      const tables = organisationTables(tx)
      const parent = await tables.selectFrom('organisations.agency').select(['id', 'path']).where('code', '=', input.parentCode).executeTakeFirst()
      const faults = [...agencyFaults(input), ...found,
        ...(parent ? [] : [{ field: 'parentCode', code: 'unknown', message: { vi: `Không có cơ quan nào mang mã “${input.parentCode}”. Gõ mã cơ quan cấp trên, ví dụ H55.`, en: `No agency has code "${input.parentCode}". Type the code of the agency above, for example H55.` } }]),
        ...(/^[a-z][a-z0-9-]{1,59}$/.test(input.kind) ? [] : [{ field: 'kind', code: 'required', message: { vi: 'Chưa chọn loại cơ quan.', en: 'Choose a kind of agency.' } }])]
      if (faults.length || !parent) throw invalid(faults)
      await tables.insertInto('organisations.agency').values({
        id, code: input.code, code_verified: false, name: input.name, kind: input.kind, level: input.level, parent_id: parent.id, path: [...parent.path, id], unit_code: input.unitCode,
        // version 2: the province pack leaves alone what an administrator said
        address: input.address, phone: input.phone, email: input.email, valid_from: input.validFrom, valid_to: null, version: 2,
      }).execute()
      await recordChange(tx, 'organisations', { actor, act: 'organisations.create-agency', object: { type: 'agency', id }, payload: { code: input.code, name: input.name, parent: input.parentCode, validFrom: input.validFrom }, at })
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw invalid([codeTaken(input.code)])
    throw error
  }
  return id
}
