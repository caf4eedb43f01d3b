import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { askQuery, cancelQuery, type Wording } from '../acts/ask-query.ts'
import { changeQuery, removeQuery, saveQuery, scheduleQuery, type Saved } from '../acts/save-query.ts'
import type { Asker } from '../acts/query-work.ts'
import { usableDatasets } from '../analytics/usable.ts'
import { PERIODS } from '../domain/analysis.ts'
import { FORMATS } from '../downloads/formats.ts'
import { QUERIES, runAddress, runsPage, SAVED, workbenchPage } from '../pages/queries.tsx'
import { fieldsOfSaved, newSavedPage, savedPage, savedQueryPage } from '../pages/saved-queries.tsx'
import type { DatasetsPorts } from '../ports.ts'
import { earlierWordings, getRun, getSaved, runsOf, savedQueries } from '../queries/analyses.ts'
import { resultCsv, resultXlsx } from '../queries/result-files.ts'
import { officers, withDesk, Word } from './common.ts'
import { finished } from './query-waiting.ts'

export const RunId = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const askerOf = (ctx: Pick<Ctx, 'platform' | 'actor'>): Asker => ({ platform: ctx.platform, actor: officerIn(ctx) })
/** As typed: blanks inside a question are its own. */
const statementIn = (fields: Fields): string => { const value = fields['statement']; return (typeof value === 'string' ? value : '').replaceAll('\r\n', '\n').normalize('NFC') }
const wordingIn = (fields: Fields): Wording => ({ statement: statementIn(fields), withPersons: fieldOf(fields, 'persons') === 'yes', purpose: fieldOf(fields, 'purpose') })
const savedIn = (fields: Fields): Saved => ({ ...wordingIn(fields), title: fieldOf(fields, 'title'), description: fieldOf(fields, 'description'), shared: fieldOf(fields, 'shared') === 'yes' })
const NOTHING: Fields = {}

async function showWorkbench(ctx: Ctx, typed: Fields, faults: readonly Fault[] = [], runId?: string): Promise<string> {
  const actor = officerIn(ctx)
  const [desk, view] = await withDesk(ctx, async tx => {
    const run = runId === undefined ? undefined : await getRun(tx, actor, runId)
    const asked = run === undefined || Object.hasOwn(typed, 'statement') ? typed : { statement: run.run.statement, persons: run.run.withPersons ? 'yes' : '', purpose: run.run.purpose }
    return { run, typed: asked, usable: await usableDatasets(tx, actor, true) }
  }, faults, runId === undefined ? QUERIES : runAddress(runId))
  return workbenchPage(desk, view)
}
async function resultOf(ctx: Ctx, id: string) {
  const { result } = await read(ctx.platform.db, ctx.actor, tx => getRun(tx, officerIn(ctx), id))
  if (!result) throw notFound()
  return result
}
const fileReply = (content: Readable | Uint8Array, format: 'csv' | 'xlsx', id: string): Reply => ({ kind: 'file', content, mediaType: FORMATS[format].mediaType, name: `ket-qua-${id.slice(-6)}.${format}`, disposition: 'attachment', headers: { 'cache-control': 'no-store' } })

