import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { viCollator } from '../../../kernel/vi-text/index.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { choose, frameFor } from '../../../ui/index.ts'
import { resourceId } from '../ckan/package.ts'
import { formatsFor } from '../downloads/formats.ts'
import { openSource } from '../downloads/rows.ts'
import { datasetPortalPage } from '../pages/portal/dataset.tsx'
import { foreignPage } from '../pages/portal/foreign.tsx'
import { LIST_PAGE, portalListPage } from '../pages/portal/list.tsx'
import { apiAddresses, FACET_NAMES, PORTAL, sortOf, viewQuery, type ListAddress } from '../portal/addresses.ts'
import { atomOf } from '../portal/atom.ts'
import { FACETS, narrow } from '../portal/facets.ts'
import { askPortal, NOBODY, type PortalDataset } from '../portal/open.ts'
import { backIntoForm, readView, rowQueryOf, VIEW_PARAMETERS } from '../portal/read-view.ts'
import { searchCatalogue, versionsOf } from '../queries/catalogue.ts'
import { changedAt, isForeign, isForeignCode, searchForeign, type Listed } from '../queries/foreign.ts'
import { localDateOf } from '../../calendar/index.ts'
import { usageOf } from '../queries/usage.ts'
import { counted } from '../usage/count.ts'
import { publicQuality } from '../queries/quality.ts'
import { BadQuery, selectRows, type RowPage } from '../queries/rows.ts'
import { cacheOf } from '../downloads/cache.ts'

export const PORTAL_POLICY = { who: 'anyone', because: 'the portal shows what is published and open, to everybody alike (NĐ 47/2020 Đ16, Đ17)' } as const
export const PortalCode = Type.Object({ code: Type.String({ maxLength: 60 }) })
const Word = Type.Optional(Type.String({ maxLength: 200 }))
const ListQuery = Type.Object({ q: Word, 'pham-vi': Word, 'chu-de': Word, 'co-quan': Word, 'danh-muc': Word, dang: Word, 'giay-phep': Word, 'cap-nhat': Word, xep: Word, trang: Type.Optional(Type.String({ maxLength: 6 })) })
type ListParameters = Readonly<Partial<Record<'q' | 'xep' | 'trang' | 'pham-vi' | 'chu-de' | 'co-quan' | 'danh-muc' | 'dang' | 'giay-phep' | 'cap-nhat', string>>>
/** More than a province has; what lies beyond is found by words. */
const MOST_DATASETS = 2_000
const MOST_FOREIGN = 20_000
const PREVIEW_ROWS = 20

const addressOf = (query: ListParameters): ListAddress => {
  const values = new Map(Object.entries(query))
  return { q: (query.q ?? '').trim(), chosen: Object.fromEntries(FACETS.flatMap(facet => { const value = values.get(FACET_NAMES[facet]); return value === undefined || value === '' ? [] : [[facet, value]] })), sort: sortOf(query.xep ?? ''), page: /^[1-9]\d{0,4}$/.test(query.trang ?? '') ? Number(query.trang) : 1 }
}
/** Entries of other catalogues beside our own, in one order. */
async function listed(ctx: Ctx, { q, sort }: ListAddress): Promise<readonly Listed[]> {
  const search = q === '' ? {} : { q }
  const [own, foreign] = await read(ctx.platform.db, NOBODY, async tx => [(await searchCatalogue(tx, { ...search, sort, limit: MOST_DATASETS, offset: 0 })).items, (await searchForeign(tx, { ...search, slim: true, vanished: true, limit: MOST_FOREIGN, offset: 0 })).items] as const)
  if (foreign.length === 0) return own
  const since = (entry: Listed): number => (isForeign(entry) ? entry.firstSeenAt : entry.publishedAt).getTime()
  return [...own, ...foreign].toSorted(sort === 'title' ? (a, b) => viCollator.compare(a.title, b.title) : sort === 'refreshed' ? (a, b) => changedAt(b).getTime() - changedAt(a).getTime() : (a, b) => since(b) - since(a))
}
/** The entries of one page, whole. */
async function wholly(ctx: Ctx, shown: readonly Listed[]): Promise<readonly Listed[]> {
  const ids = shown.filter(isForeign).map(each => each.id)
  if (ids.length === 0) return shown
  const whole = new Map((await read(ctx.platform.db, NOBODY, tx => searchForeign(tx, { ids, vanished: true, limit: ids.length, offset: 0 }))).items.map(each => [each.id, each] as const))
  return shown.map(each => whole.get(each.id) ?? each)
}

