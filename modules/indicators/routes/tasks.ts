import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import writeXlsxFile from 'write-excel-file/node'
import { writeCsv } from '../../../kernel/csv.ts'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { findFile, withFiles } from '../../../kernel/files/index.ts'
import { fieldOf, FormFields, officerIn, Reading, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Lang, type Policy, type Route } from '../../../kernel/http/route.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { answerForm, answerOnce, choose, formatIsoDate, type Fault as PageFault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById, listAgencies } from '../../organisations/index.ts'
import { changeTask, finishTask, putTask, taskScope, type TaskInput } from '../acts/put-task.ts'
import { countTasks, taskState } from '../domain/tasks.ts'
import { receiveEvidence, serveEvidence, UPLOADS } from '../evidence-files.ts'
import { TASKS } from '../pages/desk-page.tsx'
import { shortAgency } from '../pages/desk-words.tsx'
import { inTaskView, taskFormPage, TASK_VIEWS, TASK_WORDS, taskPage, tasksPage, type TasksView } from '../pages/tasks.tsx'
import { indicatorNames } from '../queries/frameworks.ts'
import { findTask, listTasks, type TaskView } from '../queries/tasks.ts'
import { historyOf } from '../history.ts'
import type { IndicatorsServices } from '../services.ts'
import { callOf, Id, officers, withDesk, Word } from './desk-common.ts'

const ASSIGNS = ['administrator', 'data-steward', 'unit-administrator', 'approver'] as const
export const assigners = { who: 'officer', roles: ASSIGNS } as const satisfies Policy
const Query = Type.Object({ q: Word, 'co-quan': Word, 'van-ban': Word, 'chi-so': Word, xem: Word })
type Asked = Ctx<unknown, { q?: string; 'co-quan'?: string; 'van-ban'?: string; 'chi-so'?: string; xem?: string }>

const assigns = ({ roles, scopeAgencyIds }: OfficerActor, { assignerId }: TaskView): boolean => ASSIGNS.some(role => roles.includes(role)) && scopeAgencyIds.includes(assignerId)
/** What was typed, or every fault of it. */
function taskIn(ctx: Ctx<unknown, unknown, Fields>): TaskInput {
  const reading = new Reading(ctx.body, localDateOf(ctx.now))
  const dueOn = reading.neededDay('dueOn', 'Nêu hạn hoàn thành.', 'Say until when.')
  if (fieldOf(ctx.body, 'agencyId') === '') reading.fault('agencyId', 'Chọn cơ quan thực hiện.', 'Choose the agency.', 'required')
  const [title, document] = [reading.needed('title', 1000, 'Chưa có nội dung nhiệm vụ.', 'The task is missing.'), reading.needed('document', 300, 'Nêu văn bản giao nhiệm vụ.', 'Name the document that assigns it.')]
  if (reading.faults.length > 0) throw invalid(reading.faults)
  return { title, document, dueOn, agencyId: fieldOf(ctx.body, 'agencyId'), indicatorCode: fieldOf(ctx.body, 'indicatorCode').slice(0, 60) }
}
const fieldsOf = ({ title, document, agencyId, dueOn, indicatorCode }: TaskView, lang: Lang): Fields => ({ title, document, agencyId, dueOn: formatIsoDate(dueOn, lang), indicatorCode })

const sorted = (options: Iterable<readonly [string, string]>): { value: string; label: string }[] => [...new Map(options)].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label, 'vi'))

/** The register under the filters of the address, the same for page and files. */
async function chosen(tx: Tx, ctx: Asked): Promise<TasksView> {
  const today = localDateOf(ctx.now)
  const asked = { 'q': ctx.query.q ?? '', 'co-quan': ctx.query['co-quan'] ?? '', 'van-ban': ctx.query['van-ban'] ?? '', 'chi-so': ctx.query['chi-so'] ?? '' }
  const tasks = await listTasks(tx)
  const [agencies, indicators] = [await agenciesById(tx, [...new Set(tasks.map(({ agencyId }) => agencyId))]), await indicatorNames(tx, ctx.lang)]
  const view = TASK_VIEWS.find(each => each === ctx.query.xem) ?? ''
  const words = fold(asked.q).split(' ').filter(word => word !== '')
  const all = tasks.filter(task => (asked['co-quan'] === '' || task.agencyId === asked['co-quan']) && (asked['van-ban'] === '' || task.document === asked['van-ban']) && (asked['chi-so'] === '' || task.indicatorCode === asked['chi-so']) && words.every(word => fold(`${task.title} ${task.document} ${task.result}`).includes(word)))
  return {
    all, rows: all.filter(task => inTaskView(view, task, today)), count: countTasks(all, today), agencies, indicators, asked, view, today, assigns: ASSIGNS.some(role => officerIn(ctx).roles.includes(role)),
    options: { agencies: sorted(tasks.map(task => [task.agencyId, shortAgency(agencies.get(task.agencyId)?.name ?? '')] as const)), documents: sorted(tasks.map(({ document }) => [document, document] as const)), indicators: sorted(tasks.flatMap(({ indicatorCode }) => indicatorCode === '' ? [] : [[indicatorCode, indicators.get(indicatorCode) ?? indicatorCode] as const])) },
  }
}

