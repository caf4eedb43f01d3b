import { notFound } from '../../../kernel/errors.ts'
import { json, page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { boundariesOf } from '../../organisations/index.ts'
import type { Filter } from '../domain/query.ts'
import { placeField } from '../downloads/formats.ts'
import { mapLayers, mapPage, MOST_PLACES, type MapView } from '../pages/portal/map.tsx'
import type { DatasetsPorts } from '../ports.ts'
import { PORTAL, viewQuery } from '../portal/addresses.ts'
import { chartParts } from '../portal/chart-address.ts'
import { askPortal } from '../portal/open.ts'
import { backIntoForm, readView, rowQueryOf } from '../portal/read-view.ts'
import { BadQuery, selectRows } from '../queries/rows.ts'
import { ChartQuery, readGroups, type ChartCtx } from './portal-chart.ts'
import { PORTAL_POLICY, PortalCode } from './portal.ts'

async function readPlaces(ctx: ChartCtx): Promise<Pick<MapView, 'opened' | 'view' | 'typed' | 'faults' | 'places'> & { readonly added: boolean }> {
  return askPortal(ctx.platform, ctx.params.code, async (tx, opened) => {
    const read = readView(ctx.query, opened, ctx.lang, ctx.now)
    const field = placeField(opened.asked.fields)
    if (!field) return { opened, ...read, places: undefined }
    const placed: Filter = { field: field.name, operator: 'is', value: 'not-null' }
    const asked = rowQueryOf(read.view, opened, MOST_PLACES)
    const where: Filter = asked.where ? { and: [placed, asked.where] } : placed
    try {
      const found = await selectRows(tx, opened.asked, { ...asked, where })
      return { opened, ...read, places: { field, rows: found.rows, more: found.next !== undefined } }
    } catch (error) {
      if (!(error instanceof BadQuery)) throw error
      const { conditions, typed } = backIntoForm(read.view.conditions, error.reason)
      return { opened, ...read, view: { ...read.view, conditions }, typed, added: false, faults: [{ field: 'gia-tri', text: ctx.lang === 'vi' ? error.reason.vi : error.reason.en }], places: { field, rows: [], more: false } }
    }
  })
}

/** Over the communes of this province as they are today. */
async function readMap(ctx: ChartCtx, { province }: MapPorts): Promise<MapView & { readonly added: boolean }> {
  const read = await readPlaces(ctx)
  const groups = read.places ? undefined : await readGroups(ctx, true)
  if (!read.places && !groups?.chart) throw notFound()
  return { ...read, ...groups ? { view: groups.view, typed: groups.typed, faults: groups.faults } : {}, boundaries: await boundariesOf(ctx.platform.db, province, localDateOf(ctx.now)), units: groups?.chart ? { chart: groups.chart, found: groups.found } : undefined }
}

type MapPorts = Pick<DatasetsPorts, 'province'>
export const portalMapRoutes = (ports: MapPorts): readonly Route[] => [
  route({ name: 'datasets.portal-map', method: 'GET', path: `${PORTAL}/:code/ban-do`, policy: PORTAL_POLICY, params: PortalCode, query: ChartQuery, perMinute: 120, handle: async ctx => {
    const shown = await readMap(ctx, ports)
    if (shown.added && shown.faults.length === 0) return redirect(`${PORTAL}/${ctx.params.code}/ban-do${viewQuery({ ...shown.view, sort: '' }, shown.units ? chartParts(shown.units.chart).filter(([name]) => name !== 'kieu') : [])}`)
    return page(mapPage(frameFor(ctx), shown), shown.faults.length > 0 ? { status: 422 } : {})
  } }),
  route({ name: 'datasets.portal-map-layers', method: 'GET', path: `${PORTAL}/:code/ban-do.json`, policy: PORTAL_POLICY, params: PortalCode, query: ChartQuery, perMinute: 120, handle: async ctx => json(mapLayers(ctx.lang, await readMap(ctx, ports))) }),
]
