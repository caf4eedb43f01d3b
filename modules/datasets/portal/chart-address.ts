import { firstGroup, groupable, isDay, MEASURES, STEPS, summable, type GroupQuery, type Measure, type Step } from '../domain/groups.ts'
import { filterOf } from '../domain/row-address.ts'
import type { Field } from '../domain/schema.ts'
import { PORTAL, viewQuery, type View } from './addresses.ts'
import type { PortalDataset } from './open.ts'

export const SHAPES = ['bar', 'line'] as const
export type Shape = (typeof SHAPES)[number]
const SHAPE_NAMES: Readonly<Record<Shape, string>> = { bar: 'cot', line: 'duong' }
export const MEASURE_NAMES: Readonly<Record<Measure, string>> = { count: 'dem', sum: 'tong', average: 'trung-binh' }
export const STEP_NAMES: Readonly<Record<Step, string>> = { day: 'ngay', month: 'thang', year: 'nam' }
export const shapeName = (shape: Shape): string => SHAPE_NAMES[shape]
export interface ChartParameters { readonly kieu?: string; readonly nhom?: string; readonly buoc?: string; readonly tinh?: string; readonly do?: string }
export interface Chart { readonly shape: Shape; readonly group: Field; readonly step: Step; readonly measure: Measure; readonly of: Field | undefined }

/** What an address asks for, as far as this dataset can say it; what it leaves open is what one thinks of first. */
export function readChart(asked: ChartParameters, { asked: { fields, schema } }: PortalDataset, onlyUnits = false): Chart | undefined {
  const fit = groupable(fields, onlyUnits ? [] : schema.key).filter(field => !onlyUnits || field.type === 'unit')
  const group = fit.find(field => field.name === asked.nhom) ?? (onlyUnits ? fit[0] : firstGroup(fields, schema.key))
  if (!group) return undefined
  const figures = summable(fields)
  const wanted = MEASURES.find(measure => MEASURE_NAMES[measure] === asked.tinh) ?? 'count'
  const of = wanted === 'count' ? undefined : figures.find(field => field.name === asked.do) ?? figures[0]
  return { shape: SHAPES.find(shape => SHAPE_NAMES[shape] === asked.kieu) ?? (isDay(group) ? 'line' : 'bar'), group, step: STEPS.find(step => STEP_NAMES[step] === asked.buoc) ?? 'month', measure: of ? wanted : 'count', of }
}
export const groupQueryOf = (chart: Chart, view: View): GroupQuery => {
  const where = filterOf(view.conditions)
  return { group: chart.group.name, step: chart.step, measure: chart.measure, ...chart.of ? { of: chart.of.name } : {}, ...where ? { where } : {}, ...view.day === '' ? {} : { validOn: view.day } }
}
export const chartParts = (chart: Chart): readonly (readonly [string, string])[] => [['kieu', SHAPE_NAMES[chart.shape]], ['nhom', chart.group.name], ...isDay(chart.group) ? [['buoc', STEP_NAMES[chart.step]] as const] : [], ['tinh', MEASURE_NAMES[chart.measure]], ...chart.of ? [['do', chart.of.name] as const] : []]
export const chartHref = (code: string, part: string, chart: Chart, view: View): string => `${PORTAL}/${code}/${part}${viewQuery({ ...view, sort: '' }, chartParts(chart))}`
