import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { listAgencies, type AgencyView } from '../../organisations/index.ts'
import type { Categories, FormChecks } from '../domain/form.ts'
import { offsetPeriod, periodOf, type Period, type PeriodType } from '../domain/period.ts'
import type { Text } from '../domain/text.ts'
import type { IndicatorsTables } from '../tables.ts'

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
export interface FormView { readonly id: string; readonly code: string; readonly title: string; readonly titleEn: string; readonly periodType: PeriodType; readonly dueDays: number; readonly elements: readonly string[]; readonly agencyKinds: readonly string[]; readonly validFrom: LocalDate; readonly validTo: LocalDate | null; readonly version: number; readonly categories: Categories; readonly checks: FormChecks }
const COLUMNS = ['id', 'code', 'title', 'title_en as titleEn', 'period_type as periodType', 'due_days as dueDays', 'elements', 'agency_kinds as agencyKinds', 'valid_from as validFrom', 'valid_to as validTo', 'version', 'categories', 'checks'] as const

export const listForms = (tx: Tx): Promise<FormView[]> => t(tx).selectFrom('indicators.form').select(COLUMNS).orderBy('title').execute()
export const findForm = (tx: Tx, code: string): Promise<FormView | undefined> => t(tx).selectFrom('indicators.form').select(COLUMNS).where('code', '=', code).executeTakeFirst()

/** What forms call the breakdowns that they ask for, by `element.category`; those of the newest form go before. */
export async function categoryNames(tx: Tx): Promise<ReadonlyMap<string, Text>> {
  const rows = await t(tx).selectFrom('indicators.form').select('categories').orderBy('valid_from').execute()
  return new Map(rows.flatMap(({ categories }) => Object.entries(categories).flatMap(([element, own]) => own.map(({ code, text }) => [`${element}.${code}`, text] as const))))
}

/** In force on some day of the period. */
export const inForce = (form: Pick<FormView, 'validFrom' | 'validTo'>, period: Pick<Period, 'start' | 'end'>): boolean => period.end >= form.validFrom && (form.validTo === null || period.start <= form.validTo)
/** The last periods that have ended, newest first, in which the form was in force. */
export const endedPeriods = (form: FormView, today: LocalDate, most: number): readonly Period[] => {
  const present = periodOf(form.periodType, today)
  return Array.from({ length: most }, (_, at) => offsetPeriod(present, -1 - at)).filter(period => inForce(form, period))
}
/** The same period a year before. */
export const yearBefore = (period: Period): Period => offsetPeriod(period, -({ day: 365, week: 52, month: 12, quarter: 4, half: 2, year: 1 }[period.type]))

/** Who has to report for a period: the agencies of the form's kinds as they stood on its last day. */
export const expectedAgencies = async (tx: Tx, form: FormView, period: Period): Promise<readonly AgencyView[]> => (await listAgencies(tx, period.end)).filter(agency => form.agencyKinds.includes(agency.kind))
