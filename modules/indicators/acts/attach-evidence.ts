import type { OfficerActor } from '../../../kernel/actor.ts'
import { notFound } from '../../../kernel/errors.ts'
import { removeFile, saveFile, type StoredFile } from '../../../kernel/files/index.ts'
import { demand, fault, inIndicators, record, refused, t, type OfficerCall, type Work } from './indicator-work.ts'
import { judgeReport } from '../domain/report.ts'

/** Which files belong to what: the wall of `kernel.file` reads it. */
export const reportScope = (reportId: string): string => `indicator-report:${reportId}`
/** More than this nobody looks at. */
const MOST = 20

interface Cell { readonly reportId: string; readonly element: string; readonly category: string }

/** Puts files, whose bytes are stored, behind a value of a report that is being prepared. */
export async function attachEvidence(call: OfficerCall, cell: Cell, files: readonly StoredFile[]): Promise<void> {
  await inIndicators(call, async work => {
    const reading = await lockCell(work, cell)
    demand([reading.evidence.length + files.length > MOST && fault('file', `Mỗi số liệu có tối đa ${MOST} tệp minh chứng.`, `A value has at most ${MOST} files of evidence.`, 'too-many')])
    for (const file of files) await saveFile(work.tx, file)
    await t(work.tx).updateTable('indicators.reading').set({ evidence: [...reading.evidence, ...files.map(({ id }) => id)] }).where('id', '=', reading.id).execute()
    await record(work, 'attach-evidence', { object: { type: 'report', id: cell.reportId }, payload: { element: cell.element, category: cell.category, files: files.map(({ id, hash }) => ({ id, hash })) } })
  })
}

export async function detachEvidence(call: OfficerCall, cell: Cell, fileId: string): Promise<void> {
  await inIndicators(call, async work => {
    const reading = await lockCell(work, cell)
    if (!reading.evidence.includes(fileId)) throw notFound()
    await t(work.tx).updateTable('indicators.reading').set({ evidence: reading.evidence.filter(id => id !== fileId) }).where('id', '=', reading.id).execute()
    await removeFile(work.tx, fileId)
    await record(work, 'detach-evidence', { object: { type: 'report', id: cell.reportId }, payload: { element: cell.element, category: cell.category, file: fileId } })
  })
}

/** The value that the evidence belongs to, once it was judged that this officer fills in the report now. */
async function lockCell({ tx, actor }: Work<OfficerActor>, { reportId, element, category }: Cell) {
  const report = await t(tx).selectFrom('indicators.report').selectAll().where('id', '=', reportId).forUpdate().executeTakeFirst()
  if (!report) throw notFound()
  const verdict = judgeReport('save', { state: report.state, agencyId: report.agency_id, submittedBy: report.submitted_by }, actor)
  if (!verdict.ok) throw refused(verdict.reason)
  const reading = await t(tx).selectFrom('indicators.reading').selectAll().where('report_id', '=', reportId).where('element', '=', element).where('category', '=', category).where('corrects', 'is', null).forUpdate().executeTakeFirst()
  demand([!reading && fault('file', 'Nhập giá trị và lưu nháp trước, rồi đính kèm minh chứng.', 'Enter the value and save the draft first, then attach evidence.', 'required')])
  if (!reading) throw notFound()
  return reading
}
