import { Type } from 'typebox'
import { fieldOf, FormFields, type Fields } from '../../../kernel/http/fields.ts'
import { read } from '../../../kernel/db/db.ts'
import { json, page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, choose, type Fault } from '../../../ui/index.ts'
import { askListIndex, dropListIndex } from '../acts/list-index.ts'
import { listIndexesPage } from '../pages/list-indexes.tsx'
import { STORE } from '../pages/store-page.tsx'
import { listIndexesOf } from '../queries/list-indexes.ts'
import { callOf, Code, keepers, keptDataset, withDesk } from './common.ts'

const PAGE = `${STORE}/:code/chi-muc`
const BASE = '/api/v1/datasets/:code/list-indexes'
const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' })
const Pair = Type.Object({ filter: Name, sort: Name }, { additionalProperties: false })
const Index = Type.Object({ filter: Type.String(), sort: Type.String(), state: Type.String(), failure: Type.Union([Type.String(), Type.Null()]), percent: Type.Union([Type.Integer(), Type.Null()]) })
const Answer = Type.Object({ items: Type.Array(Index), slow: Type.Array(Type.Object({ filter: Type.String(), sort: Type.String(), times: Type.Integer() })) })

async function show(ctx: Ctx, code: string, typed: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
  const [desk, { dataset, lists }] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, code); return { dataset, lists: await listIndexesOf(tx, dataset) } }, faults, `${STORE}/${code}/chi-muc`)
  return listIndexesPage(desk, dataset, { ...lists, typed })
}
const kept = (ctx: Ctx, code: string) => read(ctx.platform.db, ctx.actor, async tx => { const dataset = await keptDataset(tx, ctx, code); return { dataset, lists: await listIndexesOf(tx, dataset) } })
async function tell(ctx: Ctx, code: string) {
  const { lists: { indexes, slow } } = await kept(ctx, code)
  return { items: indexes.map(({ filter, sort, state, failure, percent }) => ({ filter, sort, state, failure, percent })), slow: slow.map(({ filter, sort, times }) => ({ filter, sort, times })) }
}

/** Indexes of lists that are filtered by one field and sorted by another: asked for by the keeper, built by a job. */
export const listIndexRoutes: readonly Route[] = [
  route({ name: 'datasets.list-indexes-page', method: 'GET', path: PAGE, policy: keepers, params: Code, handle: async ctx => page(await show(ctx, ctx.params.code)) }),
  route({ name: 'datasets.ask-list-index', method: 'POST', path: PAGE, policy: keepers, params: Code, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
    const [, { id, code }] = await withDesk(ctx, tx => keptDataset(tx, ctx, ctx.params.code))
    const drop = fieldOf(ctx.body, '_button') === 'drop'
    await (drop ? dropListIndex : askListIndex)(callOf(ctx), id, { filter: fieldOf(ctx.body, 'filter'), sort: fieldOf(ctx.body, 'sort') })
    return redirect(`${STORE}/${code}/chi-muc`, { flash: drop ? choose(ctx.lang)('Đã bỏ chỉ mục. Lập lại được bất cứ lúc nào.', 'Dropped. It can be built again at any time.') : choose(ctx.lang)('Đã nhận. Chỉ mục đang được lập.', 'Taken. The index is being built.') })
  }, faults => show(ctx, ctx.params.code, ctx.body, faults)) }),
  route({ name: 'datasets.api-list-indexes', method: 'GET', path: BASE, policy: keepers, params: Code, response: Answer, summary: 'Indexes of lists filtered by one field and sorted by another, and lists that took too long without one', handle: async ctx => json(await tell(ctx, ctx.params.code)) }),
  route({ name: 'datasets.api-ask-list-index', method: 'POST', path: BASE, policy: keepers, params: Code, body: Pair, response: Answer, summary: 'Has an index of a list built; asked again it is the same one', handle: async ctx => { await askListIndex(callOf(ctx), (await kept(ctx, ctx.params.code)).dataset.id, ctx.body); return json(await tell(ctx, ctx.params.code), { status: 202 }) } }),
  route({ name: 'datasets.api-drop-list-index', method: 'DELETE', path: BASE, policy: keepers, params: Code, query: Pair, response: Answer, summary: 'Drops the index of a list', handle: async ctx => { await dropListIndex(callOf(ctx), (await kept(ctx, ctx.params.code)).dataset.id, ctx.query); return json(await tell(ctx, ctx.params.code)) } }),
]
