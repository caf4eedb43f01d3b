import { Type } from 'typebox'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { readDate } from '../../../kernel/forms/dates.ts'
import { fieldOf, FormFields, officerIn, type Fields } from '../../../kernel/http/fields.ts'
import { page, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { choose, type Fault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { registerOfUnits } from '../../organisations/index.ts'
import type { RowQuery } from '../domain/query.ts'
import { addressable, filterOf, MOST_CONDITIONS, orderOf, readCondition, type Condition } from '../domain/row-address.ts'
import { isPersonal, type Field } from '../domain/schema.ts'
import { officerLooking, personFields, recordLooks, tellsOfPersons } from '../looks.ts'
import { rowHistoryPage, rowsPage, type RowsView } from '../pages/rows.tsx'
import { addressIn } from '../pages/store-page.tsx'
import { positionsOf, rowHistory } from '../queries/desk.ts'
import { backIntoForm } from '../portal/read-view.ts'
import { BadQuery, selectRows, type RowPage } from '../queries/rows.ts'
import { Code, fieldsFor, getDataset, officers, RowNumber, withDesk, Word } from './common.ts'

const ROWS = 50
const Many = Type.Optional(Type.Union([Type.String({ maxLength: 400 }), Type.Array(Type.String({ maxLength: 400 }), { maxItems: 30 })]))
const RowsQuery = Type.Object({ loc: Many, truong: Word, phep: Word, 'gia-tri': Word, sap: Word, ngay: Word, lan: Word, sau: Type.Optional(Type.String({ maxLength: 8000 })) })

const NOBODY: RowPage = { columns: [], rows: [], ids: [], persons: [], next: undefined, total: undefined }

interface Question { readonly conditions: readonly Condition[]; readonly sort: string; readonly day: string; readonly known: number | undefined; readonly after: string | undefined; readonly typed: Fields; readonly faults: readonly Fault[]; readonly byPerson?: boolean }

/** Names of units by code, the latest of each; only where some field needs them. */
const unitNames = async (tx: Tx, fields: readonly Field[]): Promise<ReadonlyMap<string, string>> => new Map(fields.some(field => field.type === 'unit') ? (await registerOfUnits(tx)).map(unit => [unit.code, unit.name] as const) : [])

/** Draws the rows for a question; what is wrong with it stands at its input and the rows without it below. */
async function show(ctx: Ctx<{ code: string }>, question: Question): Promise<{ readonly html: string; readonly bad: boolean }> {
  const [desk, { dataset, fields, positions, units }] = await withDesk(ctx, async tx => { const dataset = await getDataset(tx, ctx.params.code); const fields = fieldsFor(ctx, dataset); return { dataset, fields, units: await unitNames(tx, fields), positions: fields.length === 0 ? [] : await positionsOf(tx, dataset.id, dataset.forgottenLoad - 1) } }, undefined, `${addressIn({ code: ctx.params.code }, 'du-lieu')}`)
  const ask = (conditions: readonly Condition[], after: string | undefined): Promise<RowPage> => {
    const where = filterOf(conditions)
    const query: RowQuery = { select: [], order: orderOf(question.sort, fields, dataset.schema.key), limit: ROWS, offset: 0, ...question.byPerson ? {} : { count: 'estimated' as const }, ...where ? { where } : {}, ...after === undefined ? {} : { after }, ...question.day === '' ? {} : { validOn: question.day }, ...question.known === undefined ? {} : { knownAt: question.known } }
    return read(ctx.platform.db, ctx.actor, async tx => {
      const page = await selectRows(tx, { code: dataset.code, schema: dataset.schema, rowCount: dataset.rowCount, fields, persons: tellsOfPersons(fields) ? personFields(dataset.schema) : [] }, query)
      await recordLooks(tx, ctx.platform.config.masterKey, dataset.id, officerLooking(officerIn(ctx), dataset), page.persons, fields.map(field => field.name), ctx.now)
      return page
    })
  }
  let rows: RowPage | undefined
  let { conditions, typed } = question
  const faults = [...question.faults]
  if (fields.length > 0 && question.byPerson && faults.length > 0) rows = NOBODY
  else if (fields.length > 0) {
    try { rows = await ask(conditions, question.after) } catch (error) {
      if (!(error instanceof BadQuery)) throw error
      faults.push({ field: question.byPerson ? 'value' : error.reason.code === 'bad-operator' || error.reason.code === 'unknown-field' ? 'truong' : 'gia-tri', text: choose(ctx.lang)(error.reason.vi, error.reason.en) })
      const back = question.byPerson ? undefined : backIntoForm(conditions, error.reason)
      if (back) { conditions = back.conditions; typed = { ...typed, ...back.typed } }
      // a person was looked for by something that is none: show nobody rather than everybody
      rows = question.byPerson ? NOBODY : await ask([], undefined)
    }
  }
  const view: RowsView = { dataset, fields, page: rows, conditions: question.byPerson ? [] : conditions, sort: question.sort, day: question.day, known: question.known, first: question.after === undefined, positions, units, typed, ...question.byPerson ? { byPerson: true } : {} }
  return { html: rowsPage({ ...desk, faults }, view), bad: faults.length > 0 }
}

export const rowRoutes: readonly Route[] = [
  route({ name: 'datasets.rows-page', method: 'GET', path: '/kho-du-lieu/:code/du-lieu', policy: officers, params: Code, query: RowsQuery, handle: async ctx => {
    const { loc, truong = '', phep = '', 'gia-tri': value = '', sap = '', ngay = '', lan = '', sau } = ctx.query
    const t = choose(ctx.lang)
    const faults: Fault[] = []
    const typed: Record<string, string> = {}
    const conditions = [loc ?? []].flat().flatMap(text => readCondition(text) ?? []).slice(0, MOST_CONDITIONS)
    const fresh = truong === '' ? undefined : readCondition(`${truong}.${phep}.${value}`)
    if (fresh && fresh.value === '' && fresh.operator !== 'null' && fresh.operator !== 'not-null') { faults.push({ field: 'gia-tri', text: t('Gõ giá trị để lọc.', 'Type a value to filter by.') }); Object.assign(typed, { truong, phep }) } else if (fresh) conditions.push(fresh)
    if (truong === '' && value !== '') { faults.push({ field: 'truong', text: t('Chọn trường để lọc.', 'Choose a field to filter by.') }); Object.assign(typed, { phep, 'gia-tri': value }) }
    const day = ngay === '' ? '' : /^\d{4}-\d{2}-\d{2}$/.test(ngay) ? ngay : readDate(ngay, localDateOf(ctx.now)) ?? ''
    if (ngay !== '' && day === '') { faults.push({ field: 'ngay', text: t(`“${ngay}” không phải là ngày. Gõ ngày/tháng/năm, ví dụ 30/06/2025.`, `"${ngay}" is no date. Type day/month/year, for example 30/06/2025.`) }); typed['ngay'] = ngay }
    const [, dataset] = await withDesk(ctx, tx => getDataset(tx, ctx.params.code))
    // addresses name no personal values, wherever they come from
    const named = new Set(addressable(fieldsFor(ctx, dataset)).map(field => field.name))
    const { html, bad } = await show(ctx, { conditions: conditions.filter(each => named.has(each.field)), sort: sap, day, known: /^\d{1,9}$/.test(lan) ? Number(lan) : undefined, after: sau === undefined || sau === '' ? undefined : sau, typed, faults })
    return page(html, bad ? { status: 422 } : {})
  } }),
  route({ name: 'datasets.find-person', method: 'POST', path: '/kho-du-lieu/:code/du-lieu/tim', policy: officers, params: Code, body: FormFields, handle: async ctx => {
    const [field, value] = [fieldOf(ctx.body, 'field'), fieldOf(ctx.body, 'value')]
    const [, dataset] = await withDesk(ctx, tx => getDataset(tx, ctx.params.code))
    const t = choose(ctx.lang)
    const asked = fieldsFor(ctx, dataset).find(each => each.name === field && isPersonal(each))
    const faults = [...asked ? [] : [{ field: 'field', text: t('Chọn trường.', 'Choose a field.') }], ...value === '' ? [{ field: 'value', text: t('Gõ giá trị cần tìm.', 'Type what to look for.') }] : []]
    const operator = asked?.type === 'text' ? 'contains-text' : 'eq'
    const { html, bad } = await show(ctx, { conditions: asked ? [{ field, operator, value }] : [], sort: '', day: '', known: undefined, after: undefined, typed: ctx.body, faults, byPerson: true })
    return page(html, bad ? { status: 422 } : {})
  } }),
  route({ name: 'datasets.row-page', method: 'GET', path: '/kho-du-lieu/:code/du-lieu/:row', policy: officers, params: Type.Object({ ...Code.properties, row: RowNumber }), handle: async ctx => {
    const [desk, { dataset, fields, versions, units }] = await withDesk(ctx, async tx => {
      const dataset = await getDataset(tx, ctx.params.code)
      const fields = fieldsFor(ctx, dataset)
      if (fields.length === 0) throw notFound()
      const versions = await rowHistory(tx, dataset, fields, ctx.params.row)
      const persons = tellsOfPersons(fields) ? personFields(dataset.schema).flatMap(field => versions.flatMap(({ values }) => { const value = values[field.name]; return typeof value === 'string' ? [value] : [] })) : []
      await recordLooks(tx, ctx.platform.config.masterKey, dataset.id, officerLooking(officerIn(ctx), dataset), [...new Set(persons)], fields.map(field => field.name), ctx.now)
      return { dataset, fields, versions, units: await unitNames(tx, fields) }
    }, undefined, addressIn({ code: ctx.params.code }, 'du-lieu'))
    return page(rowHistoryPage(desk, dataset, fields, versions, units))
  } }),
]
