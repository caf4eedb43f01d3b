import type { Tx } from '../../../kernel/db/db.ts'
import { printedTotal } from '../domain/printed.ts'
import type { Framework } from '../domain/framework.ts'
import type { Period } from '../domain/period.ts'
import { loadPlainGrounds, plainFiguresAt, type Asking, type PlainFigures } from './results.ts'
import type { NamedSubject } from './subjects.ts'

/** One unit in one period: its indicators, its total, and the total as it is printed. */
export interface UnitFigures extends PlainFigures { readonly subject: NamedSubject; readonly printed: number | null }
/** Figures of many units over a stretch of periods (of one type, oldest first, one after another), by period and in the order of the units. What they stand on is read once. */
export async function compareUnits(tx: Tx, framework: Framework, subjects: readonly NamedSubject[], periods: readonly Period[], asking: Asking = {}): Promise<ReadonlyMap<string, readonly UnitFigures[]>> {
  const grounds = await loadPlainGrounds(tx, framework, subjects, periods, asking)
  return new Map(periods.map(period => [period.id, subjects.flatMap((subject, at) => {
    const ground = grounds[at]
    if (ground === undefined) return []
    const figures = plainFiguresAt(ground, period)
    return [{ ...figures, subject, printed: printedTotal(framework.definition, figures.total) }]
  })]))
}
