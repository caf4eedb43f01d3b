import { Type } from 'typebox'
import type { Db } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import { json, page, route, type Route } from '../../kernel/http/route.ts'
import { frameFor } from '../../ui/index.ts'
import { lifeEventsForPage, offersForList, procedureForPage } from './catalogue-cache.ts'
import { LEVELS, ONLINE_LEVELS } from './domain/content.ts'
import { homePage } from './pages/citizen/home.tsx'
import { lifeEventPage } from './pages/citizen/life-event.tsx'
import { procedurePage } from './pages/citizen/procedure.tsx'
import type { SearchAddress } from './pages/citizen/search-address.ts'
import { PAGE_SIZE, searchPage } from './pages/citizen/search.tsx'
import type { LifeEvent } from './queries.ts'
import { signpostFor } from './search/signposts.ts'
import { recordMiss, relatedSearches, searchProcedures, type SearchQuery } from './search/search-procedures.ts'

const PUBLISHED = 'procedures must be published to everybody (NĐ 63/2010 Đ17)'
const anyone = { who: 'anyone', because: PUBLISHED } as const
const Words = Type.String({ maxLength: 600 })
const Code = Type.Object({ code: Type.String({ pattern: '^[0-9A-Z][0-9A-Z.-]{2,31}$' }) })
const Filters = {
  level: Type.Optional(Type.Union(LEVELS.map((level) => Type.Literal(level)))), field: Type.Optional(Words), subject: Type.Optional(Words),
  agency: Type.Optional(Words), onlineLevel: Type.Optional(Type.Union(ONLINE_LEVELS.map((level) => Type.Literal(level)))),
}
const Item = Type.Object({
  code: Type.String(), name: Type.String(), field: Type.String(), levels: Type.Array(Type.String()), agency: Type.Union([Type.String(), Type.Null()]),
  subjects: Type.Array(Type.String()), onlineLevel: Type.String(), fileable: Type.Boolean({ description: 'can be filed on this site' }),
})
const Facet = Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }))
const Found = Type.Object({ items: Type.Array(Item), total: Type.Integer(), sure: Type.Boolean({ description: 'the first item holds most of what was asked' }), meant: Type.Optional(Type.String({ description: 'the query as it was read, when slips of the finger were put right' })), facets: Type.Object({ level: Facet, field: Facet, subject: Facet, agency: Facet, onlineLevel: Facet }) })

/** A form with empty selects sends empty values; they mean «not chosen». */
const chosen = <T extends string>(value: T | '' | undefined): T | undefined => value === '' ? undefined : value
const lookup = <T extends string>(known: readonly T[], value: string | undefined): T | undefined => known.find((each) => each === value)
const MOST_FIELDS = 12
const TRIES = ['khai sinh', 'giấy độc thân', 'sao y', 'sổ đỏ', 'mở cửa hàng'] as const

const homeRoute = route({
  name: 'procedures.home-page', method: 'GET', path: '/', policy: anyone,
  handle: async ({ platform: { db }, now, ...ctx }) => {
    const [lifeEvents, all, nearby, ...tries] = await Promise.all([
      lifeEventsForPage(db, now), searchProcedures(db, { q: '', limit: 1 }, now), searchProcedures(db, { q: '', limit: 1, level: 'commune' }, now), ...TRIES.map(async (q) => (await searchProcedures(db, { q, limit: 1 }, now)).sure ? [q] : []),
    ])
    return page(homePage(frameFor(ctx), { lifeEvents, fields: (nearby.total > 0 ? nearby : all).facets.field.slice(0, MOST_FIELDS), total: all.total, fileable: all.fileable, tries: tries.flat() }))
  },
})

const NEAR_EVENTS = 3
/** Events of life to offer to somebody who found nothing sure: those of the nearest procedures; every one when there are none. */
async function nearEvents(db: Db, codes: readonly string[], now: Date): Promise<readonly LifeEvent[]> {
  const events = await lifeEventsForPage(db, now)
  return codes.length === 0 ? events : events.filter((event) => event.procedures.some((each) => codes.includes(each.code))).slice(0, NEAR_EVENTS)
}

