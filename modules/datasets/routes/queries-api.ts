import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { once } from '../../../kernel/http/once.ts'
import { json, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import { askQuery, cancelQuery } from '../acts/ask-query.ts'
import { changeQuery, removeQuery, saveQuery, scheduleQuery } from '../acts/save-query.ts'
import { usableDatasets } from '../analytics/usable.ts'
import { PERIODS } from '../domain/analysis.ts'
import { getRun, getSaved, runsOf, savedQueries, type RunLine, type SavedQuery } from '../queries/analyses.ts'
import { failureText } from '../queries/failure-words.ts'
import { officers } from './common.ts'
import { askerOf, RunId } from './queries.ts'

const BASE = '/api/v1/queries'
const closed = { additionalProperties: false } as const
const WordingBody = { statement: Type.String({ maxLength: 20_000, description: 'one statement: SELECT, WITH, FROM, DESCRIBE, SUMMARIZE or EXPLAIN' }), withPersons: Type.Optional(Type.Boolean({ description: 'reads personal and sensitive fields of datasets that you keep; the run is written into the ledger' })), purpose: Type.Optional(Type.String({ maxLength: 500, description: 'demanded where withPersons is set' })) }
const SavedBody = { title: Type.String({ maxLength: 200 }), description: Type.Optional(Type.String({ maxLength: 2000 })), shared: Type.Optional(Type.Boolean()), ...WordingBody }
const Run = Type.Object({
  id: Type.String(), queryId: Type.Union([Type.String(), Type.Null()]), scheduled: Type.Boolean(), statement: Type.String(), withPersons: Type.Boolean(), purpose: Type.String(), state: Type.String({ description: 'waiting, running, done, failed, cancelled' }), askedAt: Type.String(), endedAt: Type.Union([Type.String(), Type.Null()]), rows: Type.Union([Type.Integer(), Type.Null()]), cut: Type.Boolean({ description: 'there was more than a result may hold' }),
  used: Type.Array(Type.Object({ code: Type.String(), position: Type.Integer({ description: 'the load after which the rows stood so' }) })), failure: Type.Union([Type.Null(), Type.Object({ code: Type.String(), message: Type.String(), line: Type.Optional(Type.Integer()), column: Type.Optional(Type.Integer()) })]),
})
const Cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
const RunWithResult = Type.Object({ ...Run.properties, result: Type.Union([Type.Null(), Type.Object({ columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), kind: Type.String() })), rows: Type.Array(Type.Array(Cell)) })]) })
const Saved = Type.Object({ id: Type.String(), version: Type.Integer(), title: Type.String(), description: Type.String(), statement: Type.String(), withPersons: Type.Boolean(), purpose: Type.String(), shared: Type.Boolean(), own: Type.Boolean(), schedule: Type.Union([Type.Null(), Type.Object({ every: Type.String(), hour: Type.Integer(), keep: Type.Integer(), nextAt: Type.String() })]) })
const Table = Type.Object({ table: Type.String(), dataset: Type.String(), title: Type.String(), rows: Type.Integer(), fields: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), type: Type.String(), classification: Type.String() })) })

const told = (ctx: Pick<Ctx, 'lang'>, { failure, used, askedAt, endedAt, ...run }: RunLine) => ({ ...run, askedAt: askedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, used: used.map(({ code, position }) => ({ code, position })), failure: failure === null ? null : { code: failure.code, message: failureText(failure)[ctx.lang], ...failure.line === undefined ? {} : { line: failure.line, column: failure.column ?? 1 } } })
const savedOf = (ctx: Ctx, { by, every, hour, keep, nextAt, changedAt: _changed, agencyId: _agency, ...query }: SavedQuery) => ({ ...query, own: by === officerIn(ctx).accountId, schedule: every === null ? null : { every, hour: hour ?? 0, keep: keep ?? 0, nextAt: nextAt?.toISOString() ?? '' } })
const wordingOf = ({ statement, withPersons = false, purpose = '' }: { readonly statement: string; readonly withPersons?: boolean; readonly purpose?: string }) => ({ statement: statement.normalize('NFC'), withPersons, purpose })
const savedIn = (body: { readonly title: string; readonly description?: string; readonly shared?: boolean; readonly statement: string; readonly withPersons?: boolean; readonly purpose?: string }) => ({ ...wordingOf(body), title: body.title, description: body.description ?? '', shared: body.shared ?? false })
const oneRun = async (ctx: Ctx, id: string, status = 200): Promise<Reply> => { const { run, result } = await read(ctx.platform.db, ctx.actor, tx => getRun(tx, officerIn(ctx), id)); return json({ ...told(ctx, run), result: result ?? null }, { status, headers: { location: `${BASE}/runs/${id}`, 'cache-control': 'no-store' } }) }
const oneSaved = async (ctx: Ctx, id: string, status = 200): Promise<Reply> => json(savedOf(ctx, await read(ctx.platform.db, ctx.actor, tx => getSaved(tx, id))), { status, headers: { location: `${BASE}/saved/${id}` } })

