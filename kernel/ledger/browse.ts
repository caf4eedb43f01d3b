import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import type { JsonValue } from './canonical-json.ts'
import { openNote, parseCheckpoint, type NoteVerifier } from './checkpoint.ts'
import { same } from './merkle.ts'
import { readWitness } from './witness.ts'

/** What an entry says without what it says about people: payload and reason are asked for one by one (`entryContent`). */
export interface EntryLine { readonly id: string; readonly at: Date; readonly actor: { readonly kind: string; readonly account?: string; readonly name?: string; readonly token?: string }; readonly role: string | null; readonly agency: string | null; readonly act: string; readonly objectType: string; readonly objectId: string; readonly subject: string | null; readonly sealed: boolean; readonly erased: boolean }
export interface EntryFilter { readonly act: string; readonly object: string; readonly account: string; /** yyyy-mm-dd, local days, both included */ readonly from: string; readonly to: string; readonly page: number }

/** At most this many entries are counted: an exact number beyond tells nobody anything. */
export const COUNT_LIMIT = 10_000

/** Entries of acts whose name begins so, about an object, by an account, in a time; latest first. */
export async function browseLedger(tx: Tx, filter: EntryFilter, size: number): Promise<{ readonly rows: readonly EntryLine[]; readonly total: number }> {
  const day = (text: string): ReturnType<typeof sql> => sql`(${text}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`
  const where = sql`true
    ${filter.act === '' ? sql`` : sql`and starts_with(e.act, ${filter.act})`} ${filter.object === '' ? sql`` : sql`and e.object_id = ${filter.object}`}
    ${filter.account === '' ? sql`` : sql`and e.actor->>'account' = ${filter.account}`}
    ${filter.from === '' ? sql`` : sql`and e.at >= ${day(filter.from)}`} ${filter.to === '' ? sql`` : sql`and e.at < ${day(filter.to)} + interval '1 day'`}`
  const { rows } = await sql<EntryLine>`select e.id, e.at, e.actor, e.role, e.agency, e.act, e.object_type as "objectType", e.object_id as "objectId", e.subject, e.salt is null as erased,
    exists (select from kernel.ledger_leaf l where l.entry_id = e.id) as sealed from kernel.ledger_entry e where ${where} order by e.at desc, e.id desc limit ${size} offset ${(filter.page - 1) * size}`.execute(tx)
  const { rows: [count] } = await sql<{ n: number }>`select count(*)::int as n from (select 1 from kernel.ledger_entry e where ${where} limit ${COUNT_LIMIT}) few`.execute(tx)
  return { rows, total: count?.n ?? 0 }
}

export interface EntryDetail extends EntryLine { readonly mandate: string | null; readonly payloadHash: string; readonly leafIndex: number | null }
/** One entry with its place in the tree; undefined when there is none. */
export async function findEntry(tx: Tx, id: string): Promise<EntryDetail | undefined> {
  const { rows } = await sql<EntryDetail>`select e.id, e.at, e.actor, e.role, e.agency, e.act, e.object_type as "objectType", e.object_id as "objectId", e.subject, e.mandate, encode(e.payload_hash, 'hex') as "payloadHash",
    e.salt is null as erased, l.leaf_index is not null as sealed, l.leaf_index::float8 as "leafIndex" from kernel.ledger_entry e left join kernel.ledger_leaf l on l.entry_id = e.id where e.id = ${id}`.execute(tx)
  return rows[0]
}
/** What an entry says; whoever asks has written down why. */
export async function entryContent(tx: Tx, id: string): Promise<{ readonly payload: JsonValue; readonly reason: string | null } | undefined> {
  const { rows } = await sql<{ payload: JsonValue; reason: string | null }>`select payload, reason from kernel.ledger_entry where id = ${id}`.execute(tx)
  return rows[0]
}
/** Names of acts seen so far in the last `days` days, for choosing. */
export async function knownActs(tx: Tx, days: number, now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ act: string }>`select distinct act from kernel.ledger_entry where at > ${new Date(now.getTime() - days * 86_400_000)} order by act`.execute(tx)
  return rows.map(row => row.act)
}

export interface WitnessState { readonly dir: string; readonly size: number | null; /** agrees: holds the same root as the database for its size */ readonly verdict: 'agrees' | 'empty' | 'unknown-size' | 'contradicts' }
export interface LedgerState { readonly entries: number; readonly checkpoint: { readonly size: number; readonly at: Date; readonly validlySigned: boolean } | null; readonly unsealed: number; readonly witnesses: readonly WitnessState[] }

/** The last checkpoint, whether its signature holds, how many entries wait, and whether every witness remembers the same past. */
export async function ledgerState(tx: Tx, verifier: NoteVerifier, dirs: readonly string[]): Promise<LedgerState> {
  const { rows: [last] } = await sql<{ size: number; note: string; at: Date }>`select size, note, at from kernel.ledger_checkpoint order by size desc limit 1`.execute(tx)
  const { rows: [waiting] } = await sql<{ n: number }>`select count(*)::int as n from kernel.ledger_entry e where e.xact >= coalesce((select xact from kernel.ledger_leaf order by leaf_index desc limit 1), '0'::xid8) and not exists (select from kernel.ledger_leaf l where l.entry_id = e.id)`.execute(tx)
  const witnesses: WitnessState[] = []
  for (const dir of dirs) {
    let note: string | undefined
    for await (const each of readWitness(dir)) note = each
    const held = parseCheckpoint(note ?? '')
    if (!held || note === undefined) { witnesses.push({ dir, size: null, verdict: 'empty' }); continue }
    const { rows: [ours] } = await sql<{ note: string }>`select note from kernel.ledger_checkpoint where size = ${held.size}`.execute(tx)
    const mine = parseCheckpoint(ours?.note ?? '')
    witnesses.push({ dir, size: held.size, verdict: !openNote(note, verifier) ? 'contradicts' : !mine ? 'unknown-size' : same(mine.root, held.root) ? 'agrees' : 'contradicts' })
  }
  const unsealed = waiting?.n ?? 0
  return { entries: (last?.size ?? 0) + unsealed, unsealed, witnesses, checkpoint: last ? { size: last.size, at: last.at, validlySigned: openNote(last.note, verifier) !== undefined } : null }
}
