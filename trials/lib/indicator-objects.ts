import { sql } from 'kysely'
import type { Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'

/** A report that its agency is still filling in: nobody outside the branch knows of its value, its comment or its evidence. `reporter` is the code by which its address names it (form `t10`, January 2026). */
export async function aReportBeingWritten(owner: Db, above: string, mark: string): Promise<{ readonly reporter: string; readonly reading: string }> {
  const [form, report, reading, agencyId] = [newId(), newId(), newId(), newId()]
  const reporter = 'H55.10.1'
  const run = async (query: ReturnType<typeof sql>): Promise<void> => { await query.execute(owner.kysely) }
  await run(sql`insert into organisations.agency (id, code, name, kind, level, parent_id, path, valid_from) values (${agencyId}, ${reporter}, 'Trung tâm của phép thử', 't10-centre', 'commune', ${above}, array[${above}, ${agencyId}]::uuid[], '2018-01-01')`)
  await run(sql`insert into indicators.element (code, definition, public) values ('t10_kin', ${JSON.stringify({ code: 't10_kin', text: { vi: 'Kín', en: 'Closed' }, unit: { vi: '', en: '' }, aggregation: { time: 'sum', space: 'sum' }, source: 'form', public: false })}, false)`)
  await run(sql`insert into indicators.form (id, code, title, period_type, due_days, elements, agency_kinds, valid_from) values (${form}, 't10', 'Biểu của phép thử', 'month', 5, '{t10_kin}', '{t10-centre}', '2026-01-01')`)
  await run(sql`insert into indicators.report (id, form_id, agency_id, unit_code, period, due_on) values (${report}, ${form}, ${agencyId}, 't10', '202601', '2026-02-05')`)
  await run(sql`insert into indicators.reading (id, element, unit_code, agency_id, period, period_start, period_end, value, comment, source, report_id, state, recorded_at) values (${reading}, 't10_kin', 't10', ${agencyId}, '202601', '2026-01-01', '2026-01-31', 1, ${mark}, 'form', ${report}, 'draft', now())`)
  return { reading, reporter }
}