/** What officers do on the workbench, for machines: the same acts and the same refusals. */
export const queryApiRoutes: readonly Route[] = [
  route({ name: 'datasets.api-query-tables', method: 'GET', path: `${BASE}/tables`, policy: officers, response: Type.Object({ items: Type.Array(Table) }), summary: 'Tables and fields that the asker may use in a question', handle: async ctx => json({ items: (await read(ctx.platform.db, ctx.actor, tx => usableDatasets(tx, officerIn(ctx), true))).map(({ table, dataset, fields }) => ({ table, dataset: dataset.code, title: dataset.title, rows: dataset.rowCount, fields: fields.map(({ name, title, type, classification }) => ({ name, title: title.vi, type, classification })) })) }) }),
  route({ name: 'datasets.api-ask-query', method: 'POST', path: `${BASE}/runs`, policy: officers, body: Type.Object(WordingBody, closed), response: RunWithResult, summary: 'Asks a question; the answer is fetched from the run', handle: async ctx => oneRun(ctx, await askQuery(askerOf(ctx), wordingOf(ctx.body)), 202) }),
  route({ name: 'datasets.api-query-runs', method: 'GET', path: `${BASE}/runs`, policy: officers, response: Type.Object({ items: Type.Array(Run) }), summary: 'The latest hundred runs of the asker', handle: async ctx => json({ items: (await read(ctx.platform.db, ctx.actor, tx => runsOf(tx))).map(run => told(ctx, run)) }) }),
  route({ name: 'datasets.api-query-run', method: 'GET', path: `${BASE}/runs/:id`, policy: officers, params: RunId, response: RunWithResult, summary: 'One run, with its result once it is there', handle: ctx => oneRun(ctx, ctx.params.id) }),
  route({ name: 'datasets.api-cancel-query', method: 'POST', path: `${BASE}/runs/:id/cancel`, policy: officers, params: RunId, response: RunWithResult, summary: 'Stops a run', handle: async ctx => { await cancelQuery(askerOf(ctx), ctx.params.id); return oneRun(ctx, ctx.params.id) } }),
  route({ name: 'datasets.api-saved-queries', method: 'GET', path: `${BASE}/saved`, policy: officers, response: Type.Object({ items: Type.Array(Saved) }), summary: 'Own questions and those that the agency shares', handle: async ctx => json({ items: (await read(ctx.platform.db, ctx.actor, savedQueries)).map(query => savedOf(ctx, query)) }) }),
  route({ name: 'datasets.api-save-query', method: 'POST', path: `${BASE}/saved`, policy: officers, body: Type.Object(SavedBody, closed), response: Saved, summary: 'Keeps a question under a name; the same Idempotency-Key never makes two', handle: ctx => once(ctx, async () => oneSaved(ctx, await saveQuery(askerOf(ctx), savedIn(ctx.body)), 201)) }),
  route({ name: 'datasets.api-saved-query', method: 'GET', path: `${BASE}/saved/:id`, policy: officers, params: RunId, response: Saved, summary: 'One saved question', handle: ctx => oneSaved(ctx, ctx.params.id) }),
  route({ name: 'datasets.api-change-query', method: 'PUT', path: `${BASE}/saved/:id`, policy: officers, params: RunId, body: Type.Object({ version: Type.Integer({ minimum: 1 }), ...SavedBody }, closed), response: Saved, summary: 'Saves a new version of an own question', handle: async ctx => { await changeQuery(askerOf(ctx), ctx.params.id, ctx.body.version, savedIn(ctx.body)); return oneSaved(ctx, ctx.params.id) } }),
  route({ name: 'datasets.api-remove-query', method: 'DELETE', path: `${BASE}/saved/:id`, policy: officers, params: RunId, response: Type.Object({ removed: Type.Boolean() }), summary: 'Removes an own question; its history stays', handle: async ctx => { await removeQuery(askerOf(ctx), ctx.params.id); return json({ removed: true }) } }),
  route({ name: 'datasets.api-run-saved-query', method: 'POST', path: `${BASE}/saved/:id/runs`, policy: officers, params: RunId, response: RunWithResult, summary: 'Asks a saved question, with the rights of the asker', handle: async ctx => { const query = await read(ctx.platform.db, ctx.actor, tx => getSaved(tx, ctx.params.id)); return oneRun(ctx, await askQuery(askerOf(ctx), query, { id: query.id, version: query.version }), 202) } }),
  route({ name: 'datasets.api-schedule-query', method: 'PUT', path: `${BASE}/saved/:id/schedule`, policy: officers, params: RunId, body: Type.Object({ every: Type.Union([...PERIODS.map(each => Type.Literal(each)), Type.Null()]), hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })), keep: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }, closed), response: Saved, summary: 'Sets when an own question is asked again; null ends it', handle: async ctx => { const { every, hour = 6, keep = 12 } = ctx.body; await scheduleQuery(askerOf(ctx), ctx.params.id, { every: every ?? '', hour, keep }); return oneSaved(ctx, ctx.params.id) } }),
]
