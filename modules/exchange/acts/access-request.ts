import { sql } from 'kysely'
import { notAllowed, notFound } from '../../../kernel/errors.ts'
import { workingTimeFor } from '../../calendar/index.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { WithinProvider } from '../within.ts'
import { demandRowRule } from './row-rule.ts'
import { requestClock } from '../domain/request-clock.ts'
import { rowRuleOf, writeRowRule } from '../domain/row-rule.ts'
import { ownerOf, ownerOfSubsystem, wantedColumns, type Wanted, type WantedRow } from '../queries/parties.ts'
import { addRight, termsColumns, termsFaults, type Terms } from './access-right.ts'
import { addRow, changeRow, demand, fault, inRegistry, mayActFor, type Call, type Work } from './registry-row.ts'

type Kept = Readonly<{ purpose: string; endpoints: JsonValue; fields: string[]; row_rule: JsonValue }>

/** An agency asks that one of its systems may call a service, hear a topic or announce on one: the clock of two working days starts. A renewal asks for another end and quota; the rest is that of its right. */
export async function askAccess(call: Call, subsystemId: string, wanted: Wanted, terms: Terms, renewsRightId: string | null = null, store?: WithinProvider): Promise<string> {
  const now = call.platform.now()
  demand(termsFaults(terms, now, renewsRightId !== null))
  return inRegistry(call, async work => {
    if (!mayActFor(call.actor, await ownerOfSubsystem(work.tx, subsystemId))) throw notAllowed({ vi: 'Bạn chỉ xin quyền cho hệ thống của cơ quan mình.', en: 'You may ask only for systems of your own agency.' })
    const about = wantedColumns(wanted)
    const owner = await ownerOf(work.tx, about)
    const same = sql`subsystem_id = ${subsystemId} and kind = ${about.kind} and service_id is not distinct from ${about.service_id} and topic_id is not distinct from ${about.topic_id}`
    // granting a renewal changes end and quota alone: a request that said more would be granted, and not come true
    const { rows: [kept] } = renewsRightId === null ? { rows: [] } : await sql<Kept>`select purpose, endpoints, fields, row_rule from exchange.access_right where id = ${renewsRightId} and ${same} and ended_at is null`.execute(work.tx)
    if (renewsRightId !== null && !kept) throw notFound()
    await demandRowRule(work.tx, wanted, kept ? writeRowRule(rowRuleOf(kept.row_rule) ?? []).join('\n') : terms.rowRule ?? '', store)
    const { rows: [open] } = await sql`select 1 from exchange.access_request where ${same} and state = 'waiting'`.execute(work.tx)
    // a system hears a topic once: there is one webhook and one position
    const { rows: [held] } = wanted.kind === 'call' || renewsRightId !== null ? { rows: [] } : await sql`select 1 from exchange.access_right where ${same} and ended_at is null`.execute(work.tx)
    demand([open !== undefined && fault('subsystem', 'Hệ thống này đang có một yêu cầu chờ trả lời cho chính việc này.', 'A request of this system for the same is waiting already.', 'waiting'),
      held !== undefined && fault('subsystem', 'Hệ thống này đã có quyền đó. Muốn dùng tiếp, xin gia hạn ở trang của quyền.', 'This system has that right already. To go on, ask for renewal on its page.', 'held')])
    const clock = requestClock(now, await workingTimeFor(work.tx, owner, now))
    return addRow(work, 'access_request', 'ask-access', { subsystem_id: subsystemId, ...about, ...termsColumns(terms), ...kept, wanted_until: terms.validTo, renews_right_id: renewsRightId, asked_at: now.toISOString(), asked_by: call.actor.accountId,
      due_at: clock.dueAt.toISOString(), due_steps: clock.steps.map(({ date, counts, why }) => ({ date, counts, why })), state: 'waiting' }, terms.legalBasis)
  })
}

