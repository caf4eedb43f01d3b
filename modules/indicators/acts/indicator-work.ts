import { sql } from 'kysely'
import type { OfficerActor, SystemActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { conflict, Fault, invalid, notAllowed, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { IndicatorsAct } from '../act-names.ts'
import { REFUSAL_TEXTS, type ReportRefusal } from '../domain/report.ts'
import type { IndicatorsTables } from '../tables.ts'

export interface Call<A extends OfficerActor | SystemActor = OfficerActor | SystemActor> { readonly platform: Pick<Platform, 'db' | 'now'>; readonly actor: A }
export type OfficerCall = Call<OfficerActor>
export interface Work<A extends OfficerActor | SystemActor = OfficerActor | SystemActor> extends Call<A> { readonly tx: Tx; readonly at: Date }

export const t = (tx: Tx): ReturnType<typeof tablesOf<IndicatorsTables>> => tablesOf<IndicatorsTables>(tx)
/** One transaction; what somebody else wrote in the same place meanwhile is said, not suffered. */
export async function inIndicators<T, A extends OfficerActor | SystemActor>(call: Call<A>, work: (work: Work<A>) => Promise<T>): Promise<T> {
  try {
    return await transact(call.platform.db, call.actor, tx => work({ ...call, tx, at: call.platform.now() }))
  } catch (error) {
    if (isUniqueViolation(error, 'reading_in_work') || isUniqueViolation(error, 'reading_standing')) throw conflict({ vi: 'Chỉ tiêu này của đơn vị trong kỳ này đã có số liệu từ biểu khác, nguồn khác hoặc một đính chính chưa duyệt. Mở số liệu đang có để xem; muốn đổi thì đính chính.', en: 'This element has a reading of this unit and period already: from another form, another source, or a correction that waits. Open it; to change it, correct it.' })
    if (isUniqueViolation(error)) throw changedMeanwhile
    throw error
  }
}

/** Same rule as `indicators.defines` in the database. */
export function definersOnly(actor: OfficerActor | SystemActor): void {
  if (actor.kind === 'officer' && !actor.roles.includes('administrator') && !actor.roles.includes('data-steward')) throw notAllowed({ vi: 'Việc này do quản trị tỉnh hoặc cán bộ quản trị dữ liệu làm.', en: 'Administrators of the province and data stewards do this.' })
}

interface Entry { readonly object: { readonly type: 'framework' | 'form' | 'report' | 'reading' | 'run' | 'task'; readonly id: string }; readonly payload?: JsonValue; readonly reason?: string | null; /** the role in which it was done; absent: the first one */ readonly role?: string; /** earlier wording and its version */ readonly before?: { readonly version: number; readonly content: JsonValue } }
/** Earlier wording into the history, the act into the ledger; both in the act's transaction. */
export async function record({ tx, at, actor }: Work, act: IndicatorsAct, { object, payload, reason = null, role, before }: Entry): Promise<void> {
  if (before) {
    await sql`insert into indicators.history (id, object_type, object_id, version, content, changed_at, changed_by_account_id) values (${newId(at.getTime())}, ${object.type}, ${object.id}, ${before.version}, ${JSON.stringify(before.content)}::jsonb, ${at}, ${actor.kind === 'officer' ? actor.accountId : null})`.execute(tx)
  }
  await appendLedger(tx, { actor, ...(actor.kind === 'officer' ? { role: role ?? actor.roles[0] ?? '', agency: actor.agencyId } : {}), act: `indicators.${act}`, object, ...(payload === undefined ? {} : { payload }), reason, at })
}

export const fault = (field: string, vi: string, en: string, code = 'invalid'): FieldFault => ({ field, code, message: { vi, en } })
export function demand(faults: readonly (FieldFault | false | undefined)[]): void {
  const real = faults.filter((each): each is FieldFault => typeof each === 'object')
  if (real.length > 0) throw invalid(real)
}

/** A verdict's reason as the fault that page and API show. */
export const refused = (reason: ReportRefusal): Fault => new Fault(reason, { status: reason === 'wrong-state' ? 409 : 403, title: { vi: 'Chưa làm được việc này', en: 'This cannot be done now' }, detail: REFUSAL_TEXTS[reason] })
