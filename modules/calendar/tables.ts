import type { ColumnType } from 'kysely'
import type { LocalDate } from '../../kernel/working-time.ts'
import type { Confidence, DayKind, Week, Windows } from './domain/calendar.ts'

export type Origin = 'pack' | 'import' | 'administrator'

export interface CalendarTables {
  'calendar.revision': { number: number; id: string; made_at: Date; made_by: string }
  'calendar.day': {
    id: string; date: LocalDate; agency_id: string | null; type: 'off' | 'work'; kind: DayKind; name: string; source: string; confidence: Confidence
    windows: ColumnType<Windows | null, string | null, never>; origin: Origin; since_revision: number; until_revision: number | null
  }
  'calendar.window_set': {
    id: string; agency_id: string | null; valid_from: LocalDate; week: ColumnType<Week, string, never>; source: string; origin: Origin; since_revision: number; until_revision: number | null
  }
}
