import { withFiles } from '../../../kernel/files/index.ts'
import { Fault, notFound } from '../../../kernel/errors.ts'
import { readNumber } from '../../../kernel/forms/normalise.ts'
import { fieldOf, FormFields, officerIn, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { choose, faultsIn, type Fault as PageFault } from '../../../ui/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { approveCorrection, correctReading, refuseCorrection } from '../acts/correct-reading.ts'
import { demand, fault } from '../acts/indicator-work.ts'
import { parsePeriod } from '../domain/period.ts'
import { STANDING } from '../domain/report.ts'
import { HOME, readingHref, reportHref } from '../pages/desk-page.tsx'
import { readingPage } from '../pages/reading.tsx'
import { approves, fills } from '../queries/desk-work.ts'
import { loadElements } from '../queries/frameworks.ts'
import { historyOfReading, readingById, reportById } from '../queries/readings.ts'
import type { IndicatorsServices } from '../services.ts'
import { approvers, callOf, fillers, Id, officers, withDesk } from './desk-common.ts'

const READING = `${HOME}/so-lieu/:id`
const REFUSED = [403, 409, 422]

/** Values one by one: their origin, and corrections asked for by one and decided by another. */
export function readingRoutes(services: IndicatorsServices): readonly Route[] {
  async function show(ctx: Ctx<{ id: string }>, fields: Fields = {}, faults: readonly PageFault[] = []): Promise<string> {
    const actor = officerIn(ctx)
    const [desk, view] = await withDesk(ctx, async tx => {
      const asked = await readingById(tx, ctx.params.id)
      const period = asked && parsePeriod(asked.period)
      if (!asked || !period) throw notFound()
      const all = await historyOfReading(tx, asked.id)
      const reading = all.find(each => STANDING.includes(each.state) && each.supersededBy === null) ?? asked
      const report = reading.reportId === null ? undefined : await reportById(tx, reading.reportId)
      const agency = reading.agencyId === null ? undefined : (await agenciesById(tx, [reading.agencyId])).get(reading.agencyId)
      const files = await withFiles(tx, reading.evidence.map(fileId => ({ fileId })))
      return { reading, all, period, agency, report, pending: all.find(each => each.corrects !== null && each.state === 'submitted'), element: (await loadElements(tx, [reading.element])).get(reading.element), files: new Map(files.map(each => [each.fileId, each.file])) }
    }, faults, readingHref(ctx.params.id))
    const { reading, pending, report, agency } = view
    const own = reading.agencyId !== null && actor.scopeAgencyIds.includes(reading.agencyId)
    const names = await services.namesOf([...new Set(view.all.flatMap(each => [each.recordedBy, each.approvedBy].filter(id => id !== null)))])
    const href = report === undefined || agency === undefined ? undefined : reportHref(report.form, report.period, agency.code)
    return readingPage(desk, { ...view, names, agency: agency?.name ?? reading.unitCode, report: href, fileHref: id => `${href ?? HOME}/minh-chung/${id}`,
      mayAsk: own && fills(actor), mayDecide: own && approves(actor) && pending !== undefined && pending.recordedBy !== actor.accountId, typed: { value: fieldOf(fields, 'value'), none: fieldOf(fields, 'none') === 'yes', reason: fieldOf(fields, 'reason') } })
  }
  const act = (name: string, path: string, policy: typeof fillers | typeof approvers, work: (ctx: Ctx<{ id: string }, unknown, Fields>) => Promise<unknown>, said: readonly [string, string]): Route => route({ name: `indicators.${name}`, method: 'POST', path: `${READING}/${path}`, policy, params: Id, body: FormFields, handle: ctx => onceForWords(ctx, async () => {
    try { await work(ctx) } catch (error) {
      if (!(error instanceof Fault) || !REFUSED.includes(error.details.status)) throw error
      return page(await show(ctx, ctx.body, faultsIn(error, ctx.lang).map(each => path === 'tu-choi-dinh-chinh' && each.field === 'reason' ? { ...each, field: 'refusal' } : each)), { status: error.details.status })
    }
    return redirect(readingHref(ctx.params.id), { flash: choose(ctx.lang)(...said) })
  }) })
  return [
    route({ name: 'indicators.reading-page', method: 'GET', path: READING, policy: officers, params: Id, handle: async ctx => page(await show(ctx)) }),
    act('correct-reading', 'dinh-chinh', fillers, async ctx => {
      const [typed, none] = [fieldOf(ctx.body, 'value'), fieldOf(ctx.body, 'none') === 'yes']
      const value = typed === '' ? undefined : readNumber(typed)
      demand([none === (typed !== '') && fault('value', 'Nhập giá trị đúng, hoặc đánh dấu không có số liệu.', 'Enter the right value, or tick that there is none.', 'required'), typed !== '' && value === undefined && fault('value', `“${typed}” không phải là số. Ví dụ: 1.234,5`, `"${typed}" is no number. For example 1234.5`)])
      await correctReading(callOf(ctx), ctx.params.id, { value: value ?? null, reason: fieldOf(ctx.body, 'reason') })
    }, ['Đã gửi đề nghị đính chính. Giá trị cũ vẫn tính cho đến khi được duyệt.', 'The correction was asked for. The old value counts until it is approved.']),
    act('approve-correction', 'duyet-dinh-chinh', approvers, ctx => approveCorrection(callOf(ctx), ctx.params.id), ['Đã duyệt đính chính. Giá trị cũ vẫn xem được.', 'The correction is approved; the old value can still be seen.']),
    act('refuse-correction', 'tu-choi-dinh-chinh', approvers, ctx => refuseCorrection(callOf(ctx), ctx.params.id, fieldOf(ctx.body, 'refusal')), ['Đã không nhận đính chính; giá trị cũ giữ nguyên.', 'The correction is refused; the old value stays.']),
  ]
}
