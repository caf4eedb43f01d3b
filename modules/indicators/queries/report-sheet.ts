import type { Tx } from '../../../kernel/db/db.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import { checkSheet, type CheckedCell, type Finding } from '../domain/form-check.ts'
import { placesOf, type CellPlace, type Category } from '../domain/form.ts'
import { offsetPeriod, type Period } from '../domain/period.ts'
import { STANDING } from '../domain/report.ts'
import type { FormView } from './forms.ts'
import { yearBefore } from './forms.ts'
import { loadElements } from './frameworks.ts'
import { readingsOfReport, standingReadings, type ReadingView } from './readings.ts'

/** A cell of a report as the present actor may see it: what counts or is being prepared, what was corrected, what stood a period and a year before. */
export interface SheetCell {
  readonly place: CellPlace; readonly definition: ElementDefinition | undefined; readonly category: Category | undefined
  readonly reading: ReadingView | undefined; readonly correction: ReadingView | undefined; readonly former: readonly ReadingView[]
  readonly previous: ReadingView | undefined; readonly yearBefore: ReadingView | undefined
}
export interface ReportSheet { readonly cells: readonly SheetCell[]; readonly history: ReadonlyMap<string, readonly number[]> }

/** So many periods say what is usual for the unit. */
const HISTORY = 24

export async function sheetOf(tx: Tx, form: FormView, period: Period, unitCode: string, reportId: string | undefined): Promise<ReportSheet> {
  const [before, year] = [offsetPeriod(period, -1), yearBefore(period)]
  const [elements, own, earlier] = [await loadElements(tx, form.elements), reportId === undefined ? [] : await readingsOfReport(tx, reportId),
    await standingReadings(tx, { elements: form.elements, from: offsetPeriod(period, -HISTORY).start, to: before.end, units: [unitCode] })]
  const stood = (place: CellPlace, of: Period): ReadingView | undefined => earlier.find(reading => reading.period === of.id && reading.element === place.element && reading.category === place.category)
  const cells = placesOf(form.elements, form.categories).map((place): SheetCell => {
    const mine = own.filter(reading => reading.element === place.element && reading.category === place.category)
    return {
      place, definition: elements.get(place.element), category: form.categories[place.element]?.find(({ code }) => code === place.category),
      reading: mine.find(reading => STANDING.includes(reading.state) && reading.supersededBy === null) ?? mine.find(reading => reading.corrects === null && reading.supersededBy === null),
      correction: mine.find(reading => reading.corrects !== null && !STANDING.includes(reading.state)), former: mine.filter(reading => reading.supersededBy !== null),
      previous: stood(place, before), yearBefore: stood(place, year),
    }
  })
  const periods = Array.from({ length: HISTORY }, (_, at) => offsetPeriod(period, at - HISTORY))
  const history = new Map(cells.map(({ place }) => [place.key, periods.flatMap(each => stood(place, each)?.value ?? [])]))
  return { cells, history }
}

/** What the checks of the form say of these values; by default of those that are stored. */
export function findingsOf(form: FormView, { cells, history }: ReportSheet, values: ReadonlyMap<string, CheckedCell> = new Map(cells.flatMap(({ place, reading }) => reading ? [[place.key, reading] as const] : []))): readonly Finding[] {
  return checkSheet({ elements: form.elements, categories: form.categories, checks: form.checks, cells: values, history })
}
