import { SaxesParser } from 'saxes'
import { Type } from 'typebox'
import { parseCsv, csvLine } from '../../../kernel/csv.ts'
import { readerOf } from '../../../kernel/forms/schema.ts'
import { Refused } from './refused.ts'

/** One value as DHIS2 writes it; what stands in the set's head holds where the value does not say it itself. */
export interface DataValue { readonly dataElement?: string; readonly period?: string; readonly orgUnit?: string; readonly categoryOptionCombo?: string; readonly attributeOptionCombo?: string; readonly value?: string; readonly comment?: string; readonly deleted?: boolean }
export interface DataValueSet { readonly dataSet?: string; readonly period?: string; readonly orgUnit?: string; readonly completeDate?: string; readonly dataValues: readonly DataValue[] }
export const MOST_VALUES = 10_000

const Word = Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()]))
const Scalar = Type.Optional(Type.Union([Type.String({ maxLength: 50_000 }), Type.Number(), Type.Boolean(), Type.Null()]))
const Value = Type.Object({ dataElement: Word, period: Scalar, orgUnit: Word, categoryOptionCombo: Word, attributeOptionCombo: Word, value: Scalar, comment: Type.Optional(Type.Union([Type.String({ maxLength: 5000 }), Type.Null()])), deleted: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])) })
interface RawValue { readonly dataElement?: string | null; readonly period?: string | number | boolean | null; readonly orgUnit?: string | null; readonly categoryOptionCombo?: string | null; readonly attributeOptionCombo?: string | null; readonly value?: string | number | boolean | null; readonly comment?: string | null; readonly deleted?: boolean | null }
interface RawSet { readonly dataSet?: string | null; readonly period?: string | number | boolean | null; readonly orgUnit?: string | null; readonly completeDate?: string | null; readonly dataValues?: readonly RawValue[] }
const readSet = readerOf<RawSet>(Type.Object({ dataSet: Word, period: Scalar, orgUnit: Word, completeDate: Word, dataValues: Type.Optional(Type.Array(Value)) }))

const bad = (why: string): Refused => new Refused(400, `The data value set could not be read: ${why.slice(0, 200)}`, 'E1106')
const text = <K extends string>(name: K, value: string | number | boolean | null | undefined): { readonly [name in K]?: string } | Record<never, never> => value === null || value === undefined || value === '' ? {} : { [name]: String(value).normalize('NFC') }
const valueOf = (raw: RawValue): DataValue => ({ ...text('dataElement', raw.dataElement), ...text('period', raw.period), ...text('orgUnit', raw.orgUnit), ...text('categoryOptionCombo', raw.categoryOptionCombo), ...text('attributeOptionCombo', raw.attributeOptionCombo), ...text('value', raw.value), ...text('comment', raw.comment), ...raw.deleted === true ? { deleted: true } : {} })
function bounded(set: DataValueSet): DataValueSet {
  if (set.dataValues.length > MOST_VALUES) throw new Refused(409, `More than ${MOST_VALUES} values in one set: send them in several`, 'E1106')
  return set
}

export function fromJson(body: unknown): DataValueSet {
  const read = readSet(body)
  if (!read.ok) throw bad(read.errors.join('; '))
  const { dataSet, period, orgUnit, completeDate, dataValues = [] } = read.value
  return bounded({ ...text('dataSet', dataSet), ...text('period', period), ...text('orgUnit', orgUnit), ...text('completeDate', completeDate), dataValues: dataValues.map(valueOf) })
}

/** dxf 2: everything stands in attributes. No document type, so no entities of somebody's own. */
export function fromXml(xml: string): DataValueSet {
  const parser = new SaxesParser({ xmlns: true })
  const values: DataValue[] = []
  let head: Omit<DataValueSet, 'dataValues'> | undefined
  parser.on('error', error => { throw bad(error.message) })
  parser.on('doctype', () => { throw bad('a document type is not taken') })
  parser.on('opentag', ({ local, attributes }) => {
    const named = Object.fromEntries(Object.values(attributes).map(({ local: name, value }) => [name, value]))
    if (local === 'dataValueSet') head = { ...text('dataSet', named['dataSet']), ...text('period', named['period']), ...text('orgUnit', named['orgUnit']), ...text('completeDate', named['completeDate']) }
    else if (local === 'dataValue') values.push(valueOf({ dataElement: named['dataElement'] ?? null, period: named['period'] ?? null, orgUnit: named['orgUnit'] ?? null, categoryOptionCombo: named['categoryOptionCombo'] ?? null, attributeOptionCombo: named['attributeOptionCombo'] ?? null, value: named['value'] ?? null, comment: named['comment'] ?? null, deleted: named['deleted'] === 'true' }))
    else if (local !== 'comment') throw bad(`<${local.slice(0, 60)}>`)
  })
  parser.write(xml).close()
  if (head === undefined) throw bad('no <dataValueSet>')
  return bounded({ ...head, dataValues: values })
}

/** By the names of the columns, whatever their case, as DHIS2 exports them. */
export function fromCsv(csv: string): DataValueSet {
  const rows = parseCsv(csv).map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value])))
  const [first] = rows
  if (first !== undefined && !('dataelement' in first && 'value' in first)) throw bad('the columns dataelement and value are missing')
  return bounded({ dataValues: rows.map(row => valueOf({ dataElement: row['dataelement'] ?? null, period: row['period'] ?? null, orgUnit: row['orgunit'] ?? null, categoryOptionCombo: row['categoryoptioncombo'] ?? row['catoptcombo'] ?? null, attributeOptionCombo: row['attributeoptioncombo'] ?? row['attroptcombo'] ?? null, value: row['value'] ?? null, comment: row['comment'] ?? null, deleted: row['deleted'] === 'true' })) })
}

/** A value that goes out. */
export interface StoredValue { readonly dataElement: string; readonly period: string; readonly orgUnit: string; readonly categoryOptionCombo: string; readonly attributeOptionCombo: string; readonly value: string; readonly created: string; readonly lastUpdated: string; readonly comment?: string; readonly followup: boolean }
const COLUMNS = ['dataElement', 'period', 'orgUnit', 'categoryOptionCombo', 'attributeOptionCombo', 'value', 'created', 'lastUpdated', 'comment', 'followup'] as const
export const toCsv = (values: readonly StoredValue[]): string => [COLUMNS.map(name => name.toLowerCase()), ...values.map(value => COLUMNS.map(name => String(value[name] ?? '')))].map(csvLine).join('\n')
const escape = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/[\t\n\r]/g, char => `&#${char.charCodeAt(0)};`)
export const toXml = (values: readonly StoredValue[]): string => `<?xml version="1.0" encoding="UTF-8"?>\n<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0">${values.map(value => `<dataValue ${COLUMNS.flatMap(name => value[name] === undefined ? [] : [`${name}="${escape(String(value[name]))}"`]).join(' ')}/>`).join('')}</dataValueSet>\n`
