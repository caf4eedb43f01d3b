import type { LocalDate } from '../../kernel/working-time.ts'
import type { DueAt } from './domain/pack-check-scenarios.ts'

/** What the administration of procedures needs to know from modules that stand above or beside this one; the app composes it. */
export interface ProcedurePorts {
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** the due time of an example, by the law and the calendar of its day */
  dueAt(): Promise<DueAt>
  /** working days d of the province with from < d <= to */
  workingDays(from: LocalDate, to: LocalDate): Promise<number>
}
