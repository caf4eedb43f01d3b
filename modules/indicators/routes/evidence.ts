import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { Fault, notFound } from '../../../kernel/errors.ts'
import { findFile } from '../../../kernel/files/index.ts'
import { FormFields, officerIn } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { choose, faultsIn } from '../../../ui/index.ts'
import { attachEvidence, detachEvidence, reportScope } from '../acts/attach-evidence.ts'
import { placesOf, type CellPlace } from '../domain/form.ts'
import { receiveEvidence, serveEvidence, UPLOADS } from '../evidence-files.ts'
import { HOME, reportHref } from '../pages/desk-page.tsx'
import { readingsOfReport } from '../queries/readings.ts'
import type { IndicatorsServices } from '../services.ts'
import { callOf, fillers, officers, reportAt, ReportPlace, type Place } from './desk-common.ts'
import { showReport } from './reports.ts'

const PATH = `${HOME}/bao-cao/:form/:period/:agency/minh-chung`
const Cell = Type.Object({ ...ReportPlace.properties, cell: Type.String({ maxLength: 130 }) })
const FileOf = Type.Object({ ...ReportPlace.properties, file: Type.String({ format: 'uuid' }) })

/** Evidence of the values of a report: put behind one, taken out again, opened. */
export function evidenceRoutes(services: IndicatorsServices): readonly Route[] {
  const cellAt = (ctx: Pick<Ctx, 'platform' | 'actor'>, place: Place & { readonly cell: string }): Promise<{ readonly reportId: string } & CellPlace> => read(ctx.platform.db, officerIn(ctx), async tx => {
    const { form, report } = await reportAt(tx, ctx, place)
    const cell = placesOf(form.elements, form.categories).find(({ key }) => key === place.cell)
    if (cell === undefined || report === undefined) throw notFound()
    return { reportId: report.id, ...cell }
  })
  const back = (ctx: Ctx<Place>, vi: string, en: string): Reply => redirect(reportHref(ctx.params.form, ctx.params.period, ctx.params.agency), { flash: choose(ctx.lang)(vi, en) })
  return [
    route({ name: 'indicators.attach-evidence', method: 'POST', path: `${PATH}/them/:cell`, policy: fillers, params: Cell, body: FormFields, acceptsFiles: UPLOADS, handle: ctx => onceForWords(ctx, async () => {
      const cell = await cellAt(ctx, ctx.params)
      try {
        const files = await receiveEvidence(services.files, ctx.files, { field: 'file', uploadedBy: officerIn(ctx).accountId, ownerScope: reportScope(cell.reportId), at: ctx.now })
        await attachEvidence(callOf(ctx), cell, files)
      } catch (error) {
        // a script reads the refusal itself
        if (!(error instanceof Fault) || error.details.status !== 422 || (ctx.headers['accept'] ?? '').includes('json')) throw error
        return page(await showReport(services, ctx, { faults: faultsIn(error, ctx.lang).map(({ text }) => ({ text, field: `e.${cell.key}` })) }), { status: 422 })
      }
      return back(ctx, 'Đã đính kèm minh chứng.', 'The evidence is attached.')
    }) }),
    route({ name: 'indicators.detach-evidence', method: 'POST', path: `${PATH}/:file/bo/:cell`, policy: fillers, params: Type.Object({ ...FileOf.properties, ...Cell.properties }), body: FormFields, handle: ctx => onceForWords(ctx, async () => { await detachEvidence(callOf(ctx), await cellAt(ctx, ctx.params), ctx.params.file); return back(ctx, 'Đã gỡ tệp.', 'The file was taken out.') }) }),
    route({ name: 'indicators.evidence-file', method: 'GET', path: `${PATH}/:file`, policy: officers, params: FileOf, handle: async ctx => serveEvidence(services.files, await read(ctx.platform.db, officerIn(ctx), async tx => {
      const { report } = await reportAt(tx, ctx, ctx.params)
      const hangs = report !== undefined && (await readingsOfReport(tx, report.id)).some(reading => reading.evidence.includes(ctx.params.file))
      return hangs ? findFile(tx, ctx.params.file) : undefined
    })) }),
  ]
}
