import { invalid, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { parsePeriod, type Period } from '../domain/period.ts'
import { dueOn, judgeReport, type ReportAct } from '../domain/report.ts'
import { demand, fault, inIndicators, record, refused, t, type OfficerCall, type Work } from './indicator-work.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'

/** One cell of a form; a missing value says why in its comment. */
export interface CellInput { readonly element: string; readonly category?: string; readonly value: number | null; readonly comment?: string; /** absent: what is there stays */ readonly evidence?: readonly string[] }
export interface ReportKey { readonly form: string; readonly agencyId: string; readonly period: string }
export type ReportRow = Awaited<ReturnType<typeof lockReport>>

/** Fills in an agency's form for a period; begins it when there is none. Answers the report's id and version. */
export async function saveReport(call: OfficerCall, key: ReportKey, version: number | null, cells: readonly CellInput[]): Promise<{ readonly id: string; readonly version: number }> {
  return inIndicators(call, work => fillReport(work, key, version, cells))
}
/** The same inside a transaction that is there already. */
export async function fillReport(work: Work<OfficerActor>, key: ReportKey, version: number | null, cells: readonly CellInput[]): Promise<{ readonly id: string; readonly version: number }> {
  const report = await openReport(work, key, version)
  const { period, elements } = report
  demand(cells.flatMap(cell => [
    !elements.includes(cell.element) && fault(cell.element, `Biểu không có chỉ tiêu “${cell.element}”.`, `The form has no element "${cell.element}".`, 'unknown'),
    cell.value !== null && !Number.isFinite(cell.value) && fault(cell.element, 'Giá trị phải là một số.', 'The value is not a number.'),
    cell.value === null && (cell.comment ?? '').trim() === '' && fault(cell.element, 'Không có số liệu thì ghi lý do vào ghi chú.', 'Say in the comment why there is no value.', 'required'),
    !/^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,59})?$/.test(cell.category ?? '') && fault(cell.element, 'Mã phân tổ gồm chữ không dấu, số, _ và -, tối đa 60 ký tự.', 'The code of a category has letters, digits, _ and -, 60 characters at most.'),
    (cell.comment ?? '').length > 2000 && fault(cell.element, 'Ghi chú dài quá 2.000 ký tự.', 'The comment is longer than 2,000 characters.'),
  ]))
  for (const cell of cells) await putCell(work, report.id, { unitCode: report.unitCode, agencyId: key.agencyId, period }, cell)
  await t(work.tx).updateTable('indicators.report').set({ version: report.version + 1 }).where('id', '=', report.id).execute()
  await record(work, 'save-report', { object: { type: 'report', id: report.id }, payload: { ...key, cells: cells.map(({ element, category = '', value }) => ({ element, category, value })) } })
  return { id: report.id, version: report.version + 1 }
}

interface Place { readonly unitCode: string; readonly agencyId: string; readonly period: Period }
async function putCell({ tx, at, actor }: Work<OfficerActor>, reportId: string, { unitCode, agencyId, period }: Place, { element, category = '', value, comment = '', evidence }: CellInput): Promise<void> {
  const content = { value, comment: comment.trim().normalize('NFC'), ...(evidence ? { evidence: [...evidence] } : {}), recorded_at: at, recorded_by: actor.accountId }
  const here = await t(tx).selectFrom('indicators.reading').select('id').where('report_id', '=', reportId).where('element', '=', element).where('category', '=', category).where('state', 'in', ['draft', 'returned']).executeTakeFirst()
  if (here) await t(tx).updateTable('indicators.reading').set(content).where('id', '=', here.id).execute()
  else await t(tx).insertInto('indicators.reading').values({ id: newId(at.getTime()), element, category, unit_code: unitCode, agency_id: agencyId, period: period.id, period_start: period.start, period_end: period.end, ...content, source: 'form', report_id: reportId, state: 'draft', corrects: null, superseded_by: null, approved_at: null, approved_by: null }).execute()
}

async function openReport(work: Work<OfficerActor>, key: ReportKey, version: number | null): Promise<{ readonly id: string; readonly version: number; readonly period: Period; readonly elements: readonly string[]; readonly unitCode: string }> {
  const { tx, actor, at } = work
  const form = await t(tx).selectFrom('indicators.form').selectAll().where('code', '=', key.form).executeTakeFirst()
  const period = parsePeriod(key.period)
  const agency = (await agenciesById(tx, [key.agencyId])).get(key.agencyId)
  if (!form || !agency) throw notFound()
  if (period === undefined || period.type !== form.period_type) throw wrongPeriod(form.period_type)
  const here = await findReport(tx, form.id, key)
  const verdict = judgeReport('save', { state: here?.state ?? 'draft', agencyId: key.agencyId, submittedBy: here?.submitted_by ?? null }, actor)
  if (!verdict.ok) throw refused(verdict.reason)
  if ((here?.version ?? null) !== version) throw changedMeanwhile
  const answer = { period, elements: form.elements, unitCode: agency.unitCode ?? agency.code }
  if (here) return { ...answer, id: here.id, version: here.version }
  if (period.start > localDateOf(at)) throw wrongPeriod(form.period_type)
  demand([
    !form.agency_kinds.includes(agency.kind) && fault('form', 'Biểu này không dành cho loại cơ quan của bạn.', 'This form is not for agencies of this kind.'),
    (period.end < form.valid_from || form.valid_to !== null && period.start > form.valid_to) && fault('period', 'Biểu không có hiệu lực trong kỳ này.', 'The form is not in force in this period.'),
  ])
  const id = newId(at.getTime())
  await t(tx).insertInto('indicators.report').values({ id, form_id: form.id, agency_id: key.agencyId, unit_code: answer.unitCode, period: period.id, due_on: dueOn(period, form.due_days), state: 'draft', first_submitted_at: null, submitted_by: null, decided_at: null, decided_by: null, returned_because: null, version: 1 }).execute()
  return { ...answer, id, version: 1 }
}

const wrongPeriod = (type: string): Error => invalid([fault('period', `Kỳ báo cáo không đúng loại (${type}) hoặc chưa bắt đầu.`, `The period is not a ${type}, or has not begun.`)])

const findReport = (tx: Tx, formId: string, { agencyId, period }: Pick<ReportKey, 'agencyId' | 'period'>) =>
  t(tx).selectFrom('indicators.report').selectAll().where('form_id', '=', formId).where('agency_id', '=', agencyId).where('period', '=', period).forUpdate().executeTakeFirst()

/** The row, locked, once the act was judged; `version` is the one that the page showed. */
export async function lockReport({ tx, actor }: Work<OfficerActor>, id: string, version: number, act: ReportAct) {
  const row = await t(tx).selectFrom('indicators.report').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  // what lies outside the own branch cannot be locked: the wall hides it
  if (!row) throw notFound()
  const verdict = judgeReport(act, { state: row.state, agencyId: row.agency_id, submittedBy: row.submitted_by }, actor)
  if (!verdict.ok) throw refused(verdict.reason)
  if (row.version !== version) throw changedMeanwhile
  return { ...row, next: verdict.next }
}