const searchRoute = route({
  name: 'procedures.search-page', method: 'GET', path: '/thu-tuc', policy: anyone,
  query: Type.Object({
    q: Type.Optional(Words), level: Type.Optional(Words), field: Type.Optional(Words), subject: Type.Optional(Words), agency: Type.Optional(Words),
    onlineLevel: Type.Optional(Words), here: Type.Optional(Type.String({ maxLength: 1 })), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  }),
  handle: async ({ platform: { db, log }, now, query, ...ctx }) => {
    const [level, onlineLevel] = [lookup(LEVELS, query.level), lookup(ONLINE_LEVELS, query.onlineLevel)]
    const [field, subject, agency] = [chosen(query.field), chosen(query.subject), chosen(query.agency)]
    const here = query.here === '1' ? '1' as const : undefined
    const address: SearchAddress = {
      q: (query.q ?? '').trim(), page: query.page ?? 1, ...(level && { level }), ...(field && { field }), ...(subject && { subject }), ...(agency && { agency }), ...(onlineLevel && { onlineLevel }), ...(here && { here }),
    }
    const narrowed = { ...(level && { level }), ...(field && { field }), ...(subject && { subject }), ...(agency && { agency }), ...(onlineLevel && { onlineLevel }), ...(here && { fileable: true }) }
    const result = await searchProcedures(db, { q: address.q, limit: PAGE_SIZE, offset: (address.page - 1) * PAGE_SIZE, ...narrowed }, now)
    const signpost = result.sure ? undefined : await signpostFor(db, result.meant ?? address.q, now)
    if (!result.sure && !signpost && Object.keys(narrowed).length === 0) await recordMiss(db, address.q, now).catch((error: unknown) => log.warn({ error: String(error) }, 'a search without an answer was not noted'))
    const codes = result.items.map((item) => item.code)
    const [offers, lifeEvents, related] = await Promise.all([offersForList(db, codes, now), result.sure || signpost ? [] : nearEvents(db, codes, now), result.sure || signpost ? [] : relatedSearches(db, address.q, now)])
    return page(searchPage(frameFor({ ...ctx }), { address, result, offers, lifeEvents, related, signpost }))
  },
})

const procedureRoute = route({
  name: 'procedures.procedure-page', method: 'GET', path: '/thu-tuc/:code', policy: anyone, params: Code,
  handle: async ({ platform: { db }, now, params, ...ctx }) => {
    const view = await procedureForPage(db, params.code, now)
    if (!view) throw notFound()
    return page(procedurePage(frameFor(ctx), view))
  },
})

const lifeEventRoute = route({
  name: 'procedures.life-event-page', method: 'GET', path: '/su-kien/:slug', policy: anyone, params: Type.Object({ slug: Type.String({ maxLength: 80 }) }),
  handle: async ({ platform: { db }, now, params, ...ctx }) => {
    const event = (await lifeEventsForPage(db, now)).find((each) => each.slug === params.slug)
    if (!event) throw notFound()
    return page(lifeEventPage(frameFor(ctx), event, await offersForList(db, event.procedures.map((each) => each.code), now)))
  },
})

const listApi = route({
  name: 'procedures.list', method: 'GET', path: '/api/v1/procedures', policy: anyone, response: Found,
  summary: 'Procedures in force, best match first; takes what people type (no diacritics, raw Telex or VNI, lay words)',
  query: Type.Object({ q: Type.Optional(Words), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })), ...Filters }),
  handle: async ({ platform: { db }, now, query: { q = '', limit = 20, offset = 0, ...filters } }) => {
    const search: SearchQuery = { q, limit, offset, ...filters }
    const { items, total, sure, meant, facets } = await searchProcedures(db, search, now)
    return json({ items: items.map(({ popularity: _, ...item }) => item), total, sure, ...(meant !== undefined && { meant }), facets })
  },
})

const oneApi = route({
  name: 'procedures.get', method: 'GET', path: '/api/v1/procedures/:code', policy: anyone, params: Code,
  summary: 'One procedure as published now, every part of NĐ 63/2010 Đ8.2',
  handle: async ({ platform: { db }, now, params }) => {
    const view = await procedureForPage(db, params.code, now)
    if (!view) throw notFound()
    const { filing, ...published } = view
    return json({ ...published, fileable: filing !== null, filing: filing && { procedureCaseId: filing.id, validFrom: filing.validFrom, approvedBy: filing.approvedBy, pack: filing.pack } })
  },
})

export const proceduresRoutes: readonly Route[] = [homeRoute, searchRoute, procedureRoute, lifeEventRoute, listApi, oneApi]
