import { Fault } from '../../../kernel/errors.ts'
import { read } from '../../../kernel/db/db.ts'
import { t, inIndicators, type OfficerCall } from './indicator-work.ts'
import { fillReport, type CellInput, type ReportKey } from './save-report.ts'

export type ImportStrategy = 'CREATE_AND_UPDATE' | 'CREATE' | 'UPDATE'
export interface ImportedCell extends CellInput { /** its place in what was sent */ readonly index: number }
export type Outcome = { readonly index: number } & ({ readonly done: 'imported' | 'updated' } | { readonly done: 'ignored'; readonly because?: 'approved' | 'not-open' | 'refused'; readonly fault?: Fault })

/** Thrown to take back what a trial run wrote. */
class OnlyTried extends Error {}

/**
 * Values that a system brings for one agency's form and period. They go the way of what is typed: into the draft of the report, by the same act, with
 * the same refusals; what was submitted, approved or locked stays as it is and is answered so. Answers what became of each.
 */
export async function importValues(call: OfficerCall, key: ReportKey & { readonly unitCode: string }, cells: readonly ImportedCell[], { strategy, dryRun }: { readonly strategy: ImportStrategy; readonly dryRun: boolean }): Promise<readonly Outcome[]> {
  const { report, here, standing } = await read(call.platform.db, call.actor, async tx => {
    const report = await t(tx).selectFrom('indicators.report as r').innerJoin('indicators.form as f', 'f.id', 'r.form_id').select(['r.id', 'r.version', 'r.state']).where('f.code', '=', key.form).where('r.agency_id', '=', key.agencyId).where('r.period', '=', key.period).executeTakeFirst()
    const found = await t(tx).selectFrom('indicators.reading').select(['element', 'category', 'state', 'report_id as reportId']).where('unit_code', '=', key.unitCode).where('period', '=', key.period).where('element', 'in', ['', ...cells.map(({ element }) => element)]).where('superseded_by', 'is', null).execute()
    const keys = (of: typeof found): ReadonlySet<string> => new Set(of.map(({ element, category }) => `${element} ${category}`))
    return { report, here: keys(found.filter(each => report !== undefined && each.reportId === report.id && (each.state === 'draft' || each.state === 'returned'))), standing: keys(found.filter(({ state }) => state === 'approved' || state === 'locked')) }
  })
  const isHere = ({ element, category = '' }: CellInput): boolean => here.has(`${element} ${category}`)
  const judged = cells.map((cell): Outcome | undefined => {
    if (standing.has(`${cell.element} ${cell.category ?? ''}`)) return { index: cell.index, done: 'ignored', because: 'approved' }
    if (report !== undefined && report.state !== 'draft' && report.state !== 'returned') return { index: cell.index, done: 'ignored', because: 'not-open' }
    return strategy === 'CREATE' && isHere(cell) || strategy === 'UPDATE' && !isHere(cell) ? { index: cell.index, done: 'ignored' } : undefined
  })
  const written = cells.filter((_, at) => judged[at] === undefined)
  const taken = (): readonly Outcome[] => cells.map((cell, at) => judged[at] ?? { index: cell.index, done: isHere(cell) ? 'updated' : 'imported' })
  if (written.length === 0) return taken()
  try {
    await inIndicators(call, async work => {
      await fillReport(work, key, report?.version ?? null, written)
      if (dryRun) throw new OnlyTried()
    })
    return taken()
  } catch (error) {
    if (error instanceof OnlyTried) return taken()
    // what the act refuses it refuses as a whole: nothing of this report was written
    if (error instanceof Fault && error.details.status < 500) return cells.map((cell, at) => judged[at] ?? { index: cell.index, done: 'ignored', because: 'refused', fault: error })
    throw error
  }
}
