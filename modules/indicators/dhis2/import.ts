import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Lang } from '../../../kernel/http/route.ts'
import type { AgencyView } from '../../organisations/index.ts'
import { importValues, type ImportedCell, type ImportStrategy, type Outcome } from '../acts/import-values.ts'
import type { OfficerCall } from '../acts/indicator-work.ts'
import { parsePeriod, type Period } from '../domain/period.ts'
import type { Catalogue, DataSet } from './catalogue.ts'
import type { DataValue, DataValueSet } from './data-value-set.ts'
import { textOf, type ErrorCode } from './refused.ts'
import { DEFAULT_COMBO } from './uid.ts'

export interface Conflict { readonly object: string; readonly value: string; readonly errorCode?: string; readonly indexes: readonly number[] }
export interface Summary { readonly imported: number; readonly updated: number; readonly ignored: number; readonly deleted: number; readonly conflicts: readonly Conflict[] }
interface Options { readonly strategy: ImportStrategy | 'DELETE'; readonly dryRun: boolean; readonly lang: Lang }
type Place = { readonly dataSet: DataSet; readonly agency: AgencyView; readonly period: Period; readonly cell: ImportedCell }
const said = (code: ErrorCode, object: string, ...args: readonly string[]) => ({ object, value: textOf(code, ...args), errorCode: code })
type Said = ReturnType<typeof said> | { readonly object: string; readonly value: string; readonly errorCode?: string }

/** Values into drafts: each one's data set, period and unit are sought, then every report takes its own. Conflicts name the place of the value in what was sent. */
export async function importSet(call: OfficerCall, catalogue: Catalogue, agencies: readonly AgencyView[], set: DataValueSet, { strategy, dryRun, lang }: Options): Promise<Summary> {
  const conflicts: (Said & { readonly index: number })[] = []
  const reports = new Map<string, { readonly place: Place; readonly cells: ImportedCell[] }>()
  for (const [index, value] of set.dataValues.entries()) {
    const place = placeOf(catalogue, agencies, call.actor, set, value, index, strategy)
    if (!('cell' in place)) { conflicts.push({ ...place, index }); continue }
    const key = `${place.dataSet.code} ${place.agency.id} ${place.period.id}`
    const report = reports.get(key)
    const twice = report?.cells.some(cell => cell.element === place.cell.element && cell.category === place.cell.category)
    if (twice) conflicts.push({ object: value.dataElement ?? '', value: lang === 'vi' ? 'Giá trị này có hai lần trong dữ liệu gửi lên.' : 'This value stands twice in what was sent.', index })
    else if (report) report.cells.push(place.cell)
    else reports.set(key, { place, cells: [place.cell] })
  }
  const outcomes: Outcome[] = []
  for (const { place: { dataSet, agency, period }, cells } of reports.values()) {
    const unitCode = agency.unitCode ?? agency.code
    for (const outcome of strategy === 'DELETE' ? [] : await importValues(call, { form: dataSet.code, agencyId: agency.id, period: period.id, unitCode }, cells, { strategy, dryRun })) {
      outcomes.push(outcome)
      if (outcome.done !== 'ignored' || outcome.because === undefined) continue
      const object = cells.find(({ index }) => index === outcome.index)?.element ?? ''
      conflicts.push({ ...outcome.because === 'approved' ? said('E7642', object, unitCode, period.id, 'default', dataSet.code) : outcome.because === 'not-open' ? said('E7643', object, period.id, dataSet.code) : refusal(outcome, object, dataSet, lang), index: outcome.index })
    }
  }
  const count = (done: Outcome['done']): number => outcomes.filter(outcome => outcome.done === done).length
  const [imported, updated] = [count('imported'), count('updated')]
  const merged = Map.groupBy(conflicts, ({ object, value }) => `${object}\n${value}`)
  return { imported, updated, ignored: set.dataValues.length - imported - updated, deleted: 0, conflicts: [...merged.values()].flatMap(([first, ...rest]) => first ? [{ object: first.object, value: first.value, ...first.errorCode === undefined ? {} : { errorCode: first.errorCode }, indexes: [first, ...rest].map(({ index }) => index) }] : []) }
}

