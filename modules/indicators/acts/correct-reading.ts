import { notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { REPORT_ACTS, STANDING } from '../domain/report.ts'
import { demand, fault, inIndicators, record, refused, t, type OfficerCall, type Work } from './indicator-work.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'

/** Asks for another value in the place of one that counts. Until it is approved the old one stands; afterwards both are kept. Answers the new reading's id. */
export async function correctReading(call: OfficerCall, readingId: string, input: { readonly value: number | null; readonly reason: string; readonly evidence?: readonly string[] }): Promise<string> {
  const reason = input.reason.trim().normalize('NFC')
  demand([reason === '' && fault('reason', 'Nêu lý do đính chính và căn cứ.', 'Say why it is corrected, and on what ground.', 'required'), input.value !== null && !Number.isFinite(input.value) && fault('value', 'Giá trị phải là một số.', 'The value is not a number.')])
  return inIndicators(call, async work => {
    const old = await lockReading(work, readingId)
    if (!REPORT_ACTS.save.by.some(role => call.actor.roles.includes(role))) throw refused('wrong-role')
    if (!STANDING.includes(old.state) || old.superseded_by !== null) throw refused('wrong-state')
    const refusedBefore = await t(work.tx).selectFrom('indicators.reading').select('id').where('corrects', '=', old.id).where('state', '=', 'returned').executeTakeFirst()
    const id = refusedBefore?.id ?? newId(work.at.getTime())
    const content = { value: input.value, comment: reason, evidence: [...input.evidence ?? []], recorded_at: work.at, recorded_by: call.actor.accountId }
    const { element, category, unit_code, agency_id, period, period_start, period_end, report_id } = old
    if (refusedBefore) await t(work.tx).updateTable('indicators.reading').set(content).where('id', '=', id).execute()
    else await t(work.tx).insertInto('indicators.reading').values({ id, element, category, unit_code, agency_id, period, period_start, period_end, ...content, source: 'form', report_id, state: 'draft', corrects: old.id, superseded_by: null, approved_at: null, approved_by: null }).execute()
    await t(work.tx).updateTable('indicators.reading').set({ state: 'submitted' }).where('id', '=', id).execute()
    await record(work, 'correct-reading', { object: { type: 'reading', id }, payload: { corrects: old.id, element, period, unit: unit_code, from: old.value, to: input.value }, reason })
    return id
  })
}

/** The correction counts from now on; the old value stays, superseded. */
export async function approveCorrection(call: OfficerCall, id: string): Promise<void> {
  await inIndicators(call, async work => {
    const { correction, old } = await lockCorrection(work, id)
    if (correction.recorded_by === call.actor.accountId) throw refused('own-report')
    // the platform may have put another value in its place meanwhile
    if (old.superseded_by !== null) throw refused('wrong-state')
    await t(work.tx).updateTable('indicators.reading').set({ superseded_by: id }).where('id', '=', old.id).execute()
    await t(work.tx).updateTable('indicators.reading').set({ state: 'approved', approved_at: work.at, approved_by: call.actor.accountId }).where('id', '=', id).execute()
    if (old.state === 'locked') await t(work.tx).updateTable('indicators.reading').set({ state: 'locked' }).where('id', '=', id).execute()
    await record(work, 'approve-correction', { object: { type: 'reading', id }, payload: { corrects: old.id, from: old.value, to: correction.value }, role: 'approver' })
  })
}

export async function refuseCorrection(call: OfficerCall, id: string, reason: string): Promise<void> {
  demand([reason.trim() === '' && fault('reason', 'Nêu lý do không nhận đính chính.', 'Say why it is refused.', 'required')])
  await inIndicators(call, async work => {
    const { old } = await lockCorrection(work, id)
    await t(work.tx).updateTable('indicators.reading').set({ state: 'returned' }).where('id', '=', id).execute()
    await record(work, 'refuse-correction', { object: { type: 'reading', id }, payload: { corrects: old.id }, reason: reason.trim() })
  })
}

async function lockReading({ tx, actor }: Work<OfficerActor>, id: string) {
  const row = await t(tx).selectFrom('indicators.reading').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || row.agency_id === null || !actor.scopeAgencyIds.includes(row.agency_id)) throw notFound()
  return row
}
async function lockCorrection(work: Work<OfficerActor>, id: string) {
  const correction = await lockReading(work, id)
  if (!REPORT_ACTS.approve.by.some(role => work.actor.roles.includes(role))) throw refused('wrong-role')
  if (correction.corrects === null || correction.state !== 'submitted') throw refused('wrong-state')
  return { correction, old: await lockReading(work, correction.corrects) }
}
