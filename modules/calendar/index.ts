/** Door: working time. */
export { loadCalendar, workingTimeFor } from './queries.ts'
export { importHolidays, type HolidayImportReport } from './import-holidays.ts'
export { loadProvinceHolidays } from './load-province.ts'
export { showHours } from './domain/hours-text.ts'
export { windowsOn, type DayException, type WorkingCalendar } from './domain/calendar.ts'
export { localDateOf } from './domain/local-date.ts'
export { calendarModule } from './module.ts'
export { ACT_NAMES as calendarActNames, OBJECT_NAMES as calendarObjectNames } from './act-names.ts'
