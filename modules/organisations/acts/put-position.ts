import { OFFICER_ROLES, type OfficerActor, type OfficerRole } from '../../../kernel/actor.ts'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile, differences, recordChange } from '../../../kernel/history.ts'
import { mayAdminister } from '../../../kernel/http/fields.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { combines, judgeRights } from '../domain/seats.ts'
import { localDayOf, lockedSeats, recordGift } from '../seat-facts.ts'
import { organisationTables } from '../store-admin.ts'
import { SEAT_REASON_TEXTS } from '../texts.ts'

export interface PositionInput { readonly title: string; readonly unitName: string; readonly roles: readonly string[]; readonly validFrom: string; readonly validTo: string | null }

const isRole = (role: string): role is OfficerRole => OFFICER_ROLES.some(known => known === role)

function judged(actor: OfficerActor, input: PositionInput, rolesBefore: readonly string[]): { roles: OfficerRole[]; faults: FieldFault[] } {
  const roles = input.roles.filter(isRole)
  // nobody hands out more than they answer for
  const toppled = !actor.roles.includes('administrator') && roles.includes('administrator') !== rolesBefore.includes('administrator')
  return { roles, faults: [
    ...(input.title.trim() === '' ? [{ field: 'title', code: 'required', message: { vi: 'Chưa có chức danh. Gõ như in dưới chữ ký, ví dụ “Công chức tư pháp - hộ tịch”.', en: 'The title is missing. Type it as printed under a signature.' } }] : []),
    ...(roles.length === 0 || roles.length !== input.roles.length ? [{ field: 'roles', code: 'required', message: { vi: 'Chưa chọn vai trò nào. Vị trí không có vai trò thì không làm được việc gì; chọn ít nhất một.', en: 'No role is ticked. A position without one can do nothing; tick at least one.' } }] : []),
    ...(combines([{ agencyId: '', path: [''], roles, validFrom: input.validFrom, validTo: input.validTo }]) ? [{ field: 'roles', code: 'combines', message: SEAT_REASON_TEXTS.combines }] : []),
    ...(toppled ? [{ field: 'roles', code: 'not-allowed', message: { vi: 'Chỉ quản trị tỉnh mới giao hoặc thu vai trò quản trị hệ thống. Bỏ dấu ở vai trò đó.', en: 'Only the province’s administrator may give or take the administrator’s role.' } }] : []),
    ...(input.validTo !== null && input.validTo < input.validFrom ? [{ field: 'validTo', code: 'before-start', message: { vi: 'Ngày cuối đang trước ngày đầu. Sửa một trong hai ngày.', en: 'The last day lies before the first. Correct one of them.' } }] : []),
  ] }
}

/** Opens a position in an agency (khung vị trí việc làm). Answers its id. */
export async function createPosition(platform: Platform, actor: OfficerActor, agencyId: string, input: PositionInput): Promise<string> {
  if (!mayAdminister(actor, agencyId)) throw notAllowed()
  const { roles, faults } = judged(actor, input, [])
  if (faults.length) throw invalid(faults)
  const at = platform.now()
  const id = newId(at.getTime())
  await transact(platform.db, actor, async tx => {
    await organisationTables(tx).insertInto('organisations.position').values({ id, agency_id: agencyId, unit_name: input.unitName, title: input.title, roles, valid_from: input.validFrom, valid_to: input.validTo }).execute()
    await recordChange(tx, 'organisations', { actor, act: 'organisations.create-position', object: { type: 'position', id }, payload: { agency: agencyId, title: input.title, unitName: input.unitName, roles, validFrom: input.validFrom, validTo: input.validTo }, at })
  })
  return id
}

/** Another title, unit, period or other roles; holds from the next request of whoever sits there. */
export async function changePosition(platform: Platform, actor: OfficerActor, id: string, version: number, input: PositionInput): Promise<void> {
  const at = platform.now()
  await transact(platform.db, actor, async tx => {
    const tables = organisationTables(tx)
    const about = await tables.selectFrom('organisations.position as p').innerJoin('organisations.agency as a', 'a.id', 'p.agency_id').select(['p.agency_id', 'p.roles', 'a.path']).where('p.id', '=', id).executeTakeFirst()
    if (!about) throw notFound()
    if (!mayAdminister(actor, about.agency_id) || (about.roles.includes('administrator') && !actor.roles.includes('administrator'))) throw notAllowed()
    const row = await tables.selectFrom('organisations.position').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
    if (row.version !== version) throw changedMeanwhile
    const { roles, faults } = judged(actor, input, row.roles)
    if (faults.length) throw invalid(faults)
    const before = { title: row.title, unitName: row.unit_name, roles: row.roles, validFrom: row.valid_from, validTo: row.valid_to }
    const changed = differences(before, { title: input.title, unitName: input.unitName, roles, validFrom: input.validFrom, validTo: input.validTo })
    if (Object.keys(changed).length === 0) return
    // the title alone gives nobody anything
    if ('roles' in changed || 'validFrom' in changed || 'validTo' in changed) await giveRights(tx, actor, { id, agencyId: about.agency_id, path: about.path, roles }, at)
    await tables.updateTable('organisations.position').set({ title: input.title, unit_name: input.unitName, roles, valid_from: input.validFrom, valid_to: input.validTo, version: version + 1 }).where('id', '=', id).where('version', '=', version).execute()
    await recordChange(tx, 'organisations', { actor, act: 'organisations.change-position', object: { type: 'position', id }, before: { version, content: before }, payload: changed, at })
  })
}

/** Whoever sits there now or soon gets other rights by this change: judged for each, and remembered as given by `actor`. */
async function giveRights(tx: Tx, actor: OfficerActor, position: { readonly id: string; readonly agencyId: string; readonly path: readonly string[]; readonly roles: readonly OfficerRole[] }, at: Date): Promise<void> {
  const today = localDayOf(at)
  const sitting = await organisationTables(tx).selectFrom('organisations.position_holder').select(['id', 'account_id', 'valid_from', 'valid_to']).where('position_id', '=', position.id).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', today)])).execute()
  const seats = await lockedSeats(tx, sitting.map(holder => holder.account_id), today)
  const reason = judgeRights(actor, sitting.map(holder => {
    const own = seats.filter(seat => seat.accountId === holder.account_id)
    return { staff: { accountId: holder.account_id, homeAgencyId: null, seats: own }, otherSeats: own.filter(seat => seat.holderId !== holder.id), changed: { ...position, validFrom: holder.valid_from, validTo: holder.valid_to } }
  }))
  if (reason) throw invalid([{ field: 'roles', code: reason, message: SEAT_REASON_TEXTS[reason] }])
  for (const holder of sitting) await recordGift(tx, actor, holder.account_id, { act: 'change-roles', holderId: holder.id }, at)
}
