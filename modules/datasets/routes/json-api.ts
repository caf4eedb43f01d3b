import { Type } from 'typebox'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { json, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ACCESS, type Field } from '../domain/schema.ts'
import { jsonSchemaOf, tableSchemaOf } from '../domain/contract.ts'
import { officerLooking, personFields, recordLooks, tellsOfPersons } from '../looks.ts'
import { searchCatalogue, versionsOf, type Entry } from '../queries/catalogue.ts'
import { askPublicRows, askRows, demandReadable, openDataset, type Opened } from '../queries/open-dataset.ts'
import { counted } from '../usage/count.ts'
import { tellChanges, tellRows, type Told } from './ask.ts'

const anyone = { who: 'anyone', because: 'what is published is public; fields and rows are judged by who asks (domain/reader.ts and row-level security)' } as const
const Code = Type.Object({ code: Type.String({ maxLength: 100 }) })
const Words = Type.Optional(Type.String({ maxLength: 300 }))
/** Filters are named by fields, so the list of parameters is open. */
const Paging = { limit: Type.Optional(Type.String({ description: 'rows in a page' })), after: Type.Optional(Type.String({ description: '`next` of the page before' })) }
const RowsQuery = Type.Object({ ...Paging, select: Type.Optional(Type.String({ description: 'fields, with commas between' })), order: Type.Optional(Type.String({ description: 'field.asc or field.desc, with commas between' })), as_of: Type.Optional(Type.String({ description: 'yyyy-mm-dd: rows that were true on this day' })),
  known_at: Type.Optional(Type.String({ description: 'number of a load: rows as they were known after it' })), q: Type.Optional(Type.String({ description: 'words anywhere in the texts' })), count: Type.Optional(Type.String({ description: 'exact, planned or estimated; nothing is counted without it' })) }, { description: 'and filters as in PostgREST: field=operator.value, or=(a.eq.1,b.gt.2)' })
const Item = Type.Object({ code: Type.String(), title: Type.String(), agency: Type.Object({ code: Type.String(), name: Type.String() }), theme: Type.String(), keywords: Type.Array(Type.String()), access: Type.String(), licence: Type.String(), rows: Type.Integer(), refreshedAt: Type.Union([Type.String(), Type.Null()]), publishedAt: Type.String() })
const Rows = Type.Object({ items: Type.Array(Type.Object({})), next: Type.Union([Type.String(), Type.Null()]), position: Type.Integer({ description: 'number of the last load: where the change feed stands' }), total: Type.Optional(Type.Object({ rows: Type.Integer(), kind: Type.String() })) })
const Changes = Type.Object({ items: Type.Array(Type.Object({ position: Type.String(), kind: Type.String({ description: 'added, changed or ended' }), row: Type.Object({}) })), next: Type.String(), more: Type.Boolean(), position: Type.Integer() })

export const summaryOf = (entry: Entry) => ({ code: entry.code, title: entry.title, titleEn: entry.titleEn, description: entry.description, agency: { code: entry.agencyCode, name: entry.agencyName }, theme: entry.theme, keywords: entry.keywords, access: entry.access, licence: entry.licence, legalBasis: entry.legalBasis, refreshDays: entry.refreshDays, rows: entry.rowCount, refreshedAt: entry.refreshedAt, publishedAt: entry.publishedAt })

/** Fields of the contract that may be known of: officers learn all names, to ask for a right that names them; the public what is open. */
const knownFields = (ctx: Pick<Ctx, 'actor'>, { asked, dataset }: Opened): readonly Field[] => ctx.actor.kind === 'officer' ? dataset.schema.fields : asked.fields

