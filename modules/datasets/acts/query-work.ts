import type { OfficerActor } from '../../../kernel/actor.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { sql } from 'kysely'
import { invalid } from '../../../kernel/errors.ts'
import type { DatasetsAct } from '../act-names.ts'
import { judgeQuestion, type Question } from '../analytics/judge.ts'
import { usableDatasets, type Usable } from '../analytics/usable.ts'
import { lineOf, type StatementFault } from '../domain/statement.ts'
import type { RunFailure } from '../domain/analysis.ts'
import { failureText } from '../queries/failure-words.ts'

/** Who asks and keeps questions: any officer, as far as they may read. */
export interface Asker { readonly platform: Pick<Platform, 'db' | 'now'>; readonly actor: OfficerActor }

export async function recordQuery(tx: Tx, actor: OfficerActor, act: DatasetsAct, object: { readonly type: 'query' | 'query-run'; readonly id: string }, at: Date, payload: JsonValue, before?: { readonly version: number; readonly content: JsonValue }, reason: string | null = null): Promise<void> {
  if (before) await sql`insert into datasets.history (id, object_type, object_id, version, content, changed_at, changed_by_account_id) values (${newId(at.getTime())}, ${object.type}, ${object.id}, ${before.version}, ${JSON.stringify(before.content)}::jsonb, ${at}, ${actor.accountId})`.execute(tx)
  await appendLedger(tx, { actor, role: actor.roles.find(role => role === 'data-steward' || role === 'administrator' || role === 'unit-administrator') ?? actor.roles[0] ?? null, agency: actor.agencyId, act: `datasets.${act}`, object, payload, reason, at })
}

export const failureOf = (fault: StatementFault, text: string): RunFailure => ({ code: fault.code, about: fault.about, ...fault.at === undefined ? {} : lineOf(text, fault.at) })

export interface Prepared extends Question { readonly usable: readonly Usable[] }
/** The question as this officer may ask it now: only datasets and fields that are theirs exist. */
export async function prepare(tx: Tx, actor: OfficerActor, statement: string, withPersons: boolean): Promise<{ readonly ok: true; readonly prepared: Prepared } | { readonly ok: false; readonly failure: RunFailure }> {
  const usable = (await usableDatasets(tx, actor, withPersons)).filter(each => each.fields.length > 0)
  const judged = await judgeQuestion(statement, new Set(usable.map(each => each.table)), actor.accountId)
  if (!judged.ok) return { ok: false, failure: failureOf(judged.fault, statement) }
  return { ok: true, prepared: { ...judged.question, usable: usable.filter(each => judged.question.tables.includes(each.table)) } }
}
export function demandPrepared(found: Awaited<ReturnType<typeof prepare>>): Prepared {
  if (!found.ok) throw invalid([{ field: 'statement', code: found.failure.code, message: failureText(found.failure) }])
  return found.prepared
}
