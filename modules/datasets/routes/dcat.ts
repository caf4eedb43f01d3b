import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { addDataset, CATALOGUE_PAGE, catalogueGraph, type Site } from '../dcat/catalogue.ts'
import { Graph } from '../dcat/graph.ts'
import { searchCatalogue } from '../queries/catalogue.ts'

const policy = { who: 'anyone', because: 'the catalogue of published datasets is public (NĐ 47/2020 Đ16, Đ17)' } as const
const ANYBODY = { kind: 'anonymous' } as const
const ENDINGS = ['ttl', 'jsonld'] as const
type Ending = (typeof ENDINGS)[number]

function siteOf(ctx: Ctx): Site {
  const { site } = frameFor({ ...ctx, lang: 'vi' })
  return { baseUrl: ctx.platform.config.publicUrl, title: `Danh mục dữ liệu: ${say(site.name, 'vi')}`, owner: say(site.owner, 'vi'), place: say(site.owner, 'vi').replace(/^Ủy ban nhân dân /, '') }
}
const written = (graph: Graph, ending: Ending): Reply => ({ kind: 'text', text: ending === 'ttl' ? graph.turtle() : JSON.stringify(graph.jsonLd()), mediaType: ending === 'ttl' ? 'text/turtle; charset=utf-8' : 'application/ld+json; charset=utf-8', headers: { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=60' } })

export const dcatRoutes: readonly Route[] = ENDINGS.flatMap(ending => [
  route({
    name: `datasets.catalogue-${ending}`, method: 'GET', path: `/catalog.${ending}`, policy, query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
    handle: async ctx => {
      const { page = 1 } = ctx.query
      const { items, total } = await read(ctx.platform.db, ANYBODY, tx => searchCatalogue(tx, { limit: CATALOGUE_PAGE, offset: (page - 1) * CATALOGUE_PAGE }))
      if (items.length === 0 && page > 1) throw notFound()
      return written(catalogueGraph(siteOf(ctx), { items, total, page, ending }), ending)
    },
  }),
  route({
    name: `datasets.dataset-${ending}`, method: 'GET', path: `/du-lieu/:code.${ending}`, policy, params: Type.Object({ code: Type.String({ maxLength: 100 }) }),
    handle: async ctx => {
      const { items: [entry] } = await read(ctx.platform.db, ANYBODY, tx => searchCatalogue(tx, { code: ctx.params.code, limit: 1, offset: 0 }))
      if (!entry) throw notFound()
      const graph = new Graph()
      addDataset(graph, siteOf(ctx), entry)
      return written(graph, ending)
    },
  }),
])
