import { Type } from 'typebox'
import { invalid } from '../../../kernel/errors.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { readDate, showDate } from '../../../kernel/forms/dates.ts'
import { fieldOf, FormFields, officerIn, Reading, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerOnce, choose, frameFor, say } from '../../../ui/index.ts'
import { listAgencies } from '../../organisations/index.ts'
import { clearDay, setDay, setHours } from '../acts/change-calendar.ts'
import { revisions } from '../admin-queries.ts'
import { DAY_KINDS, type Week, type Windows } from '../domain/calendar.ts'
import { readHours, showHours } from '../domain/hours-text.ts'
import { isLocalDate, localDateOf } from '../domain/local-date.ts'
import { calendarPage, WEEK, type CalendarView } from '../pages/admin/calendar.tsx'
import { loadCalendar } from '../queries.ts'
import { latestRevision } from '../store.ts'

const PATH = '/quan-tri/lich'
const province = { who: 'officer', roles: ['administrator'] } as const
const isWeek = (week: readonly Windows[]): week is Week => week.length === 7

async function agencyByCode(ctx: Ctx, code: string): Promise<CalendarView['agency']> {
  if (code === '') return null
  return (await listAgencies(ctx.platform.db, localDateOf(ctx.now))).find(agency => agency.code === code.toUpperCase()) ?? null
}

async function view(ctx: Ctx, about: { year?: number; code?: string; day?: string; shown?: number; page?: number }, fields: Fields | undefined): Promise<CalendarView> {
  const { db } = ctx.platform
  const today = localDateOf(ctx.now)
  const agency = await agencyByCode(ctx, about.code ?? '')
  const revision = (await latestRevision(db))?.number ?? 0
  const shown = about.shown !== undefined && about.shown >= 1 && about.shown <= revision ? about.shown : revision
  const page = about.page ?? 1
  const [calendar, list] = await Promise.all([loadCalendar(db, agency?.id ?? null, shown === revision ? undefined : shown), revisions(db, page, 15)])
  const known = about.day === undefined ? undefined : calendar.days.get(about.day) ?? calendar.pending.get(about.day)
  const start: Record<string, string> = about.day === undefined ? {} : { date: showDate(about.day), ...(known ? { known: '1', type: known.type, kind: known.kind, name: known.name, source: known.source, hours: known.windows ? showHours(known.windows) : '' } : {}) }
  return { year: about.year ?? Number((about.day ?? today).slice(0, 4)), calendar, revision, shown, agency, asked: about.code ?? '', revisions: list.rows, revisionCount: list.total, page, today, fields: fields ?? start }
}

const unknownAgency = (code: string): Required<Text> => ({ vi: `Không có cơ quan nào mang mã “${code}”. Gõ mã cơ quan, ví dụ H55.144, hoặc để trống để xem lịch cả tỉnh.`, en: `No agency has code "${code}". Type a code such as H55.144, or leave it empty for the province.` })

/** The form names an agency by its code; an unknown one must not become the whole province. */
async function scopeOf(ctx: Ctx<unknown, unknown, Fields>): Promise<string | null> {
  const code = fieldOf(ctx.body, 'agencyCode')
  const agency = await agencyByCode(ctx, code)
  if (code !== '' && !agency) throw invalid([{ field: 'agencyCode', code: 'unknown', message: unknownAgency(code) }])
  return agency?.id ?? null
}
const redraw = (ctx: Ctx<unknown, unknown, Fields>) => async (faults: Parameters<typeof calendarPage>[3]): Promise<string> => {
  const typed = readDate(fieldOf(ctx.body, 'date'), localDateOf(ctx.now))
  return calendarPage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), await view(ctx, { ...(typed ? { year: Number(typed.slice(0, 4)) } : {}), code: fieldOf(ctx.body, 'agencyCode') }, fieldOf(ctx.body, 'form') === 'clear' ? { ...ctx.body, known: '1' } : ctx.body), faults)
}
const back = (day: string, code: string): string => `${PATH}?nam=${day.slice(0, 4)}${code === '' ? '' : `&co-quan=${code}`}`