function refusal({ fault }: Extract<Outcome, { readonly done: 'ignored' }>, object: string, dataSet: DataSet, lang: Lang): Said {
  if (fault?.details.status === 403 || fault?.details.status === 404) return said('E7601', object, dataSet.code)
  const field = fault?.details.fields?.find(each => each.field === object) ?? fault?.details.fields?.[0]
  return { object, value: (field?.message ?? fault?.details.detail ?? fault?.details.title)?.[lang] ?? '' }
}

/** Where a value belongs, or what is wrong with it. */
function placeOf(catalogue: Catalogue, agencies: readonly AgencyView[], actor: OfficerActor, set: DataValueSet, value: DataValue, index: number, strategy: Options['strategy']): Place | Said {
  const { dataElement = '', period: periodId = set.period ?? '', orgUnit = set.orgUnit ?? '', categoryOptionCombo = 'default', value: typed, comment } = value
  const named = set.dataSet === undefined ? undefined : catalogue.dataSets.find(each => each.uid === set.dataSet || each.code === set.dataSet)
  if (set.dataSet !== undefined && named === undefined) return said('E7600', set.dataSet, set.dataSet)
  const element = catalogue.elements.find(each => each.uid === dataElement || each.definition.code === dataElement)
  if (!element) return said('E7610', dataElement, dataElement)
  const { code } = element.definition
  const period = parsePeriod(periodId)
  if (!period) return said('E7611', periodId, periodId)
  const unit = catalogue.units.find(each => each.uid === orgUnit || each.subject.code === orgUnit)
  const own = agencies.filter(agency => agency.code === orgUnit || unit !== undefined && (agency.code === unit.subject.code || agency.unitCode === unit.subject.code))
  if (own.length === 0) return said('E7612', orgUnit, orgUnit)
  const category = categoryOptionCombo === 'default' || categoryOptionCombo === DEFAULT_COMBO ? '' : categoryOptionCombo
  if (!/^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,59})?$/.test(category)) return said('E7613', categoryOptionCombo, categoryOptionCombo)
  if (value.deleted === true || strategy === 'DELETE') return { object: code, value: 'Values are not deleted here: send the value empty with a comment that says why there is none', errorCode: 'E7618' }
  if (typed === undefined && (comment ?? '').trim() === '') return said('E7618', code, code)
  const number = typed === undefined ? null : /^-?\d{1,15}(?:\.\d{1,15})?(?:[eE][-+]?\d{1,2})?$/.test(typed) ? Number(typed) : undefined
  if (number === undefined || number !== null && !Number.isFinite(number)) return said('E7619', code, code, 'value_not_numeric')
  // a set may say nothing of its form: then it is the one that asks this agency for this element in such periods
  const asking = (named ? [named] : catalogue.dataSets).filter(form => form.elements.includes(code)).flatMap(dataSet => dataSet.periodType !== period.type ? [] : own.filter(agency => dataSet.agencyKinds.includes(agency.kind)).map(agency => ({ dataSet, agency })))
  if (asking.length === 0) return named && !named.elements.includes(code) ? said('E7610', code, code) : named && named.periodType !== period.type ? said('E7611', periodId, periodId) : said('E7612', orgUnit, orgUnit)
  const mine = asking.filter(({ agency }) => actor.scopeAgencyIds.includes(agency.id))
  const [place, other] = mine
  if (!place) return said('E7617', orgUnit, orgUnit, actor.agencyName)
  if (other) return { object: orgUnit, value: 'Several data sets or agencies of this unit ask for it: name dataSet, and the agency by its code as orgUnit' }
  return { ...place, period, cell: { index, element: code, category, value: number, ...comment === undefined ? {} : { comment } } }
}