type Tell = (tx: Tx, opened: Opened, url: string) => Promise<Told>
/** Asks in the name of whoever is there; what an officer sees of persons is written down, too. `pages`: rows that prove which version of the dataset gave them. */
export async function tellAndRecord(ctx: Ctx, code: string, tell: Tell, pages = true): Promise<Told> {
  const { actor, platform } = ctx
  if (actor.kind !== 'officer') return pages ? askPublicRows(platform, code, (tx, opened) => tell(tx, opened, ctx.url)) : askRows(platform, { kind: 'anonymous' }, async tx => tell(tx, demandReadable(await openDataset(tx, { kind: 'anonymous' }, code)), ctx.url))
  return askRows(platform, actor, async tx => {
    const found = demandReadable(await openDataset(tx, actor, code))
    const writes = found.reader.kind === 'keeper' && tellsOfPersons(found.asked.fields)
    const told = await tell(tx, writes ? { ...found, asked: { ...found.asked, persons: personFields(found.dataset.schema) } } : found, ctx.url)
    if (writes) await recordLooks(tx, platform.config.masterKey, found.dataset.id, officerLooking(actor, found.dataset), told.persons, told.fields, ctx.now)
    return told
  })
}

export const jsonApiRoutes: readonly Route[] = [
  route({
    name: 'datasets.api-list', method: 'GET', path: '/api/v1/datasets', policy: anyone, summary: 'Published datasets; every word of q stands somewhere in title, description, keywords or owner',
    query: Type.Object({ q: Words, theme: Words, agency: Words, access: Type.Optional(Type.Union(ACCESS.map(each => Type.Literal(each)))), sort: Type.Optional(Type.Union([Type.Literal('title'), Type.Literal('refreshed'), Type.Literal('published')])), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })) }),
    response: Type.Object({ items: Type.Array(Item), total: Type.Integer() }),
    handle: async ({ platform, actor, query: { limit = 50, offset = 0, ...search } }) => {
      const { items, total } = await read(platform.db, actor, tx => searchCatalogue(tx, { ...Object.fromEntries(Object.entries(search).filter(([, value]) => value !== '')), limit, offset }))
      return json({ items: items.map(summaryOf), total })
    },
  }),
  route({
    name: 'datasets.api-get', method: 'GET', path: '/api/v1/datasets/:code', policy: anyone, params: Code, summary: 'One dataset: its contract, the same as JSON Schema and Table Schema, and the versions of the contract',
    handle: async ctx => {
      const { opened, versions } = await read(ctx.platform.db, ctx.actor, async tx => { const opened = await openDataset(tx, ctx.actor, ctx.params.code); return { opened, versions: await versionsOf(tx, opened.dataset.id) } })
      const { dataset } = opened
      const fields = knownFields(ctx, opened)
      const shown = new Set(fields.map(field => field.name))
      const id = `${ctx.platform.config.publicUrl}/api/v1/datasets/${dataset.code}`
      return json({ code: dataset.code, title: dataset.title, titleEn: dataset.titleEn, description: dataset.description, descriptionEn: dataset.descriptionEn, state: dataset.state, access: dataset.access, licence: dataset.licence, legalBasis: dataset.legalBasis, purpose: dataset.purpose, theme: dataset.theme, keywords: dataset.keywords, refreshDays: dataset.refreshDays,
        rows: dataset.rowCount, position: dataset.lastLoad, refreshedAt: dataset.refreshedAt, publishedAt: dataset.publishedAt, schemaVersion: dataset.schemaVersion, contract: { fields, key: dataset.schema.key.filter(name => shown.has(name)), temporal: dataset.schema.temporal }, jsonSchema: jsonSchemaOf(dataset.schema, fields, { id, title: dataset.title }), tableSchema: tableSchemaOf(dataset.schema, fields), versions })
    },
  }),
  counted('api', route({
    name: 'datasets.api-rows', method: 'GET', path: '/api/v1/datasets/:code/rows', policy: anyone, params: Code, query: RowsQuery, response: Rows, summary: 'Rows, page by page without gaps or repeats; `next` goes into `after`',
    handle: async ctx => json((await tellAndRecord(ctx, ctx.params.code, tellRows)).value),
  })),
  counted('api', route({
    name: 'datasets.api-changes', method: 'GET', path: '/api/v1/datasets/:code/changes', policy: anyone, params: Code, query: Type.Object(Paging), response: Changes, summary: 'What changed after a position, in order and without gaps; begin with after=0',
    handle: async ctx => json((await tellAndRecord(ctx, ctx.params.code, tellChanges, false)).value),
  })),
]