export const portalRoutes: readonly Route[] = [
  route({ name: 'datasets.portal', method: 'GET', path: PORTAL, policy: PORTAL_POLICY, query: ListQuery, handle: async ctx => {
    const address = addressOf(ctx.query)
    const entries = await listed(ctx, address)
    const found = narrow(entries, address.chosen, ctx.now)
    const rows = await wholly(ctx, found.items.slice((address.page - 1) * LIST_PAGE, address.page * LIST_PAGE))
    return page(portalListPage(frameFor(ctx), { address, found, rows, agencies: new Map(entries.flatMap(entry => isForeign(entry) ? [] : [[entry.agencyCode, entry.agencyName] as const])), sources: new Map(entries.flatMap(entry => isForeign(entry) ? [[entry.source.code, entry.source.title] as const] : [])), now: ctx.now }))
  } }),
  route({ name: 'datasets.portal-feed', method: 'GET', path: `${PORTAL}.atom`, policy: PORTAL_POLICY, query: ListQuery, handle: async ctx => {
    const address = addressOf(ctx.query)
    const { items } = narrow(await listed(ctx, address), address.chosen, ctx.now)
    return { kind: 'text', mediaType: 'application/atom+xml; charset=utf-8', headers: { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' }, text: atomOf({ baseUrl: ctx.platform.config.publicUrl, self: ctx.url, here: ctx.url.replace(`${PORTAL}.atom`, PORTAL), title: address.q === '' ? 'Dữ liệu mở' : `Dữ liệu về “${address.q}”`, // followers hear of our own; other catalogues tell of theirs
      entries: items.flatMap(each => isForeign(each) ? [] : [each]), now: ctx.now }) }
  } }),
  counted('view', route({ name: 'datasets.portal-dataset', method: 'GET', path: `${PORTAL}/:code`, policy: PORTAL_POLICY, params: PortalCode, query: Type.Object({ ...VIEW_PARAMETERS, sau: Type.Optional(Type.String({ maxLength: 8000 })) }), handle: ctx => isForeignCode(ctx.params.code) ? foreignReply(ctx) : datasetReply(ctx) })),
]

async function foreignReply(ctx: Ctx<{ code: string }>): Promise<Reply> {
  const { items: [entry] } = await read(ctx.platform.db, NOBODY, tx => searchForeign(tx, { code: ctx.params.code, vanished: true, limit: 1, offset: 0 }))
  if (!entry) throw notFound()
  return page(foreignPage(frameFor(ctx), entry))
}
type DatasetCtx = Ctx<{ code: string }, Parameters<typeof readView>[0] & { readonly sau?: string }>
async function datasetReply(ctx: DatasetCtx): Promise<Reply> {
  const { platform, now, lang } = ctx
  const { code } = ctx.params
  const found = await askPortal(platform, code, async (tx, opened) => ({ opened, asked: readView(ctx.query, opened, lang, now), versions: await versionsOf(tx, opened.entry.id), quality: await publicQuality(tx, { id: opened.entry.id, schema: opened.entry.schema }), usage: await usageOf(tx, opened.entry.id, localDateOf(now)) }))
  const { opened, asked } = found
  // the address that a reader keeps says the view itself, not the form that made it
  if (asked.added && asked.faults.length === 0) return redirect(`${PORTAL}/${code}${viewQuery(asked.view)}`)
  const rows = await previewOf(ctx, opened, asked)
  const order = rowQueryOf(rows.view, opened, PREVIEW_ROWS).order
  const formats = formatsFor(opened.asked.fields)
  const source = opened.asked.fields.length === 0 ? undefined : await openSource(platform, code)
  const files = source === undefined ? [] : await Promise.all(formats.map(async format => ({ format, size: await cacheOf(platform).size(source, format) })))
  const { publicUrl } = platform.config
  const html = datasetPortalPage(frameFor(ctx), {
    ...found, view: rows.view, typed: { ...asked.typed, ...rows.typed }, faults: rows.faults, page: rows.page, first: (ctx.query.sau ?? '') === '', files, baseUrl: publicUrl, now,
    api: apiAddresses(publicUrl, code, resourceId(opened.entry.id, 'csv'), rows.view, order, PREVIEW_ROWS),
  })
  return page(html, rows.faults.length > 0 ? { status: 422 } : {})
}

/** The rows of a view; of one that cannot be answered those without the condition that is wrong, which stands in the form again. */
async function previewOf(ctx: DatasetCtx, opened: PortalDataset, asked: ReturnType<typeof readView>): Promise<Pick<ReturnType<typeof readView>, 'view' | 'faults' | 'typed'> & { readonly page: RowPage | undefined }> {
  if (opened.asked.fields.length === 0) return { view: asked.view, faults: asked.faults, typed: {}, page: undefined }
  const ask = (view: typeof asked.view, after?: string): Promise<RowPage> => askPortal(ctx.platform, ctx.params.code, (tx, { asked: rows }) => selectRows(tx, rows, { ...rowQueryOf(view, opened, PREVIEW_ROWS, after), count: 'estimated' }))
  try { return { view: asked.view, faults: asked.faults, typed: {}, page: await ask(asked.view, ctx.query.sau) } } catch (error) {
    if (!(error instanceof BadQuery)) throw error
    const { conditions, typed } = backIntoForm(asked.view.conditions, error.reason)
    const view = { ...asked.view, conditions }
    return { view, typed, faults: [...asked.faults, { field: error.reason.code === 'bad-operator' || error.reason.code === 'unknown-field' ? 'truong' : 'gia-tri', text: choose(ctx.lang)(error.reason.vi, error.reason.en) }], page: await ask({ ...view, conditions: [] }) }
  }
}
