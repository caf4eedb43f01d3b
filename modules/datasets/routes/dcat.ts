import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { usageOf } from '../queries/usage.ts'
import { addDataset, addUsage, CATALOGUE_PAGE, catalogueGraph, type Site } from '../dcat/catalogue.ts'
import { Graph } from '../dcat/graph.ts'
import { addForeign } from '../dcat/foreign.ts'
import { searchCatalogue } from '../queries/catalogue.ts'
import { isForeignCode, searchForeign } from '../queries/foreign.ts'

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
      const offset = (page - 1) * CATALOGUE_PAGE
      const [own, others] = await read(ctx.platform.db, ANYBODY, async tx => {
        const own = await searchCatalogue(tx, { limit: CATALOGUE_PAGE, offset })
        // their places follow ours; of a page that ours fill only the number is asked
        return [own, await searchForeign(tx, { limit: CATALOGUE_PAGE - own.items.length, offset: Math.max(0, offset - own.total) })] as const
      })
      if (own.items.length + others.items.length === 0 && page > 1) throw notFound()
      return written(catalogueGraph(siteOf(ctx), { items: own.items, foreign: others.items, total: own.total + others.total, page, ending }), ending)
    },
  }),
  route({
    name: `datasets.dataset-${ending}`, method: 'GET', path: `/du-lieu/:code.${ending}`, policy, params: Type.Object({ code: Type.String({ maxLength: 100 }) }),
    handle: async ctx => {
      const graph = new Graph()
      const { code } = ctx.params
      if (isForeignCode(code)) {
        const { items: [foreign] } = await read(ctx.platform.db, ANYBODY, tx => searchForeign(tx, { code, limit: 1, offset: 0 }))
        if (!foreign) throw notFound()
        addForeign(graph, siteOf(ctx), foreign)
        return written(graph, ending)
      }
      const { entry, usage } = await read(ctx.platform.db, ANYBODY, async tx => { const { items: [entry] } = await searchCatalogue(tx, { code, limit: 1, offset: 0 }); return { entry, usage: entry && await usageOf(tx, entry.id, localDateOf(ctx.now)) } })
      if (!entry) throw notFound()
      addDataset(graph, siteOf(ctx), entry)
      if (usage) addUsage(graph, siteOf(ctx), entry, usage.total)
      return written(graph, ending)
    },
  }),
])
