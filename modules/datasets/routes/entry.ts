import { Type } from 'typebox'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { Fault, notAllowed, notFound } from '../../../kernel/errors.ts'
import type { AnswerFault, Answers } from '../../../kernel/forms/definition.ts'
import { fieldOf, FormFields, officerIn, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { choose, faultsOf, parseFormBody } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { dropEntry, openToCommunes, saveEntry, sendEntries, takeBackEntries, type EntryCall, type OwnCommune } from '../acts/enter-rows.ts'
import { answersOf, cellsOf, entryPage, type EntryCells } from '../domain/entry.ts'
import { entryEndPage, entryFormPage, entryListPage } from '../pages/entry.tsx'
import { officerLooking, personFields, recordLooks } from '../looks.ts'
import { addressIn } from '../pages/store-page.tsx'
import { draftOf, draftsOf, ENTERS, rowOfCommune, rowsOfCommune, sentBy } from '../queries/entries.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { Code, officers, RowNumber, withDesk } from './common.ts'
import { communeOf } from './commune.ts'

const PATH = '/kho-du-lieu/:code/nhap-lieu'
type Here = Ctx<{ code: string }>
type Open = DatasetView & { readonly unitField: string }

/** The commune of the officer; officers of the province enter no rows. */
async function ownCommune(ctx: Here): Promise<OwnCommune> {
  const found = await read(ctx.platform.db, ctx.actor, tx => communeOf(tx, officerIn(ctx)))
  if (!found) throw notAllowed({ vi: 'Trang này dành cho cán bộ của Ủy ban nhân dân xã, phường.', en: 'This page is for officers of the people’s committees of communes.' })
  return found
}
const callOf = async (ctx: Here): Promise<EntryCall> => ({ platform: ctx.platform, actor: officerIn(ctx), commune: await ownCommune(ctx), code: ctx.params.code })
/** Reads as the platform, for a commune that was judged. */
const asPlatform = <T>(ctx: Here, work: (tx: Tx, dataset: Open) => Promise<T>): Promise<T> => read(ctx.platform.db, ENTERS, async tx => work(tx, await openToCommunes(tx, ctx.params.code)))

/** Whoever was seen can read it, as everywhere where an officer reads rows. */
const seen = (ctx: Here, tx: Tx, dataset: Open, persons: readonly string[]): Promise<void> => recordLooks(tx, ctx.platform.config.masterKey, dataset.id, officerLooking(officerIn(ctx), dataset), persons, dataset.schema.fields.map(field => field.name), ctx.now)

interface Shown { readonly cells: EntryCells; readonly fixed: EntryCells; readonly hidden: Readonly<Record<string, string>>; readonly fresh: boolean }
/** What the form is about: a new row, a row that is there, or a draft of either. */
async function subject(ctx: Here, commune: OwnCommune, about: { readonly row?: number; readonly entry?: string }): Promise<Shown & { readonly dataset: Open }> {
  return asPlatform(ctx, async (tx, dataset) => {
    const key = (cells: EntryCells): EntryCells => Object.fromEntries(dataset.schema.key.map(name => [name, cells[name] ?? null]))
    const own = { [dataset.unitField]: commune.unitCode }
    if (about.entry !== undefined) {
      const draft = await draftOf(tx, dataset, commune, about.entry)
      return { dataset, cells: draft.cells, fixed: draft.exists ? { ...key(draft.cells), ...own } : own, hidden: { entry: draft.id }, fresh: !draft.exists }
    }
    if (about.row === undefined) return { dataset, cells: {}, fixed: own, hidden: {}, fresh: true }
    const cells = await rowOfCommune(tx, dataset, commune, about.row)
    await seen(ctx, tx, dataset, personFields(dataset.schema).flatMap(field => cells[field.name] ?? []))
    return { dataset, cells, fixed: { ...key(cells), ...own }, hidden: { row: String(about.row) }, fresh: false }
  })
}
async function showForm(ctx: Here, commune: OwnCommune, shown: Shown & { readonly dataset: Open }, answers: Answers, faults: readonly AnswerFault[]): Promise<string> {
  const [desk] = await withDesk(ctx, async () => undefined, faultsOf(faults, ctx.lang), addressIn(shown.dataset, 'nhap-lieu'))
  return entryFormPage(desk, { dataset: shown.dataset, commune, form: entryPage(shown.dataset.schema, Object.keys(shown.fixed)), answers, faults, fixed: shown.fixed, hidden: shown.hidden, fresh: shown.fresh })
}
const aboutOf = (fields: Fields): { row?: number; entry?: string } => { const [row, entry] = [fieldOf(fields, 'row'), fieldOf(fields, 'entry')]; return isUuid(entry) ? { entry } : /^\d{1,15}$/.test(row) ? { row: Number(row) } : {} }

const act = (name: string, path: string, work: (call: EntryCall, ctx: Ctx<{ code: string }, unknown, Fields>) => Promise<readonly [string, string]>): Route => route({ name: `datasets.${name}`, method: 'POST', path: `${PATH}/${path}`, policy: officers, params: Code, body: FormFields,
  handle: ctx => onceForWords(ctx, async () => { const said = await work(await callOf(ctx), ctx); return redirect(addressIn({ code: ctx.params.code }, 'nhap-lieu'), { flash: choose(ctx.lang)(...said) }) }) })

export const entryRoutes: readonly Route[] = [
  route({ name: 'datasets.entry-page', method: 'GET', path: PATH, policy: officers, params: Code, query: Type.Object({ sau: Type.Optional(Type.String({ maxLength: 4000 })) }), handle: async ctx => {
    const commune = await ownCommune(ctx)
    const view = await asPlatform(ctx, async (tx, dataset) => {
      const rows = await rowsOfCommune(tx, dataset, commune, ctx.query.sau)
      await seen(ctx, tx, dataset, rows.persons)
      return { dataset, commune, first: ctx.query.sau === undefined, owner: (await agenciesById(tx, [dataset.agencyId])).get(dataset.agencyId)?.name ?? '', drafts: await draftsOf(tx, dataset, commune), sent: await sentBy(tx, dataset, commune), rows }
    })
    const [desk] = await withDesk(ctx, async () => undefined)
    return page(entryListPage(desk, view))
  } }),
  route({ name: 'datasets.entry-add-page', method: 'GET', path: `${PATH}/them`, policy: officers, params: Code, handle: async ctx => { const commune = await ownCommune(ctx); return page(await showForm(ctx, commune, await subject(ctx, commune, {}), {}, [])) } }),
  route({ name: 'datasets.entry-row-page', method: 'GET', path: `${PATH}/dong/:row`, policy: officers, params: Type.Object({ ...Code.properties, row: RowNumber }), handle: async ctx => { const commune = await ownCommune(ctx); const shown = await subject(ctx, commune, { row: ctx.params.row }); return page(await showForm(ctx, commune, shown, answersOf(shown.dataset.schema, shown.cells), [])) } }),
  route({ name: 'datasets.entry-draft-page', method: 'GET', path: `${PATH}/ban-nhap/:entry`, policy: officers, params: Type.Object({ code: Type.String({ maxLength: 60 }), entry: Type.String({ format: 'uuid' }) }), handle: async ctx => { const commune = await ownCommune(ctx); const shown = await subject(ctx, commune, { entry: ctx.params.entry }); return page(await showForm(ctx, commune, shown, answersOf(shown.dataset.schema, shown.cells), [])) } }),
  route({ name: 'datasets.entry-end-page', method: 'GET', path: `${PATH}/dong/:row/ket-thuc`, policy: officers, params: Type.Object({ ...Code.properties, row: RowNumber }), handle: async ctx => {
    const commune = await ownCommune(ctx)
    const { dataset, cells } = await subject(ctx, commune, { row: ctx.params.row })
    const [desk] = await withDesk(ctx, async () => undefined)
    return page(entryEndPage(desk, dataset, cells, String(ctx.params.row)))
  } }),
  route({ name: 'datasets.save-entry', method: 'POST', path: `${PATH}/luu`, policy: officers, params: Code, body: FormFields, handle: ctx => onceForWords(ctx, async () => {
    const call = await callOf(ctx)
    const about = aboutOf(ctx.body)
    const shown = await subject(ctx, call.commune, about)
    const answers = parseFormBody(entryPage(shown.dataset.schema, Object.keys(shown.fixed)), ctx.body, localDateOf(ctx.now))
    try {
      await saveEntry(call, { id: about.entry, kind: 'put', cells: { ...cellsOf(answers), ...shown.fixed }, exists: !shown.fresh })
    } catch (error) {
      if (!(error instanceof Fault) || error.details.fields === undefined) throw error
      return page(await showForm(ctx, call.commune, shown, answers, error.details.fields.map(({ field, code, message }) => ({ field, code, message }))), { status: 422 })
    }
    return redirect(addressIn(shown.dataset, 'nhap-lieu', ...fieldOf(ctx.body, '_then') === 'more' ? ['them'] : []), { flash: choose(ctx.lang)('Đã lưu bản nháp. Nhớ gửi khi xong.', 'The draft is saved. Send it when you are done.') })
  }) }),
  act('end-entry', 'ket-thuc', async (call, ctx) => {
    const { row } = aboutOf(ctx.body)
    if (row === undefined) throw notFound()
    const { cells } = await subject(ctx, call.commune, { row })
    await saveEntry(call, { kind: 'end', cells, exists: true })
    return ['Đã ghi là kết thúc. Nhớ gửi khi xong.', 'Its end is noted. Send it when you are done.']
  }),
  act('drop-entry', 'bo', async (call, ctx) => { await dropEntry(call, fieldOf(ctx.body, 'entry')); return ['Đã bỏ thay đổi.', 'The change is dropped.'] }),
  act('send-entries', 'gui', async call => { const { atOnce } = await sendEntries(call); return atOnce ? ['Đã gửi và có hiệu lực.', 'Sent; it counts from now on.'] : ['Đã gửi. Kết quả hiện ở mục Đã gửi.', 'Sent. What becomes of it stands under "Sent".'] }),
  act('take-back-entries', 'lay-lai', async (call, ctx) => { const count = await takeBackEntries(call, fieldOf(ctx.body, 'load')); return [`Đã lấy lại ${count} dòng để sửa.`, `${count} rows are drafts again.`] }),
]
