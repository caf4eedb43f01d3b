import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { Work } from '../acts/dataset-work.ts'
import { t } from '../acts/dataset-work.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import type { Collected } from './collect.ts'
import type { ForeignEntry, Refusal } from './entry.ts'
import { HarvestTrouble } from './fetch-page.ts'

export type FindingKind = 'added' | 'changed' | 'vanished' | 'removed' | 'refused'
interface Finding { readonly kind: FindingKind; readonly identifier: string; readonly title: string; readonly reason: string }
const DAY = 86_400_000
const MOST_FINDINGS = 5_000
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** Speaking, the same in every run, and never a name of ours: two hyphens. */
function codeOf(source: string, { identifier, title }: ForeignEntry): string {
  const words = fold(title).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 28).replace(/-+$/, '')
  return `${source}--${words === '' ? 'muc' : words}-${sha256(identifier).slice(0, 8)}`
}

/** Writes what a run found, all of it in one transaction: whoever reads sees the catalogue as it was before or as it is now. */
export async function applyHarvest({ tx, actor, at }: Work, sourceId: string, runId: string, found: Collected): Promise<void> {
  const source = await t(tx).selectFrom('datasets.harvest_source').selectAll().where('id', '=', sourceId).where('state', '=', 'on').forUpdate().executeTakeFirst()
  const run = await t(tx).selectFrom('datasets.harvest_run').select('state').where('id', '=', runId).executeTakeFirst()
  // given up for dead while it ran
  if (run?.state !== 'running') return
  if (!source) { await t(tx).updateTable('datasets.harvest_run').set({ state: 'failed', ended_at: at, failure: 'Nguồn bị tắt hoặc gỡ trong khi đang đọc; chưa ghi gì.' }).where('id', '=', runId).execute(); return }
  const before = new Map((await t(tx).selectFrom('datasets.foreign_dataset').select(['id', 'identifier', 'hash', 'vanished_at', sql<string>`entry->>'title'`.as('title')]).where('source_id', '=', sourceId).execute()).map(row => [row.identifier, row] as const))
  const live = [...before.values()].filter(each => each.vanished_at === null).length
  if (found.entries.size + found.still.size === 0 && live > 0) throw new HarvestTrouble(`Danh mục trống, trong khi lần trước có ${live} mục. Không gỡ gì cả; hãy kiểm tra nguồn.`)
  const elsewhere = new Map(found.entries.size === 0 ? [] : (await sql<{ identifier: string; title: string }>`select f.identifier, s.title from datasets.foreign_dataset f join datasets.harvest_source s on s.id = f.source_id where f.source_id <> ${sourceId} and s.state <> 'removed' and f.vanished_at is null and f.identifier = any (${[...found.entries.keys()]}::text[])`.execute(tx)).rows.map(row => [row.identifier, row.title] as const))
  const findings: Finding[] = found.refused.map(({ identifier, title, refusal }) => ({ kind: 'refused', identifier, title, reason: refusal satisfies Refusal }))
  const written: { id: string; identifier: string; code: string; entry: ForeignEntry; hash: string; modified: string | null }[] = []
  let same = 0
  const back = [...found.still].filter(identifier => before.get(identifier)?.vanished_at != null)
  for (const [identifier, entry] of found.entries) {
    if (elsewhere.has(identifier)) { findings.push({ kind: 'refused', identifier, title: entry.title, reason: 'known-elsewhere' satisfies Refusal }); continue }
    const hash = sha256(JSON.stringify(entry))
    const known = before.get(identifier)
    if (known?.hash === hash && known.vanished_at === null) { same++; continue }
    findings.push({ kind: known ? 'changed' : 'added', identifier, title: entry.title, reason: known?.vanished_at != null ? 'came-back' : '' })
    written.push({ id: newId(at.getTime()), identifier, code: codeOf(source.code, entry), entry, hash, modified: entry.modified === '' ? null : entry.modified })
  }
  const kept = (identifier: string): boolean => found.entries.has(identifier) && !elsewhere.has(identifier) || found.still.has(identifier)
  const vanished = [...before.values()].filter(row => row.vanished_at === null && !kept(row.identifier))
  const old = [...before.values()].filter(row => row.vanished_at !== null && !kept(row.identifier) && at.getTime() - row.vanished_at.getTime() >= source.keep_vanished_days * DAY)
  const gone = source.keep_vanished_days === 0 ? [...old, ...vanished] : old
  findings.push(...vanished.map((row): Finding => ({ kind: 'vanished', identifier: row.identifier, title: row.title, reason: '' })), ...gone.map((row): Finding => ({ kind: 'removed', identifier: row.identifier, title: row.title, reason: '' })))
  await sql`insert into datasets.foreign_dataset (id, source_id, identifier, code, entry, hash, modified_at, first_seen_at, changed_at)
    select w.id, ${sourceId}, w.identifier, w.code, w.entry, w.hash, w.modified, ${at}, ${at} from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as w (id uuid, identifier text, code text, entry jsonb, hash text, modified timestamptz)
    on conflict (source_id, identifier) do update set entry = excluded.entry, hash = excluded.hash, modified_at = excluded.modified_at, changed_at = excluded.changed_at, vanished_at = null`.execute(tx)
  if (back.length > 0) await sql`update datasets.foreign_dataset set vanished_at = null where source_id = ${sourceId} and identifier = any (${back}::text[])`.execute(tx)
  if (vanished.length > 0) await sql`update datasets.foreign_dataset set vanished_at = ${at} where id = any (${vanished.map(row => row.id)}::uuid[])`.execute(tx)
  if (gone.length > 0) await sql`delete from datasets.foreign_dataset where id = any (${gone.map(row => row.id)}::uuid[])`.execute(tx)
  await sql`insert into datasets.harvest_finding (run_id, place, kind, identifier, title, reason) select ${runId}, f.place, f.kind, f.identifier, f.title, f.reason
    from jsonb_to_recordset(${JSON.stringify(findings.slice(0, MOST_FINDINGS).map((each, place) => ({ place, ...each })))}::jsonb) as f (place integer, kind text, identifier text, title text, reason text)`.execute(tx)
  const count = (kind: FindingKind): number => findings.filter(each => each.kind === kind).length
  const counts = { added: count('added'), changed: count('changed') + back.length, same: same + found.still.size - back.length, vanished: vanished.length, removed: gone.length, refused: count('refused') }
  await t(tx).updateTable('datasets.harvest_run').set({ state: 'done', ended_at: at, pages: found.pages, pages_unchanged: found.unchanged, bytes: found.bytes, expected: found.expected ?? null, seen: found.seen, ...counts }).where('id', '=', runId).execute()
  // entries that are known elsewhere are asked for again: whoever has them now may give them up
  const known = elsewhere.size === 0 ? found.known : Object.fromEntries(Object.entries(found.known).filter(([, page]) => !page.identifiers.some(each => elsewhere.has(each))))
  await t(tx).updateTable('datasets.harvest_source').set({ pages: JSON.stringify(known), last_run_at: at, last_run_id: runId }).where('id', '=', sourceId).execute()
  await appendLedger(tx, { actor, act: 'datasets.harvest', object: { type: 'harvest-source', id: sourceId }, payload: { code: source.code, run: runId, ...counts }, at })
}
