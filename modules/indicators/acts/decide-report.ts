import type { FieldFault } from '../../../kernel/errors.ts'
import { stopping } from '../domain/form-check.ts'
import { parsePeriod } from '../domain/period.ts'
import { listForms } from '../queries/forms.ts'
import { findingsOf, sheetOf } from '../queries/report-sheet.ts'
import type { ReportAct, ReportState } from '../domain/report.ts'
import { demand, fault, inIndicators, record, refused, t, type OfficerCall, type Work } from './indicator-work.ts'
import { lockReport, type ReportRow } from './save-report.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'

type Deciding = Exclude<ReportAct, 'save'>
const LEDGER = { submit: 'submit-report', return: 'return-report', approve: 'approve-report', lock: 'lock-report' } as const satisfies Readonly<Record<Deciding, string>>
/** Readings that move with their report. Corrections go their own way until they count; then they are locked with the others. */
const FROM: Readonly<Record<Deciding, readonly ReportState[]>> = { submit: ['draft', 'returned'], return: ['submitted'], approve: ['submitted'], lock: ['approved'] }

/** Sends, returns, approves or locks a report with all its readings. Answers its new version. */
export async function decideReport(call: OfficerCall, act: Deciding, id: string, version: number, reason = ''): Promise<number> {
  const why = reason.trim().normalize('NFC')
  demand([act === 'return' && why === '' && fault('reason', 'Nêu lý do để đơn vị biết cần sửa gì.', 'Say why, so that the unit knows what to mend.', 'required')])
  return inIndicators(call, async work => {
    const row = await lockReport(work, id, version, act)
    const readings = await t(work.tx).selectFrom('indicators.reading').select(['id', 'element', 'category', 'value', 'recorded_by']).where('report_id', '=', id).where('state', 'in', [...FROM[act]]).$if(act !== 'lock', query => query.where('corrects', 'is', null)).orderBy('id').execute()
    if (act === 'submit') demand([readings.length === 0 && fault('cells', 'Báo cáo chưa có số liệu nào.', 'The report has no reading yet.', 'required'), ...await stoppingFaults(work, row)])
    // who typed a value approves nothing that it stands in
    if (act === 'approve' && readings.some(reading => reading.recorded_by === call.actor.accountId)) throw refused('own-report')
    await t(work.tx).updateTable('indicators.reading').set({ state: row.next, ...(act === 'approve' ? { approved_at: work.at, approved_by: call.actor.accountId } : {}) }).where('id', 'in', readings.map(reading => reading.id)).execute()
    await t(work.tx).updateTable('indicators.report').set({ state: row.next, version: version + 1, ...stamps(act, work, row, why) }).where('id', '=', id).execute()
    await record(work, LEDGER[act], { object: { type: 'report', id }, payload: { period: row.period, unit: row.unit_code, readings: readings.map(({ element, category, value }) => ({ element, category, value })) }, reason: why === '' ? null : why })
    return version + 1
  })
}

/** What the form's checks do not let through: errors, and warnings without a word beside them. */
async function stoppingFaults({ tx }: Work<OfficerActor>, row: ReportRow): Promise<readonly FieldFault[]> {
  const form = (await listForms(tx)).find(each => each.id === row.form_id)
  const period = parsePeriod(row.period)
  if (form === undefined || period === undefined) return []
  return stopping(findingsOf(form, await sheetOf(tx, form, period, row.unit_code, row.id))).map(({ cell, severity, message }) => severity === 'error'
    ? fault(cell, message.vi, message.en) : fault(cell, `${message.vi} Nếu đúng thì ghi lý do vào ghi chú.`, `${message.en} If it is right, say why in the comment.`, 'explain'))
}

function stamps(act: Deciding, { at, actor }: Work<OfficerActor>, row: ReportRow, why: string) {
  if (act === 'submit') return { submitted_by: actor.accountId, first_submitted_at: row.first_submitted_at ?? at, returned_because: null }
  return { decided_at: at, decided_by: actor.accountId, ...(act === 'return' ? { returned_because: why } : {}) }
}