export function queryRoutes(ports: DatasetsPorts): readonly Route[] {
  async function showSaved(ctx: Ctx, id: string, typed: Fields = NOTHING, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ query: await getSaved(tx, id), runs: await runsOf(tx, { queryId: id }), wordings: await earlierWordings(tx, id) }), faults, `${SAVED}/${id}`)
    return savedQueryPage(desk, { ...view, names: await ports.namesOf([view.query.by]), typed })
  }
  const done = (ctx: Ctx, to: string, vi: string, en: string): Reply => redirect(to, { flash: choose(ctx.lang)(vi, en) })
  return [
    route({ name: 'datasets.queries-page', method: 'GET', path: QUERIES, policy: officers, query: Type.Object({ mau: Word }), handle: async ctx => {
      const { mau = '' } = ctx.query
      const typed = mau === '' ? NOTHING : fieldsOfSaved(await read(ctx.platform.db, ctx.actor, tx => getSaved(tx, mau)))
      return page(await showWorkbench(ctx, typed))
    } }),
    route({ name: 'datasets.ask-query', method: 'POST', path: QUERIES, policy: officers, body: FormFields, handle: async ctx => answerForm(ctx, async () => redirect(runAddress(await askQuery(askerOf(ctx), wordingIn(ctx.body)))), faults => showWorkbench(ctx, { ...ctx.body, statement: statementIn(ctx.body) }, faults)) }),
    route({ name: 'datasets.query-run-page', method: 'GET', path: `${QUERIES}/chay/:id`, policy: officers, params: RunId, handle: async ctx => { await finished(ctx, ctx.params.id); return page(await showWorkbench(ctx, NOTHING, [], ctx.params.id)) } }),
    route({ name: 'datasets.cancel-query', method: 'POST', path: `${QUERIES}/chay/:id/dung`, policy: officers, params: RunId, body: FormFields, handle: ctx => onceForWords(ctx, async () => { await cancelQuery(askerOf(ctx), ctx.params.id); return done(ctx, runAddress(ctx.params.id), 'Đã dừng.', 'Stopped.') }) }),
    route({ name: 'datasets.query-result-csv', method: 'GET', path: `${QUERIES}/chay/:id/ket-qua.csv`, policy: officers, params: RunId, handle: async ctx => fileReply(Buffer.from(resultCsv(await resultOf(ctx, ctx.params.id))), 'csv', ctx.params.id) }),
    route({ name: 'datasets.query-result-xlsx', method: 'GET', path: `${QUERIES}/chay/:id/ket-qua.xlsx`, policy: officers, params: RunId, handle: async ctx => fileReply(Readable.from(resultXlsx(await resultOf(ctx, ctx.params.id)), { objectMode: false }), 'xlsx', ctx.params.id) }),
    route({ name: 'datasets.query-runs-page', method: 'GET', path: `${QUERIES}/lich-su`, policy: officers, handle: async ctx => page(runsPage(...await withDesk(ctx, tx => runsOf(tx)))) }),
    route({ name: 'datasets.saved-queries-page', method: 'GET', path: SAVED, policy: officers, handle: async ctx => { const [desk, rows] = await withDesk(ctx, savedQueries); return page(savedPage(desk, rows, await ports.namesOf(rows.map(row => row.by)))) } }),
    route({ name: 'datasets.new-query-page', method: 'GET', path: `${SAVED}/moi`, policy: officers, query: Type.Object({ luot: Word }), handle: async ctx => {
      const { luot = '' } = ctx.query
      const [desk, typed] = await withDesk(ctx, async tx => luot === '' ? NOTHING : fieldsOfSaved({ ...(await getRun(tx, officerIn(ctx), luot)).run, title: '', description: '', shared: false }))
      return page(newSavedPage(desk, typed))
    } }),
    route({ name: 'datasets.save-query', method: 'POST', path: SAVED, policy: officers, body: FormFields, handle: async ctx => answerOnce(ctx, async () => done(ctx, `${SAVED}/${await saveQuery(askerOf(ctx), savedIn(ctx.body))}`, 'Đã lưu.', 'Saved.'), async faults => newSavedPage((await withDesk(ctx, async () => undefined, faults, `${SAVED}/moi`))[0], ctx.body)) }),
    route({ name: 'datasets.saved-query-page', method: 'GET', path: `${SAVED}/:id`, policy: officers, params: RunId, handle: async ctx => page(await showSaved(ctx, ctx.params.id)) }),
    route({ name: 'datasets.change-query', method: 'POST', path: `${SAVED}/:id`, policy: officers, params: RunId, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await changeQuery(askerOf(ctx), ctx.params.id, versionOf(ctx.body), savedIn(ctx.body)); return done(ctx, `${SAVED}/${ctx.params.id}`, 'Đã lưu bản mới.', 'A new version is saved.') }, faults => showSaved(ctx, ctx.params.id, ctx.body, faults)) }),
    route({ name: 'datasets.remove-query', method: 'POST', path: `${SAVED}/:id/bo`, policy: officers, params: RunId, body: FormFields, handle: ctx => onceForWords(ctx, async () => { await removeQuery(askerOf(ctx), ctx.params.id); return done(ctx, SAVED, 'Đã bỏ.', 'Removed.') }) }),
    route({ name: 'datasets.run-saved-query', method: 'POST', path: `${SAVED}/:id/chay`, policy: officers, params: RunId, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      const query = await read(ctx.platform.db, ctx.actor, tx => getSaved(tx, ctx.params.id))
      return redirect(runAddress(await askQuery(askerOf(ctx), query, { id: query.id, version: query.version })))
    }, faults => showSaved(ctx, ctx.params.id, NOTHING, faults)) }),
    route({ name: 'datasets.schedule-query', method: 'POST', path: `${SAVED}/:id/lich`, policy: officers, params: RunId, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      const every = PERIODS.find(each => each === fieldOf(ctx.body, 'every')) ?? ''
      await scheduleQuery(askerOf(ctx), ctx.params.id, { every, hour: Number(fieldOf(ctx.body, 'hour') || 'NaN'), keep: Number(fieldOf(ctx.body, 'keep') || 'NaN') })
      return done(ctx, `${SAVED}/${ctx.params.id}`, every === '' ? 'Không còn chạy theo lịch.' : 'Đã đặt lịch.', every === '' ? 'The schedule is ended.' : 'The schedule is set.')
    }, faults => showSaved(ctx, ctx.params.id, ctx.body, faults)) }),
  ]
}