interface RequestRow extends WantedRow { subsystem_id: string; endpoints: { method: string; path: string }[]; purpose: string; legal_basis: string; fields: string[]; row_rule: JsonValue; per_minute: number | null; per_day: number | null; wanted_until: Date | null; renews_right_id: string | null; state: string; asked_by: string }
/** Two people stand behind every right that was asked for; the database holds the same (`two_people_decide`). */
export const OWN = { vi: 'Chính bạn đã gửi yêu cầu này, nên bạn không được tự trả lời. Nhờ một cán bộ khác của bên cung cấp, hoặc một quản trị tỉnh khác, trả lời.', en: 'You sent this request yourself, so you may not answer it. Ask another officer of the provider, or another administrator, to answer.' } as const
async function decidable(work: Work, id: string): Promise<RequestRow> {
  const { rows: [row] } = await sql<RequestRow>`select subsystem_id, kind, service_id, topic_id, endpoints, purpose, legal_basis, fields, row_rule, per_minute, per_day, wanted_until, renews_right_id, state, asked_by from exchange.access_request where id = ${id}`.execute(work.tx)
  if (!row) throw notFound()
  if (!mayActFor(work.actor, await ownerOf(work.tx, row))) throw notAllowed({ vi: 'Chỉ cơ quan cung cấp hoặc quản trị tỉnh trả lời yêu cầu này.', en: 'Only the providing agency or an administrator answers this request.' })
  demand([row.state !== 'waiting' && fault('decision', 'Yêu cầu này đã có câu trả lời.', 'This request has its answer already.', 'decided'), row.asked_by === work.actor.accountId && fault('decision', OWN.vi, OWN.en, 'own')])
  return row
}
const decision = (work: Work, state: string, more: Record<string, string>) => ({ state, decided_at: work.at.toISOString(), decided_by: work.actor.accountId, ...more })

const held = fault('decision', 'Hệ thống này đã có quyền đó. Từ chối yêu cầu này; bên xin gửi yêu cầu gia hạn.', 'This system has that right already. Refuse; they may ask for renewal.', 'held')

/** Says yes: the right is there with the commit, and at the gateways within a second. A renewal moves the end of the right it renews. Answers the right's id. */
export async function grantAccess(call: Call, id: string, version: number, reason: string): Promise<string> {
  return inRegistry(call, async work => {
    const row = await decidable(work, id)
    await changeRow(work, { table: 'access_request', id, version, act: 'grant-access', set: decision(work, 'granted', { decision_reason: reason }), reason })
    const until = row.wanted_until?.toISOString() ?? null
    if (row.renews_right_id !== null) {
      const { rows: [right] } = await sql<{ version: number; live: boolean }>`select version, ended_at is null as live from exchange.access_right where id = ${row.renews_right_id}`.execute(work.tx)
      demand([right?.live !== true && fault('decision', 'Quyền cần gia hạn đã chấm dứt. Từ chối yêu cầu này; bên xin gửi yêu cầu mới.', 'The right to renew has ended. Refuse; they may ask anew.', 'ended')])
      await changeRow(work, { table: 'access_right', id: row.renews_right_id, version: right?.version ?? 0, act: 'renew-right', set: { valid_to: until, per_minute: row.per_minute, per_day: row.per_day }, reason: row.legal_basis })
      return row.renews_right_id
    }
    return addRight(work, { subsystem_id: row.subsystem_id, kind: row.kind, service_id: row.service_id, topic_id: row.topic_id, endpoints: row.endpoints, purpose: row.purpose, legal_basis: row.legal_basis, fields: row.fields, row_rule: row.row_rule, per_minute: row.per_minute, per_day: row.per_day, valid_from: work.at.toISOString(), valid_to: until, request_id: id }, row.legal_basis, held)
  }, held)
}

/** Says no, with the reason and the law that it rests on; both are compulsory. */
export async function refuseAccess(call: Call, id: string, version: number, reason: string, ground: string): Promise<void> {
  demand([reason === '' && fault('reason', 'Chưa có lý do từ chối.', 'The reason is missing.', 'required'), ground === '' && fault('ground', 'Chưa có căn cứ pháp lý. Nghị định 194/2025 buộc từ chối phải nêu căn cứ.', 'The legal ground is missing; a refusal must name it.', 'required')])
  await inRegistry(call, async work => {
    await decidable(work, id)
    await changeRow(work, { table: 'access_request', id, version, act: 'refuse-access', set: decision(work, 'refused', { decision_reason: reason, decision_ground: ground }), reason: `${reason} (${ground})` })
  })
}

/** The asking agency takes its request back. */
export async function withdrawAccess(call: Call, id: string, version: number, reason: string): Promise<void> {
  await inRegistry(call, async work => {
    const { rows: [row] } = await sql<{ subsystem_id: string; state: string }>`select subsystem_id, state from exchange.access_request where id = ${id}`.execute(work.tx)
    if (!row) throw notFound()
    if (!mayActFor(call.actor, await ownerOfSubsystem(work.tx, row.subsystem_id))) throw notAllowed()
    demand([row.state !== 'waiting' && fault('decision', 'Yêu cầu này đã có câu trả lời.', 'This request has its answer already.', 'decided')])
    await changeRow(work, { table: 'access_request', id, version, act: 'withdraw-access', set: decision(work, 'withdrawn', { decision_reason: reason }), reason })
  })
}
