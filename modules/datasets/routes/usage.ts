import { Type } from 'typebox'
import { json, page, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { portalUsagePage } from '../pages/portal/usage.tsx'
import { STORE } from '../pages/store-page.tsx'
import { usagePage } from '../pages/usage.tsx'
import { PORTAL } from '../portal/addresses.ts'
import { askPortal } from '../portal/open.ts'
import { askRows, openDataset } from '../queries/open-dataset.ts'
import { usageOf } from '../queries/usage.ts'
import { Code, getDataset, officers, withDesk } from './common.ts'
import { PORTAL_POLICY, PortalCode } from './portal.ts'

const anyone = { who: 'anyone', because: 'how often what is published is used is public; numbers alone are kept' } as const
const Uses = Type.Object({ view: Type.Integer(), download: Type.Integer(), api: Type.Integer(), exchange: Type.Integer() })
const Answer = Type.Object({ days: Type.Array(Type.Object({ day: Type.String(), view: Type.Integer(), download: Type.Integer(), api: Type.Integer(), exchange: Type.Integer() })), sum: Uses, total: Uses })

export const usageRoutes: readonly Route[] = [
  route({ name: 'datasets.portal-usage', method: 'GET', path: `${PORTAL}/:code/luot-dung`, policy: PORTAL_POLICY, params: PortalCode, handle: async ctx => {
    const { opened, usage } = await askPortal(ctx.platform, ctx.params.code, async (tx, opened) => ({ opened, usage: await usageOf(tx, opened.entry.id, localDateOf(ctx.now)) }))
    return page(portalUsagePage(frameFor(ctx), opened, usage))
  } }),
  route({ name: 'datasets.usage-page', method: 'GET', path: `${STORE}/:code/luot-dung`, policy: officers, params: Code, handle: async ctx => {
    const [desk, { dataset, usage }] = await withDesk(ctx, async tx => { const dataset = await getDataset(tx, ctx.params.code); return { dataset, usage: await usageOf(tx, dataset.id, localDateOf(ctx.now)) } })
    return page(usagePage(desk, dataset, usage))
  } }),
  route({ name: 'datasets.api-usage', method: 'GET', path: '/api/v1/datasets/:code/usage', policy: anyone, params: Code, response: Answer, summary: 'How often a dataset was used: by day of the last 30, their sum, and ever; page views, downloads, API reads, calls through the exchange', handle: async ctx =>
    json(await askRows(ctx.platform, ctx.actor, async tx => usageOf(tx, (await openDataset(tx, ctx.actor, ctx.params.code)).dataset.id, localDateOf(ctx.now)))) }),
]
