import { sql } from 'kysely'
import type { OfficerActor } from './actor.ts'
import type { Tx } from './db/db.ts'
import { conflict } from './errors.ts'
import { newId } from './ids.ts'
import { appendLedger } from './ledger/index.ts'
import type { JsonValue } from './ledger/canonical-json.ts'

export interface Change {
  readonly actor: OfficerActor
  /** the stem of the act: `organisations.change-agency` */
  readonly act: string
  readonly object: { readonly type: string; readonly id: string }
  /** the wording before the change and its version; absent when the object is new */
  readonly before?: { readonly version: number; readonly content: JsonValue }
  /** what was done, as the ledger keeps it */
  readonly payload?: JsonValue
  readonly reason?: string | null
  readonly at: Date
}

/** The loser of a race is told; nothing was saved. */
export const changedMeanwhile = conflict({ vi: 'Nội dung này vừa được sửa sau khi bạn mở trang, nên chưa lưu gì. Những gì bạn gõ vẫn còn dưới đây; hãy xem lại bản mới rồi lưu lần nữa.', en: 'This was changed after you opened the page, so nothing was saved. What you typed is still below; look at the new wording, then save again.' })

/** In which of their roles an officer administers. */
export const adminRole = (actor: OfficerActor): string => actor.roles.includes('administrator') ? 'administrator' : actor.roles.includes('unit-administrator') ? 'unit-administrator' : 'data-steward'

/**
 * What every change by an administrator leaves behind, in its own transaction: the earlier wording in `<schema>.history` and one
 * ledger entry. The schema must have a `history` table.
 */
export async function recordChange(tx: Tx, schema: 'organisations' | 'identity' | 'procedures' | 'exchange' | 'datasets' | 'indicators', change: Change): Promise<void> {
  const { actor, object, before, at } = change
  if (before) {
    await sql`insert into ${sql.id(schema, 'history')} (id, object_type, object_id, version, content, changed_at, changed_by_account_id)
      values (${newId(at.getTime())}, ${object.type}, ${object.id}, ${before.version}, ${JSON.stringify(before.content)}::jsonb, ${at}, ${actor.accountId})`.execute(tx)
  }
  await appendLedger(tx, { actor, role: adminRole(actor), agency: actor.agencyId, act: change.act, object, ...(change.payload === undefined ? {} : { payload: change.payload }), reason: change.reason ?? null, at })
}

/** Only what differs, as `{ field: [before, after] }`: short to read, and nothing said twice. */
export function differences(before: Readonly<Record<string, JsonValue>>, after: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  return Object.fromEntries(Object.keys(after).filter(key => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null)).map(key => [key, [before[key] ?? null, after[key] ?? null]]))
}
