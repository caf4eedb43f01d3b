import { createReadStream } from 'node:fs'
import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { fileHeaders, storeOf } from '../../../kernel/files/index.ts'
import { readDate, showDate } from '../../../kernel/forms/dates.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type IncomingFile, type Reply, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, formatDate, type Fault as PageFault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { rejectLoad, requestAcceptance } from '../acts/accept-load.ts'
import { beginLoad, decideDrift } from '../acts/begin-load.ts'
import { fault } from '../acts/dataset-work.ts'
import type { DatasetsPorts } from '../ports.ts'
import { reportCsv, reportXlsx } from '../loads/report.ts'
import { lineagePage } from '../pages/lineage.tsx'
import { loadPage } from '../pages/load.tsx'
import { newLoadPage } from '../pages/new-load.tsx'
import { LOADS, STORE } from '../pages/store-page.tsx'
import type { DatasetView } from '../queries/datasets.ts'
import { getLoad, lineageOf, problemsOf } from '../queries/loads.ts'
import { callOf, Code, keepers, keptDataset, RowNumber, withDesk } from './common.ts'
import { ENCODINGS, FONTS, type FileSettings } from '../reading/index.ts'
import type { LoadMode } from '../tables.ts'

export const MOST_FILE = 2 * 1024 ** 3
const MOST_SHOWN = 100
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const RowOf = Type.Object({ ...Code.properties, row: RowNumber })

export const keptIn = (ctx: Pick<Ctx, 'platform' | 'actor'>, code: string): Promise<DatasetView> => read(ctx.platform.db, officerIn(ctx), tx => keptDataset(tx, ctx, code))

const oneOf = <T extends string>(values: readonly T[], text: string): T | undefined => values.find(each => each === text)
/** What a form says about how a file is to be read; empty fields say nothing. */
export function toldIn(fields: Fields): Partial<FileSettings> {
  const [encoding, font, numbers] = [oneOf(ENCODINGS, fieldOf(fields, 'encoding')), oneOf(FONTS, fieldOf(fields, 'font')), oneOf(['vi', 'en'] as const, fieldOf(fields, 'numbers'))]
  const delimiter = fieldOf(fields, 'delimiter') === 'tab' ? '\t' : oneOf([',', ';', '|'], fieldOf(fields, 'delimiter'))
  const [headerRow, sheet] = [Number(fieldOf(fields, 'headerRow') || 'NaN'), Number(fieldOf(fields, 'sheet') || 'NaN')]
  return { ...encoding && { encoding }, ...font && { font }, ...numbers && { numbers }, ...delimiter && { delimiter }, ...Number.isInteger(headerRow) && headerRow > 0 && headerRow < 1_000_000 ? { headerRow } : {}, ...Number.isInteger(sheet) && sheet > 0 && sheet < 1000 ? { sheet: sheet - 1 } : {} }
}

/** Takes the file of a form or of the API. Answers the load's id; the same file again is a fault that says when it was loaded. */
export async function takeFile(ctx: Pick<Ctx, 'platform' | 'actor' | 'now'>, dataset: DatasetView, file: IncomingFile | undefined, fields: Fields): Promise<string> {
  const today = localDateOf(ctx.now)
  const effectiveOn = fieldOf(fields, 'effectiveOn') === '' ? today : readDate(fieldOf(fields, 'effectiveOn'), today)
  const mode = oneOf<LoadMode>(dataset.schema.key.length === 0 ? ['append'] : ['upsert', 'snapshot'], fieldOf(fields, 'mode') || (dataset.schema.key.length === 0 ? 'append' : 'upsert'))
  const faults = [
    (file === undefined || file.size === 0) && fault('file', 'Chọn tệp dữ liệu. Tệp trống không nhận được.', 'Choose a file that is not empty.', 'required'),
    file?.truncated === true && fault('file', 'Tệp lớn hơn 2 GB. Hãy chia thành nhiều tệp.', 'The file is larger than 2 GB. Split it.', 'too-large'),
    effectiveOn === undefined && fault('effectiveOn', 'Không phải là ngày. Gõ ngày/tháng/năm, ví dụ 01/07/2025.', 'No date. Type day/month/year, for example 01/07/2025.', 'date'),
    mode === undefined && fault('mode', 'Chọn tệp này dùng để làm gì.', 'Say what the file is for.', 'required'),
  ].filter(each => each !== false)
  if (faults.length > 0 || file === undefined || effectiveOn === undefined || mode === undefined) throw invalid(faults)
  const begun = await beginLoad(callOf(ctx), storeOf(ctx.platform), dataset.id, { kind: 'upload', mode, effectiveOn, fileName: file.name, content: createReadStream(file.path), told: toldIn(fields), again: fieldOf(fields, 'again') === 'yes' })
  if ('id' in begun) return begun.id
  const { same } = begun
  const when = formatDate(same.begunAt)
  throw invalid([fault('again', same.open ? `Chính tệp này đã gửi ngày ${when} và đang chờ quyết định: ${LOADS}/${same.id}` : `Chính tệp này đã nạp ngày ${when} (vị trí ${same.number ?? ''}). Nạp lại cũng không đổi gì, trừ khi cấu trúc đã đổi.`, same.open ? `This very file was sent on ${when} and waits: ${LOADS}/${same.id}` : `This very file was loaded on ${when} (position ${same.number ?? ''}).`, 'same-file')])
}

