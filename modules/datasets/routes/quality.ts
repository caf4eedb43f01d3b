import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { json, page, route, type Route } from '../../../kernel/http/route.ts'
import { boxCode } from '../domain/quality.ts'
import { failingPage, qualityPage } from '../pages/quality.tsx'
import { STORE } from '../pages/store-page.tsx'
import { askRows, openDataset } from '../queries/open-dataset.ts'
import { failingRows, latestScore, publicQuality, scoreTrend } from '../queries/quality.ts'
import { Code, getDataset, keepers, keptDataset, officers, withDesk } from './common.ts'

const anyone = { who: 'anyone', because: 'scores of published datasets are public; row-level security hides the others' } as const
const BoxQuery = Type.Object({ o: Type.String({ maxLength: 200 }) })
const Check = Type.Object({ dimension: Type.String(), code: Type.String(), good: Type.Number(), of: Type.Number(), percent: Type.Union([Type.Number(), Type.Null()]), counted: Type.Boolean() })
const Quality = Type.Object({ day: Type.String(), score: Type.Union([Type.Number(), Type.Null()]), boxes: Type.Object({ ticked: Type.Integer(), of: Type.Integer() }), dimensions: Type.Array(Type.Object({ dimension: Type.String(), score: Type.Number() })), slogan: Type.Array(Type.Object({ word: Type.String(), score: Type.Union([Type.Number(), Type.Null()]) })), checks: Type.Array(Check) })

export const qualityRoutes: readonly Route[] = [
  route({ name: 'datasets.quality-page', method: 'GET', path: `${STORE}/:code/chat-luong`, policy: officers, params: Code, handle: async ctx => {
    const [desk, view] = await withDesk(ctx, async tx => { const dataset = await getDataset(tx, ctx.params.code); return { dataset, latest: await latestScore(tx, dataset.id), trend: await scoreTrend(tx, dataset.id) } })
    return page(qualityPage(desk, view))
  } }),
  route({ name: 'datasets.quality-rows-page', method: 'GET', path: `${STORE}/:code/chat-luong/dong`, policy: keepers, params: Code, query: BoxQuery, handle: async ctx => {
    const [desk, { dataset, box, found }] = await withDesk(ctx, async tx => {
      const dataset = await keptDataset(tx, ctx, ctx.params.code)
      const latest = await latestScore(tx, dataset.id)
      return { dataset, box: latest?.boxes.find(each => boxCode(each) === ctx.query.o), found: await failingRows(tx, dataset, ctx.query.o) }
    })
    return page(failingPage(desk, dataset, box, found))
  } }),
  route({ name: 'datasets.api-quality', method: 'GET', path: '/api/v1/datasets/:code/quality', policy: anyone, params: Code, response: Quality, summary: 'How good a dataset is: every box with what was counted', handle: async ctx => {
    const found = await askRows(ctx.platform, ctx.actor, async tx => publicQuality(tx, (await openDataset(tx, ctx.actor, ctx.params.code)).dataset))
    if (!found) throw notFound()
    return json(found)
  } }),
]
