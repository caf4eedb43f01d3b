import type { OfficerRole } from '../../../kernel/actor.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { addDays } from './days.ts'
import type { Period } from './period.ts'
import type { Text } from './text.ts'

/** draft: being filled in · submitted: waits for the approver · returned: to be mended · approved: counts · locked: counts and is never changed, only corrected. */
export const REPORT_STATES = ['draft', 'submitted', 'returned', 'approved', 'locked'] as const
export type ReportState = (typeof REPORT_STATES)[number]
/** What counts in figures. */
export const STANDING: readonly ReportState[] = ['approved', 'locked']

/** State × act × role: the only source; the database's guard (migration) says the same and a test compares them. */
export const REPORT_ACTS = {
  save: { from: ['draft', 'returned'], to: null, by: ['unit-administrator', 'data-steward', 'administrator', 'case-officer', 'reception-officer'] },
  submit: { from: ['draft', 'returned'], to: 'submitted', by: ['unit-administrator', 'data-steward', 'administrator', 'case-officer', 'reception-officer'] },
  return: { from: ['submitted'], to: 'returned', by: ['approver', 'administrator'] },
  approve: { from: ['submitted'], to: 'approved', by: ['approver', 'administrator'] },
  lock: { from: ['approved'], to: 'locked', by: ['administrator', 'data-steward'] },
} as const satisfies Readonly<Record<string, { readonly from: readonly ReportState[]; readonly to: ReportState | null; readonly by: readonly OfficerRole[] }>>
export type ReportAct = keyof typeof REPORT_ACTS

export type ReportRefusal = 'wrong-state' | 'wrong-role' | 'outside-scope' | 'own-report'
export const REFUSAL_TEXTS: Readonly<Record<ReportRefusal, Text>> = {
  'wrong-state': { vi: 'Báo cáo đang ở trạng thái khác nên chưa làm được việc này. Tải lại trang để xem trạng thái mới.', en: 'The report is in another state, so this cannot be done. Load the page again to see it.' },
  'wrong-role': { vi: 'Vị trí của bạn không làm việc này. Người nhập gửi báo cáo; người duyệt trả lại hoặc duyệt.', en: 'Your position does not do this. Who fills in submits; who approves returns or approves.' },
  'outside-scope': { vi: 'Báo cáo này của cơ quan ngoài phạm vi của bạn.', en: 'This report belongs to an agency outside your scope.' },
  'own-report': { vi: 'Người gửi không tự duyệt báo cáo của mình. Nhờ người duyệt khác.', en: 'Nobody approves a report that they submitted. Ask another approver.' },
}

export interface ReportFacts { readonly state: ReportState; readonly agencyId: string; readonly submittedBy: string | null }
export interface Judge { readonly accountId: string; readonly roles: readonly OfficerRole[]; readonly scopeAgencyIds: readonly string[] }
export type Verdict = { readonly ok: true; readonly next: ReportState } | { readonly ok: false; readonly reason: ReportRefusal }

/** Whether this officer may do this now, and what the report becomes. */
export function judgeReport(act: ReportAct, { state, agencyId, submittedBy }: ReportFacts, officer: Judge): Verdict {
  const row: { readonly from: readonly ReportState[]; readonly to: ReportState | null; readonly by: readonly OfficerRole[] } = REPORT_ACTS[act]
  if (!officer.scopeAgencyIds.includes(agencyId)) return { ok: false, reason: 'outside-scope' }
  if (!row.by.some(role => officer.roles.includes(role))) return { ok: false, reason: 'wrong-role' }
  if (!row.from.includes(state)) return { ok: false, reason: 'wrong-state' }
  if (act === 'approve' && submittedBy === officer.accountId) return { ok: false, reason: 'own-report' }
  return { ok: true, next: row.to ?? state }
}

/** The last day on which a report is in time: so many days after the period's end. */
export const dueOn = (period: Period, dueDays: number): LocalDate => addDays(period.end, dueDays)

export interface Expected { readonly dueOn: LocalDate; /** when it was submitted first, or null */ readonly submittedOn: LocalDate | null }
export interface ReportingRate { readonly expected: number; readonly actual: number; readonly onTime: number; /** null when nothing is expected */ readonly rate: number | null; readonly rateOnTime: number | null }
/** Who reported, and who in time (`R{form.REPORTING_RATE}`); in per cent. */
export function reportingRate(reports: readonly Expected[]): ReportingRate {
  const actual = reports.filter(report => report.submittedOn !== null).length
  const onTime = reports.filter(report => report.submittedOn !== null && report.submittedOn <= report.dueOn).length
  const share = (count: number): number | null => reports.length === 0 ? null : count / reports.length * 100
  return { expected: reports.length, actual, onTime, rate: share(actual), rateOnTime: share(onTime) }
}