export function loadRoutes(ports: DatasetsPorts): readonly Route[] {
  const done = (ctx: Ctx, id: string, vi: string, en: string): Reply => redirect(`${LOADS}/${id}`, { flash: choose(ctx.lang)(vi, en) })
  async function showLoad(ctx: Ctx, id: string, fields: Fields = {}, faults: readonly PageFault[] = []): Promise<string> {
    const [desk, found] = await withDesk(ctx, async tx => ({ view: await getLoad(tx, id), problems: await problemsOf(tx, id, MOST_SHOWN) }), faults, `${LOADS}/${id}`)
    return loadPage(desk, { ...found, fields, names: await ports.namesOf([found.view.load.by_account, found.view.load.decided_by].filter(each => each !== null)) })
  }
  async function showNew(ctx: Ctx, code: string, fields: Fields = {}, faults: readonly PageFault[] = []): Promise<string> {
    const [desk, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, code), faults, `${STORE}/${code}/nap`)
    return newLoadPage(desk, { dataset, fields, today: showDate(localDateOf(ctx.now)) })
  }
  /** An act on a load, by a form whose faults its page shows. */
  const act = (name: string, path: string, work: (ctx: Ctx<{ id: string }, unknown, Fields>) => Promise<Reply>): Route => route({ name: `datasets.${name}`, method: 'POST', path: `${LOADS}/:id/${path}`, policy: keepers, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, () => work(ctx), faults => showLoad(ctx, ctx.params.id, ctx.body, faults)) })
  const reportOf = async (ctx: Ctx, id: string) => {
    const { load, dataset, schema } = await read(ctx.platform.db, officerIn(ctx), tx => getLoad(tx, id))
    if (load.report_key === null) throw notFound()
    return { key: load.report_key, schema, name: `bao-cao-${dataset.code}-${localDateOf(load.begun_at)}` }
  }
  return [
    route({ name: 'datasets.new-load-page', method: 'GET', path: `${STORE}/:code/nap`, policy: keepers, params: Code, handle: async ctx => page(await showNew(ctx, ctx.params.code)) }),
    route({ name: 'datasets.begin-load', method: 'POST', path: `${STORE}/:code/nap`, policy: keepers, params: Code, body: FormFields, acceptsFiles: { maxBytes: MOST_FILE, maxFiles: 1 }, handle: async ctx => answerOnce(ctx, async () => done(ctx, await takeFile(ctx, await keptIn(ctx, ctx.params.code), ctx.files.find(file => file.field === 'file'), ctx.body), 'Đã nhận tệp. Hệ thống đang đọc và kiểm tra.', 'The file was taken; it is being read.'), faults => showNew(ctx, ctx.params.code, ctx.body, faults)) }),
    route({ name: 'datasets.load-page', method: 'GET', path: `${LOADS}/:id`, policy: keepers, params: Id, handle: async ctx => page(await showLoad(ctx, ctx.params.id)) }),
    act('decide-drift', 'cot', async ctx => {
      const { load } = await read(ctx.platform.db, officerIn(ctx), tx => getLoad(tx, ctx.params.id))
      const columns = Object.fromEntries(load.drift.filter(each => each.kind !== 'missing-field').map(each => [each.name, fieldOf(ctx.body, `column-${load.header.indexOf(each.name)}`)]))
      const filled = new Set(Object.values(columns))
      await decideDrift(callOf(ctx), ctx.params.id, versionOf(ctx.body), { columns, missing: load.drift.filter(each => each.kind === 'missing-field' && !filled.has(each.name)).map(each => each.name) })
      return done(ctx, ctx.params.id, 'Đã lưu lựa chọn. Hệ thống đang đọc tệp.', 'Saved; the file is being read.')
    }),
    act('read-again', 'doc-lai', async ctx => { await decideDrift(callOf(ctx), ctx.params.id, versionOf(ctx.body), {}, toldIn(ctx.body)); return done(ctx, ctx.params.id, 'Hệ thống đang đọc lại tệp.', 'The file is being read again.') }),
    act('accept-load', 'nhan', async ctx => {
      const accept = oneOf(['all', 'valid'] as const, fieldOf(ctx.body, 'accept'))
      if (accept === undefined) throw invalid([fault('accept', 'Chọn nhận các dòng đúng, hoặc từ chối lần nạp.', 'Choose to accept the valid rows, or reject the load.', 'required')])
      await requestAcceptance(callOf(ctx), ctx.params.id, versionOf(ctx.body), accept, fieldOf(ctx.body, 'note').slice(0, 1000))
      return done(ctx, ctx.params.id, 'Đã quyết định nhận. Dữ liệu đang được ghi vào kho.', 'Accepted; the rows are being written.')
    }),
    act('reject-load', 'tu-choi', async ctx => { await rejectLoad(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'reason').slice(0, 1000)); return done(ctx, ctx.params.id, 'Đã từ chối lần nạp.', 'Rejected.') }),
    route({ name: 'datasets.load-file', method: 'GET', path: `${LOADS}/:id/tep`, policy: keepers, params: Id, handle: async ctx => {
      const { load } = await read(ctx.platform.db, officerIn(ctx), tx => getLoad(tx, ctx.params.id))
      if (load.file_key === null) throw notFound()
      return { kind: 'file', content: await storeOf(ctx.platform).get(load.file_key), mediaType: 'application/octet-stream', name: load.file_name || 'tep', disposition: 'attachment', size: load.file_bytes, headers: fileHeaders({ name: load.file_name || 'tep', mediaType: 'application/octet-stream', size: load.file_bytes }) }
    } }),
    route({ name: 'datasets.load-report-csv', method: 'GET', path: `${LOADS}/:id/bao-cao.csv`, policy: keepers, params: Id, handle: async ctx => { const { key, schema, name } = await reportOf(ctx, ctx.params.id); return { kind: 'file', content: reportCsv(storeOf(ctx.platform), key, schema, ctx.lang), mediaType: 'text/csv; charset=utf-8', name: `${name}.csv`, disposition: 'attachment' } } }),
    route({ name: 'datasets.load-report-xlsx', method: 'GET', path: `${LOADS}/:id/bao-cao.xlsx`, policy: keepers, params: Id, perMinute: 20, handle: async ctx => { const { key, schema, name } = await reportOf(ctx, ctx.params.id); return { kind: 'file', content: await reportXlsx(storeOf(ctx.platform), key, schema, ctx.lang), mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: `${name}.xlsx`, disposition: 'attachment' } } }),
    route({ name: 'datasets.lineage-page', method: 'GET', path: `${STORE}/:code/du-lieu/:row/nguon-goc`, policy: keepers, params: RowOf, handle: async ctx => { const found = await lineageOf(ctx.platform.db, officerIn(ctx), ctx.params.code, ctx.params.row); const [desk] = await withDesk(ctx, () => Promise.resolve()); return page(lineagePage(desk, ctx.params.row, found)) } }),
  ]
}
