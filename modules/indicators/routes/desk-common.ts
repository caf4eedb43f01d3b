import { Type } from 'typebox'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import type { Ctx, Policy } from '../../../kernel/http/route.ts'
import { frameFor, type Fault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { listAgencies, type AgencyView } from '../../organisations/index.ts'
import type { OfficerCall } from '../acts/indicator-work.ts'
import { parsePeriod, type Period } from '../domain/period.ts'
import { REPORT_ACTS, STANDING } from '../domain/report.ts'
import type { Desk } from '../pages/desk-page.tsx'
import { countWork, workOf } from '../queries/desk-work.ts'
import { findForm, type FormView } from '../queries/forms.ts'
import { findReport, type ReportView } from '../queries/readings.ts'

export const officers = { who: 'officer' } as const satisfies Policy
export const fillers = { who: 'officer', roles: REPORT_ACTS.save.by } as const satisfies Policy
export const approvers = { who: 'officer', roles: REPORT_ACTS.approve.by } as const satisfies Policy
export const lockers = { who: 'officer', roles: REPORT_ACTS.lock.by } as const satisfies Policy
export const definers = { who: 'officer', roles: ['administrator', 'data-steward'] } as const satisfies Policy

export const Word = Type.Optional(Type.String({ maxLength: 200 }))
export const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
/** A form, a period, an agency: everything that names a report, before it is begun too. */
export const ReportPlace = Type.Object({ form: Type.String({ maxLength: 60 }), period: Type.String({ maxLength: 10 }), agency: Type.String({ maxLength: 40 }) })
export interface Place { readonly form: string; readonly period: string; readonly agency: string }

export const callOf = (ctx: Pick<Ctx, 'platform' | 'actor'>): OfficerCall => ({ platform: ctx.platform, actor: officerIn(ctx) })

/** Reads of a page in one transaction of the officer, with what the menu shows. */
export async function withDesk<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>, faults?: readonly Fault[], here?: string): Promise<readonly [Desk, T]> {
  const actor = officerIn(ctx)
  return read(ctx.platform.db, actor, async tx => {
    const waiting = countWork(await workOf(tx, actor, localDateOf(ctx.now)), actor)
    return [{ frame: frameFor(here === undefined ? ctx : { ...ctx, url: here }), actor, now: ctx.now, waiting, faults }, await work(tx)] as const
  })
}

export interface Named { readonly form: FormView; readonly period: Period; readonly agency: AgencyView; readonly report: ReportView | undefined; readonly own: boolean }
/** What an address names, for whoever may see it: the branch always, other officers what counts. */
export async function reportAt(tx: Tx, ctx: Pick<Ctx, 'actor'>, place: Place): Promise<Named> {
  const [form, period] = [await findForm(tx, place.form), parsePeriod(place.period)]
  if (form === undefined || period?.type !== form.periodType) throw notFound()
  const agency = (await listAgencies(tx, period.end)).find(each => each.code === place.agency)
  if (agency === undefined) throw notFound()
  const report = await findReport(tx, form.code, period.id, agency.id)
  const own = officerIn(ctx).scopeAgencyIds.includes(agency.id)
  const seen = report === undefined ? own && form.agencyKinds.includes(agency.kind) : own || STANDING.includes(report.state)
  if (!seen) throw notFound()
  return { form, period, agency, report, own }
}
