import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import { sql } from 'kysely'
import { notAllowed, type FieldFault } from '../../../kernel/errors.ts'
import { readRowRule } from '../domain/row-rule.ts'
import type { WithinProvider } from '../within.ts'
import { demandRowRule } from './row-rule.ts'
import { readEndpointLines } from '../domain/codes.ts'
import { ownerOf, wantedColumns, type Wanted } from '../queries/parties.ts'
import { addRow, changeRow, demand, fault, inRegistry, mayActFor, stewardOnly, type Call, type Columns, type Work } from './registry-row.ts'

export interface Terms { readonly endpoints: string; readonly purpose: string; readonly legalBasis: string; readonly fields: readonly string[]; /** conditions on rows, one a line; empty: every row */ readonly rowRule?: string; readonly perMinute: number | null; readonly perDay: number | null; readonly validTo: string | null }

const whole = (value: number | null): boolean => value === null || (Number.isInteger(value) && value > 0 && value <= 1_000_000_000)
export const quotaFaults = (terms: Pick<Terms, 'perMinute' | 'perDay'>) => [
  !whole(terms.perMinute) && fault('perMinute', 'Lượt một phút là số nguyên dương, hoặc để trống nếu không hạn chế.', 'Calls a minute: a whole number above 0, or empty for no limit.'),
  !whole(terms.perDay) && fault('perDay', 'Lượt một ngày là số nguyên dương, hoặc để trống nếu không hạn chế.', 'Calls a day: a whole number above 0, or empty for no limit.')]
/** What every contract must say (NĐ 194/2025/NĐ-CP): for which purpose, on what legal ground; then endpoints, fields, quota, term. A renewal keeps the purpose of its right. */
export function termsFaults(terms: Terms, now: Date, renews = false) {
  const { wrong } = readEndpointLines(terms.endpoints)
  return [
    !renews && terms.purpose === '' && fault('purpose', 'Chưa ghi mục đích sử dụng dữ liệu.', 'Say what the data are used for.', 'required'),
    terms.legalBasis === '' && fault('legalBasis', 'Chưa ghi căn cứ pháp lý.', 'Name the legal ground.', 'required'),
    wrong.length > 0 && fault('endpoints', `Dòng “${wrong[0] ?? ''}” chưa đúng. Ghi như: GET /ho-tich/*`, `Line "${wrong[0] ?? ''}" is not valid. Write as: GET /ho-tich/*`),
    ...readRowRule(terms.rowRule ?? '').wrong.slice(0, 1).map(line => fault('rowRule', `Dòng “${line.slice(0, 80)}” chưa đúng. Ghi như: ma_xa thuộc 05443, hoặc: loai = A, B`, `Line "${line.slice(0, 80)}" is not valid. Write as: ma_xa within 05443, or: loai = A, B`)),
    terms.validTo !== null && terms.validTo <= now.toISOString() && fault('validTo', 'Ngày hết hạn phải ở sau hôm nay.', 'The last day must lie after today.'),
    ...quotaFaults(terms)]
}
export const endpointsJson = (text: string): JsonValue => readEndpointLines(text).endpoints.map(({ method, path }) => ({ method, path }))
export const termsColumns = (terms: Terms): Columns => ({ endpoints: endpointsJson(terms.endpoints), purpose: terms.purpose, legal_basis: terms.legalBasis, fields: [...terms.fields], row_rule: readRowRule(terms.rowRule ?? '').rule.map(each => 'is' in each ? { field: each.field, is: [...each.is] } : { field: each.field, within: each.within }), per_minute: terms.perMinute, per_day: terms.perDay })

/** Gives a right of these very terms once: whoever ends it must not leave its double in force. */
export async function addRight(work: Work, columns: Columns, reason: string, held: FieldFault): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended('access-right', 0))`.execute(work.tx)
  const terms = (row: string) => sql.join(['subsystem_id', 'group_id', 'kind', 'service_id', 'topic_id', 'endpoints', 'purpose', 'legal_basis', 'fields', 'row_rule', 'per_minute', 'per_day', 'valid_to'].map(name => sql.ref(`${row}.${name}`)))
  const { rows } = await sql`select 1 from exchange.access_right r, jsonb_populate_record(null::exchange.access_right, ${JSON.stringify(columns)}::jsonb) n where r.ended_at is null and row(${terms('r')}) is not distinct from row(${terms('n')})`.execute(work.tx)
  demand([rows.length > 0 && held])
  return addRow(work, 'access_right', 'grant-right', columns, reason)
}
const held = fault('to', 'Hệ thống này đã có quyền đó.', 'This system has that right already.', 'held')

/** A steward gives a right that nobody asked for: to one subsystem or to a group. */
export async function grantRight(call: Call, to: { readonly subsystemId: string } | { readonly groupId: string }, wanted: Wanted, terms: Terms, store?: WithinProvider): Promise<string> {
  stewardOnly(call.actor)
  demand([...termsFaults(terms, call.platform.now()), wanted.kind !== 'call' && 'groupId' in to && fault('to', 'Quyền nhận, phát sự kiện cấp cho từng hệ thống, không cấp cho nhóm.', 'A topic is granted to one system, never to a group.')])
  return inRegistry(call, async work => { await demandRowRule(work.tx, wanted, terms.rowRule ?? '', store); return addRight(work, { ...'subsystemId' in to ? { subsystem_id: to.subsystemId } : { group_id: to.groupId }, ...wantedColumns(wanted), ...termsColumns(terms), valid_from: work.at.toISOString(), valid_to: terms.validTo }, terms.legalBasis, held) }, held)
}

async function ofOwner(work: Work, row: Columns): Promise<void> {
  const [service, topic] = [row['service_id'], row['topic_id']]
  if (!mayActFor(work.actor, await ownerOf(work.tx, { service_id: typeof service === 'string' ? service : null, topic_id: typeof topic === 'string' ? topic : null }))) throw notAllowed()
  demand([row['ended_at'] !== null && fault('reason', 'Quyền này đã chấm dứt. Cấp quyền mới nếu cần.', 'This right has ended. Grant a new one.', 'ended')])
}

/** How often the contract allows to call; in force at the gateways within a second. */
export async function changeQuota(call: Call, id: string, version: number, quota: Pick<Terms, 'perMinute' | 'perDay'>, reason: string): Promise<void> {
  demand([...quotaFaults(quota), reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'access_right', id, version, act: 'change-quota', set: { per_minute: quota.perMinute, per_day: quota.perDay }, reason, guard: row => ofOwner(work, row) }))
}
/** Ends a contract before its time: the next call is refused. */
export async function endRight(call: Call, id: string, version: number, reason: string): Promise<void> {
  demand([reason === '' && fault('reason', 'Chưa có lý do chấm dứt.', 'Say why it ends.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'access_right', id, version, act: 'end-right', set: { ended_at: work.at.toISOString(), ended_because: reason }, reason, guard: row => ofOwner(work, row) }))
}
