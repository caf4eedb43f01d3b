import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { FormFields, officerIn } from '../../../kernel/http/fields.ts'
import { json, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { rejectLoad, requestAcceptance } from '../acts/accept-load.ts'
import { decideDrift } from '../acts/begin-load.ts'
import { failureText } from '../loads/words.ts'
import { getLoad, lineageOf, listLoads, problemsOf, type LoadView } from '../queries/loads.ts'
import { ENCODINGS, FONTS } from '../reading/index.ts'
import { callOf, Code, keepers, RowNumber } from './common.ts'
import { keptIn, MOST_FILE, takeFile } from './loads.ts'

const base = '/api/v1/datasets/:code/loads'
const One = Type.Object({ code: Type.String({ maxLength: 100 }), id: Type.String({ format: 'uuid' }) })
const Version = Type.Integer({ minimum: 1, description: '`version` of the load as it was read: a lost race is a conflict' })
const Reason = Type.String({ maxLength: 1000 })
const told = Type.Partial(Type.Object({ encoding: Type.Union(ENCODINGS.map(each => Type.Literal(each))), font: Type.Union(FONTS.map(each => Type.Literal(each))), delimiter: Type.Union([Type.Literal(','), Type.Literal(';'), Type.Literal('\t'), Type.Literal('|')]), numbers: Type.Union([Type.Literal('vi'), Type.Literal('en')]), headerRow: Type.Integer({ minimum: 1 }), sheet: Type.Integer({ minimum: 0 }) }))

const viewOf = ({ load, dataset, progress }: LoadView) => ({
  id: load.id, dataset: dataset.code, kind: load.kind, mode: load.mode, state: load.state, position: load.number, effectiveOn: load.effective_on, schemaVersion: load.schema_version, version: load.version,
  file: load.file_key === null ? null : { name: load.file_name, bytes: load.file_bytes, sha256: load.file_sha256, format: load.format, encoding: load.encoding }, settings: load.settings, header: load.header, mapping: load.mapping, drift: load.drift,
  rows: { read: load.rows_read, valid: load.rows_valid, warned: load.rows_warned, invalid: load.rows_invalid, added: load.rows_added, changed: load.rows_changed, same: load.rows_same, ended: load.rows_ended }, findings: load.findings,
  progress: progress && ['receiving', 'reading', 'accepting'].includes(load.state) ? { phase: progress.phase, bytes: progress.bytes, rows: progress.rows, at: progress.at } : null,
  failure: load.failure === null ? null : { code: load.failure, ...failureText(load.failure) }, begunAt: load.begun_at, checkedAt: load.checked_at, decidedAt: load.decided_at, reason: load.reason,
})
async function loadIn(ctx: Ctx<{ code: string; id: string }>): Promise<LoadView> {
  const view = await read(ctx.platform.db, officerIn(ctx), tx => getLoad(tx, ctx.params.id))
  if (view.dataset.code !== ctx.params.code) throw notFound()
  return view
}

/** The pages of loads for machines: same acts, same reports. */
export const loadApiRoutes: readonly Route[] = [
  route({ name: 'datasets.api-loads', method: 'GET', path: base, policy: keepers, params: Code, query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }), summary: 'Loads of a dataset, newest first', handle: async ctx => {
    const dataset = await keptIn(ctx, ctx.params.code)
    const { rows, more } = await read(ctx.platform.db, officerIn(ctx), tx => listLoads(tx, { code: dataset.code, page: ctx.query.page ?? 1, size: 100 }))
    return json({ items: rows.map(row => ({ id: row.id, kind: row.kind, mode: row.mode, state: row.state, position: row.number, file: row.file_name, rowsRead: row.rows_read, rowsInvalid: row.rows_invalid, begunAt: row.begun_at })), more })
  } }),
  route({ name: 'datasets.api-begin-load', method: 'POST', path: base, policy: keepers, params: Code, body: FormFields, acceptsFiles: { maxBytes: MOST_FILE, maxFiles: 1 }, summary: 'Sends a file (multipart: file, mode, effectiveOn, again=yes to load the same file again); it is read by itself, ask for the load until its state is checked', handle: async ctx => {
    const id = await takeFile(ctx, await keptIn(ctx, ctx.params.code), ctx.files.find(file => file.field === 'file'), ctx.body)
    return json({ id }, { status: 202, headers: { location: `/api/v1/datasets/${ctx.params.code}/loads/${id}` } })
  } }),
  route({ name: 'datasets.api-load', method: 'GET', path: `${base}/:id`, policy: keepers, params: One, summary: 'One load: state, progress, what was found', handle: async ctx => json(viewOf(await loadIn(ctx))) }),
  route({ name: 'datasets.api-load-problems', method: 'GET', path: `${base}/:id/problems`, policy: keepers, params: One, summary: 'The first findings; the whole report is a file of the page', handle: async ctx => {
    const { load } = await loadIn(ctx)
    const problems = await read(ctx.platform.db, officerIn(ctx), tx => problemsOf(tx, load.id, 1000))
    return json({ items: problems.map(each => ({ row: each.row_number, field: each.field, rule: each.rule, severity: each.severity, value: each.value })), findings: load.findings })
  } }),
  route({ name: 'datasets.api-decide-drift', method: 'POST', path: `${base}/:id/decide-drift`, policy: keepers, params: One, summary: 'Says what becomes of columns that do not fit, or how the file is to be read, and reads it again',
    body: Type.Object({ version: Version, columns: Type.Optional(Type.Record(Type.String({ maxLength: 500 }), Type.String({ maxLength: 40, description: 'field; empty: leave the column out' }))), missing: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 300 })), read: Type.Optional(told) }, { additionalProperties: false }),
    handle: async ctx => { await loadIn(ctx); await decideDrift(callOf(ctx), ctx.params.id, ctx.body.version, { columns: ctx.body.columns ?? {}, missing: ctx.body.missing ?? [] }, ctx.body.read ?? {}); return json(viewOf(await loadIn(ctx)), { status: 202 }) } }),
  route({ name: 'datasets.api-accept-load', method: 'POST', path: `${base}/:id/accept`, policy: keepers, params: One, summary: 'Accepts all rows, or those without errors; they are written by themselves', body: Type.Object({ version: Version, accept: Type.Union([Type.Literal('all'), Type.Literal('valid')]), reason: Type.Optional(Reason) }, { additionalProperties: false }),
    handle: async ctx => { await loadIn(ctx); await requestAcceptance(callOf(ctx), ctx.params.id, ctx.body.version, ctx.body.accept, ctx.body.reason ?? ''); return json(viewOf(await loadIn(ctx)), { status: 202 }) } }),
  route({ name: 'datasets.api-reject-load', method: 'POST', path: `${base}/:id/reject`, policy: keepers, params: One, summary: 'Rejects a load', body: Type.Object({ version: Version, reason: Reason }, { additionalProperties: false }),
    handle: async ctx => { await loadIn(ctx); await rejectLoad(callOf(ctx), ctx.params.id, ctx.body.version, ctx.body.reason); return json(viewOf(await loadIn(ctx))) } }),
  route({ name: 'datasets.api-lineage', method: 'GET', path: '/api/v1/datasets/:code/rows/:row/lineage', policy: keepers, params: Type.Object({ ...Code.properties, row: RowNumber }), summary: 'Where a row comes from: load, file, acts in the ledger', handle: async ctx => {
    const { row, recordedBy, endedBy, acts } = await lineageOf(ctx.platform.db, officerIn(ctx), ctx.params.code, ctx.params.row)
    const about = (load: typeof recordedBy) => load === undefined ? null : { id: load.id, position: load.number, kind: load.kind, file: load.file_key === null ? null : { name: load.file_name, sha256: load.file_sha256 }, decidedAt: load.decided_at }
    return json({ row: ctx.params.row, validFrom: row._from === '-infinity' ? null : row._from, validTo: row._to, recordedBy: about(recordedBy), endedBy: about(endedBy), ledger: acts.map(act => ({ id: act.id, act: act.act, at: act.at, load: act.object_id })) })
  } }),
]
