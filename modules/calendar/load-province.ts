import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { transact, type Db } from '../../kernel/db/db.ts'
import { CONFIDENCES, DAY_KINDS, makeCalendar } from './domain/calendar.ts'
import type { DayException, TimeWindow, Week, Windows } from './domain/calendar.ts'
import { write } from './store.ts'

const Hours = Type.Array(Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$' }))
const HolidayFile = Type.Object({
  sources: Type.Record(Type.String(), Type.String({ minLength: 1 })),
  hours: Type.Array(Type.Object({
    validFrom: Type.String(), source: Type.String(),
    monday: Hours, tuesday: Hours, wednesday: Hours, thursday: Hours, friday: Hours, saturday: Hours, sunday: Hours
  }), { minItems: 1 }),
  days: Type.Array(Type.Object({
    date: Type.String(), type: Type.Union([Type.Literal('off'), Type.Literal('work')]), kind: Type.Union(DAY_KINDS.map(kind => Type.Literal(kind))), name: Type.String({ minLength: 1 }),
    source: Type.String(), confidence: Type.Union(CONFIDENCES.map(confidence => Type.Literal(confidence)))
  }))
})

/**
 * Loads `provinces/…/holidays.json` (parsed JSON): hours and days whose `source` names an entry of `sources`. What an import or an
 * administrator said since stays; a second run changes nothing. Throws on a file of the wrong shape.
 */
export async function loadProvinceHolidays(db: Db, file: unknown, now: Date): Promise<{ readonly taken: number; readonly changed: number; readonly unchanged: number; readonly kept: number }> {
  const wording = readHolidayFile(file)
  const actor = { kind: 'system', name: 'load-province' } as const
  return (await transact(db, actor, tx => write(tx, wording, 'pack', actor.name, now))).made
}

/** The file as days and hours; throws Error with every fault. */
export function readHolidayFile(file: unknown): { readonly days: readonly DayException[]; readonly windowSets: readonly { readonly validFrom: string; readonly week: Week; readonly source: string; readonly agencyId: null }[] } {
  const { sources, hours, days }: Static<typeof HolidayFile> = Value.Parse(HolidayFile, file)
  const unnamed = [...hours, ...days].filter(entry => sources[entry.source] === undefined).map(entry => entry.source)
  const sourceOf = (key: string): string => sources[key] ?? key
  const windowSets = hours.map(set => ({
    validFrom: set.validFrom, source: sourceOf(set.source), agencyId: null,
    week: [set.sunday, set.monday, set.tuesday, set.wednesday, set.thursday, set.friday, set.saturday].map(windowsOf)
  })).flatMap(set => isWeek(set.week) ? [{ ...set, week: set.week }] : [])
  const exceptions = days.map(day => ({ ...day, source: sourceOf(day.source), agencyId: null, windows: null }))
  const checked = makeCalendar({ version: 'file', windowSets, days: exceptions })
  const faults = [...unnamed.map(source => `unnamed source ${source}`), ...checked.ok ? [] : checked.faults.map(fault => `${fault.code} ${fault.at}`)]
  if (faults.length > 0) throw new Error(`holidays of the province: ${faults.join(', ')}`)
  return { days: exceptions, windowSets }
}

function windowsOf(hours: readonly string[]): Windows {
  return hours.map((text): TimeWindow => ({ from: minutes(text.slice(0, 5)), to: minutes(text.slice(6)) }))
}

function minutes(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
}

function isWeek(week: readonly Windows[]): week is Week {
  return week.length === 7
}
