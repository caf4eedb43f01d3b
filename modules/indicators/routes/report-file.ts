import { read } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { FormFields, officerIn } from '../../../kernel/http/fields.ts'
import { page, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { choose, faultsIn } from '../../../ui/index.ts'
import { HOME } from '../pages/desk-page.tsx'
import { typedOf } from '../pages/desk-words.tsx'
import { sheetOf, type SheetCell } from '../queries/report-sheet.ts'
import { readFilled, templateCsv, templateXlsx } from '../report-file.ts'
import type { IndicatorsServices } from '../services.ts'
import { fillers, reportAt, ReportPlace, type Place } from './desk-common.ts'
import { showReport } from './reports.ts'

const REPORT = `${HOME}/bao-cao/:form/:period/:agency`
const MOST = 5 * 1024 * 1024

/** A report filled in outside: the template with what is saved, and the file that comes back, shown before anything is saved. */
export function reportFileRoutes(services: IndicatorsServices): readonly Route[] {
  const cellsAt = (ctx: Ctx<Place>): Promise<readonly SheetCell[]> => read(ctx.platform.db, officerIn(ctx), async tx => { const { form, period, agency, report } = await reportAt(tx, ctx, ctx.params); return (await sheetOf(tx, form, period, agency.unitCode ?? agency.code, report?.id)).cells })
  const name = ({ form, period, agency }: Place, end: string): string => `${form}-${period}-${agency}.${end}`
  return [
    route({ name: 'indicators.report-template-csv', method: 'GET', path: `${REPORT}/mau.csv`, policy: fillers, params: ReportPlace, handle: async ctx => ({ kind: 'file', content: templateCsv(await cellsAt(ctx)), mediaType: 'text/csv; charset=utf-8', name: name(ctx.params, 'csv'), disposition: 'attachment' }) }),
    route({ name: 'indicators.report-template-xlsx', method: 'GET', path: `${REPORT}/mau.xlsx`, policy: fillers, params: ReportPlace, perMinute: 20, handle: async ctx => ({ kind: 'file', content: await templateXlsx(await cellsAt(ctx)), mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: name(ctx.params, 'xlsx'), disposition: 'attachment' }) }),
    route({ name: 'indicators.read-report-file', method: 'POST', path: `${REPORT}/nhap-tep`, policy: fillers, params: ReportPlace, body: FormFields, acceptsFiles: { maxBytes: MOST, maxFiles: 1 }, perMinute: 20, handle: async ctx => {
      const t = choose(ctx.lang)
      const cells = await cellsAt(ctx)
      try {
        const { typed, unknown } = await readFilled(ctx.files.find(file => file.field === 'file'), cells.map(({ place }) => place.key))
        const stored = typedOf(cells, ctx.lang)
        const count = Object.keys(typed).length
        const left = unknown.length === 0 ? '' : t(` Bỏ qua mã không có trong biểu: ${unknown.slice(0, 5).join(', ')}.`, ` Left out, not in the form: ${unknown.slice(0, 5).join(', ')}.`)
        return page(await showReport(services, ctx, { typed: { ...stored, ...typed }, note: t(`Đã đọc ${count} ô từ tệp, chưa lưu. Xem lại rồi bấm lưu.${left}`, `${count} cells were read and are not saved yet. Look at them, then save.${left}`) }))
      } catch (error) {
        if (!(error instanceof Fault) || error.details.status !== 422) throw error
        return page(await showReport(services, ctx, { faults: faultsIn(error, ctx.lang) }), { status: 422 })
      }
    } }),
  ]
}
