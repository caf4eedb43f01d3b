import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import { once } from '../../../kernel/http/once.ts'
import { json, route, type Ctx, type Policy, type Reply, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { listAgencies } from '../../organisations/index.ts'
import { approveCorrection, correctReading, refuseCorrection } from '../acts/correct-reading.ts'
import { decideReport } from '../acts/decide-report.ts'
import { putForm } from '../acts/put-form.ts'
import { publishFramework, putFramework } from '../acts/put-framework.ts'
import { changeTask, finishTask, putTask, type TaskInput } from '../acts/put-task.ts'
import { saveReport } from '../acts/save-report.ts'
import { FormSchema, readForm } from '../form-files.ts'
import { FrameworkSchema, IndicatorSchema, readFramework, readIndicator } from '../framework-files.ts'
import { findFramework } from '../queries/frameworks.ts'
import { findTask } from '../queries/tasks.ts'
import { approvers, callOf, definers, fillers, Id, lockers, officers, reportAt, ReportPlace, type Place } from './desk-common.ts'
import { assigners } from './tasks.ts'

const BASE = '/api/v1/indicators'
const closed = { additionalProperties: false } as const
const Version = Type.Integer({ minimum: 1, description: '`version` as it was read: a lost race is a conflict' })
const NewOr = Type.Union([Version, Type.Null()], { description: 'null when there is none yet' })
const Reason = Type.String({ maxLength: 2000 })
const Value = Type.Union([Type.Number(), Type.Null()], { description: 'null: there is none, and the comment says why' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const ReportState = Type.Object({ id: Type.String(), version: Type.Integer(), state: Type.String() })
const Done = Type.Object({ id: Type.String(), version: Type.Integer() })
const TaskWording = { title: Type.String({ maxLength: 1000 }), document: Type.String({ maxLength: 300 }), agency: Type.String({ maxLength: 40, description: 'code of the agency' }), dueOn: Day, indicator: Type.Optional(Type.String({ maxLength: 60 })) }
const BIG = 2 * 1024 * 1024
const Edition = Type.Object({ code: Type.String({ maxLength: 40 }), edition: Type.String({ maxLength: 20 }) })

const named = (ctx: Ctx<Place>) => read(ctx.platform.db, officerIn(ctx), tx => reportAt(tx, ctx, ctx.params))
const stateOf = async (ctx: Ctx<Place>): Promise<Reply> => { const { report } = await named(ctx); if (!report) throw notFound(); return json({ id: report.id, version: report.version, state: report.state }) }
/** What parsed its schema already gets its type; what did not is named by its path. */
function typed<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly string[] }): T {
  if (!parsed.ok) throw invalid(parsed.errors.map(each => ({ field: 'body', code: 'invalid', message: { vi: each, en: each } })))
  return parsed.value
}

async function taskIn(ctx: Pick<Ctx, 'platform' | 'now'>, { agency: code, indicator = '', ...wording }: { readonly title: string; readonly document: string; readonly dueOn: string; readonly agency: string; readonly indicator?: string | undefined }): Promise<TaskInput> {
  const agency = (await listAgencies(ctx.platform.db, localDateOf(ctx.now))).find(each => each.code === code)
  if (!agency) throw invalid([{ field: 'agency', code: 'unknown', message: { vi: `Không có cơ quan mang mã “${code}”.`, en: `No agency has the code "${code}".` } }])
  return { ...wording, agencyId: agency.id, indicatorCode: indicator }
}

const decide = (act: 'submit' | 'return' | 'approve' | 'lock', policy: Policy, summary: string): Route => route({
  name: `indicators.api-${act}-report`, method: 'POST', path: `${BASE}/reports/:form/:period/:agency/${act}`, policy, params: ReportPlace, body: Type.Object({ version: Version, reason: Type.Optional(Reason) }, closed), response: ReportState, summary,
  handle: async ctx => {
    const { report } = await named(ctx)
    if (!report) throw notFound()
    await decideReport(callOf(ctx), act, report.id, ctx.body.version, ctx.body.reason)
    return stateOf(ctx)
  },
})

/** What officers do in the browser, for machines: the same acts and the same refusals. */
export const actsApiRoutes: readonly Route[] = [
  route({ name: 'indicators.api-save-report', method: 'PUT', path: `${BASE}/reports/:form/:period/:agency`, policy: fillers, params: ReportPlace, response: ReportState, summary: 'Fills in an agency’s report; cells that are not named stay as they are',
    body: Type.Object({ version: NewOr, cells: Type.Array(Type.Object({ element: Type.String({ maxLength: 60 }), category: Type.Optional(Type.String({ maxLength: 60 })), value: Value, comment: Type.Optional(Reason) }, closed), { maxItems: 1000 }) }, closed),
    handle: async ctx => { const { form, period, agency } = await named(ctx); await saveReport(callOf(ctx), { form: form.code, period: period.id, agencyId: agency.id }, ctx.body.version, ctx.body.cells); return stateOf(ctx) } }),
  decide('submit', fillers, 'Submits a report; faults are named by their cell'),
  decide('return', approvers, 'Returns a submitted report with the reason'),
  decide('approve', approvers, 'Approves a submitted report: its values count from now on'),
  decide('lock', lockers, 'Locks an approved report: from now on its values are only corrected'),
  route({ name: 'indicators.api-correct-reading', method: 'POST', path: `${BASE}/readings/:id/corrections`, policy: fillers, params: Id, body: Type.Object({ value: Value, reason: Reason }, closed), response: Type.Object({ id: Type.String() }), summary: 'Asks for another value in the place of one that counts', handle: async ctx => json({ id: await correctReading(callOf(ctx), ctx.params.id, ctx.body) }, { status: 201 }) }),
  route({ name: 'indicators.api-approve-correction', method: 'POST', path: `${BASE}/corrections/:id/approve`, policy: approvers, params: Id, body: Type.Object({}, closed), response: Type.Object({ id: Type.String() }), summary: 'Approves a correction that somebody else asked for', handle: async ctx => { await approveCorrection(callOf(ctx), ctx.params.id); return json({ id: ctx.params.id }) } }),
  route({ name: 'indicators.api-refuse-correction', method: 'POST', path: `${BASE}/corrections/:id/refuse`, policy: approvers, params: Id, body: Type.Object({ reason: Reason }, closed), response: Type.Object({ id: Type.String() }), summary: 'Refuses a correction', handle: async ctx => { await refuseCorrection(callOf(ctx), ctx.params.id, ctx.body.reason); return json({ id: ctx.params.id }) } }),
  route({ name: 'indicators.api-put-form', method: 'PUT', path: `${BASE}/forms`, policy: definers, bodyLimit: BIG, body: Type.Object({ version: NewOr, form: FormSchema }, closed), response: Type.Object({ id: Type.String() }), summary: 'Makes or changes a form of readings', handle: async ctx => json({ id: await putForm(callOf(ctx), typed(readForm(ctx.body.form)), ctx.body.version) }) }),
  route({ name: 'indicators.api-put-framework', method: 'PUT', path: `${BASE}/frameworks`, policy: definers, bodyLimit: BIG, body: Type.Object({ version: NewOr, definition: FrameworkSchema, indicators: Type.Array(IndicatorSchema, { maxItems: 1000 }) }, closed), response: Done, summary: 'Writes a draft of a framework whole; faults are named by indicator and character',
    handle: async ctx => json(await putFramework(callOf(ctx), { definition: typed(readFramework(ctx.body.definition)), indicators: ctx.body.indicators.map(each => typed(readIndicator(each))) }, ctx.body.version)) }),
  route({ name: 'indicators.api-publish-framework', method: 'POST', path: `${BASE}/frameworks/:code/:edition/publish`, policy: definers, params: Edition, body: Type.Object({ version: Version }, closed), response: Done, summary: 'Publishes a draft: its wording stays from now on', handle: async ctx => {
    const found = await read(ctx.platform.db, officerIn(ctx), tx => findFramework(tx, ctx.params.code, { edition: ctx.params.edition }))
    if (!found) throw notFound()
    await publishFramework(callOf(ctx), found.id, ctx.body.version)
    return json({ id: found.id, version: ctx.body.version + 1 })
  } }),
  route({ name: 'indicators.api-put-task', method: 'POST', path: `${BASE}/tasks`, policy: assigners, body: Type.Object(TaskWording, closed), response: Done, summary: 'Assigns a task to an agency of the own branch; the same Idempotency-Key never makes two', handle: ctx => once(ctx, async () => json({ id: await putTask(callOf(ctx), await taskIn(ctx, ctx.body)), version: 1 }, { status: 201 })) }),
  route({ name: 'indicators.api-change-task', method: 'PUT', path: `${BASE}/tasks/:id`, policy: assigners, params: Id, body: Type.Object({ version: Version, reason: Reason, ...TaskWording }, closed), response: Done, summary: 'Gives a task that is not done another wording, day or agency; for the branch that gave it', handle: async ctx => {
    const { version, reason, ...wording } = ctx.body
    await changeTask(callOf(ctx), ctx.params.id, version, await taskIn(ctx, wording), reason)
    return json({ id: ctx.params.id, version: version + 1 })
  } }),
  route({ name: 'indicators.api-finish-task', method: 'POST', path: `${BASE}/tasks/:id/finish`, policy: officers, params: Id, body: Type.Object({ version: Version, result: Reason }, closed), response: Done, summary: 'Says that a task is done, and what came of it', handle: async ctx => {
    const task = await read(ctx.platform.db, officerIn(ctx), tx => findTask(tx, ctx.params.id))
    await finishTask(callOf(ctx), ctx.params.id, ctx.body.version, { result: ctx.body.result, evidence: task?.evidence ?? [] })
    return json({ id: ctx.params.id, version: ctx.body.version + 1 })
  } }),
]
