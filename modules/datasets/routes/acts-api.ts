import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { invalid } from '../../../kernel/errors.ts'
import { json, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { listAgencies } from '../../organisations/index.ts'
import { setFormEntry } from '../acts/form-entry-settings.ts'
import { changeDataset, createDataset, putSchema, type Description } from '../acts/create-dataset.ts'
import { publishDataset, withdrawDataset } from '../acts/publish-dataset.ts'
import { ACCESS } from '../domain/schema.ts'
import { SchemaBody, parseSchema } from '../schema-json.ts'
import { callOf, Code, keepers, keptDataset } from './common.ts'

const BASE = '/api/v1/datasets'
const closed = { additionalProperties: false } as const
const Version = Type.Integer({ minimum: 1, description: '`version` as it was read: a lost race is a conflict' })
const Words = (most: number) => Type.Optional(Type.String({ maxLength: most }))
const DescriptionBody = Type.Object({
  title: Type.String({ maxLength: 300 }), titleEn: Words(300), description: Words(10_000), descriptionEn: Words(10_000), agency: Type.String({ maxLength: 40, description: 'code of the agency that answers for it' }), stewardAccountId: Type.Optional(Type.Union([Type.String({ format: 'uuid' }), Type.Null()])), legalBasis: Words(1000), purpose: Type.String({ maxLength: 2000 }),
  theme: Words(100), keywords: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 30 })), licence: Words(50), refreshDays: Type.Optional(Type.Union([Type.Integer(), Type.Null()])), retentionMonths: Type.Optional(Type.Union([Type.Integer(), Type.Null()])), access: Type.Union(ACCESS.map(each => Type.Literal(each))),
})
const State = Type.Object({ code: Type.String(), state: Type.String(), version: Type.Integer(), schemaVersion: Type.Integer() })
type Body = { readonly [Key in Exclude<keyof Description, 'agencyId'>]?: Description[Key] } & { readonly title: string; readonly purpose: string; readonly access: Description['access']; readonly agency: string }

async function descriptionOf(ctx: Ctx, body: Body): Promise<Description> {
  const agency = (await listAgencies(ctx.platform.db, localDateOf(ctx.now))).find(each => each.code === body.agency)
  if (!agency) throw invalid([{ field: 'agency', code: 'unknown', message: { vi: `Không có cơ quan mang mã “${body.agency}”.`, en: `No agency has the code "${body.agency}".` } }])
  return { titleEn: '', description: '', descriptionEn: '', legalBasis: '', theme: '', keywords: [], licence: '', refreshDays: null, retentionMonths: null, stewardAccountId: null, ...body, agencyId: agency.id }
}
/** The body passed its schema; this gives it its type. */
function schemaIn(body: unknown) {
  const read = parseSchema(body)
  if (!read.ok) throw invalid(read.errors.map(each => ({ field: 'schema', code: 'invalid', message: { vi: each, en: each } })))
  return read.value
}
const stateOf = async (ctx: Ctx, code: string) => { const { state, version, schemaVersion } = await kept(ctx, code); return { code, state, version, schemaVersion } }
const kept = (ctx: Ctx, code: string) => read(ctx.platform.db, ctx.actor, tx => keptDataset(tx, ctx, code))
const idOf = async (ctx: Ctx, code: string): Promise<string> => (await kept(ctx, code)).id

/** What stewards do in the browser, for machines: the same acts and the same refusals. */
export const actsApiRoutes: readonly Route[] = [
  route({ name: 'datasets.api-create-dataset', method: 'POST', path: BASE, policy: keepers, body: Type.Object({ code: Type.String({ maxLength: 60 }), ...DescriptionBody.properties, schema: SchemaBody }, closed), response: State, bodyLimit: 2 * 1024 * 1024, summary: 'Creates a dataset with the first version of its contract, as a draft', handle: async ctx => {
    const { code, schema, ...body } = ctx.body
    await createDataset(callOf(ctx), code, await descriptionOf(ctx, body), schemaIn(schema))
    return json(await stateOf(ctx, code), { status: 201, headers: { location: `${BASE}/${code}` } })
  } }),
  route({ name: 'datasets.api-change-dataset', method: 'PUT', path: `${BASE}/:code`, policy: keepers, params: Code, body: Type.Object({ version: Version, ...DescriptionBody.properties }, closed), response: State, summary: 'Changes what is said about a dataset, not its contract', handle: async ctx => {
    const { version, ...body } = ctx.body
    await changeDataset(callOf(ctx), await idOf(ctx, ctx.params.code), version, await descriptionOf(ctx, body))
    return json(await stateOf(ctx, ctx.params.code))
  } }),
  route({ name: 'datasets.api-put-schema', method: 'PUT', path: `${BASE}/:code/schema`, policy: keepers, params: Code, body: Type.Object({ version: Version, reason: Type.String({ minLength: 1, maxLength: 1000 }), schema: SchemaBody }, closed), response: State, bodyLimit: 2 * 1024 * 1024, summary: 'Puts a new version of the contract in force; faults are named by path (`fields.3.name`)', handle: async ctx => {
    await putSchema(callOf(ctx), await idOf(ctx, ctx.params.code), ctx.body.version, schemaIn(ctx.body.schema), ctx.body.reason)
    return json(await stateOf(ctx, ctx.params.code))
  } }),
  route({ name: 'datasets.api-publish-dataset', method: 'POST', path: `${BASE}/:code/publish`, policy: keepers, params: Code, body: Type.Object({ version: Version }, closed), response: State, summary: 'Publishes a dataset', handle: async ctx => { await publishDataset(callOf(ctx), await idOf(ctx, ctx.params.code), ctx.body.version); return json(await stateOf(ctx, ctx.params.code)) } }),
  route({ name: 'datasets.api-withdraw-dataset', method: 'POST', path: `${BASE}/:code/withdraw`, policy: keepers, params: Code, body: Type.Object({ version: Version, reason: Type.String({ maxLength: 2000 }) }, closed), response: State, summary: 'Withdraws a published dataset; its rows stay', handle: async ctx => { await withdrawDataset(callOf(ctx), await idOf(ctx, ctx.params.code), ctx.body.version, ctx.body.reason); return json(await stateOf(ctx, ctx.params.code)) } }),
  route({ name: 'datasets.api-set-form-entry', method: 'PUT', path: `${BASE}/:code/form-entry`, policy: keepers, params: Code, body: Type.Object({ version: Version, formEntry: Type.Union([Type.Literal('keeper'), Type.Literal('at-once'), Type.Null()]) }, closed), response: State, summary: 'Opens a dataset to entry by communes, or closes it (null)', handle: async ctx => { await setFormEntry(callOf(ctx), await idOf(ctx, ctx.params.code), ctx.body.version, ctx.body.formEntry); return json(await stateOf(ctx, ctx.params.code)) } }),
]