const HEADER = { vi: ['Nhiệm vụ', 'Văn bản giao', 'Cơ quan', 'Chỉ số', 'Giao ngày', 'Hạn', 'Xong ngày', 'Tình trạng', 'Kết quả', 'Số tệp minh chứng'], en: ['Task', 'Document', 'Agency', 'Indicator', 'Assigned', 'Due', 'Done', 'State', 'Result', 'Files of evidence'] } as const
const WIDTHS = [60, 34, 34, 30, 12, 12, 12, 18, 50, 10]
const exportedRows = ({ rows, agencies, indicators, today }: TasksView, lang: 'vi' | 'en'): (string | number)[][] => rows.map(row => [row.title, row.document, agencies.get(row.agencyId)?.name ?? '', indicators.get(row.indicatorCode) ?? row.indicatorCode, row.assignedOn, row.dueOn, row.doneOn ?? '', TASK_WORDS[taskState(row, today)][lang], row.result, row.evidence.length])

/** Tasks beside the indicators: who was given what by which document, until when, and what came of it. */
export function taskRoutes(services: IndicatorsServices): readonly Route[] {
  async function showForm(ctx: Ctx, fields: Fields, faults: readonly PageFault[] = [], task?: TaskView): Promise<string> {
    const actor = officerIn(ctx)
    const [desk, { agencies, indicators }] = await withDesk(ctx, async tx => ({ agencies: (await listAgencies(tx, localDateOf(ctx.now))).filter(({ id }) => actor.scopeAgencyIds.includes(id)).map(({ id, name }) => ({ value: id, label: shortAgency(name) })), indicators: [...await indicatorNames(tx, ctx.lang)].map(([value, label]) => ({ value, label: `${value} ${label}`.slice(0, 120) })) }), faults, task ? `${TASKS}/${task.id}/sua` : `${TASKS}/giao`)
    return taskFormPage(desk, { fields, agencies, indicators, task })
  }
  async function showTask(ctx: Ctx<{ id: string }>, fields: Fields = {}, faults: readonly PageFault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => {
      const task = await findTask(tx, ctx.params.id)
      if (!task) throw notFound()
      return { task, agency: (await agenciesById(tx, [task.agencyId])).get(task.agencyId)?.name ?? '', indicator: (await indicatorNames(tx, ctx.lang)).get(task.indicatorCode), files: (await withFiles(tx, task.evidence.map(fileId => ({ fileId })))).map(({ file }) => file) }
    }, faults, `${TASKS}/${ctx.params.id}`)
    const changes = view.task.doneOn === null && assigns(desk.actor, view.task)
    const own = desk.actor.scopeAgencyIds.includes(view.task.agencyId)
    return taskPage(desk, { ...view, today: localDateOf(ctx.now), own, changes, fields, history: own || changes ? await historyOf(ctx.platform, services, view.task.id, ctx.lang) : [] })
  }
  /** The task, for whoever may change its wording. */
  async function changeable(ctx: Ctx<{ id: string }>): Promise<TaskView> {
    const task = await read(ctx.platform.db, officerIn(ctx), tx => findTask(tx, ctx.params.id))
    if (!task || !assigns(officerIn(ctx), task)) throw notFound()
    return task
  }
  const list = (ctx: Asked): Promise<TasksView> => read(ctx.platform.db, officerIn(ctx), tx => chosen(tx, ctx))
  const name = (ctx: Asked, end: string): string => `nhiem-vu-${localDateOf(ctx.now)}.${end}`
  return [
    route({ name: 'indicators.tasks-page', method: 'GET', path: TASKS, policy: officers, query: Query, handle: async ctx => { const [desk, view] = await withDesk(ctx, tx => chosen(tx, ctx)); return page(tasksPage(desk, view)) } }),
    route({ name: 'indicators.tasks-csv', method: 'GET', path: `${TASKS}/danh-sach.csv`, policy: officers, query: Query, handle: async ctx => ({ kind: 'file', content: Buffer.from(writeCsv(HEADER[ctx.lang], exportedRows(await list(ctx), ctx.lang))), mediaType: 'text/csv; charset=utf-8', name: name(ctx, 'csv'), disposition: 'attachment' }) }),
    route({ name: 'indicators.tasks-xlsx', method: 'GET', path: `${TASKS}/danh-sach.xlsx`, policy: officers, query: Query, perMinute: 20, handle: async ctx => {
      const cell = (value: string | number) => typeof value === 'number' ? { value, type: Number } : value === '' ? null : { value, type: String }
      const content = await writeXlsxFile([HEADER[ctx.lang].map(value => ({ value, type: String, fontWeight: 'bold' as const })), ...exportedRows(await list(ctx), ctx.lang).map(row => row.map(cell))], { columns: WIDTHS.map(width => ({ width })), stickyRowsCount: 1, sheet: 'Nhiệm vụ' }).toBuffer()
      return { kind: 'file', content, mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: name(ctx, 'xlsx'), disposition: 'attachment' }
    } }),
    route({ name: 'indicators.new-task-page', method: 'GET', path: `${TASKS}/giao`, policy: assigners, handle: async ctx => page(await showForm(ctx, {})) }),
    route({ name: 'indicators.put-task', method: 'POST', path: `${TASKS}/giao`, policy: assigners, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      await putTask(callOf(ctx), taskIn(ctx))
      return redirect(TASKS, { flash: choose(ctx.lang)('Đã giao nhiệm vụ.', 'The task is assigned.') })
    }, faults => showForm(ctx, ctx.body, faults)) }),
    route({ name: 'indicators.change-task-page', method: 'GET', path: `${TASKS}/:id/sua`, policy: assigners, params: Id, handle: async ctx => { const task = await changeable(ctx); return page(await showForm(ctx, fieldsOf(task, ctx.lang), [], task)) } }),
    route({ name: 'indicators.change-task', method: 'POST', path: `${TASKS}/:id/sua`, policy: assigners, params: Id, body: FormFields, handle: async ctx => {
      const task = await changeable(ctx)
      return answerForm(ctx, async () => {
        await changeTask(callOf(ctx), task.id, versionOf(ctx.body), taskIn(ctx), fieldOf(ctx.body, 'reason').slice(0, 2000))
        return redirect(`${TASKS}/${task.id}`, { flash: choose(ctx.lang)('Đã sửa nhiệm vụ.', 'The task is changed.') })
      }, faults => showForm(ctx, ctx.body, faults, task))
    } }),
    route({ name: 'indicators.task-page', method: 'GET', path: `${TASKS}/:id`, policy: officers, params: Id, handle: async ctx => page(await showTask(ctx)) }),
    route({ name: 'indicators.finish-task', method: 'POST', path: `${TASKS}/:id/xong`, policy: officers, params: Id, body: FormFields, acceptsFiles: UPLOADS, handle: async ctx => answerOnce(ctx, async () => {
      const task = await read(ctx.platform.db, officerIn(ctx), tx => findTask(tx, ctx.params.id))
      if (!task || !officerIn(ctx).scopeAgencyIds.includes(task.agencyId)) throw notFound()
      const sent = ctx.files.filter(file => file.size > 0)
      const files = sent.length === 0 ? [] : await receiveEvidence(services.files, sent, { field: 'file', uploadedBy: officerIn(ctx).accountId, ownerScope: taskScope(task.id), at: ctx.now })
      await finishTask(callOf(ctx), task.id, versionOf(ctx.body), { result: fieldOf(ctx.body, 'result'), evidence: task.evidence, files })
      return redirect(`${TASKS}/${task.id}`, { flash: choose(ctx.lang)('Đã ghi kết quả.', 'The result is noted.') })
    }, faults => showTask(ctx, ctx.body, faults)) }),
    route({ name: 'indicators.task-file', method: 'GET', path: `${TASKS}/:id/minh-chung/:file`, policy: officers, params: Type.Object({ ...Id.properties, file: Type.String({ format: 'uuid' }) }), handle: async ctx => serveEvidence(services.files, await read(ctx.platform.db, officerIn(ctx), async tx => (await findTask(tx, ctx.params.id))?.evidence.includes(ctx.params.file) === true ? findFile(tx, ctx.params.file) : undefined)) }),
  ]
}
