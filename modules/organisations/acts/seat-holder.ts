import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { invalid, notAllowed, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import { mayAdminister } from '../../../kernel/http/fields.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { judgeEnding, judgeSeating } from '../domain/seats.ts'
import { localDayOf, lockedSeats, recordGift } from '../seat-facts.ts'
import { organisationTables } from '../store-admin.ts'
import { SEAT_REASON_TEXTS } from '../texts.ts'

/** `homeAgencyId`: the agency that opened the account; `reason`: needed to date back. */
export interface SeatInput { readonly accountId: string; readonly displayName: string; readonly homeAgencyId: string | null; readonly reason: string; readonly validFrom: string; readonly validTo: string | null }

/** Puts a member of staff into a position from a day on. */
export async function seatHolder(platform: Platform, actor: OfficerActor, positionId: string, input: SeatInput): Promise<string> {
  const at = platform.now()
  const id = newId(at.getTime())
  await transact(platform.db, actor, async tx => {
    const tables = organisationTables(tx)
    const about = await tables.selectFrom('organisations.position as p').innerJoin('organisations.agency as a', 'a.id', 'p.agency_id').select(['p.agency_id', 'p.roles', 'a.path']).where('p.id', '=', positionId).executeTakeFirst()
    if (!about) throw notFound()
    if (!mayAdminister(actor, about.agency_id) || (about.roles.includes('administrator') && !actor.roles.includes('administrator'))) throw notAllowed()
    const position = await tables.selectFrom('organisations.position').selectAll().where('id', '=', positionId).forUpdate().executeTakeFirstOrThrow()
    const today = localDayOf(at)
    const staff = { accountId: input.accountId, homeAgencyId: input.homeAgencyId, seats: await lockedSeats(tx, [input.accountId], today) }
    const refusal = judgeSeating(actor, staff, { agencyId: about.agency_id, path: about.path, roles: position.roles, validFrom: input.validFrom, validTo: input.validTo }, today, input.reason)
    if (refusal) throw invalid([{ field: refusal === 'dated-back' ? 'validFrom' : refusal === 'reason-needed' ? 'reason' : 'username', code: refusal, message: SEAT_REASON_TEXTS[refusal] }])
    const until = input.validTo ?? '9999-12-31'
    if (until < input.validFrom) throw invalid([{ field: 'validTo', code: 'before-start', message: { vi: 'Ngày cuối đang trước ngày đầu. Sửa một trong hai ngày.', en: 'The last day lies before the first. Correct one of them.' } }])
    if (input.validFrom < position.valid_from || (position.valid_to !== null && until > position.valid_to && input.validTo !== null)) throw invalid([{ field: 'validFrom', code: 'outside-position', message: { vi: 'Thời gian giữ vị trí phải nằm trong thời gian vị trí có hiệu lực. Sửa ngày, hoặc sửa vị trí trước.', en: 'The period must lie within that of the position. Correct the days, or the position first.' } }])
    const sitting = await tables.selectFrom('organisations.position_holder').select('id').where('position_id', '=', positionId).where('account_id', '=', input.accountId)
      .where(sql<boolean>`daterange(valid_from, valid_to, '[]') && daterange(${input.validFrom}::date, ${input.validTo}::date, '[]')`).executeTakeFirst()
    if (sitting) throw invalid([{ field: 'username', code: 'already-seated', message: { vi: `${input.displayName} đang giữ vị trí này trong thời gian đó. Không cần giao lần nữa.`, en: `${input.displayName} already holds this position then.` } }])
    await tables.insertInto('organisations.position_holder').values({ id, position_id: positionId, account_id: input.accountId, display_name: input.displayName, valid_from: input.validFrom, valid_to: input.validTo }).execute()
    await recordChange(tx, 'organisations', { actor, act: 'organisations.seat-holder', object: { type: 'position-holder', id }, payload: { position: positionId, account: input.accountId, validFrom: input.validFrom, validTo: input.validTo }, reason: input.reason || null, at })
    await recordGift(tx, actor, input.accountId, { act: 'seat', holderId: id }, at)
  })
  return id
}

/** The last day on which somebody holds a position; from the day after, the next request finds them without it. */
export async function endHolding(platform: Platform, actor: OfficerActor, holderId: string, version: number, lastDay: string, reason: string): Promise<string> {
  const at = platform.now()
  return transact(platform.db, actor, async tx => {
    const tables = organisationTables(tx)
    const row = await tables.selectFrom('organisations.position_holder as h').innerJoin('organisations.position as p', 'p.id', 'h.position_id').selectAll('h').select(['p.agency_id', 'p.roles']).where('h.id', '=', holderId).executeTakeFirst()
    if (!row) throw notFound()
    if (!mayAdminister(actor, row.agency_id) || (row.roles.includes('administrator') && !actor.roles.includes('administrator'))) throw notAllowed()
    if (row.version !== version) throw changedMeanwhile
    if (lastDay < row.valid_from) throw invalid([{ field: 'lastDay', code: 'before-start', message: { vi: 'Ngày cuối đang trước ngày nhận vị trí. Chọn ngày sau đó.', en: 'The last day lies before the first one. Choose a later day.' } }])
    const seats = await lockedSeats(tx, [row.account_id], localDayOf(at))
    const refusal = judgeEnding(actor, { accountId: row.account_id, homeAgencyId: null, seats }, lastDay, localDayOf(new Date(at.getTime() - 86_400_000)), reason)
    if (refusal) throw invalid([{ field: refusal === 'reason-needed' ? 'reason' : 'lastDay', code: refusal, message: SEAT_REASON_TEXTS[refusal] }])
    const ended = await tables.updateTable('organisations.position_holder').set({ valid_to: lastDay, version: version + 1 }).where('id', '=', holderId).where('version', '=', version).executeTakeFirst()
    if (ended.numUpdatedRows !== 1n) throw changedMeanwhile
    await recordChange(tx, 'organisations', { actor, act: 'organisations.end-holding', object: { type: 'position-holder', id: holderId }, before: { version, content: { position: row.position_id, account: row.account_id, validFrom: row.valid_from, validTo: row.valid_to } }, payload: { lastDay }, reason: reason || null, at })
    return row.position_id
  })
}
