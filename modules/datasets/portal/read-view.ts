import { Type } from 'typebox'
import { readDate } from '../../../kernel/forms/dates.ts'
import type { Fields } from '../../../kernel/http/fields.ts'
import type { Lang } from '../../../kernel/http/route.ts'
import { choose, type Fault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import type { RowQuery } from '../domain/query.ts'
import { filterOf, MOST_CONDITIONS, orderOf, PAGE_OPERATORS, readCondition, type Condition } from '../domain/row-address.ts'
import { COLUMN_TYPES } from '../domain/schema.ts'
import { dayOf } from '../domain/value.ts'
import type { View } from './addresses.ts'
import { meantValue, type PortalDataset } from './open.ts'

const Word = Type.Optional(Type.String({ maxLength: 200 }))
const Many = Type.Optional(Type.Union([Type.String({ maxLength: 400 }), Type.Array(Type.String({ maxLength: 400 }), { maxItems: 30 })]))
/** Parameters that every page about rows of the portal takes; `truong`, `phep` and `gia-tri` add one condition. */
export const VIEW_PARAMETERS = { loc: Many, truong: Word, phep: Word, 'gia-tri': Word, sap: Word, ngay: Word }
export interface ViewParameters { readonly loc?: string | readonly string[]; readonly truong?: string; readonly phep?: string; readonly 'gia-tri'?: string; readonly sap?: string; readonly ngay?: string }

export interface ReadView { readonly view: View; readonly typed: Fields; readonly faults: readonly Fault[]; /** a condition came in by the form: the page's own address is another */ readonly added: boolean }

export function readView(asked: ViewParameters, { asked: { fields, schema }, units }: PortalDataset, lang: Lang, now: Date): ReadView {
  const t = choose(lang)
  const faults: Fault[] = []
  const typed: Record<string, string> = {}
  const known = new Set(fields.map(field => field.name))
  const conditions: Condition[] = [asked.loc ?? []].flat().flatMap(text => readCondition(text) ?? []).filter(each => known.has(each.field)).slice(0, MOST_CONDITIONS)
  const { truong = '', phep = '', 'gia-tri': value = '', ngay = '' } = asked
  const field = fields.find(each => each.name === truong)
  const operator = PAGE_OPERATORS.find(each => each === phep) ?? 'contains-text'
  let added = false
  if (field) {
    const meant = meantValue(field, value, units)
    // a code is never what people type a part of: the name of a choice or a unit means exactly that one
    const fitting = operator === 'contains-text' && (meant !== undefined || COLUMN_TYPES[field.type] !== 'text') ? 'eq' : operator
    if (value.trim() === '' && fitting !== 'null' && fitting !== 'not-null') { faults.push({ field: 'gia-tri', text: t('Gõ giá trị để lọc.', 'Type a value to filter by.') }); Object.assign(typed, { truong, phep }) } else if (conditions.length < MOST_CONDITIONS) { conditions.push({ field: field.name, operator: fitting, value: fitting === 'null' || fitting === 'not-null' ? '' : meant ?? value.trim() }); added = true }
  } else if (value !== '') { faults.push({ field: 'truong', text: t('Chọn trường để lọc.', 'Choose a field to filter by.') }); Object.assign(typed, { phep, 'gia-tri': value }) }
  const day = ngay === '' || !schema.temporal ? '' : dayOf(ngay) === ngay ? ngay : readDate(ngay, localDateOf(now)) ?? ''
  if (ngay !== '' && schema.temporal && day === '') { faults.push({ field: 'ngay', text: t(`“${ngay}” không phải là ngày. Gõ ngày/tháng/năm, ví dụ 30/06/2025.`, `"${ngay}" is no date. Type day/month/year, for example 30/06/2025.`) }); typed['ngay'] = ngay } else if (day !== ngay) added = true
  return { view: { conditions, sort: asked.sap ?? '', day }, typed, faults, added }
}

/** A condition that cannot be asked goes back into the form that it was typed in, so that it is mended and not typed anew. */
export function backIntoForm(conditions: readonly Condition[], { where }: { readonly where: string }): { readonly conditions: readonly Condition[]; readonly typed: Fields } {
  const last = conditions.findLastIndex(({ field }) => field === where)
  const at = last < 0 ? conditions.length - 1 : last
  const bad = conditions[at]
  return { conditions: conditions.filter((_, index) => index !== at), typed: bad ? { 'truong': bad.field, 'phep': bad.operator, 'gia-tri': bad.value } : {} }
}

/** The view as the one question that the store answers. */
export function rowQueryOf(view: View, { asked: { fields, schema } }: PortalDataset, limit: number, after?: string): RowQuery {
  const where = filterOf(view.conditions)
  return { select: [], order: orderOf(view.sort, fields, schema.key), limit, offset: 0, ...where ? { where } : {}, ...after === undefined || after === '' ? {} : { after }, ...view.day === '' ? {} : { validOn: view.day } }
}
