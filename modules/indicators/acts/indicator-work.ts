import { sql } from 'kysely'
import type { OfficerActor, SystemActor } from '../../../kernel/actor.ts'
import { tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { Fault, invalid, notAllowed, type FieldFault } from '../../../kernel/errors.ts'
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
export const inIndicators = <T, A extends OfficerActor | SystemActor>(call: Call<A>, work: (work: Work<A>) => Promise<T>): Promise<T> => transact(call.platform.db, call.actor, tx => work({ ...call, tx, at: call.platform.now() }))

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
