import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById, listAgencies, type AgencyView } from '../../organisations/index.ts'
import { parsePeriod, type Period } from '../domain/period.ts'
import { dueOn, REPORT_ACTS, type ReportingRate } from '../domain/report.ts'
import { endedPeriods, expectedAgencies, listForms, type FormView } from './forms.ts'
import { correctionsIn, findReport, rateOf, reportsIn, reportsOf, type ReadingView, type ReportView } from './readings.ts'

/** A form to fill in for a period, begun or not. */
export interface DueReport { readonly form: FormView; readonly period: Period; readonly agency: AgencyView; readonly report: ReportView | undefined; readonly dueOn: LocalDate }
export interface WaitingReport { readonly form: FormView; readonly period: Period; readonly agency: AgencyView | undefined; readonly report: ReportView }
export interface FormRate { readonly form: FormView; readonly period: Period; readonly rate: ReportingRate }
export interface DeskWork { readonly agency: AgencyView | undefined; readonly mine: readonly DueReport[]; readonly sent: readonly DueReport[]; readonly waiting: readonly WaitingReport[]; readonly corrections: readonly ReadingView[] }

/** So many ended periods are asked for; what is older shows in the rates. */
const PERIODS = 3
const MOST = 200
export const fills = (actor: OfficerActor): boolean => REPORT_ACTS.save.by.some(role => actor.roles.includes(role))
export const approves = (actor: OfficerActor): boolean => REPORT_ACTS.approve.by.some(role => actor.roles.includes(role))

export async function workOf(tx: Tx, actor: OfficerActor, today: LocalDate): Promise<DeskWork> {
  const forms = await listForms(tx)
  const agency = (await agenciesById(tx, [actor.agencyId])).get(actor.agencyId)
  const asked = agency === undefined ? [] : forms.filter(form => form.agencyKinds.includes(agency.kind))
  const own: DueReport[] = []
  if (agency !== undefined) {
    for (const form of asked) for (const period of endedPeriods(form, today, PERIODS)) own.push({ form, period, agency, report: await findReport(tx, form.code, period.id, agency.id), dueOn: dueOn(period, form.dueDays) })
    for (const report of await reportsIn(tx, [agency.id], ['draft', 'returned'], MOST)) {
      const [form, period] = [forms.find(each => each.id === report.formId), parsePeriod(report.period)]
      if (form !== undefined && period !== undefined && !own.some(each => each.report?.id === report.id)) own.push({ form, period, agency, report, dueOn: report.dueOn })
    }
  }
  const open = (each: DueReport): boolean => each.report === undefined || each.report.state === 'draft' || each.report.state === 'returned'
  const first = (each: DueReport): string => `${each.report?.state === 'returned' ? 0 : 1} ${each.dueOn} ${each.form.title}`
  return {
    agency, mine: own.filter(open).toSorted((a, b) => first(a).localeCompare(first(b))), sent: own.filter(each => !open(each)).toSorted((a, b) => b.period.end.localeCompare(a.period.end) || a.form.title.localeCompare(b.form.title, 'vi')),
    ...await waitingFor(tx, actor, forms, today),
  }
}

async function waitingFor(tx: Tx, actor: OfficerActor, forms: readonly FormView[], today: LocalDate): Promise<Pick<DeskWork, 'waiting' | 'corrections'>> {
  if (!approves(actor)) return { waiting: [], corrections: [] }
  const known = new Map((await listAgencies(tx, today)).map(agency => [agency.id, agency]))
  const waiting = (await reportsIn(tx, actor.scopeAgencyIds, ['submitted'], MOST)).flatMap((report): readonly WaitingReport[] => {
    const [form, period] = [forms.find(each => each.id === report.formId), parsePeriod(report.period)]
    return form === undefined || period === undefined ? [] : [{ form, period, report, agency: known.get(report.agencyId) }]
  })
  return { waiting, corrections: await correctionsIn(tx, actor.scopeAgencyIds, MOST) }
}

/** How much waits for this officer: what to fill in, what to approve. */
export const countWork = (work: Pick<DeskWork, 'mine' | 'waiting' | 'corrections'>, actor: OfficerActor): number => (fills(actor) ? work.mine.length : 0) + work.waiting.length + work.corrections.length

/** Of the last period that ended, for every form. */
export async function ratesOf(tx: Tx, today: LocalDate): Promise<readonly FormRate[]> {
  const found: FormRate[] = []
  for (const form of await listForms(tx)) for (const period of endedPeriods(form, today, 1)) found.push({ form, period, rate: (await whoReported(tx, form, period)).rate })
  return found
}

export interface Reporter { readonly agency: AgencyView; readonly report: ReportView | undefined; readonly dueOn: LocalDate; /** when it was submitted first */ readonly submittedOn: LocalDate | null }
/** Everybody who has to report for a period, and whether they did. */
export async function whoReported(tx: Tx, form: FormView, period: Period): Promise<{ readonly rate: ReportingRate; readonly reporters: readonly Reporter[] }> {
  const [agencies, reports] = [await expectedAgencies(tx, form, period), await reportsOf(tx, form.code, period.id)]
  const due = dueOn(period, form.dueDays)
  const reporters = agencies.map((agency): Reporter => { const report = reports.find(each => each.agencyId === agency.id); return { agency, report, dueOn: report?.dueOn ?? due, submittedOn: report?.firstSubmittedAt ? localDateOf(report.firstSubmittedAt) : null } })
  return { reporters, rate: rateOf(reports, agencies.map(({ id }) => id), due, localDateOf) }
}