export const calendarAdminRoutes: readonly Route[] = [
  route({ name: 'calendar.calendar-page', method: 'GET', path: PATH, policy: province,
    query: Type.Object({ nam: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })), 'co-quan': Type.Optional(Type.String({ maxLength: 40 })), ngay: Type.Optional(Type.String({ maxLength: 10 })), ban: Type.Optional(Type.Integer({ minimum: 1 })), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    handle: async (ctx) => {
      const { nam, ngay, ban, page: at, 'co-quan': code } = ctx.query
      const seen = await view(ctx, { ...(nam === undefined ? {} : { year: nam }), code: code ?? '', ...(ngay !== undefined && isLocalDate(ngay) ? { day: ngay } : {}), ...(ban === undefined ? {} : { shown: ban }), ...(at === undefined ? {} : { page: at }) }, undefined)
      return seen.asked !== '' && seen.agency === null
        ? page(calendarPage(frameFor(ctx), officerIn(ctx), seen, [{ field: 'co-quan', text: say(unknownAgency(seen.asked), ctx.lang) }]), { status: 422 }) : page(calendarPage(frameFor(ctx), officerIn(ctx), seen))
    } }),
  route({ name: 'calendar.set-day', method: 'POST', path: `${PATH}/ngay`, policy: province, body: FormFields,
    handle: async (ctx) => answerOnce(ctx, async () => {
      const reading = new Reading(ctx.body, localDateOf(ctx.now))
      const date = reading.neededDay('date', 'Chưa có ngày. Gõ ngày/tháng/năm.', 'The day is missing.')
      const type = fieldOf(ctx.body, 'type')
      if (type !== 'off' && type !== 'work') reading.fault('type', 'Chưa chọn ngày đó nghỉ hay làm.', 'Say whether the day is off or working.', 'required')
      const kind = DAY_KINDS.find(each => each === fieldOf(ctx.body, 'kind'))
      if (!kind) reading.fault('kind', 'Chưa chọn loại ngày.', 'Choose a kind.', 'required')
      if (kind === 'swap-work' && type === 'off') reading.fault('kind', 'Loại “làm bù” không đi với “nghỉ”. Sửa một trong hai.', 'A make-up day cannot be off.')
      const name = reading.needed('name', 200, 'Chưa có tên ngày.', 'The name is missing.')
      const source = reading.needed('source', 500, 'Chưa có căn cứ. Ghi văn bản nói về ngày này.', 'The legal source is missing.')
      const windows = readHours(fieldOf(ctx.body, 'hours'))
      if (!windows) reading.fault('hours', 'Giờ chưa đúng. Gõ như 07:00-11:30, 13:30-17:00.', 'The hours are not valid. Type 07:00-11:30, 13:30-17:00.')
      if (reading.faults.length || !kind || !windows) throw invalid(reading.faults)
      await setDay({ platform: ctx.platform, actor: officerIn(ctx), revision: versionOf(ctx.body) }, { date, type: type === 'work' ? 'work' : 'off', kind, name, source, confidence: 'high', agencyId: await scopeOf(ctx), windows: type === 'work' && windows.length > 0 ? windows : null })
      return redirect(back(date, fieldOf(ctx.body, 'agencyCode')), { flash: choose(ctx.lang)(`Đã lưu ngày ${showDate(date)}. Hồ sơ tiếp nhận từ giờ tính theo lịch mới.`, `${date} is saved. Dossiers received from now on follow the new calendar.`) })
    }, redraw(ctx)) }),
  route({ name: 'calendar.clear-day', method: 'POST', path: `${PATH}/bo-ngay`, policy: province, body: FormFields,
    handle: async (ctx) => answerOnce(ctx, async () => {
      const reading = new Reading(ctx.body, localDateOf(ctx.now))
      const date = reading.neededDay('date', 'Chưa có ngày.', 'The day is missing.')
      const source = reading.needed('clearSource', 500, 'Chưa có căn cứ để bỏ ngày này.', 'Say what the change rests on.')
      if (reading.faults.length) throw invalid(reading.faults)
      await clearDay({ platform: ctx.platform, actor: officerIn(ctx), revision: versionOf(ctx.body) }, date, await scopeOf(ctx), source)
      return redirect(back(date, fieldOf(ctx.body, 'agencyCode')), { flash: choose(ctx.lang)(`Ngày ${showDate(date)} trở lại như thường.`, `${date} is an ordinary day again.`) })
    }, redraw(ctx)) }),
  route({ name: 'calendar.set-hours', method: 'POST', path: `${PATH}/gio`, policy: province, body: FormFields,
    handle: async (ctx) => answerOnce(ctx, async () => {
      const reading = new Reading(ctx.body, localDateOf(ctx.now))
      const validFrom = reading.neededDay('hoursFrom', 'Chưa có ngày áp dụng.', 'The first day is missing.')
      const source = reading.needed('hoursSource', 500, 'Chưa có căn cứ. Ghi quyết định về giờ làm việc.', 'The legal source is missing.')
      const week = WEEK.map(([name, vi, en]) => {
        const hours = readHours(fieldOf(ctx.body, name))
        if (!hours) reading.fault(name, `Giờ ${vi.toLowerCase()} chưa đúng. Gõ như 07:00-11:30, 13:30-17:00, hoặc để trống nếu nghỉ.`, `The hours of ${en} are not valid. Type 07:00-11:30, 13:30-17:00, or leave them empty.`)
        return hours ?? []
      })
      if (reading.faults.length || !isWeek(week)) throw invalid(reading.faults)
      await setHours({ platform: ctx.platform, actor: officerIn(ctx), revision: versionOf(ctx.body) }, { validFrom, week, source, agencyId: await scopeOf(ctx) })
      return redirect(back(validFrom, fieldOf(ctx.body, 'agencyCode')), { flash: choose(ctx.lang)('Đã lưu giờ làm việc.', 'Hours saved.') })
    }, redraw(ctx)) }),
]
