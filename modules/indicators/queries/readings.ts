import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById, type AgencyView } from '../../organisations/index.ts'
import type { SourceKind } from '../domain/definition.ts'
import { addDays } from '../domain/days.ts'
import type { ReportingMetric } from '../domain/expression/words.ts'
import { parsePeriod, subPeriods, type Period } from '../domain/period.ts'
import { reportingRate, type ReportingRate, type ReportState } from '../domain/report.ts'
import type { ElementCell } from '../domain/source.ts'
import type { IndicatorsTables } from '../tables.ts'

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
export interface ReadingView {
  readonly id: string; readonly element: string; readonly category: string; readonly unitCode: string; readonly agencyId: string | null; readonly period: string; readonly value: number | null; readonly comment: string
  readonly source: SourceKind; readonly sourceRef: string; readonly evidence: readonly string[]; readonly reportId: string | null; readonly state: ReportState; readonly corrects: string | null; readonly supersededBy: string | null
  readonly recordedAt: Date; readonly recordedBy: string | null; readonly approvedAt: Date | null; readonly approvedBy: string | null
}
export const READING_COLUMNS = ['id', 'element', 'category', 'unit_code as unitCode', 'agency_id as agencyId', 'period', 'value', 'comment', 'source', 'source_ref as sourceRef', 'evidence', 'report_id as reportId', 'state', 'corrects', 'superseded_by as supersededBy', 'recorded_at as recordedAt', 'recorded_by as recordedBy', 'approved_at as approvedAt', 'approved_by as approvedBy'] as const

