import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { conflict, invalid, notAllowed } from '../../../kernel/errors.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { makeCalendar, windowsOn, type DayException } from '../domain/calendar.ts'
import { loadCalendar } from '../queries.ts'
import { latestRevision, write, type AgencyWindowSet } from '../store.ts'

interface Call { readonly platform: Platform; readonly actor: OfficerActor; /** the revision that the page showed */ readonly revision: number }
type Wording = { readonly days: readonly DayException[]; readonly windowSets: readonly AgencyWindowSet[] }

/** Every change is a revision of the whole calendar: due dates already promised keep theirs, new ones rest on the new one. */
async function change({ platform, actor, revision }: Call, act: string, object: { type: string; id: string }, wording: Wording, payload: Readonly<Record<string, string | null>>, reason: string): Promise<number> {
  if (!actor.roles.includes('administrator')) throw notAllowed()
  const at = platform.now()
  return transact(platform.db, actor, async tx => {
    await sql`select pg_advisory_xact_lock(hashtext('calendar.revision'))`.execute(tx)
    const latest = (await latestRevision(tx))?.number ?? 0
    if (latest !== revision) throw conflict({ vi: 'Lịch vừa được người khác sửa. Trang dưới đây là lịch mới; những gì bạn gõ vẫn còn, xem lại rồi lưu lần nữa.', en: 'Somebody has just changed the calendar. Below is the new one; what you typed is kept. Look again, then save.' })
    const made = await write(tx, wording, 'administrator', actor.displayName, at)
    if (made.revision === null) return latest
    await appendLedger(tx, { actor, role: 'administrator', agency: actor.agencyId, act, object, payload: { ...payload, revision: made.revision }, reason, at })
    return made.revision
  })
}

/** Adds or rewords a day off or a make-up day; its legal source is part of it. */
export async function setDay(call: Call, day: DayException): Promise<number> {
  const checked = makeCalendar({ version: 'new', windowSets: (await loadCalendar(call.platform.db)).windowSets, days: [day] }, day.agencyId)
  if (!checked.ok) throw invalid(checked.faults.map(fault => fault.code === 'bad-window'
    ? { field: 'hours', code: fault.code, message: { vi: 'Giờ làm bù chưa đúng: ca sau phải bắt đầu sau khi ca trước kết thúc.', en: 'The hours are not in order.' } }
    : { field: 'date', code: fault.code, message: { vi: 'Ngày chưa đúng.', en: 'The day is not valid.' } }))
  return change(call, 'calendar.set-day', { type: 'calendar-day', id: day.date }, { days: [day], windowSets: [] }, { type: day.type, kind: day.kind, name: day.name, agency: day.agencyId }, day.source)
}

/**
 * Makes a day an ordinary one again. It is said, not deleted: else the next delivery of the province pack would bring it back. A weekday
 * gets the hours of its week, a day of the weekend stays free.
 */
export async function clearDay(call: Call, date: string, agencyId: string | null, source: string): Promise<number> {
  const calendar = await loadCalendar(call.platform.db, agencyId)
  const ordinary = windowsOn({ ...calendar, days: new Map() }, date)
  const day: DayException = { date, agencyId, source, kind: 'local', confidence: 'high', name: ordinary.length > 0 ? 'Ngày làm việc bình thường' : 'Ngày nghỉ cuối tuần bình thường', type: ordinary.length > 0 ? 'work' : 'off', windows: ordinary.length > 0 ? ordinary : null }
  return change(call, 'calendar.clear-day', { type: 'calendar-day', id: date }, { days: [day], windowSets: [] }, { agency: agencyId }, source)
}

/** Hours of the week from a day on, for the province or one agency. */
export async function setHours(call: Call, set: AgencyWindowSet): Promise<number> {
  const checked = makeCalendar({ version: 'new', windowSets: [set], days: [] })
  if (!checked.ok) throw invalid(checked.faults.map(fault => fault.code === 'no-monday'
    ? { field: 'monday', code: fault.code, message: { vi: 'Thứ Hai phải có giờ làm việc: một “ngày làm việc” được đo bằng thứ Hai.', en: 'Monday needs hours: one working day is measured by it.' } }
    : { field: 'monday', code: fault.code, message: { vi: 'Giờ chưa đúng thứ tự: ca sau phải bắt đầu sau khi ca trước kết thúc.', en: 'The hours are not in order.' } }))
  return change(call, 'calendar.set-hours', { type: 'calendar-hours', id: set.validFrom }, { days: [], windowSets: [set] }, { agency: set.agencyId }, set.source)
}
