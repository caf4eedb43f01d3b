import { Type } from 'typebox'
import { withFiles } from '../../../kernel/files/index.ts'
import { Fault } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { fieldOf, FormFields, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { choose, faultsIn, type Fault as PageFault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { decideReport } from '../acts/decide-report.ts'
import { saveReport } from '../acts/save-report.ts'
import { placesOf } from '../domain/form.ts'
import { parsePeriod } from '../domain/period.ts'
import { dueOn } from '../domain/report.ts'
import { readTyped, type TypedCells } from '../domain/typed-cells.ts'
import { UPLOADS } from '../evidence-files.ts'
import { HOME, RATES, reportHref } from '../pages/desk-page.tsx'
import { homePage } from '../pages/home.tsx'
import { allRatesPage, RATE_VIEWS, ratesPage } from '../pages/rates.tsx'
import { typedOf } from '../pages/desk-words.tsx'
import { reportPage } from '../pages/report.tsx'
import { historyOf } from '../history.ts'
import { ratesOf, whoReported, workOf } from '../queries/desk-work.ts'
import { endedPeriods, findForm, listForms, type FormView } from '../queries/forms.ts'
import { loadElements } from '../queries/frameworks.ts'
import { findingsOf, sheetOf, type ReportSheet } from '../queries/report-sheet.ts'
import type { IndicatorsServices } from '../services.ts'
import { approvers, callOf, fillers, lockers, officers, reportAt, ReportPlace, withDesk, Word, type Named, type Place } from './desk-common.ts'

const REPORT = `${HOME}/bao-cao/:form/:period/:agency`
type Posted = Ctx<Place, unknown, Fields>

/** What a page was sent: every cell as it was typed. */
export const typedIn = (form: Pick<FormView, 'elements' | 'categories'>, fields: Fields): TypedCells =>
  Object.fromEntries(placesOf(form.elements, form.categories).map(({ key }) => [key, { value: fieldOf(fields, `v.${key}`), none: fieldOf(fields, `n.${key}`) === 'yes', comment: fieldOf(fields, `c.${key}`).normalize('NFC') }]))

/** Faults of an act at the place of their cell; a warning without a word stands at the comment. */
function atCells(form: FormView, error: Fault, lang: 'vi' | 'en'): readonly PageFault[] {
  const keys = new Set(placesOf(form.elements, form.categories).map(({ key }) => key))
  const codes = error.details.fields ?? []
  return faultsIn(error, lang).map((fault, at) => fault.field === undefined || !keys.has(fault.field) ? { text: fault.text, ...fault.field === 'reason' ? { field: 'reason' } : {} } : { text: fault.text, field: `${codes[at]?.code === 'explain' ? 'c' : 'v'}.${fault.field}` })
}

/** Cells that were left empty take what somebody else saved meanwhile; what was typed stays as typed. */
const overSaved = (typed: TypedCells, sheet: ReportSheet, lang: 'vi' | 'en'): TypedCells => ({ ...typed, ...Object.fromEntries(Object.entries(typedOf(sheet.cells, lang)).filter(([key]) => { const mine = typed[key]; return mine === undefined || mine.value === '' && !mine.none && mine.comment === '' })) })

export interface Shown { readonly typed?: TypedCells; readonly reason?: string; readonly faults?: readonly PageFault[]; readonly conflict?: boolean; /** what was just done, where nothing is saved yet */ readonly note?: string }
/** The page of a report as it stands now, with what was typed where a form was refused. */
export async function showReport(services: IndicatorsServices, ctx: Ctx<Place>, { typed, reason = '', faults, conflict = false, note }: Shown = {}): Promise<string> {
  const [desk, view] = await withDesk(ctx, async tx => {
    const named = await reportAt(tx, ctx, ctx.params)
    const { form, period, agency, report } = named
    const sheet = await sheetOf(tx, form, period, agency.unitCode ?? agency.code, report?.id)
    const files = await withFiles(tx, [...new Set(sheet.cells.flatMap(({ reading }) => reading?.evidence ?? []))].map(fileId => ({ fileId })))
    const shown = typed === undefined ? undefined : conflict ? overSaved(typed, sheet, ctx.lang) : typed
    const values = shown === undefined ? undefined : readTyped(placesOf(form.elements, form.categories), shown, new Map()).cells
    return { ...named, sheet, typed: shown, findings: findingsOf(form, sheet, values), files: new Map(files.map(each => [each.fileId, each.file])), dueOn: report?.dueOn ?? dueOn(period, form.dueDays) }
  }, faults, reportHref(ctx.params.form, ctx.params.period, ctx.params.agency))
  const { report } = view
  const names = await services.namesOf([report?.decidedBy, report?.submittedBy].filter(id => typeof id === 'string'))
  return reportPage(desk, { ...view, names, today: localDateOf(ctx.now), history: report === undefined || !view.own ? [] : await historyOf(ctx.platform, services, report.id, ctx.lang), reason, conflict, note, ...UPLOADS })
}

/** Saves what differs from what is stored, so that each value keeps who typed it; answers the report as it stands then. */
async function save(ctx: Posted, named: Named & { readonly saved: ReadonlyMap<string, { readonly value: number | null; readonly comment: string }> }): Promise<{ readonly id: string; readonly version: number }> {
  const { form, period, agency, report, saved } = named
  const version = fieldOf(ctx.body, 'version') === '' ? null : versionOf(ctx.body)
  if ((report?.version ?? null) !== version) throw changedMeanwhile
  const places = placesOf(form.elements, form.categories)
  const { cells, faults } = readTyped(places, typedIn(form, ctx.body), saved)
  if (faults.length > 0) throw new TypedFaults(faults.map(({ key, part, message }) => ({ field: `${part === 'value' ? 'v' : 'c'}.${key}`, text: message[ctx.lang] })))
  const changed = places.flatMap(({ element, category, key }) => { const cell = cells.get(key); const before = saved.get(key); return cell === undefined || before?.value === cell.value && before.comment === cell.comment ? [] : [{ element, category, ...cell }] })
  if (changed.length === 0 && report !== undefined) return report
  if (changed.length === 0 && report === undefined) throw new TypedFaults([{ text: choose(ctx.lang)('Chưa nhập số liệu nào.', 'Nothing was entered.') }])
  return saveReport(callOf(ctx), { form: form.code, agencyId: agency.id, period: period.id }, version, changed)
}
class TypedFaults extends Error { readonly faults: readonly PageFault[]; constructor(faults: readonly PageFault[]) { super('typed'); this.faults = faults } }

const RateQuery = Type.Object({ bieu: Word, ky: Word, xem: Word })

export function reportRoutes(services: IndicatorsServices): readonly Route[] {
  const decide = (name: string, path: string, act: 'return' | 'approve' | 'lock', policy: typeof approvers | typeof lockers, said: readonly [string, string]): Route => route({ name: `indicators.${name}`, method: 'POST', path: `${REPORT}/${path}`, policy, params: ReportPlace, body: FormFields, handle: ctx => onceForWords(ctx, async () => {
    const [, { form, report }] = await withDesk(ctx, tx => reportAt(tx, ctx, ctx.params))
    try {
      await decideReport(callOf(ctx), act, report?.id ?? '00000000-0000-0000-0000-000000000000', versionOf(ctx.body), fieldOf(ctx.body, 'reason'))
    } catch (error) {
      if (!(error instanceof Fault) || ![403, 409, 422].includes(error.details.status)) throw error
      return page(await showReport(services, ctx, { reason: fieldOf(ctx.body, 'reason'), faults: atCells(form, error, ctx.lang) }), { status: error.details.status })
    }
    return redirect(reportHref(ctx.params.form, ctx.params.period, ctx.params.agency), { flash: choose(ctx.lang)(...said) })
  }) })

  return [
    route({ name: 'indicators.desk-home', method: 'GET', path: HOME, policy: officers, handle: async ctx => {
      const today = localDateOf(ctx.now)
      const [desk, view] = await withDesk(ctx, async tx => { const work = await workOf(tx, callOf(ctx).actor, today); return { work, rates: await ratesOf(tx, today), elements: await loadElements(tx, work.corrections.map(({ element }) => element)), today } })
      return page(homePage(desk, view))
    } }),
    route({ name: 'indicators.rates-page', method: 'GET', path: RATES, policy: officers, query: RateQuery, handle: async ctx => {
      const today = localDateOf(ctx.now)
      const { bieu = '', ky = '', xem = '' } = ctx.query
      const [desk, view] = await withDesk(ctx, async tx => {
        const form = await findForm(tx, bieu)
        if (form === undefined) return { rates: await ratesOf(tx, today) }
        const periods = endedPeriods(form, today, 12)
        const period = periods.find(({ id }) => id === ky) ?? periods[0] ?? parsePeriod(ky)
        return period === undefined ? { rates: await ratesOf(tx, today) } : { forms: await listForms(tx), form, period, periods, ...await whoReported(tx, form, period) }
      })
      return page('rates' in view ? allRatesPage(desk, view.rates) : ratesPage(desk, { ...view, view: RATE_VIEWS.find(each => each === xem) ?? '', today }))
    } }),
    route({ name: 'indicators.report-page', method: 'GET', path: REPORT, policy: officers, params: ReportPlace, handle: async ctx => page(await showReport(services, ctx)) }),
    route({ name: 'indicators.save-report', method: 'POST', path: `${REPORT}/luu`, policy: fillers, params: ReportPlace, body: FormFields, handle: ctx => onceForWords(ctx, async () => {
      const [, named] = await withDesk(ctx, async tx => {
        const at = await reportAt(tx, ctx, ctx.params)
        const { cells } = await sheetOf(tx, at.form, at.period, at.agency.unitCode ?? at.agency.code, at.report?.id)
        return { ...at, saved: new Map(cells.flatMap(({ place, reading }) => reading ? [[place.key, reading] as const] : [])) }
      })
      const typed = typedIn(named.form, ctx.body)
      const submits = fieldOf(ctx.body, '_button') === 'submit'
      try {
        const { id, version } = await save(ctx, named)
        if (submits) await decideReport(callOf(ctx), 'submit', id, version)
      } catch (error) {
        if (error instanceof TypedFaults) return page(await showReport(services, ctx, { typed, faults: error.faults }), { status: 422 })
        if (!(error instanceof Fault) || ![403, 409, 422].includes(error.details.status)) throw error
        const conflict = error.details.status === 409
        return page(await showReport(services, ctx, { typed, faults: atCells(named.form, error, ctx.lang), conflict }), { status: error.details.status })
      }
      return redirect(submits ? HOME : reportHref(ctx.params.form, ctx.params.period, ctx.params.agency), { flash: submits ? choose(ctx.lang)('Đã gửi báo cáo. Người duyệt sẽ xem.', 'The report is sent; the approver will look at it.') : choose(ctx.lang)('Đã lưu bản nháp. Nhớ gửi khi xong.', 'The draft is saved. Submit it when you are done.') })
    }) }),
    decide('return-report', 'tra-lai', 'return', approvers, ['Đã trả lại. Cơ quan thấy lý do và sửa.', 'Returned; the agency sees why.']),
    decide('approve-report', 'duyet', 'approve', approvers, ['Đã duyệt. Số liệu được tính từ bây giờ.', 'Approved; the values count from now on.']),
    decide('lock-report', 'khoa', 'lock', lockers, ['Đã khóa. Muốn đổi thì đính chính.', 'Locked; to change a value, correct it.']),
  ]
}