export interface Standing { readonly elements: readonly string[]; readonly from: LocalDate; readonly to: LocalDate; readonly units?: readonly string[] }
/** What counts, of these elements, in periods that touch these days; as the present actor may see it. */
export async function standingReadings(tx: Tx, { elements, from, to, units }: Standing): Promise<readonly ReadingView[]> {
  return t(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('element', 'in', [...elements, '']).where('state', 'in', ['approved', 'locked']).where('superseded_by', 'is', null).where('period_start', '<=', to).where('period_end', '>=', from)
    .$if(units !== undefined, query => query.where('unit_code', 'in', [...units ?? [], ''])).orderBy('period_start').orderBy('unit_code').execute()
}
export interface ReadingCell extends ElementCell { readonly reading: ReadingView }
/** As cells of the engine; a reading that says "there is none" is no cell. */
export function cellsOf(readings: readonly ReadingView[]): readonly ReadingCell[] {
  const periods = new Map([...new Set(readings.map(({ period }) => period))].map(id => [id, parsePeriod(id)]))
  return readings.flatMap(reading => { const { element, category, unitCode, value } = reading; const period = periods.get(reading.period); return value === null || period === undefined ? [] : [{ element, category, unit: unitCode, period, value, reading }] })
}

/** The same as `cellsOf(standingReadings(…))` without what stands behind a value: for tables of many thousand cells. */
export async function standingCells(tx: Tx, { elements, from, to, units }: Standing): Promise<readonly ElementCell[]> {
  const rows = await t(tx).selectFrom('indicators.reading').select(['element', 'category', 'unit_code as unit', 'period', 'value']).where('element', 'in', [...elements, '']).where('state', 'in', ['approved', 'locked']).where('superseded_by', 'is', null).where('value', 'is not', null).where('period_start', '<=', to).where('period_end', '>=', from)
    .$if(units !== undefined, query => query.where('unit_code', 'in', [...units ?? [], ''])).orderBy('period_start').orderBy('unit_code').execute()
  const periods = new Map<string, Period | undefined>()
  return rows.flatMap(({ period: id, value, ...cell }) => {
    if (!periods.has(id)) periods.set(id, parsePeriod(id))
    const period = periods.get(id)
    return value === null || period === undefined ? [] : [{ ...cell, period, value }]
  })
}

/** A value and every value that stood in its place, newest first. */
export async function historyOfReading(tx: Tx, id: string): Promise<readonly ReadingView[]> {
  const one = await t(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('id', '=', id).executeTakeFirst()
  if (!one) return []
  return t(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('element', '=', one.element).where('category', '=', one.category).where('unit_code', '=', one.unitCode).where('period', '=', one.period).orderBy('recorded_at', 'desc').orderBy('id', 'desc').execute()
}

/** Every reading of a report, corrections and what they replaced among them; oldest first. */
export async function readingsOfReport(tx: Tx, reportId: string): Promise<readonly ReadingView[]> { return t(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('report_id', '=', reportId).orderBy('recorded_at').orderBy('id').execute() }

export interface ReportView { readonly id: string; readonly formId: string; /** its code */ readonly form: string; readonly agencyId: string; readonly unitCode: string; readonly period: string; readonly dueOn: LocalDate; readonly state: ReportState; readonly firstSubmittedAt: Date | null; readonly submittedBy: string | null; readonly decidedBy: string | null; readonly returnedBecause: string | null; readonly version: number }
export async function reportsOf(tx: Tx, form: string, period: string): Promise<readonly ReportView[]> {
  return reports(tx).where('f.code', '=', form).where('r.period', '=', period).orderBy('r.unit_code').execute()
}
const reports = (tx: Tx) => t(tx).selectFrom('indicators.report as r').innerJoin('indicators.form as f', 'f.id', 'r.form_id').select(['r.id', 'r.form_id as formId', 'f.code as form', 'r.agency_id as agencyId', 'r.unit_code as unitCode', 'r.period', 'r.due_on as dueOn', 'r.state', 'r.first_submitted_at as firstSubmittedAt', 'r.submitted_by as submittedBy', 'r.decided_by as decidedBy', 'r.returned_because as returnedBecause', 'r.version'])
/** One agency's report, or of all these agencies those in these states; oldest due first. */
export const findReport = (tx: Tx, form: string, period: string, agencyId: string): Promise<ReportView | undefined> => reports(tx).where('f.code', '=', form).where('r.period', '=', period).where('r.agency_id', '=', agencyId).executeTakeFirst()
export const reportById = (tx: Tx, id: string): Promise<ReportView | undefined> => reports(tx).where('r.id', '=', id).executeTakeFirst()
export async function reportsIn(tx: Tx, agencies: readonly string[], states: readonly ReportState[], most: number): Promise<readonly ReportView[]> {
  return agencies.length === 0 ? [] : reports(tx).where('r.agency_id', 'in', [...agencies]).where('r.state', 'in', [...states]).orderBy('r.due_on').orderBy('r.id').limit(most).execute()
}
/** Corrections that wait for somebody else's word. */
export async function correctionsIn(tx: Tx, agencies: readonly string[], most: number): Promise<readonly ReadingView[]> {
  return agencies.length === 0 ? [] : t(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('agency_id', 'in', [...agencies]).where('corrects', 'is not', null).where('state', '=', 'submitted').orderBy('recorded_at').limit(most).execute()
}
export const readingById = (tx: Tx, id: string): Promise<ReadingView | undefined> => t(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('id', '=', id).executeTakeFirst()
/** `expected`: the agencies that should report; those that began nothing count as missing. `dayOf`: the day in Viet Nam of an instant. */
export function rateOf(reports: readonly ReportView[], expected: readonly string[], due: LocalDate, dayOf: (at: Date) => LocalDate): ReportingRate {
  return reportingRate(expected.map(agencyId => { const report = reports.find(each => each.agencyId === agencyId); return { dueOn: report?.dueOn ?? due, submittedOn: report?.firstSubmittedAt ? dayOf(report.firstSubmittedAt) : null } }))
}

/** Which units the forms ask for an element, through these agencies; for any day, by the forms and agencies in force on it. */
export async function unitsAsked(tx: Tx, agencies: readonly string[]): Promise<(on: LocalDate) => ReadonlyMap<string, readonly string[]>> {
  const forms = await t(tx).selectFrom('indicators.form').select(['elements', 'agency_kinds as kinds', 'valid_from as validFrom', 'valid_to as validTo']).execute()
  if (forms.length === 0) return () => new Map()
  const known = [...(await agenciesById(tx, agencies)).values()]
  const holds = (each: { readonly validFrom: LocalDate; readonly validTo: LocalDate | null }, on: LocalDate): boolean => each.validFrom <= on && (each.validTo === null || each.validTo >= on)
  return on => {
    const there = known.filter(agency => holds(agency, on))
    const asked = new Map<string, Set<string>>()
    for (const form of forms) if (holds(form, on)) for (const element of form.elements) {
      const units = asked.get(element) ?? new Set()
      for (const { kind, unitCode } of there) if (unitCode !== null && form.kinds.includes(kind)) units.add(unitCode)
      asked.set(element, units)
    }
    return new Map([...asked].map(([element, units]) => [element, [...units]]))
  }
}

/** How many inhabitants units had on any day until `last`, by the newest reading of `population`: what `weighted` weighs with. Read once for all of them. */
export async function populationsOf(tx: Tx, units: readonly string[], last: LocalDate): Promise<(on: LocalDate) => (unit: string) => number | undefined> {
  const rows = await t(tx).selectFrom('indicators.reading').select(['unit_code as unit', 'value', 'period_start as start']).where('element', '=', 'population').where('category', '=', '').where('unit_code', 'in', [...units, '']).where('period_start', '<=', last)
    .where('state', 'in', ['approved', 'locked']).where('superseded_by', 'is', null).where('value', 'is not', null).orderBy('period_end').execute()
  return on => { const newest = new Map(rows.flatMap(({ unit, value, start }) => start <= on ? [[unit, value] as const] : [])); return unit => newest.get(unit) ?? undefined }
}

export type Reporting = (form: string, metric: ReportingMetric, period: Period) => number | null
/** Who reported forms (`R{form.…}`), for any of these agencies and any period: those of the kinds that a form asks, in force when the period ended. */
export const reportingOf = async (tx: Tx, codes: ReadonlySet<string>, agencies: readonly string[]): Promise<Reporting> => (await reportingFor(tx, codes, agencies))(agencies)
/** The same for parts of these agencies, read once. */
export async function reportingFor(tx: Tx, codes: ReadonlySet<string>, agencies: readonly string[]): Promise<(own: readonly string[]) => Reporting> {
  if (codes.size === 0) return () => () => null
  const forms = await t(tx).selectFrom('indicators.form').select(['id', 'code', 'period_type as periodType', 'due_days as dueDays', 'agency_kinds as kinds', 'valid_from as validFrom', 'valid_to as validTo']).where('code', 'in', [...codes]).execute()
  const { rows } = await sql<{ form: string; agency: string; period: string; dueOn: LocalDate; submittedAt: Date }>`select form_id as form, agency_id as agency, period, due_on::text as "dueOn", first_submitted_at as "submittedAt" from indicators.submissions(${sql.val(forms.map(({ id }) => id))}::uuid[], ${sql.val([...agencies])}::uuid[])`.execute(tx)
  const submitted = new Map(rows.map(row => [`${row.form} ${row.agency} ${row.period}`, row]))
  const all = await agenciesById(tx, agencies)
  const rateFor = (known: readonly AgencyView[]): Reporting => (code, metric, period) => {
    const form = forms.find(each => each.code === code)
    if (form === undefined) return null
    const expected = subPeriods(period, form.periodType).filter(({ start, end }) => end >= form.validFrom && (form.validTo === null || start <= form.validTo)).flatMap(({ id, end }) =>
      known.filter(agency => form.kinds.includes(agency.kind) && agency.validFrom <= end && (agency.validTo === null || agency.validTo >= end)).map(agency => {
        const report = submitted.get(`${form.id} ${agency.id} ${id}`)
        return { dueOn: report?.dueOn ?? addDays(end, form.dueDays), submittedOn: report === undefined ? null : localDateOf(report.submittedAt) }
      }))
    const rate = reportingRate(expected)
    const METRICS = { REPORTING_RATE: rate.rate, REPORTING_RATE_ON_TIME: rate.rateOnTime, ACTUAL_REPORTS: rate.actual, ACTUAL_REPORTS_ON_TIME: rate.onTime, EXPECTED_REPORTS: rate.expected } as const satisfies Readonly<Record<ReportingMetric, number | null>>
    return METRICS[metric]
  }
  return own => rateFor(own.flatMap(id => all.get(id) ?? []))
}
