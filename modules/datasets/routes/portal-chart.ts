import { Type } from 'typebox'
import { writeCsv } from '../../../kernel/csv.ts'
import { notFound } from '../../../kernel/errors.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { choose, frameFor } from '../../../ui/index.ts'
import { chartPage, groupLabel, measureLabel, type ChartView } from '../pages/portal/chart.tsx'
import { fieldTitle } from '../pages/portal/filters.tsx'
import { PORTAL } from '../portal/addresses.ts'
import { chartHref, groupQueryOf, readChart, type ChartParameters } from '../portal/chart-address.ts'
import { askPortal } from '../portal/open.ts'
import { backIntoForm, readView, VIEW_PARAMETERS, type ViewParameters } from '../portal/read-view.ts'
import { selectGroups } from '../queries/groups.ts'
import { BadQuery } from '../queries/rows.ts'
import { PORTAL_POLICY, PortalCode } from './portal.ts'

const Word = Type.Optional(Type.String({ maxLength: 60 }))
export const ChartQuery = Type.Object({ ...VIEW_PARAMETERS, kieu: Word, nhom: Word, buoc: Word, tinh: Word, do: Word })
export type ChartCtx = Ctx<{ code: string }, ViewParameters & ChartParameters>

/** The groups of a chart; of a filter that cannot be answered, what is wrong with it and no groups. */
export async function readGroups(ctx: ChartCtx, onlyUnits = false): Promise<ChartView & { readonly added: boolean }> {
  return askPortal(ctx.platform, ctx.params.code, async (tx, opened) => {
    if (opened.asked.fields.length === 0) throw notFound()
    const { view, typed: asked, faults, added } = readView(ctx.query, opened, ctx.lang, ctx.now)
    const chart = readChart(ctx.query, opened, onlyUnits)
    try { return { opened, view, typed: asked, chart, faults, added, found: chart ? await selectGroups(tx, opened.asked, groupQueryOf(chart, view)) : undefined } } catch (error) {
      if (!(error instanceof BadQuery)) throw error
      const { conditions, typed } = backIntoForm(view.conditions, error.reason)
      return { opened, view: { ...view, conditions }, typed, chart, found: undefined, added: false, faults: [...faults, { field: 'gia-tri', text: choose(ctx.lang)(error.reason.vi, error.reason.en) }] }
    }
  })
}

export const portalChartRoutes: readonly Route[] = [
  route({ name: 'datasets.portal-chart', method: 'GET', path: `${PORTAL}/:code/bieu-do`, policy: PORTAL_POLICY, params: PortalCode, query: ChartQuery, perMinute: 120, handle: async ctx => {
    const found = await readGroups(ctx)
    if (found.added && found.faults.length === 0 && found.chart) return redirect(chartHref(ctx.params.code, 'bieu-do', found.chart, found.view))
    return page(chartPage(frameFor(ctx), found), found.faults.length > 0 ? { status: 422 } : {})
  } }),
  route({ name: 'datasets.portal-chart-csv', method: 'GET', path: `${PORTAL}/:code/bieu-do.csv`, policy: PORTAL_POLICY, params: PortalCode, query: ChartQuery, perMinute: 120, handle: async ctx => {
    const { chart, found, opened } = await readGroups(ctx)
    if (!chart || !found) throw notFound()
    const counts = chart.measure === 'count'
    return { kind: 'text', mediaType: 'text/csv; charset=utf-8', headers: { 'content-disposition': `attachment; filename="${ctx.params.code}-${chart.group.name}.csv"`, 'access-control-allow-origin': '*' },
      text: writeCsv([fieldTitle(chart.group, ctx.lang), measureLabel(chart, ctx.lang), ...counts ? [] : [choose(ctx.lang)('Số dòng', 'Rows')]], found.groups.map(each => [groupLabel(chart.group, each.value, ctx.lang, opened.units), each.amount ?? '', ...counts ? [] : [each.rows]])) }
  } }),
]
